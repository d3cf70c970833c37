import { formatGroupResource, formatObjectKey, parseObjectKey, } from '#libs/apimachinery';
import {} from '#libs/apiserver';
import {} from '#libs/process';
import { JOURNAL_FLUSH_MS, JOURNAL_FOLD_BYTES } from '../limits.js';
import {} from './object-record.js';
import { StateDirectory } from './state-directory.js';
/**
 * Storage in memory that survives its process: writes are gathered for JOURNAL_FLUSH_MS, of each object the last state is
 * appended to a journal. kill -9 loses what was not appended yet, and nothing else.
 */
export class PersistentStorage {
    options;
    directory;
    pending = new Map();
    resources = new Map();
    volatile;
    work = Promise.resolve();
    cancelFlush;
    closed = false;
    constructor(options, directory) {
        this.options = options;
        this.directory = directory;
        this.volatile = new Set(options.volatile.map(formatGroupResource));
    }
    /** Takes in what the directory holds. Objects keep all but their resourceVersion. */
    static async open(options) {
        const { directory, objects } = await StateDirectory.open(options.directory);
        const storage = new PersistentStorage(options, directory);
        for (const [text, object] of objects) {
            const key = parseObjectKey(text);
            storage.note(key);
            await options.inner.write({ type: 'create', key, object });
        }
        return storage;
    }
    get(key) {
        return this.options.inner.get(key);
    }
    list(query) {
        return this.options.inner.list(query);
    }
    watch(query, signal) {
        return this.options.inner.watch(query, signal);
    }
    currentResourceVersion(resource) {
        return this.options.inner.currentResourceVersion(resource);
    }
    async write(write) {
        const stored = await this.options.inner.write(write);
        if (this.note(write.key)) {
            this.pending.set(formatObjectKey(write.key), write.type === 'delete' ? undefined : stored);
            this.cancelFlush ??= this.options.clock.after(JOURNAL_FLUSH_MS, () => {
                this.cancelFlush = undefined;
                void this.flush();
            });
        }
        return stored;
    }
    /** Everything written so far is in the journal when it resolves. Never rejects: a failure is logged and tried again. */
    flush() {
        this.work = this.work.then(() => this.appendPending());
        return this.work;
    }
    /** Writes a snapshot and ends. */
    async close() {
        this.closed = true;
        this.cancelFlush?.();
        await this.flush();
        await this.directory.fold(this.records());
        await this.directory.close();
    }
    note(key) {
        const name = formatGroupResource(key);
        if (this.volatile.has(name))
            return false;
        if (!this.resources.has(name))
            this.resources.set(name, { group: key.group, resource: key.resource });
        return true;
    }
    async appendPending() {
        if (this.pending.size === 0)
            return;
        const batch = [...this.pending].map(([key, object]) => ({ key, object }));
        this.pending.clear();
        try {
            await this.directory.append(batch);
            const { journal, snapshot } = this.directory.size;
            if (!this.closed && journal > Math.max(JOURNAL_FOLD_BYTES, 2 * snapshot))
                await this.directory.fold(this.records());
        }
        catch (error) {
            this.options.logger.error({ err: error, objects: batch.length }, 'the journal could not be written');
            for (const { key, object } of batch)
                if (!this.pending.has(key))
                    this.pending.set(key, object);
        }
    }
    async *records() {
        for (const resource of [...this.resources.values()]) {
            const { items } = await this.options.inner.list({ resource });
            for (const object of items) {
                const { namespace = '', name = '' } = object.metadata;
                yield { key: formatObjectKey({ ...resource, namespace, name }), object };
            }
        }
    }
}
//# sourceMappingURL=persistent-storage.js.map