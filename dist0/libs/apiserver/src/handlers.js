import { StatusError, } from '#libs/apimachinery';
import { methodNotAllowed, noSuchResource, notFound } from './errors.js';
import {} from './exchange.js';
import { handleDelete, handleDeleteCollection } from './handle-delete.js';
import { handleGet, handleList, readObject } from './handle-list.js';
import { handlePatch } from './handle-patch.js';
import { handleGetScale, handlePatchScale, handleUpdateScale } from './handle-scale.js';
import { handleWatch } from './handle-watch.js';
import { handleCreate, handleUpdate } from './handle-write.js';
import {} from './request.js';
import { respondBody } from './respond.js';
const MAIN = {
    get: handleGet,
    list: handleList,
    watch: (exchange) => handleWatch(exchange, exchange.logger),
    create: handleCreate,
    update: handleUpdate,
    patch: handlePatch,
    delete: handleDelete,
    deletecollection: handleDeleteCollection,
};
const STATUS = {
    get: handleGet,
    update: handleUpdate,
    patch: handlePatch,
};
const SCALE = {
    get: handleGetScale,
    update: handleUpdateScale,
    patch: handlePatchScale,
};
const FINALIZE = { update: handleUpdate };
/**
 * The function that answers this exchange.
 * @throws StatusError NotFound for subresources and scopes that the kind does not have, MethodNotAllowed
 */
export function handlerOf(exchange, extra) {
    const { resource, target, verb } = exchange;
    const { definition } = resource;
    if (target.name !== '' && definition.namespaced !== (target.namespace !== ''))
        throw noSuchResource();
    if (!definition.namespaced && target.namespace !== '')
        throw noSuchResource();
    const handler = tableOf(exchange, extra)[verb];
    const ofOne = verb === 'update' || verb === 'patch';
    if (ofOne && target.name === '')
        throw methodNotAllowed();
    const allowed = target.subresource !== '' || definition.verbs.includes(verb);
    if (!handler || !allowed)
        throw methodNotAllowed();
    return handler;
}
function tableOf(exchange, extra) {
    const { subresource } = exchange.target;
    const { subresources } = exchange.resource.definition;
    const own = Object.hasOwn(extra, subresource) ? extra[subresource] : undefined;
    if (subresource === '')
        return MAIN;
    if (subresource === 'status' && subresources.status)
        return STATUS;
    if (subresource === 'scale' && subresources.scale)
        return SCALE;
    if (subresource === 'finalize' && subresources.finalize)
        return FINALIZE;
    if (own?.appliesTo(exchange.resource.definition))
        return { get: (given) => readExtra(given, own) };
    throw noSuchSubresource(exchange);
}
/** What runs in a pod is reached through the kubelet, which this server does not know. */
const OF_RUNNING_PODS = new Set(['attach', 'exec', 'log', 'portforward', 'proxy']);
/** What a cluster's own API server has and this one does not, in a sentence; undefined: nobody has it. */
function notHere(resource, subresource) {
    if (resource.group !== '')
        return undefined;
    if (resource.resource === 'pods' && OF_RUNNING_PODS.has(subresource))
        return `${subresource} of pods is not available through this API server`;
    if (resource.resource === 'serviceaccounts' && subresource === 'token')
        return 'this API server issues no tokens for service accounts: ask the cluster whose workloads will use the token';
    return undefined;
}
function noSuchSubresource({ resource: { definition }, target: { subresource, name }, }) {
    const reason = notHere(definition.storage, subresource);
    if (reason !== undefined)
        return new StatusError('MethodNotAllowed', reason);
    // As the server of custom resources words it.
    return definition.custom ? notFound(definition.storage, name) : noSuchResource();
}
async function readExtra(exchange, extra) {
    const object = await readObject(exchange);
    const { request, resource, user } = exchange;
    const { storage } = resource.definition;
    return respondBody(200, await extra.read(object, { resource: storage, user, query: request.query }));
}
//# sourceMappingURL=handlers.js.map