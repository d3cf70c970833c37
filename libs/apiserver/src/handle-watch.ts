import { randomInt } from 'node:crypto';
import { forbiddenField, formatApiVersion, type KubeObject } from '#libs/apimachinery';
import { type Logger } from '#libs/process';
import { type Representation } from './content/negotiation.js';
import { partialMetadata } from './content/partial-metadata.js';
import { renderTable } from './content/table.js';
import { badRequest, invalidOptions } from './errors.js';
import { encodeChange, encodeEvent, encodeLine, eventForm, type EventForm } from './event-encoder.js';
import { type Exchange } from './exchange.js';
import { selectionOf } from './handle-list.js';
import { BOOKMARK_INTERVAL_MS, LIST_CHUNK, WATCH_MIN_TIMEOUT_MS } from './limits.js';
import { sharedText } from './object-texts.js';
import { isTrue } from './path.js';
import { type ApiResponse } from './request.js';
import { checkVersion, isNewer, waitForVersion } from './resource-version.js';
import { asStatusError, representationOf, tableOptions } from './respond.js';
import { type Selection } from './selection.js';
import { type WatchChange } from './storage.js';

interface WatchPlan {
  readonly selection: Selection;
  readonly representation: Representation;
  /** '' and '0': from the state as it is now. */
  readonly version: string;
  /** Begin with an ADDED for everything there is. */
  readonly initial: boolean;
  /** Mark the end of the initial events by an annotated bookmark. */
  readonly markInitialEnd: boolean;
  readonly bookmarks: boolean;
  readonly timeoutMs: number;
}

const INITIAL_END = { 'k8s.io/initial-events-end': 'true' };

/** A watch: everything wrong with the request is told before the stream starts, the rest as an ERROR event in it. */
export function handleWatch(exchange: Exchange, logger: Logger): ApiResponse {
  const plan = planOf(exchange);
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-cache, private' },
    stream: watchStream(exchange, plan, logger),
  };
}

function planOf(exchange: Exchange): WatchPlan {
  const { query } = exchange.request;
  const representation = representationOf(exchange, true);
  if (representation.form === 'table') tableOptions(exchange, representation);
  const version = query.get('resourceVersion') ?? '';
  if (version !== '') checkVersion(version);
  checkInitialEvents(query);
  const sendInitial = query.get('sendInitialEvents');
  return {
    selection: selectionOf(exchange),
    representation,
    version,
    initial: sendInitial === null ? version === '' || version === '0' : isTrue(sendInitial),
    markInitialEnd: sendInitial !== null && isTrue(sendInitial),
    bookmarks: isTrue(query.get('allowWatchBookmarks')),
    timeoutMs: timeoutOf(query.get('timeoutSeconds')),
  };
}

/** KEP-3157: initial events and the version match come together or not at all. */
function checkInitialEvents(query: URLSearchParams): void {
  const match = query.get('resourceVersionMatch') ?? '';
  const given = query.get('sendInitialEvents') !== null;
  const refuse = (field: string, why: string): never => {
    throw invalidOptions('ListOptions', [forbiddenField(field, why)]);
  };
  if (!given && match !== '')
    refuse(
      'resourceVersionMatch',
      'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
    );
  if (given && match !== 'NotOlderThan')
    refuse('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
}

function timeoutOf(text: string | null): number {
  if (text === null || text === '' || text === '0')
    return WATCH_MIN_TIMEOUT_MS + randomInt(WATCH_MIN_TIMEOUT_MS);
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds < 0)
    throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
  return seconds * 1000;
}

async function* watchStream(exchange: Exchange, plan: WatchPlan, logger: Logger): AsyncGenerator<string> {
  const end = new AbortController();
  const stop = (): void => end.abort();
  const cancelTimer = exchange.core.clock.after(plan.timeoutMs, stop);
  exchange.request.signal.addEventListener('abort', stop, { once: true });
  if (exchange.request.signal.aborted) stop();
  const writer = new EventWriter(exchange, plan);
  try {
    let after = plan.version;
    if (plan.initial || after === '' || after === '0')
      after = yield* initialEvents(exchange, plan, writer, end.signal);
    yield* laterEvents(exchange, writer, after, end.signal);
  } catch (error) {
    const known = asStatusError(error);
    if (known.code >= 500) logger.error({ err: error }, 'watch failed');
    yield encodeLine('ERROR', known.toStatus());
  } finally {
    cancelTimer();
    exchange.request.signal.removeEventListener('abort', stop);
  }
}

/** What there is, as ADDED events; the answer is the version to go on from. */
async function* initialEvents(
  exchange: Exchange,
  plan: WatchPlan,
  writer: EventWriter,
  signal: AbortSignal,
): AsyncGenerator<string, string> {
  const { core, target, resource } = exchange;
  const { definition } = resource;
  const asked = plan.version !== '' && plan.version !== '0';
  if (asked) await waitForVersion(core, definition.storage, plan.version, signal);
  const query = {
    ...plan.selection.hints,
    resource: definition.storage,
    ...(target.namespace === '' && definition.namespaced ? {} : { namespace: target.namespace }),
    limit: LIST_CHUNK,
  };
  if (!plan.initial) return core.storage.currentResourceVersion(definition.storage);
  let page = await core.storage.list(query);
  const version = page.resourceVersion;
  for (;;) {
    const text = writer.added(page.items);
    if (text !== '') yield text;
    if (!page.next || signal.aborted) break;
    page = await core.storage.list({ ...query, after: page.next, at: version });
  }
  if (plan.markInitialEnd && plan.bookmarks) yield writer.bookmark(version, INITIAL_END);
  return version;
}

