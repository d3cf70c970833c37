import { forbiddenField, isReason, type KubeObject } from '#libs/apimachinery';
import { type ListMeta } from './content/partial-metadata.js';
import { decodeContinue, encodeContinue } from './continue-token.js';
import { type ServerCore } from './core.js';
import { badRequest, invalidOptions, notFound } from './errors.js';
import { type Exchange } from './exchange.js';
import { LIST_CHUNK } from './limits.js';
import { type ApiResponse } from './request.js';
import { listVersion, waitForVersion } from './resource-version.js';
import { respondBody, respondList, respondObject } from './respond.js';
import { parseSelection, type Selection } from './selection.js';
import { type ListPage, type ListQuery } from './storage.js';

/** GET of one object. */
export async function handleGet(exchange: Exchange): Promise<ApiResponse> {
  return respondObject(exchange, 200, await readObject(exchange));
}

/** The object that the path names, not older than `resourceVersion` asks. @throws StatusError NotFound */
export async function readObject(exchange: Exchange): Promise<KubeObject> {
  const { core, request, resource, target } = exchange;
  const version = listVersion(request.query);
  const { storage } = resource.definition;
  if (version.kind !== 'latest') await waitForVersion(core, storage, version.version, request.signal);
  const object = await core.storage.get({ ...storage, namespace: target.namespace, name: target.name });
  if (!object) throw notFound(storage, target.name);
  return object;
}

/** GET of a collection: selectors, pages, versions, in the representation asked for. */
export async function handleList(exchange: Exchange): Promise<ApiResponse> {
  const { query } = exchange.request;
  const { definition } = exchange.resource;
  if (query.get('sendInitialEvents') !== null)
    throw invalidOptions('ListOptions', [
      forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list'),
    ]);
  const selection = selectionOf(exchange);
  const limit = parseLimit(query.get('limit'));
  const storageQuery = await startOf(exchange, selection);
  try {
    const page = await selectPage(exchange.core, storageQuery, { selection, limit });
    const spansNamespaces = definition.namespaced && exchange.target.namespace === '';
    return respondList(exchange, page.items, listMetaOf(page, storageQuery, spansNamespaces));
  } catch (error) {
    if (isReason(error, 'Expired') && storageQuery.after && storageQuery.at !== undefined)
      return expiredPage(exchange, storageQuery.after);
    throw error;
  }
}

/** What the query selects, and the name in the old paths that watch one object. */
export function selectionOf(exchange: Exchange): Selection {
  const { query } = exchange.request;
  const { name } = exchange.target;
  const fields = [query.get('fieldSelector') ?? '', name === '' ? '' : `metadata.name=${name}`];
  return parseSelection(
    exchange.resource.definition,
    query.get('labelSelector') ?? '',
    fields.filter((field) => field !== '').join(','),
    exchange.resource.served.fieldAliases,
  );
}

function parseLimit(text: string | null): number {
  if (text === null || text === '') return 0;
  const limit = Number(text);
  if (!Number.isSafeInteger(limit)) throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
  return Math.max(0, limit);
}

/** Which state to read, and from where. */
async function startOf(exchange: Exchange, selection: Selection): Promise<ListQuery> {
  const { core, request, resource, target } = exchange;
  const { storage, namespaced } = resource.definition;
  const query: ListQuery = {
    ...selection.hints,
    resource: storage,
    ...(target.namespace === '' ? {} : { namespace: target.namespace }),
    ...(namespaced ? {} : { namespace: '' }),
  };
  const version = listVersion(request.query);
  const token = request.query.get('continue');
  if (token) {
    const point = decodeContinue(token, target.namespace, namespaced && target.namespace === '');
    return {
      ...query,
      after: point.after,
      ...(point.resourceVersion === undefined ? {} : { at: point.resourceVersion }),
    };
  }
  if (version.kind !== 'latest') await waitForVersion(core, storage, version.version, request.signal);
  return version.kind === 'exact' ? { ...query, at: version.version } : query;
}

/** One page of what matches; `limit` 0 means all. Pages of one request come from one snapshot. */
export async function selectPage(
  core: ServerCore,
  query: ListQuery,
  options: { readonly selection: Selection; readonly limit: number },
): Promise<ListPage> {
  const { limit, selection } = options;
  const { matches } = selection;
  if (!matches) return core.storage.list(limit > 0 ? { ...query, limit } : query);
  if (limit === 0) {
    const all = await core.storage.list(query);
    return { items: all.items.filter(matches), resourceVersion: all.resourceVersion };
  }
  const items: KubeObject[] = [];
  let next = { ...query, limit: Math.max(limit, LIST_CHUNK) };
  for (;;) {
    const chunk = await core.storage.list(next);
    const found = chunk.items.filter(matches);
    const fitting = found.slice(0, limit - items.length);
    items.push(...fitting);
    const { resourceVersion } = chunk;
    const last = fitting.length < found.length ? positionOf(fitting.at(-1)) : chunk.next;
    if (!last) return { items, resourceVersion };
    if (items.length === limit) return { items, resourceVersion, next: positionOf(items.at(-1)) ?? last };
    next = { ...next, after: last, at: resourceVersion };
  }
}

function positionOf(object: KubeObject | undefined): { namespace: string; name: string } | undefined {
  return object && { namespace: object.metadata.namespace ?? '', name: object.metadata.name ?? '' };
}

/** All pages of a list report the version of the first. */
function listMetaOf(page: ListPage, query: ListQuery, spansNamespaces: boolean): ListMeta {
  const resourceVersion = query.at ?? page.resourceVersion;
  if (!page.next) return { resourceVersion };
  return {
    resourceVersion,
    continue: encodeContinue({ resourceVersion, after: page.next }, spansNamespaces),
    ...(page.remaining === undefined ? {} : { remainingItemCount: page.remaining }),
  };
}

/** The snapshot is gone: the token in the answer goes on from the same place in the latest state. */
function expiredPage(exchange: Exchange, after: { namespace: string; name: string }): ApiResponse {
  const spansNamespaces = exchange.resource.definition.namespaced && exchange.target.namespace === '';
  return respondBody(410, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: { continue: encodeContinue({ resourceVersion: undefined, after }, spansNamespaces) },
    status: 'Failure',
    message:
      'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
      'the continue parameter, or use the continue token in this response to retrieve the remainder of the results.',
    reason: 'Expired',
    code: 410,
  });
}
