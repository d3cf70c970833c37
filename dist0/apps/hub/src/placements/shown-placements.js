import { createHash } from 'node:crypto';
import {} from '#libs/apimachinery';
import {} from './cluster-entry.js';
import { REMEMBERED_CHANGES } from './limits.js';
const GONE = '';
/**
 * What clients were shown last of each placement, so that a look that finds nothing new is told to nobody. It errs to the
 * safe side: what it does not know for sure is told again.
 */
export class ShownPlacements {
    capacity;
    shown = new Map();
    constructor(capacity = REMEMBERED_CHANGES) {
        this.capacity = capacity;
    }
    /**
     * Notes what a client is shown. `placement` without a version, undefined: gone; `readAt`: where the feed was before it was
     * read. Answers whether somebody who was shown everything up to `position` may have seen something else.
     */
    isNews(key, placement, { readAt, position }) {
        const digest = placement ? digestOf(placement) : GONE;
        const before = this.shown.get(key);
        // Somebody read later and noted it first: this one cannot be compared.
        if (before && before.readAt > readAt)
            return true;
        // A change is stored a moment before the feed hears of it: others may have read the state before it at `readAt`.
        const since = before?.digest === digest ? before.since : readAt + 1;
        this.shown.delete(key);
        this.shown.set(key, { digest, since, readAt });
        const [oldest] = this.shown.keys();
        if (this.shown.size > this.capacity && oldest !== undefined)
            this.shown.delete(oldest);
        return since > position;
    }
}
/** Of what is news: that a cluster repeats itself is none, so the time when it last did is left out. */
function digestOf(placement) {
    const status = placement['status'];
    const clusters = status.clusters.map(({ asOf: _, ...entry }) => entry);
    const text = JSON.stringify({ ...placement, status: { ...status, clusters } });
    return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
//# sourceMappingURL=shown-placements.js.map