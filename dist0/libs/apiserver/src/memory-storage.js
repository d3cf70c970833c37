import { formatGroupResource } from '#libs/apimachinery';
import {} from '#libs/process';
import { Bell } from './bell.js';
import { alreadyExists, conflict, expired, notFound } from './errors.js';
import { MEMORY_HISTORY, MEMORY_PROGRESS_MS } from './limits.js';
import { ChangeLog } from './memory-log.js';
import { orderedKey, OrderedObjects } from './memory-table.js';
import {} from './storage.js';
/**
 * Storage in this process. Versions are one counter that starts at the clock (ms), so that a restart never gives out
 * an old version again and clients of the previous run get 410 instead of waiting for a version that never comes.
 */
export function createMemoryStorage(options) {
    return new MemoryStorage(options.clock, options.historyLimit ?? MEMORY_HISTORY);
}
class MemoryStorage {
    clock;
    historyLimit;
    tables = new Map();
    start;
    version;
    watchers = 0;
    tick = 0;
    ticking = false;
    constructor(clock, historyLimit) {
        this.clock = clock;
        this.historyLimit = historyLimit;
        this.start = Math.max(1, Math.floor(clock.now()));
        this.version = this.start;
    }
    get(key) {
        return Promise.resolve(this.table(key).objects.get(orderedKey(key)));
    }
    currentResourceVersion() {
        return Promise.resolve(String(this.version));
    }
    // The methods that may throw are async, so that the caller gets a rejection and never a throw.
    // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous; memory is not
    async list(query) {
        const table = this.table(query.resource);
        const version = query.at === undefined ? this.version : Number(query.at);
        const objects = version >= this.version ? table.objects : this.past(table, version);
        return { ...pageOf(objects, query), resourceVersion: String(version) };
    }
    // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous; memory is not
    async write(write) {
        const table = this.table(write.key);
        const key = orderedKey(write.key);
        const previous = table.objects.get(key);
        if (write.type === 'create') {
            if (previous)
                throw alreadyExists(write.key, write.key.name);
        }
        else
            check(write.key, previous, write.expected);
        this.version += 1;
        const resourceVersion = String(this.version);
        const object = { ...write.object, metadata: { ...write.object.metadata, resourceVersion } };
        if (write.type === 'delete')
            table.objects.delete(key);
        else
            table.objects.set(key, object);
        table.log.append({
            version: this.version,
            key,
            namespace: write.key.namespace,
            change: { type: EVENT[write.type], resourceVersion, object, ...(previous ? { previous } : {}) },
        });
        return object;
    }
    async *watch(query, signal) {
        const { log } = this.table(query.resource);
        const after = Number(query.after);
        if (after < log.compacted)
            throw expired(query.after, String(log.compacted));
        let position = log.positionAfter(after);
        let seenTick = this.tick;
        this.watcherCame();
        const bell = new Bell();
        const unsubscribe = log.subscribe(bell.ring);
        signal.addEventListener('abort', bell.ring, { once: true });
        try {
            while (!signal.aborted) {
                if (position < log.first)
                    throw expired(query.after, String(log.compacted));
                const entry = log.at(position);
                if (entry) {
                    position += 1;
                    if (query.namespace === undefined || query.namespace === entry.namespace)
                        yield entry.change;
                }
                else if (seenTick !== this.tick) {
                    seenTick = this.tick;
                    yield { type: 'PROGRESS', resourceVersion: String(Math.max(this.version, after)) };
                }
                else
                    await bell.wait();
            }
        }
        finally {
            unsubscribe();
            signal.removeEventListener('abort', bell.ring);
            this.watchers -= 1;
        }
    }
    table(resource) {
        const name = formatGroupResource(resource);
        let table = this.tables.get(name);
        if (!table) {
            table = { objects: new OrderedObjects(), log: new ChangeLog(this.start, this.historyLimit) };
            this.tables.set(name, table);
        }
        return table;
    }
    /** The state at `version`: today's with every later change taken back. */
    past(table, version) {
        if (version < table.log.compacted)
            throw expired(String(version), String(table.log.compacted));
        const objects = table.objects.copy();
        for (let position = table.log.end - 1; position >= table.log.first; position -= 1) {
            const entry = table.log.at(position);
            if (!entry || entry.version <= version)
                break;
            const { previous } = entry.change;
            if (previous)
                objects.set(entry.key, previous);
            else
                objects.delete(entry.key);
        }
        return objects;
    }
    watcherCame() {
        this.watchers += 1;
        this.schedule();
    }
    /** One timer for all watchers, only while there are some. */
    schedule() {
        if (this.ticking || this.watchers === 0)
            return;
        this.ticking = true;
        this.clock.after(MEMORY_PROGRESS_MS, () => {
            this.ticking = false;
            this.tick += 1;
            for (const table of this.tables.values())
                table.log.wake();
            this.schedule();
        });
    }
}
const EVENT = { create: 'ADDED', update: 'MODIFIED', delete: 'DELETED' };
function check(key, current, expected) {
    if (!current)
        throw notFound(key, key.name);
    const { uid, resourceVersion } = current.metadata;
    if (uid !== expected.uid || resourceVersion !== expected.resourceVersion)
        throw conflict(key, key.name);
}
function pageOf(objects, query) {
    const prefix = query.namespace === undefined ? '' : `${query.namespace}\0`;
    const after = query.after ? orderedKey(query.after) : '';
    const limit = query.limit ?? Infinity;
    const items = [];
    let remaining = 0;
    for (const object of candidates(objects, query, { prefix, after })) {
        if (items.length < limit)
            items.push(object);
        else
            remaining += 1;
    }
    const last = items.at(-1)?.metadata;
    if (remaining === 0 || !last)
        return { items };
    return { items, remaining, next: { namespace: last.namespace ?? '', name: last.name ?? '' } };
}
function* candidates(objects, query, range) {
    const wanted = query.labels ? Object.entries(query.labels) : [];
    if (query.name !== undefined && query.namespace !== undefined) {
        const key = orderedKey({ namespace: query.namespace, name: query.name });
        const object = key > range.after ? objects.get(key) : undefined;
        if (object && hasLabels(object, wanted))
            yield object;
        return;
    }
    for (const object of objects.from(range.after, range.prefix)) {
        if (query.name !== undefined && object.metadata.name !== query.name)
            continue;
        if (hasLabels(object, wanted))
            yield object;
    }
}
function hasLabels(object, wanted) {
    const labels = object.metadata.labels;
    return wanted.every(([name, value]) => labels?.[name] === value);
}
//# sourceMappingURL=memory-storage.js.map