async function* laterEvents(
  exchange: Exchange,
  writer: EventWriter,
  after: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const { core, target, resource } = exchange;
  const { definition } = resource;
  let seen = after;
  let bookmarkAt = core.clock.now() + BOOKMARK_INTERVAL_MS;
  const query = {
    resource: definition.storage,
    after,
    ...(target.namespace === '' && definition.namespaced ? {} : { namespace: target.namespace }),
  };
  for await (const item of core.storage.watch(query, signal)) {
    if (isNewer(item.resourceVersion, seen)) seen = item.resourceVersion;
    const text = item.type === 'PROGRESS' ? '' : writer.change(item);
    if (text !== '') yield text;
    if (core.clock.now() < bookmarkAt) continue;
    bookmarkAt = core.clock.now() + BOOKMARK_INTERVAL_MS;
    yield* writer.allowedBookmark(seen);
  }
  // The time is over and not the client gone: it starts again from here.
  if (!exchange.request.signal.aborted) yield* writer.allowedBookmark(seen);
}

/** Turns changes into lines in the representation of one watch. */
class EventWriter {
  private columnsSent = false;
  private readonly form: EventForm | undefined;

  constructor(
    private readonly exchange: Exchange,
    private readonly plan: WatchPlan,
  ) {
    const { form, version } = plan.representation;
    this.form = form === 'table' ? undefined : eventForm({ resource: exchange.resource, form, version });
  }

  added(objects: readonly KubeObject[]): string {
    const { matches } = this.plan.selection;
    let text = '';
    const { form } = this;
    for (const object of objects)
      if (!matches || matches(object))
        text += form ? encodeEvent(form, 'ADDED', object) : this.tableLine('ADDED', object);
    return text;
  }

  /** '' when the change is outside the selection before and after. */
  change(change: WatchChange): string {
    const seen = seenThrough(this.plan.selection, change);
    if (!seen) return '';
    if (this.form) return encodeChange(this.form, seen.type, seen.object);
    return this.sharedTableLine(seen.type, seen.object);
  }

  bookmark(resourceVersion: string, annotations?: Record<string, string>): string {
    const { definition, served } = this.exchange.resource;
    const object = {
      kind: definition.kind,
      apiVersion: served.group === '' ? served.version : `${served.group}/${served.version}`,
      metadata: { resourceVersion, creationTimestamp: null, ...(annotations ? { annotations } : {}) },
    };
    const { form, version } = this.plan.representation;
    if (form === 'object') return encodeLine('BOOKMARK', object);
    const stripped = object as unknown as KubeObject;
    if (form === 'partial-metadata') return encodeLine('BOOKMARK', partialMetadata(stripped, version));
    const listMeta = { resourceVersion, ...(annotations ? { annotations } : {}) };
    const options = tableOptions(this.exchange, this.plan.representation);
    return encodeLine(
      'BOOKMARK',
      renderTable(definition, [], { ...options, listMeta, withoutColumns: true }),
    );
  }

  *allowedBookmark(resourceVersion: string): Generator<string> {
    if (this.plan.bookmarks && resourceVersion !== '0') yield this.bookmark(resourceVersion);
  }

  /** Ages are told to the second, so within one all watchers see the same. */
  private sharedTableLine(type: string, object: KubeObject): string {
    if (!this.columnsSent) return this.tableLine(type, object);
    const { request, core, resource } = this.exchange;
    const second = Math.floor(core.clock.now() / 1000);
    const include = request.query.get('includeObject') ?? '';
    const { version } = this.plan.representation;
    const key = `${type} table ${version} ${include} ${formatApiVersion(resource.served)} ${String(second)}`;
    return sharedText(object, key, () => this.tableLine(type, object));
  }

  private tableLine(type: string, object: KubeObject): string {
    const options = tableOptions(this.exchange, this.plan.representation);
    const withoutColumns = this.columnsSent;
    this.columnsSent = true;
    const { definition } = this.exchange.resource;
    return encodeLine(type, renderTable(definition, [object], { ...options, withoutColumns }));
  }
}

/** What a watcher with this selection sees of a change: objects that enter are ADDED, those that leave DELETED. */
function seenThrough(
  selection: Selection,
  change: WatchChange,
): { type: WatchChange['type']; object: KubeObject } | undefined {
  const { matches } = selection;
  if (!matches) return change;
  const { type, object, previous } = change;
  // Storage that does not know the earlier state leaves us to assume that the watcher saw it.
  const before = type !== 'ADDED' && (previous === undefined || matches(previous));
  const after = type !== 'DELETED' && matches(object);
  if (after) return { type: before ? 'MODIFIED' : 'ADDED', object };
  if (!before) return undefined;
  if (type === 'DELETED' && matches(object)) return change;
  return { type: 'DELETED', object: at(previous ?? object, change) };
}

function at(object: KubeObject, change: WatchChange): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: change.resourceVersion } };
}
