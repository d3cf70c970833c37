import { formatObjectKey, StatusError, } from '#libs/apimachinery';
/** Objects by key with versions and a log of changes: what an API server keeps, for hub and members. Objects in it never change. */
export class ObjectLog {
    objects = new Map();
    events = [];
    waiters = [];
    version = 0;
    compacted = 0;
    get resourceVersion() {
        return String(this.version);
    }
    get(key) {
        return this.objects.get(formatObjectKey(key));
    }
    of(resource, namespace) {
        const prefix = formatObjectKey({ ...resource, namespace: '', name: '' }).slice(0, -1);
        return [...this.objects]
            .filter(([key]) => key.startsWith(prefix))
            .filter(([, object]) => namespace === undefined || object.metadata.namespace === namespace)
            .map(([, object]) => object);
    }
    /** Stores a new version. */
    put(key, object) {
        const name = formatObjectKey(key);
        const previous = this.objects.get(name);
        const resourceVersion = String(++this.version);
        const stored = { ...object, metadata: { ...object.metadata, resourceVersion } };
        this.objects.set(name, stored);
        this.tell(key, previous ? 'MODIFIED' : 'ADDED', stored, previous);
        return stored;
    }
    remove(key) {
        const name = formatObjectKey(key);
        const previous = this.objects.get(name);
        if (!previous)
            return;
        this.objects.delete(name);
        const resourceVersion = String(++this.version);
        this.tell(key, 'DELETED', { ...previous, metadata: { ...previous.metadata, resourceVersion } }, previous);
    }
    /** Whoever watches from an older version is told to list again. */
    compact() {
        this.events.length = 0;
        this.compacted = this.version;
        this.wake();
    }
    /** Ends the wait of everybody, who then looks at what has become of the world. */
    wake() {
        const waiters = this.waiters;
        this.waiters = [];
        for (const resolve of waiters)
            resolve();
    }
    /** Changes of one resource after `resourceVersion` until `signal`. `check` throws when the connection is gone. */
    async *watch(resource, resourceVersion, signal, check) {
        let seen = Number(resourceVersion);
        const prefix = formatObjectKey({ ...resource, namespace: '', name: '' }).slice(0, -2);
        signal.addEventListener('abort', () => this.wake(), { once: true });
        while (!signal.aborted) {
            check();
            if (seen < this.compacted)
                throw new StatusError('Expired', 'too old resource version');
            // Versions have no gaps.
            const next = this.events[seen - this.compacted];
            if (!next) {
                await new Promise((resolve) => this.waiters.push(resolve));
                continue;
            }
            seen = next.version;
            if (next.resource === prefix)
                yield next;
        }
    }
    tell(key, type, object, previous) {
        const resource = formatObjectKey({ ...key, namespace: '', name: '' }).slice(0, -2);
        this.events.push({ version: this.version, resource, type, object, previous });
        this.wake();
    }
}
//# sourceMappingURL=object-log.js.map