import {} from '#libs/process';
import {} from '#libs/store';
import {} from '../events/event-recorder.js';
import { MAX_MEMBER_NOTICES, MOVE_RETRY_MAX_MS, MOVE_RETRY_MS } from './limits.js';
/** Before anything is granted. */
export const NOTHING = new Map();
/** Grants moves of replicas at the bounded rate that all hubs share, and tells the others when to ask again. */
export class Mover {
    options;
    waiting = new Set();
    counts = { granted: 0, waiting: 0, frozen: 0 };
    constructor(options) {
        this.options = options;
    }
    /** What may move of what is asked, by receiving cluster. */
    async grant(asked) {
        const { moves, isFrozen, clock } = this.options;
        if (asked.size === 0)
            return NOTHING;
        if (isFrozen()) {
            this.counts.frozen++;
            return NOTHING;
        }
        const granted = await moves.take(asked, clock.now());
        for (const count of granted.values())
            this.counts.granted += count;
        return granted;
    }
    /**
     * In how many ms the key asks again for what it was not granted; undefined when it has everything. Those that wait ask one
     * after the other, as fast as moves are granted, not all of them every second.
     */
    retryIn(key, asked, granted) {
        if (asked.size === 0 && this.waiting.size === 0)
            return undefined;
        const isShort = [...asked].some(([cluster, count]) => (granted.get(cluster) ?? 0) < count);
        this.waiting.delete(key);
        if (isShort)
            this.waiting.add(key);
        this.counts.waiting = this.waiting.size;
        if (!isShort)
            return undefined;
        const turn = (this.waiting.size / this.options.rate) * 1_000;
        return Math.min(MOVE_RETRY_MAX_MS, MOVE_RETRY_MS + Math.ceil(turn));
    }
}
/** For the Event of an object; undefined: nothing moved. */
export function movedNotice(moves) {
    const real = [...moves].filter(([, count]) => count > 0);
    if (real.length === 0)
        return undefined;
    const total = real.reduce((sum, [, count]) => sum + count, 0);
    const named = real.slice(0, MAX_MEMBER_NOTICES).map(([cluster, count]) => `${cluster} ${count}`);
    const more = real.length > named.length ? `, and ${real.length - named.length} more clusters` : '';
    const message = `${total} replicas move to ${named.join(', ')}${more}`;
    return { type: 'Normal', reason: 'ReplicasMoved', message };
}
//# sourceMappingURL=mover.js.map