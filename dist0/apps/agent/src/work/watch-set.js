import {} from '#libs/apimachinery';
import {} from '#libs/kube-client';
import { subjectHash } from '#libs/protocol';
import {} from '#libs/process';
import { MANAGED_BY } from './marks.js';
import { typeKey } from './object-table.js';
import { TypeWatch } from './type-watch.js';
/** One watch per type that the agent cares for, by our label. */
export class WatchSet {
    options;
    watches = new Map();
    constructor(options) {
        this.options = options;
    }
    /** Starts the watch of a type if there is none; true once its objects' state is known (or cannot be). */
    ready(apiVersion, resource) {
        const name = typeKey(apiVersion, resource.kind);
        const watch = this.watches.get(name);
        if (watch)
            return watch.isSettled;
        this.watches.set(name, this.start(apiVersion, resource));
        return false;
    }
    /** The member answers again. */
    retryNow() {
        for (const watch of this.watches.values())
            watch.retryNow();
    }
    /** Whether every watch has had its first list. */
    get settled() {
        return [...this.watches.values()].every((watch) => watch.isSettled);
    }
    /** For metrics: how many there are, and how many of them have not had their first list. */
    counts() {
        const all = [...this.watches.values()];
        return { all: all.length, unsettled: all.filter((watch) => !watch.isSettled).length };
    }
    async stop() {
        await Promise.all([...this.watches.values()].map((watch) => watch.stop()));
    }
    start(apiVersion, resource) {
        const { hubUid, member, table, clock, logger, onSeen, onGone, onSettled } = this.options;
        const { kind } = resource;
        const keyOf = ({ metadata }) => subjectHash({ apiVersion, kind, namespace: metadata.namespace ?? '', name: metadata.name ?? '' });
        // Only what was there before a list began can turn out to be gone by it: our own applies go on meanwhile.
        const unseen = new Map();
        return new TypeWatch({
            member,
            resource,
            labelSelector: `${MANAGED_BY}=${hubUid}`,
            clock,
            logger,
            onListing: () => {
                unseen.clear();
                for (const { key, live } of table.ofType(apiVersion, kind))
                    if (live)
                        unseen.set(key, live.uid);
            },
            onObject: (object) => {
                const key = keyOf(object);
                unseen.delete(key);
                onSeen(key, object);
            },
            onDeleted: (object) => onGone(keyOf(object), object.metadata.uid ?? ''),
            onListed: () => {
                for (const [key, uid] of unseen)
                    onGone(key, uid);
                unseen.clear();
            },
            onSettled: () => onSettled(apiVersion, kind),
        });
    }
}
//# sourceMappingURL=watch-set.js.map