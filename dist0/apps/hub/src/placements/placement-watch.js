import { parseObjectKey } from '#libs/apimachinery';
import {} from '#libs/apiserver';
import { sleep } from '#libs/process';
import {} from './change-feed.js';
import { COALESCE_MS, COMPUTE_BATCH, PROGRESS_MS } from './limits.js';
import { placementName } from './placement-name.js';
import {} from './placement-reader.js';
import {} from './shown-placements.js';
/** Watches of placements: what the feed says has changed is computed, and told if it differs from what was told before. */
export class PlacementWatches {
    feed;
    reader;
    shown;
    clock;
    constructor(feed, reader, shown, clock) {
        this.feed = feed;
        this.reader = reader;
        this.shown = shown;
        this.clock = clock;
    }
    /** Every placement's latest state after the version, though not each state between. @throws StatusError Expired */
    async *watch({ after, namespace }, signal) {
        const { feed, clock } = this;
        let position = feed.parse(after);
        while (!signal.aborted) {
            const { head } = feed;
            const changed = feed.since(position, COMPUTE_BATCH);
            for (const item of await this.itemsOf(changed, position, namespace))
                yield item;
            position = changed.length < COMPUTE_BATCH ? head : (changed.at(-1)?.version ?? head);
            if (isAborted(signal))
                return;
            if (changed.length > 0)
                await sleep(clock, COALESCE_MS, signal);
            else {
                yield { type: 'PROGRESS', resourceVersion: feed.format(position) };
                await this.news(position, signal);
            }
        }
    }
    async itemsOf(changed, position, namespace) {
        const wanted = changed
            .map((one) => ({ ...one, object: parseObjectKey(one.key) }))
            .filter(({ object }) => namespace === undefined || placementName(object).namespace === namespace);
        const items = await Promise.all(wanted.map((one) => this.itemOf(one, one.object, position)));
        return items.flat();
    }
    /** None when a watcher at `position` has seen the same. */
    async itemOf(change, object, position) {
        const readAt = this.feed.head;
        const placement = await this.reader.read(object);
        if (!this.shown.isNews(change.key, placement, { readAt, position }))
            return [];
        const isNew = change.bornAt > position;
        // It came and went unseen.
        if (!placement && isNew)
            return [];
        const resourceVersion = this.feed.format(change.version);
        const current = placement ?? goneOf(object);
        const told = { ...current, metadata: { ...current.metadata, resourceVersion } };
        return [{ type: placement ? (isNew ? 'ADDED' : 'MODIFIED') : 'DELETED', resourceVersion, object: told }];
    }
    /** Until there is a change above `position`, or it is time to tell how far the watch is. */
    async news(position, signal) {
        const { feed, clock } = this;
        if (feed.head > position || signal.aborted)
            return;
        await new Promise((resolve) => {
            const end = () => {
                unsubscribe();
                cancel();
                signal.removeEventListener('abort', end);
                resolve();
            };
            const unsubscribe = feed.subscribe(end);
            const cancel = clock.after(PROGRESS_MS, end);
            signal.addEventListener('abort', end);
        });
    }
}
/** What is left to say of a placement that is gone. */
function goneOf(key) {
    const metadata = { ...placementName(key) };
    return { apiVersion: 'federation.meridian.dev/v1alpha1', kind: 'Placement', metadata };
}
function isAborted(signal) {
    return signal.aborted;
}
//# sourceMappingURL=placement-watch.js.map