import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHarness, replicaSet } from './harness.fixture.js';
/** What holds after any sequence of writes, whichever they were. */
const URL = '/apis/apps/v1/namespaces/default/replicasets/web';
const LABELS = ['tier', 'zone'];
const label = fc.constantFrom(...LABELS);
const value = fc.constantFrom('a', 'b', 'c');
const container = fc.record({ name: fc.constantFrom('c', 'd', 'e'), image: fc.constantFrom('x:1', 'x:2') });
const containers = fc.uniqueArray(container, { minLength: 1, maxLength: 3, selector: ({ name }) => name });
const merge = fc.record({ name: label, value: fc.option(value) }).map((one) => ({
    method: 'PATCH',
    query: '',
    body: { metadata: { labels: { [one.name]: one.value } } },
    type: 'application/merge-patch+json',
}));
const strategic = fc.record({ containers, gone: fc.option(fc.constantFrom('d', 'e')) }).map((one) => ({
    method: 'PATCH',
    query: '',
    body: {
        spec: {
            template: {
                spec: {
                    containers: [
                        ...one.containers.filter(({ name }) => name !== one.gone),
                        ...(one.gone === null ? [] : [{ $patch: 'delete', name: one.gone }]),
                    ],
                },
            },
        },
    },
    type: 'application/strategic-merge-patch+json',
}));
const json = fc
    .record({ op: fc.constantFrom('add', 'replace', 'test'), replicas: fc.nat(3) })
    .map(({ op, replicas }) => ({
    method: 'PATCH',
    query: '',
    body: [{ op, path: '/spec/replicas', value: replicas }],
    type: 'application/json-patch+json',
}));
const applied = fc
    .record({ manager: fc.constantFrom('m1', 'm2'), force: fc.boolean(), containers, label: fc.option(label) })
    .map((one) => ({
    method: 'PATCH',
    query: `?fieldManager=${one.manager}&force=${String(one.force)}`,
    body: {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: { name: 'web', ...(one.label === null ? {} : { labels: { [one.label]: one.manager } }) },
        spec: {
            selector: { matchLabels: { app: 'web' } },
            template: { metadata: { labels: { app: 'web' } }, spec: { containers: one.containers } },
        },
    },
    type: 'application/apply-patch+yaml',
}));
const steps = fc.array(fc.oneof(merge, strategic, json, applied), { minLength: 1, maxLength: 12 });
/** What a client may be told; never that the server is at fault. */
const ALLOWED = [200, 409, 422];
describe('after any sequence of patches', () => {
    it('the server would take the object again, and nothing that changes nothing is a change', async () => {
        await fc.assert(fc.asyncProperty(steps, async (sequence) => {
            const { call } = await createHarness();
            const send = ({ method, query, body, type }) => call(method, URL + query, body, { 'content-type': type });
            await call('POST', URL.replace('/web', ''), replicaSet('web'));
            for (const step of sequence) {
                const first = await send(step);
                expect([step, first.status]).toEqual([step, ALLOWED.find((code) => code === first.status)]);
                if (first.status !== 200)
                    continue;
                const again = await send(step);
                expect([step, again.body]).toEqual([step, first.body]);
            }
            const { body } = await call('GET', URL);
            expect(await call('PUT', `${URL}?fieldValidation=Strict`, body)).toMatchObject({
                status: 200,
                body: { metadata: { resourceVersion: body.metadata.resourceVersion } },
            });
            const { resourceVersion: _, uid: __, ...metadata } = body.metadata;
            const copy = { ...body, metadata: { ...metadata, name: 'copy' } };
            expect((await call('POST', `${URL.replace('/web', '')}?fieldValidation=Strict`, copy)).status).toBe(201);
        }), { numRuns: 60 });
    });
});
//# sourceMappingURL=sequences.spec.js.map