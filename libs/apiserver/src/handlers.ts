import {
  StatusError,
  type GroupResource,
  type GroupVersionKind,
  type KubeObject,
  type ResourceDefinition,
} from '#libs/apimachinery';
import { methodNotAllowed, noSuchResource, notFound } from './errors.js';
import { type Exchange } from './exchange.js';
import { handleDelete, handleDeleteCollection } from './handle-delete.js';
import { handleGet, handleList, readObject } from './handle-list.js';
import { handlePatch } from './handle-patch.js';
import { handleGetScale, handlePatchScale, handleUpdateScale } from './handle-scale.js';
import { handleWatch } from './handle-watch.js';
import { handleCreate, handleUpdate } from './handle-write.js';
import { type ApiResponse, type UserInfo } from './request.js';
import { respondBody } from './respond.js';

type Handler = (exchange: Exchange) => Promise<ApiResponse> | ApiResponse;

/** A read-only subresource that the application adds, such as the hub's `placement`. */
export interface ExtraSubresource {
  /** What GET answers with, for discovery. */
  readonly kind: GroupVersionKind;
  /** Which resources have it. */
  readonly appliesTo: (definition: ResourceDefinition) => boolean;
  /** The object in storage version in, the JSON of the answer out. */
  readonly read: (
    object: KubeObject,
    context: { readonly resource: GroupResource; readonly user: UserInfo; readonly query: URLSearchParams },
  ) => Promise<unknown>;
}

export type ExtraSubresources = Readonly<Record<string, ExtraSubresource>>;

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
  if (own?.appliesTo(exchange.resource.definition)) return { get: (given) => readExtra(given, own) };
  throw noSuchSubresource(exchange);
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

async function readExtra(exchange: Exchange, extra: ExtraSubresource): Promise<ApiResponse> {
  const object = await readObject(exchange);
  const { request, resource, user } = exchange;
  const { storage } = resource.definition;
  return respondBody(200, await extra.read(object, { resource: storage, user, query: request.query }));
}
