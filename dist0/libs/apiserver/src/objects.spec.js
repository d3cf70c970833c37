import { describe, expect, it } from '@jest/globals';
import { configMap, createHarness, replicaSet } from './harness.fixture.js';
const CMS = '/api/v1/namespaces/default/configmaps';
const RSS = '/apis/apps/v1/namespaces/default/replicasets';
describe('create', () => {
    it('answers 201 with what the system says about a new object', async () => {
        const { call } = await createHarness();
        const { status, body } = await call('POST', RSS, replicaSet('web'));
        expect(status).toBe(201);
        expect(body).toMatchObject({
            apiVersion: 'apps/v1',
            kind: 'ReplicaSet',
            metadata: {
                name: 'web',
                namespace: 'default',
                generation: 1,
                creationTimestamp: '2026-11-21T08:00:00Z',
            },
            spec: { replicas: 1 },
            status: { replicas: 0 },
        });
        expect(body.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
        expect(Number(body.metadata.resourceVersion)).toBeGreaterThan(0);
    });
    it.each([
        ['a second one', configMap('x'), 409, 'AlreadyExists', 'configmaps "x" already exists'],
        [
            'no name',
            { kind: 'ConfigMap', apiVersion: 'v1', metadata: {} },
            422,
            'Invalid',
            'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
        ],
        [
            'a wrong kind',
            { kind: 'Secret', apiVersion: 'v1', metadata: { name: 'b' } },
            400,
            'BadRequest',
            'Secret in version "v1" cannot be handled as a ConfigMap',
        ],
        ['broken JSON', '{"kind": ', 400, 'BadRequest', 'json parse error'],
        [
            'another namespace',
            configMap('b', { metadata: { name: 'b', namespace: 'kube-system' } }),
            400,
            'BadRequest',
            'the namespace of the provided object does not match the namespace sent on the request',
        ],
        [
            'a resourceVersion',
            configMap('b', { metadata: { name: 'b', resourceVersion: '4' } }),
            400,
            'BadRequest',
            'resourceVersion should not be set on objects to be created',
        ],
        ['a wrong type', { ...configMap('b'), data: { a: 1 } }, 400, 'BadRequest', 'data.a'],
    ])('refuses %s', async (_what, body, ...expected) => {
        const [status, reason, message] = expected;
        const { call } = await createHarness();
        await call('POST', CMS, configMap('x'));
        const answer = await call('POST', CMS, body);
        expect(answer.status).toBe(status);
        expect(answer.body).toMatchObject({ kind: 'Status', status: 'Failure', reason, code: status });
        expect(answer.body.message).toContain(message);
    });
    it('names every wrong field of metadata at once', async () => {
        const { call } = await createHarness();
        const metadata = {
            name: 'Bad_Name',
            labels: { 'a b': 'c' },
            annotations: { big: 'x'.repeat(300_000) },
            ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: '', uid: 'u' }],
            finalizers: ['nonsense'],
        };
        const { status, body } = await call('POST', CMS, configMap('x', { metadata }));
        expect(status).toBe(422);
        expect(body.details.causes.map((cause) => cause.field)).toEqual([
            'metadata.name',
            'metadata.labels',
            'metadata.annotations',
            'metadata.ownerReferences[0].name',
            'metadata.finalizers[0]',
        ]);
    });
    it('finds names for generateName, also when some are taken', async () => {
        const { call } = await createHarness();
        const names = new Set();
        for (let count = 0; count < 5; count += 1) {
            const { body } = await call('POST', CMS, configMap('', { metadata: { generateName: 'web-' } }));
            expect(body.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
            names.add(body.metadata.name);
        }
        expect(names.size).toBe(5);
    });
    it('reads YAML, and JSON without a Content-Type', async () => {
        const { call } = await createHarness();
        const yaml = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: yml\ndata:\n  day: 2001-01-01\n';
        const answer = await call('POST', CMS, yaml, { 'content-type': 'application/yaml' });
        expect(answer).toMatchObject({ status: 201, body: { data: { day: '2001-01-01' } } });
        expect((await call('POST', CMS, configMap('z'))).status).toBe(201);
        const wrong = await call('POST', CMS, '<a/>', { 'content-type': 'application/xml' });
        expect(wrong).toMatchObject({ status: 415, body: { reason: 'UnsupportedMediaType' } });
        const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
            .split('')
            .map((l, i) => `${l}: &${l} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`)
            .join('\n')}\n`;
        expect((await call('POST', CMS, bomb, { 'content-type': 'application/yaml' })).status).toBe(400);
    });
    it('tells about unknown and duplicate fields as fieldValidation asks', async () => {
        const { call } = await createHarness();
        const text = '{"kind":"ReplicaSet","apiVersion":"apps/v1","metadata":{"name":"w"},"spec":{"replicaz":1,"replicas":1,"replicas":2,"selector":{"matchLabels":{"app":"w"}},"template":{"metadata":{"labels":{"app":"w"}},"spec":{"containers":[{"name":"c","image":"nginx"}]}}}}';
        const strict = await call('POST', `${RSS}?fieldValidation=Strict`, text);
        expect(strict.status).toBe(400);
        expect(strict.body.message).toBe('ReplicaSet in version "v1" cannot be handled as a ReplicaSet: strict decoding error: unknown field "spec.replicaz", duplicate field "spec.replicas"');
        const warned = await call('POST', RSS, text);
        expect(warned.status).toBe(201);
        expect(warned.headers['warning']).toEqual([
            '299 - "unknown field \\"spec.replicaz\\""',
            '299 - "duplicate field \\"spec.replicas\\""',
        ]);
        expect(warned.body.spec).not.toHaveProperty('replicaz');
        const again = await call('POST', RSS, text);
        expect(again.status).toBe(409);
        expect(again.headers['warning']).toHaveLength(2);
        const foreign = await call('POST', `${RSS}?dryRun=All`, text.replace('replicaz', 'répliques').replace('"w"', '"v"'));
        expect(foreign.headers['warning']).toContain('299 - "unknown field \\"spec.r?pliques\\""');
        const ignored = await call('POST', `${RSS}?fieldValidation=Ignore&dryRun=All`, text.replace('"w"', '"v"'));
        expect(ignored.headers).not.toHaveProperty('warning');
    });
    it('stores nothing on a dry run', async () => {
        const { call } = await createHarness();
        const { status, body } = await call('POST', `${CMS}?dryRun=All`, configMap('x'));
        expect(status).toBe(201);
        expect(body.metadata.uid).toBeDefined();
        expect(body.metadata).not.toHaveProperty('resourceVersion');
        expect((await call('GET', `${CMS}/x`)).status).toBe(404);
        await call('POST', CMS, configMap('x'));
        expect((await call('POST', `${CMS}?dryRun=All`, configMap('x'))).status).toBe(409);
        expect((await call('POST', `${CMS}?dryRun=Some`, configMap('x'))).status).toBe(422);
    });
});
describe('update', () => {
    it('replaces without a version, compares with one, and writes nothing when nothing changes', async () => {
        const { call } = await createHarness();
        const first = (await call('POST', CMS, configMap('x'))).body;
        const same = await call('PUT', `${CMS}/x`, configMap('x'));
        expect(same.status).toBe(200);
        expect(same.body.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
        const changed = await call('PUT', `${CMS}/x`, configMap('x', { data: { a: '2' } }));
        expect(changed.body.metadata).toMatchObject({ uid: first.metadata.uid });
        expect(changed.body.metadata.resourceVersion).not.toBe(first.metadata.resourceVersion);
        const stale = await call('PUT', `${CMS}/x`, { ...first, data: { a: '3' } });
        expect(stale.status).toBe(409);
        expect(stale.body.message).toBe('Operation cannot be fulfilled on configmaps "x": the object has been modified; please apply your changes to the latest version and try again');
        const uid = configMap('x', { metadata: { name: 'x', uid: 'other' } });
        expect((await call('PUT', `${CMS}/x`, uid)).status).toBe(409);
        const absent = await call('PUT', `${CMS}/y`, configMap('y'));
        expect(absent).toMatchObject({ status: 404, body: { message: 'configmaps "y" not found' } });
        const time = '2026-11-21T08:00:00.999Z';
        const sameTime = configMap('x', { metadata: { name: 'x', creationTimestamp: time } });
        expect((await call('PUT', `${CMS}/x`, sameTime)).status).toBe(200);
        const otherTime = { ...sameTime, metadata: { name: 'x', creationTimestamp: '2020-01-01T00:00:00Z' } };
        expect((await call('PUT', `${CMS}/x`, otherTime)).body).toMatchObject({
            code: 422,
            details: { causes: [{ field: 'metadata.creationTimestamp' }] },
        });
        const renamed = await call('PUT', `${CMS}/x`, configMap('y'));
        expect(renamed.body.message).toBe('the name of the object (y) does not match the name on the URL (x)');
    });
    it('counts spec changes and keeps status apart', async () => {
        const { call } = await createHarness();
        await call('POST', RSS, replicaSet('web'));
        const scaled = await call('PUT', `${RSS}/web`, replicaSet('web', { replicas: 3 }));
        expect(scaled.body).toMatchObject({ metadata: { generation: 2 }, status: { replicas: 0 } });
        const status = await call('PUT', `${RSS}/web/status`, {
            ...scaled.body,
            metadata: { ...scaled.body.metadata, labels: { no: 'way' }, annotations: { yes: 'ok' } },
            spec: { ...scaled.body.spec, replicas: 9 },
            status: { replicas: 2 },
        });
        expect(status.body).toMatchObject({
            metadata: { generation: 2, annotations: { yes: 'ok' } },
            spec: { replicas: 3 },
            status: { replicas: 2 },
        });
        expect(status.body.metadata).not.toHaveProperty('labels');
        expect((await call('PUT', `${RSS}/web`, replicaSet('web', { replicas: -1 }))).body).toMatchObject({
            code: 422,
            message: 'ReplicaSet.apps "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
            details: { kind: 'ReplicaSet', group: 'apps', name: 'web' },
        });
    });
    it('lets concurrent writers without a version all win in turn', async () => {
        const { client, call } = await createHarness();
        await call('POST', CMS, configMap('n', { data: { n: '0' } }));
        const key = { group: '', resource: 'configmaps', namespace: 'default', name: 'n' };
        await Promise.all(Array.from({ length: 10 }, () => client.modify(key, (current) => {
            const { n = '0' } = current['data'];
            return { ...current, data: { n: String(Number(n) + 1) } };
        })));
        expect((await call('GET', `${CMS}/n`)).body['data']).toEqual({ n: '10' });
    });
});
describe('delete', () => {
    it('answers with a Status, checks preconditions, and 404 afterwards', async () => {
        const { call } = await createHarness();
        const { metadata } = (await call('POST', CMS, configMap('x'))).body;
        const wrong = await call('DELETE', `${CMS}/x`, { preconditions: { uid: 'other' } });
        expect(wrong.status).toBe(409);
        expect(wrong.body.message).toContain('Precondition failed: UID in precondition: other');
        expect((await call('DELETE', `${CMS}/x`, { propagationPolicy: 'Sideways' })).status).toBe(422);
        expect((await call('DELETE', `${CMS}/x`, { propagationPolicy: 'Orphan', orphanDependents: true })).status).toBe(422);
        const dry = await call('DELETE', `${CMS}/x`, { dryRun: ['All'] });
        expect(dry.status).toBe(200);
        const gone = await call('DELETE', `${CMS}/x`, { propagationPolicy: 'Background' });
        expect(gone.body).toEqual({
            kind: 'Status',
            apiVersion: 'v1',
            metadata: {},
            status: 'Success',
            details: { name: 'x', kind: 'configmaps', uid: metadata.uid },
        });
        expect((await call('DELETE', `${CMS}/x`)).status).toBe(404);
    });
    it('waits for finalizers, and the last one takes the object along', async () => {
        const { call, watch } = await createHarness();
        const { resourceVersion } = (await call('GET', CMS)).body.metadata;
        const events = watch(`${CMS}?watch=true&fieldSelector=metadata.name=x&resourceVersion=${resourceVersion}`);
        await call('POST', CMS, configMap('x'));
        const marked = await call('DELETE', `${CMS}/x`, { propagationPolicy: 'Foreground' });
        expect(marked.status).toBe(200);
        expect(marked.body.metadata).toMatchObject({
            finalizers: ['foregroundDeletion'],
            deletionTimestamp: '2026-11-21T08:00:00Z',
            deletionGracePeriodSeconds: 0,
        });
        const again = await call('DELETE', `${CMS}/x`);
        expect(again.body.metadata.resourceVersion).toBe(marked.body.metadata.resourceVersion);
        const more = {
            ...marked.body,
            metadata: { ...marked.body.metadata, finalizers: ['a.b/c', 'foregroundDeletion'] },
        };
        expect((await call('PUT', `${CMS}/x`, more)).status).toBe(422);
        const { finalizers: _, ...rest } = marked.body.metadata;
        expect((await call('PUT', `${CMS}/x`, { ...marked.body, metadata: rest })).status).toBe(200);
        expect((await call('GET', `${CMS}/x`)).status).toBe(404);
        expect((await events.take(3)).map((event) => event.type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
        events.stop();
    });
    it('gives pods their grace period, and a second call may shorten it', async () => {
        const { call } = await createHarness();
        const pods = '/api/v1/namespaces/default/pods';
        await call('POST', pods, {
            apiVersion: 'v1',
            kind: 'Pod',
            metadata: { name: 'p' },
            spec: { nodeName: 'n', containers: [{ name: 'c', image: 'nginx' }] },
        });
        const first = await call('DELETE', `${pods}/p`);
        expect(first.body.metadata).toMatchObject({
            deletionTimestamp: '2026-11-21T08:00:30Z',
            deletionGracePeriodSeconds: 30,
        });
        const second = await call('DELETE', `${pods}/p?gracePeriodSeconds=0`);
        expect(second.body).toMatchObject({ kind: 'Pod', metadata: { deletionGracePeriodSeconds: 0 } });
        expect((await call('GET', `${pods}/p`)).status).toBe(404);
    });
    it.each([
        { preconditions: 5 },
        { preconditions: { uid: 5 } },
        { preconditions: { resourceVersion: 1 } },
        { gracePeriodSeconds: 'x' },
        { orphanDependents: 'x' },
        { propagationPolicy: 5 },
        { dryRun: 'All' },
        { dryRun: [5] },
    ])('deletes nothing on options that cannot be read: %j', async (options) => {
        const { call } = await createHarness();
        await call('POST', CMS, configMap('x'));
        const refused = await call('DELETE', `${CMS}/x`, options);
        expect([refused.status, refused.body.kind]).toEqual([400, 'Status']);
        expect((await call('GET', `${CMS}/x`)).status).toBe(200);
    });
    it('deletes a collection by selector and lists what went', async () => {
        const { call } = await createHarness();
        for (const name of ['a', 'b', 'c'])
            await call('POST', CMS, configMap(name, { metadata: { name, labels: { keep: String(name === 'c') } } }));
        const { status, body } = await call('DELETE', `${CMS}?labelSelector=keep%3Dfalse`);
        expect(status).toBe(200);
        expect(body.kind).toBe('ConfigMapList');
        expect(body.items.map((item) => item.metadata.name)).toEqual(['a', 'b']);
        expect((await call('GET', CMS)).body.items).toHaveLength(1);
    });
});
describe('namespaces', () => {
    it('guards what is created in them, and goes through Terminating', async () => {
        const { call } = await createHarness();
        const missing = await call('POST', '/api/v1/namespaces/nope/configmaps', configMap('x'));
        expect(missing).toMatchObject({ status: 404, body: { message: 'namespaces "nope" not found' } });
        const system = await call('DELETE', '/api/v1/namespaces/default');
        expect(system.body.message).toBe('namespaces "default" is forbidden: this namespace may not be deleted');
        await call('POST', '/api/v1/namespaces', { metadata: { name: 'demo' } });
        const going = await call('DELETE', '/api/v1/namespaces/demo');
        expect(going.body).toMatchObject({
            spec: { finalizers: ['kubernetes'] },
            status: { phase: 'Terminating' },
            metadata: { deletionTimestamp: '2026-11-21T08:00:00Z' },
        });
        const refused = await call('POST', '/api/v1/namespaces/demo/configmaps', configMap('x'));
        expect(refused.status).toBe(403);
        expect(refused.body.details.causes[0].reason).toBe('NamespaceTerminating');
        const main = await call('PUT', '/api/v1/namespaces/demo', { ...going.body, spec: {} });
        expect(main.body.spec['finalizers']).toEqual(['kubernetes']);
        const final = await call('PUT', '/api/v1/namespaces/demo/finalize', {
            ...main.body,
            spec: { finalizers: [] },
        });
        expect(final.status).toBe(200);
        expect((await call('GET', '/api/v1/namespaces/demo')).status).toBe(404);
    });
});
//# sourceMappingURL=objects.spec.js.map