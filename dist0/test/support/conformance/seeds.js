import {} from '#libs/apimachinery';
import { asObject, versionOf } from './observations.js';
import { eventsOf, isCut, isRecord } from './recordings.js';
const PATH = /^\/(?:api\/(?<core>v1)|apis\/(?<group>[^/]+)\/(?<version>[^/]+))(?:\/namespaces\/(?<namespace>[^/]+)(?=\/))?\/(?<resource>[^/?]+)(?:\/(?<name>[^/?]+))?(?:\/(?<subresource>[^/?]+))?(?:\?|$)/;
/** Undefined for what is no resource: discovery, OpenAPI, /version. */
export function targetOf(path) {
    const found = PATH.exec(path)?.groups;
    if (!found)
        return undefined;
    const { core, group = '', version = core ?? '', namespace = '', resource = '' } = found;
    const { name = '', subresource = '' } = found;
    return { group, version, resource, namespace, name, subresource };
}
const NOTHING = { objects: [], unknownRows: 0 };
/** Undefined: the recordings do not tell what was there. */
export function seedsOf(observations, recording, index) {
    const request = recording.requests[index];
    const target = request && targetOf(request.path);
    if (!request || !target)
        return NOTHING;
    const states = statesBefore({ observations, recording, index, request, target });
    return states && { ...states, objects: [...namespacesFor(request, target), ...states.objects] };
}
function statesBefore(moment) {
    const { method, status, resBody: body } = moment.request;
    if (eventsOf(body))
        return watched(moment);
    if (status === 404 || status === 403)
        return NOTHING;
    if (method !== 'GET')
        return one(changed(moment)) ?? (status === 201 ? NOTHING : undefined);
    return status === 400 ? (one(objectBefore(moment)) ?? NOTHING) : read(moment, body);
}
/** What a write found. */
function changed(moment) {
    const { observations, recording, request } = moment;
    return EARLIER[recording.name]?.(observations) ?? undeleted(request) ?? objectBefore(moment);
}
function one(object) {
    return object && { objects: [object], unknownRows: 0 };
}
/** Where the answer does not tell which state was there, the command before does. */
const EARLIER = {
    'ssa-conflict': (observations) => observations.lastOf('ssa'),
};
const OF_DELETION = ['foregroundDeletion', 'orphan'];
/** A DELETE that answers with the object shows what it was, but for the marks of the deletion. */
function undeleted({ method, resBody }) {
    const object = asObject(resBody);
    if (method !== 'DELETE' || object?.metadata.deletionTimestamp === undefined)
        return undefined;
    const { deletionTimestamp: _, deletionGracePeriodSeconds: __, generation, ...rest } = object.metadata;
    const finalizers = (rest.finalizers ?? []).filter((finalizer) => !OF_DELETION.includes(finalizer));
    const before = generation === undefined ? {} : { generation: generation - 1 };
    return { ...object, metadata: { ...rest, ...before, finalizers } };
}
/** A read shows what there was. */
function read(moment, body) {
    if (isCut(body) || !isRecord(body))
        return ofCutAnswer(moment);
    const { kind, apiVersion, items, rows } = body;
    if (kind === 'Scale' || kind === 'Status')
        return one(objectBefore(moment));
    if (Array.isArray(items)) {
        const itemKind = String(kind).replace(/List$/, '');
        const objects = items.map((item) => ({ kind: itemKind, apiVersion, ...item }));
        return { objects, unknownRows: 0 };
    }
    return Array.isArray(rows) ? shown(moment, rows) : one(asObject(body));
}
function shown({ observations, target }, rows) {
    const objects = rows.map(({ object }) => whole(observations, object));
    const known = objects.filter((object) => object !== undefined);
    if (known.length === 0 && target.name !== '')
        return undefined;
    return { objects: known, unknownRows: objects.length - known.length };
}
/** The whole object behind the metadata in a Table's row. */
export function whole(observations, object) {
    if (object.kind !== 'PartialObjectMetadata')
        return object;
    const { uid = '', resourceVersion = '' } = object.metadata;
    return observations.at(uid, resourceVersion);
}
/** An answer in protobuf was cut: any state of the object will do to see that the request is answered. */
function ofCutAnswer(moment) {
    const { name, resource } = moment.target;
    if (name === '')
        return NOTHING;
    return one(resource === 'namespaces' ? namespace(name, false) : objectBefore(moment));
}
/** What a watch started from: the list or the object that the command read before. */
function watched(moment) {
    const { recording, index, request } = moment;
    const path = request.path.split('?')[0] ?? '';
    const before = recording.requests
        .slice(0, index)
        .findLast((other) => other.method === 'GET' && other.path.startsWith(path));
    return before && read(moment, before.resBody);
}
/** The state of the object that a request is about: seen in this recording, else in any. */
function objectBefore(moment) {
    const { observations, request, target } = moment;
    if (request.status === 201 && request.method === 'POST')
        return undefined;
    return seenHere(moment) ?? byUid(moment) ?? byName(observations, request, target);
}
function byUid({ observations, request }) {
    const answered = asObject(request.resBody)?.metadata;
    const details = isRecord(request.resBody)
        ? request.resBody['details']
        : undefined;
    const uid = answered?.uid ?? details?.uid;
    if (uid === undefined)
        return undefined;
    const version = answered?.resourceVersion;
    if (version === undefined)
        return observations.before(uid, Infinity);
    return observations.before(uid, Number(version)) ?? observations.at(uid, version);
}
const KINDS = {
    configmaps: 'ConfigMap',
    deployments: 'Deployment',
    replicasets: 'ReplicaSet',
    secrets: 'Secret',
    services: 'Service',
    pods: 'Pod',
};
function byName(observations, request, target) {
    const kind = KINDS[target.resource];
    const name = target.name || (asObject(request.reqBody)?.metadata.name ?? '');
    return kind === undefined ? undefined : observations.named({ kind, namespace: target.namespace, name });
}
/** The newest state of the target that an earlier request of the same command showed. */
function seenHere({ recording, index, target }) {
    return recording.requests
        .slice(0, index)
        .filter(({ path }) => {
        const at = targetOf(path);
        return at?.resource === target.resource && at.name === target.name && at.namespace === target.namespace;
    })
        .map(({ resBody }) => asObject(resBody))
        .filter((object) => object !== undefined)
        .filter(({ kind, metadata }) => metadata.uid !== undefined && kind !== 'Scale')
        .sort((a, b) => versionOf(a) - versionOf(b))
        .at(-1);
}
/** The namespace of the request is there, and going where the recording says so. */
function namespacesFor(request, target) {
    if (target.namespace === '')
        return [];
    const going = request.status === 403 && JSON.stringify(request.resBody).includes('NamespaceTerminating');
    return [namespace(target.namespace, going)];
}
function namespace(name, going) {
    return {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: {
            name,
            uid: '00000000-0000-4000-8000-000000000000',
            creationTimestamp: '2026-11-21T04:00:00Z',
            ...(going ? { deletionTimestamp: '2026-11-21T04:00:01Z' } : {}),
        },
        spec: { finalizers: ['kubernetes'] },
        status: { phase: going ? 'Terminating' : 'Active' },
    };
}
//# sourceMappingURL=seeds.js.map