import { randomInt } from 'node:crypto';
import { forbiddenField } from '#libs/apimachinery';
import {} from '#libs/process';
import {} from './content/negotiation.js';
import { partialMetadata } from './content/partial-metadata.js';
import { renderTable } from './content/table.js';
import { badRequest, invalidOptions } from './errors.js';
import { encodeEvent, encodeLine } from './event-encoder.js';
import {} from './exchange.js';
import { selectionOf } from './handle-list.js';
import { BOOKMARK_INTERVAL_MS, LIST_CHUNK, WATCH_MIN_TIMEOUT_MS } from './limits.js';
import { isTrue } from './path.js';
import {} from './request.js';
import { checkVersion, isNewer, waitForVersion } from './resource-version.js';
import { asStatusError, representationOf, tableOptions } from './respond.js';
import {} from './selection.js';
import {} from './storage.js';
const INITIAL_END = { 'k8s.io/initial-events-end': 'true' };
/** A watch: everything wrong with the request is told before the stream starts, the rest as an ERROR event in it. */
export function handleWatch(exchange, logger) {
    const plan = planOf(exchange);
    return {
        status: 200,
        headers: { 'content-type': 'application/json', 'cache-control': 'no-cache, private' },
        stream: watchStream(exchange, plan, logger),
    };
}
function planOf(exchange) {
    const { query } = exchange.request;
    const representation = representationOf(exchange, true);
    if (representation.form === 'table')
        tableOptions(exchange, representation);
    const version = query.get('resourceVersion') ?? '';
    if (version !== '')
        checkVersion(version);
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
function checkInitialEvents(query) {
    const match = query.get('resourceVersionMatch') ?? '';
    const given = query.get('sendInitialEvents') !== null;
    const refuse = (field, why) => {
        throw invalidOptions('ListOptions', [forbiddenField(field, why)]);
    };
    if (!given && match !== '')
        refuse('resourceVersionMatch', 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided');
    if (given && match !== 'NotOlderThan')
        refuse('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
}
function timeoutOf(text) {
    if (text === null || text === '' || text === '0')
        return WATCH_MIN_TIMEOUT_MS + randomInt(WATCH_MIN_TIMEOUT_MS);
    const seconds = Number(text);
    if (!Number.isInteger(seconds) || seconds < 0)
        throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
    return seconds * 1000;
}
async function* watchStream(exchange, plan, logger) {
    const end = new AbortController();
    const stop = () => end.abort();
    const cancelTimer = exchange.core.clock.after(plan.timeoutMs, stop);
    exchange.request.signal.addEventListener('abort', stop, { once: true });
    if (exchange.request.signal.aborted)
        stop();
    const writer = new EventWriter(exchange, plan);
    try {
        let after = plan.version;
        if (plan.initial || after === '' || after === '0')
            after = yield* initialEvents(exchange, plan, writer, end.signal);
        yield* laterEvents(exchange, writer, after, end.signal);
    }
    catch (error) {
        const known = asStatusError(error);
        if (known.code >= 500)
            logger.error({ err: error }, 'watch failed');
        yield encodeLine('ERROR', known.toStatus());
    }
    finally {
        cancelTimer();
        exchange.request.signal.removeEventListener('abort', stop);
    }
}
/** What there is, as ADDED events; the answer is the version to go on from. */
async function* initialEvents(exchange, plan, writer, signal) {
    const { core, target, resource } = exchange;
    const { definition } = resource;
    const asked = plan.version !== '' && plan.version !== '0';
    if (asked)
        await waitForVersion(core, definition.storage, plan.version, signal);
    const query = {
        ...plan.selection.hints,
        resource: definition.storage,
        ...(target.namespace === '' && definition.namespaced ? {} : { namespace: target.namespace }),
        limit: LIST_CHUNK,
    };
    if (!plan.initial)
        return core.storage.currentResourceVersion(definition.storage);
    let page = await core.storage.list(query);
    const version = page.resourceVersion;
    for (;;) {
        const text = writer.added(page.items);
        if (text !== '')
            yield text;
        if (!page.next || signal.aborted)
            break;
        page = await core.storage.list({ ...query, after: page.next, at: version });
    }
    if (plan.markInitialEnd && plan.bookmarks)
        yield writer.bookmark(version, INITIAL_END);
    return version;
}
async function* laterEvents(exchange, writer, after, signal) {
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
        if (isNewer(item.resourceVersion, seen))
            seen = item.resourceVersion;
        const text = item.type === 'PROGRESS' ? '' : writer.change(item);
        if (text !== '')
            yield text;
        if (core.clock.now() < bookmarkAt)
            continue;
        bookmarkAt = core.clock.now() + BOOKMARK_INTERVAL_MS;
        yield* writer.allowedBookmark(seen);
    }
    // The time is over and not the client gone: it starts again from here.
    if (!exchange.request.signal.aborted)
        yield* writer.allowedBookmark(seen);
}
/** Turns changes into lines in the representation of one watch. */
class EventWriter {
    exchange;
    plan;
    columnsSent = false;
    form;
    constructor(exchange, plan) {
        this.exchange = exchange;
        this.plan = plan;
        const { form, version } = plan.representation;
        this.form = form === 'table' ? undefined : { resource: exchange.resource, form, version };
    }
    added(objects) {
        const { matches } = this.plan.selection;
        let text = '';
        for (const object of objects)
            if (!matches || matches(object))
                text += this.line('ADDED', object);
        return text;
    }
    /** '' when the change is outside the selection before and after. */
    change(change) {
        const seen = seenThrough(this.plan.selection, change);
        if (!seen)
            return '';
        return this.line(seen.type, seen.object);
    }
    bookmark(resourceVersion, annotations) {
        const { definition, served } = this.exchange.resource;
        const object = {
            kind: definition.kind,
            apiVersion: served.group === '' ? served.version : `${served.group}/${served.version}`,
            metadata: { resourceVersion, creationTimestamp: null, ...(annotations ? { annotations } : {}) },
        };
        const { form, version } = this.plan.representation;
        if (form === 'object')
            return encodeLine('BOOKMARK', object);
        const stripped = object;
        if (form === 'partial-metadata')
            return encodeLine('BOOKMARK', partialMetadata(stripped, version));
        const listMeta = { resourceVersion, ...(annotations ? { annotations } : {}) };
        const options = tableOptions(this.exchange, this.plan.representation);
        return encodeLine('BOOKMARK', renderTable(definition, [], { ...options, listMeta, withoutColumns: true }));
    }
    *allowedBookmark(resourceVersion) {
        if (this.plan.bookmarks && resourceVersion !== '0')
            yield this.bookmark(resourceVersion);
    }
    line(type, object) {
        if (this.form)
            return encodeEvent(this.form, type, object);
        const options = tableOptions(this.exchange, this.plan.representation);
        const withoutColumns = this.columnsSent;
        this.columnsSent = true;
        const { definition } = this.exchange.resource;
        return encodeLine(type, renderTable(definition, [object], { ...options, withoutColumns }));
    }
}
/** What a watcher with this selection sees of a change: objects that enter are ADDED, those that leave DELETED. */
function seenThrough(selection, change) {
    const { matches } = selection;
    if (!matches)
        return change;
    const { type, object, previous } = change;
    // Storage that does not know the earlier state leaves us to assume that the watcher saw it.
    const before = type !== 'ADDED' && (previous === undefined || matches(previous));
    const after = type !== 'DELETED' && matches(object);
    if (after)
        return { type: before ? 'MODIFIED' : 'ADDED', object };
    if (!before)
        return undefined;
    if (type === 'DELETED' && matches(object))
        return change;
    return { type: 'DELETED', object: at(previous ?? object, change) };
}
function at(object, change) {
    return { ...object, metadata: { ...object.metadata, resourceVersion: change.resourceVersion } };
}
//# sourceMappingURL=handle-watch.js.map