import { readySince } from '../cluster/pod.js';
/** Judges pods one by one, and remembers when the next of them becomes available without any event. */
export class AvailabilityCheck {
    now;
    /** In how many ms; undefined: no pod is on the way. */
    recheckMs;
    minReadyMs;
    /** `now` in ms. */
    constructor(minReadySeconds, now) {
        this.now = now;
        this.minReadyMs = (minReadySeconds ?? 0) * 1000;
    }
    /** Ready for at least minReadySeconds. */
    isAvailable(pod) {
        const since = readySince(pod);
        if (since === undefined)
            return false;
        const leftMs = this.minReadyMs === 0 ? 0 : since + this.minReadyMs - this.now;
        if (leftMs <= 0)
            return true;
        this.recheckMs = Math.min(this.recheckMs ?? Infinity, leftMs);
        return false;
    }
}
//# sourceMappingURL=availability.js.map