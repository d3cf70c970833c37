import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {} from './fixtures/recordings.js';
import { configMap, deployment, list, plain, scalar, struct, text, objectMeta } from './fixtures/schemas.js';
import { applyJsonPatch } from './json-patch.js';
import {} from './object.js';
import { applyPatch, trackUpdate } from './server-side-apply.js';
import {} from './type-schema.js';
/** Ownership as a real kube-apiserver recorded it, request by request, for what a real kubectl sent. */
const recordings = JSON.parse(readFileSync(new URL('./fixtures/kubectl-1.32.json', import.meta.url), 'utf8'));
const clusterResource = struct({
    apiVersion: plain(text),
    kind: plain(text),
    metadata: plain(objectMeta),
    spec: plain(struct({ serverAddressByClientCIDRs: plain(list(scalar('any'))) })),
    status: plain(struct({ phase: plain(text), zone: plain(text) })),
});
function requestsOf(name) {
    return recordings[name].filter((request) => request.method !== 'GET');
}
function managerOf(request) {
    const query = new URL(request.path, 'https://x').searchParams;
    return { manager: query.get('fieldManager') ?? '', force: query.get('force') === 'true' };
}
/** When the request was served: the latest time that its manager's entry shows. */
function servedAt(request) {
    const { manager } = managerOf(request);
    const times = entries(request.answer).filter((entry) => entry.manager === manager && entry.time);
    return Date.parse(times.at(-1)?.time ?? '2030-01-01T00:00:00Z');
}
function entries(object) {
    return object.metadata.managedFields ?? [];
}
function withEntries(object, managedFields) {
    const { managedFields: _gone, ...metadata } = object.metadata;
    return { ...object, metadata: { ...metadata, ...(managedFields ? { managedFields } : {}) } };
}
function serve(live, request, schema) {
    const { manager, force } = managerOf(request);
    const write = {
        schema,
        manager,
        apiVersion: live.apiVersion,
        now: servedAt(request),
        ignored: { 'f:status': {} },
    };
    if (request.contentType === 'application/apply-patch+yaml') {
        return applyPatch({ ...write, live, applied: request.body, force }).object;
    }
    return trackUpdate({ ...write, old: live, updated: applyJsonPatch(live, request.body) });
}
/** Without what other writers did in between: versions, and the status that a controller wrote. */
function withoutVersion(object) {
    const { resourceVersion: _version, generation: _generation, ...metadata } = object.metadata;
    const managedFields = entries(object).map((entry) => entry.subresource === 'status' ? { ...entry, time: 'any' } : entry);
    return { ...object, metadata: { ...metadata, managedFields }, status: {} };
}
describe('kubectl apply --server-side, recorded', () => {
    it('takes a ConfigMap over from client-side apply, conflicts, and is forced', () => {
        const requests = requestsOf('ssa');
        const before = entries(requests[0].answer).filter((entry) => entry.manager !== 'm1');
        let live = withEntries(requests[0].answer, before);
        for (const request of requests) {
            live = serve(live, request, configMap);
            expect(withoutVersion(live)).toEqual(withoutVersion(request.answer));
        }
        const [conflict] = requestsOf('ssa-conflict');
        expect(() => serve(live, conflict, configMap)).toThrow(expect.objectContaining({
            reason: 'Conflict',
            message: conflict.answer['message'],
            details: conflict.answer['details'],
        }));
        const [force] = requestsOf('ssa-force');
        live = serve(live, force, configMap);
        expect(withoutVersion(live)).toEqual(withoutVersion(force.answer));
    });
    it.each([
        ['ssa-migrate', 'apply-dep2', deployment],
        ['ssa-cr', undefined, clusterResource],
    ])('%s: migrates with the dance that kubectl does', (name, previous, schema) => {
        const requests = requestsOf(name);
        const [first] = requests;
        const before = entries(first.answer).filter((entry) => entry.manager !== 'kubectl');
        let live = withEntries(first.answer, before);
        if (previous !== undefined) {
            const { annotations } = requestsOf(previous)[0].answer.metadata;
            live = {
                ...live,
                metadata: { ...live.metadata, annotations: { ...annotations, ...live.metadata.annotations } },
            };
        }
        for (const request of requests) {
            live = serve(live, request, schema);
            // What nobody owns goes with the old owner, and the server's defaults bring it back.
            if (schema === deployment)
                live = { ...live, spec: request.answer['spec'] };
            expect(withoutVersion(live)).toEqual(withoutVersion(request.answer));
        }
    });
});
describe('updates, recorded', () => {
    it('a created Deployment, defaults included', () => {
        const [request] = requestsOf('apply-dep');
        const tracked = trackUpdate({
            old: undefined,
            updated: withEntries(request.answer, undefined),
            schema: deployment,
            ...managerOf(request),
            apiVersion: 'apps/v1',
            now: servedAt(request),
            ignored: { 'f:status': {} },
        });
        expect(tracked).toEqual(request.answer);
    });
    it.each([
        'apply-dep2',
        'patch-strategic',
        'patch-merge',
        'patch-json',
        'label',
        'set-image',
        'set-env',
        'rollout-pause',
    ])('%s', (name) => {
        const [get, request] = recordings[name];
        const tracked = trackUpdate({
            old: get.answer,
            updated: withEntries(request.answer, undefined),
            schema: deployment,
            ...managerOf(request),
            apiVersion: 'apps/v1',
            now: servedAt(request),
            ignored: { 'f:status': {} },
        });
        expect(entries(tracked)).toEqual(entries(request.answer));
    });
});
//# sourceMappingURL=server-side-apply.recorded.spec.js.map