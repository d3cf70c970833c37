import { StatusError, type GroupResource } from '#libs/apimachinery';
import { methodNotAllowed, noSuchResource, notFound } from './errors.js';
import { type Exchange } from './exchange.js';
import { askExtra, readExtra, type ExtraSubresource, type ExtraSubresources } from './extra-subresource.js';
import { handleDelete, handleDeleteCollection } from './handle-delete.js';
import { handleGet, handleList } from './handle-list.js';
import { handlePatch } from './handle-patch.js';
import { handleGetScale, handlePatchScale, handleUpdateScale } from './handle-scale.js';
import { handleWatch } from './handle-watch.js';
import { handleCreate, handleUpdate } from './handle-write.js';
import { type ApiResponse } from './request.js';

type Handler = (exchange: Exchange) => Promise<ApiResponse> | ApiResponse;

const MAIN: Readonly<Record<string, Handler>> = {
  get: handleGet,
  list: handleList,
  watch: (exchange) => handleWatch(exchange, exchange.logger),
  create: handleCreate,
  update: handleUpdate,
  patch: handlePatch,
  delete: handleDelete,
  deletecollection: handleDeleteCollection,
};

const STATUS: Readonly<Record<string, Handler>> = {
  get: handleGet,
  update: handleUpdate,
  patch: handlePatch,
};

const SCALE: Readonly<Record<string, Handler>> = {
  get: handleGetScale,
  update: handleUpdateScale,
  patch: handlePatchScale,
};

const FINALIZE: Readonly<Record<string, Handler>> = { update: handleUpdate };

/**
 * The function that answers this exchange.
 * @throws StatusError NotFound for subresources and scopes that the kind does not have, MethodNotAllowed
 */
export function handlerOf(exchange: Exchange, extra: ExtraSubresources): Handler {
  const { resource, target, verb } = exchange;
  const { definition } = resource;
  if (target.name !== '' && definition.namespaced !== (target.namespace !== '')) throw noSuchResource();
  if (!definition.namespaced && target.namespace !== '') throw noSuchResource();
  const handler = tableOf(exchange, extra)[verb];
  const ofOne = verb === 'update' || verb === 'patch';
  if (ofOne && target.name === '') throw methodNotAllowed();
  const allowed = target.subresource !== '' || (definition.verbs as readonly string[]).includes(verb);
  if (!handler || !allowed) throw methodNotAllowed();
  return handler;
}

function tableOf(exchange: Exchange, extra: ExtraSubresources): Readonly<Record<string, Handler>> {
  const { subresource } = exchange.target;
  const { subresources } = exchange.resource.definition;
  const own = Object.hasOwn(extra, subresource) ? extra[subresource] : undefined;
  if (subresource === '') return MAIN;
  if (subresource === 'status' && subresources.status) return STATUS;
  if (subresource === 'scale' && subresources.scale) return SCALE;
  if (subresource === 'finalize' && subresources.finalize) return FINALIZE;
  if (own?.appliesTo(exchange.resource.definition)) return extraTable(own);
  throw noSuchSubresource(exchange);
}

function extraTable(extra: ExtraSubresource): Readonly<Record<string, Handler>> {
  const { ask } = extra;
  return {
    get: (exchange) => readExtra(exchange, extra),
    ...(ask ? { create: (exchange: Exchange) => askExtra(exchange, ask) } : {}),
  };
}

/** What runs in a pod is reached through the kubelet, which this server does not know. */
const OF_RUNNING_PODS = new Set(['attach', 'exec', 'log', 'portforward', 'proxy']);

/** What a cluster's own API server has and this one does not, in a sentence; undefined: nobody has it. */
function notHere(resource: GroupResource, subresource: string): string | undefined {
  if (resource.group !== '') return undefined;
  if (resource.resource === 'pods' && OF_RUNNING_PODS.has(subresource))
    return `${subresource} of pods is not available through this API server`;
  if (resource.resource === 'serviceaccounts' && subresource === 'token')
    return 'this API server issues no tokens for service accounts: ask the cluster whose workloads will use the token';
  return undefined;
}

function noSuchSubresource({
  resource: { definition },
  target: { subresource, name },
}: Exchange): StatusError {
  const reason = notHere(definition.storage, subresource);
  if (reason !== undefined) return new StatusError('MethodNotAllowed', reason);
  // As the server of custom resources words it.
  return definition.custom ? notFound(definition.storage, name) : noSuchResource();
}
