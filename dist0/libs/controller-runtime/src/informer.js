import { isReason, } from '#libs/apimachinery';
import { sleep } from '#libs/process';
import { DEFAULT_INFORMER_LIMITS } from './limits.js';
import { backoffMs, seededRandom } from './seeded-random.js';
/** `namespace/name`; `/name` for cluster-scoped objects: the key of informers and loops. */
export function keyOf(object) {
    return `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`;
}
/** The reverse of keyOf. */
export function splitKey(key) {
    const slash = key.indexOf('/');
    return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
/**
 * One resource type, mirrored in memory by list and watch. After a failure or an expired watch it lists again and tells its
 * listeners the differences, so that they see each object's latest state, though not each state between.
 */
export class Informer {
    options;
    /** Resolves after the first list was taken in; rejects when stopped before. */
    synced;
    objects = new Map();
    listeners = [];
    controller = new AbortController();
    limits;
    random;
    keep;
    settleSynced;
    running;
    constructor(options) {
        this.options = options;
        this.limits = { ...DEFAULT_INFORMER_LIMITS, ...options.limits };
        this.random = seededRandom(options.seed ?? 1);
        this.keep = options.keep ?? ((object) => object);
        this.synced = new Promise((resolve, reject) => {
            this.settleSynced = { resolve, reject };
        });
        // Nobody may be waiting when it is stopped early; that is no unhandled rejection.
        this.synced.catch(() => undefined);
    }
    get resource() {
        return this.options.resource;
    }
    get size() {
        return this.objects.size;
    }
    /** By keyOf(). */
    get(key) {
        return this.objects.get(key);
    }
    list() {
        return this.objects.values();
    }
    /** Listeners are called in the order of changes, synchronously, after the map holds the change. Register before start(). */
    onChange(listener) {
        this.listeners.push(listener);
    }
    start() {
        this.running ??= this.run();
    }
    async stop() {
        this.controller.abort();
        this.settleSynced?.reject(new Error('the informer was stopped before its first list'));
        await this.running;
    }
    async run() {
        const { signal } = this.controller;
        const { clock, logger, resource } = this.options;
        let failures = 0;
        while (!isAborted(signal)) {
            const startedAt = clock.now();
            try {
                await this.listAndWatch(() => {
                    failures = 0;
                });
            }
            catch (error) {
                if (isAborted(signal))
                    return;
                // A mirror that held for long is no string of failures.
                failures = clock.now() - startedAt > this.limits.backoffMaxMs ? 1 : failures + 1;
                const level = isReason(error, 'Expired') ? 'debug' : 'warn';
                logger[level]({ resource, err: error }, 'watch ended, will list again');
                // The first Expired is the ordinary way to say "list again"; only a repeated one waits.
                if (failures === 1 && isReason(error, 'Expired'))
                    continue;
                await sleep(clock, backoffMs(failures, this.limits, this.random), signal);
            }
        }
    }
    /** Lists, then watches until the watch fails; a watch that ends well is opened again where it ended. */
    async listAndWatch(progressed) {
        const { client, clock, resource } = this.options;
        const { signal } = this.controller;
        const page = await client.list(resource);
        if (isAborted(signal))
            return;
        this.replace(page.items);
        this.settleSynced?.resolve();
        this.settleSynced = undefined;
        let { resourceVersion } = page;
        while (!isAborted(signal)) {
            const before = resourceVersion;
            for await (const event of client.watch(resource, resourceVersion, signal)) {
                progressed();
                this.apply(event);
                resourceVersion = event.object.metadata.resourceVersion ?? resourceVersion;
            }
            if (before === resourceVersion)
                await sleep(clock, this.limits.backoffBaseMs, signal);
        }
    }
    replace(items) {
        const seen = new Set();
        for (const item of items) {
            seen.add(keyOf(item));
            this.set(item);
        }
        for (const [key, object] of this.objects)
            if (!seen.has(key))
                this.remove(key, object);
    }
    apply(event) {
        if (event.type === 'DELETED')
            this.remove(keyOf(event.object), event.object);
        else
            this.set(event.object);
    }
    set(object) {
        const key = keyOf(object);
        const kept = this.keep(object);
        if (!kept) {
            this.remove(key, object);
            return;
        }
        const previous = this.objects.get(key);
        if (!previous) {
            this.objects.set(key, kept);
            this.emit({ type: 'ADDED', object: kept });
        }
        else if (previous.metadata.uid !== kept.metadata.uid) {
            // Deleted and created again between two lists: two objects, so two events.
            this.remove(key, previous);
            this.objects.set(key, kept);
            this.emit({ type: 'ADDED', object: kept });
        }
        else if (previous.metadata.resourceVersion !== kept.metadata.resourceVersion) {
            this.objects.set(key, kept);
            this.emit({ type: 'MODIFIED', object: kept, previous });
        }
    }
    remove(key, last) {
        const previous = this.objects.get(key);
        if (!previous)
            return;
        this.objects.delete(key);
        this.emit({ type: 'DELETED', object: this.keep(last) ?? previous, previous });
    }
    emit(change) {
        for (const listener of this.listeners) {
            try {
                listener(change);
            }
            catch (error) {
                this.options.logger.error({ resource: this.options.resource, err: error }, 'a listener failed');
            }
        }
    }
}
function isAborted(signal) {
    return signal.aborted;
}
//# sourceMappingURL=informer.js.map