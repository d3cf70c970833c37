import { StatusError } from '#libs/apimachinery';
import {} from '#libs/process';
import { REMEMBERED_CHANGES } from './limits.js';
const PROCESS_DIGITS = 6;
/**
 * Which placements changed, newest last, each once: what a watch needs to compute them again. A version is a number that
 * grows from the time of the start, followed by digits of this process: watches that began at another hub, or before a
 * restart, are told to begin anew (410) rather than miss something. Costs two map entries per change and computes nothing.
 */
export class ChangeFeed {
    clock;
    capacity;
    latest = new Map();
    /** Ascending; entries that a later one replaced stay until the log is packed. */
    log = [];
    floor;
    newest;
    suffix;
    listeners = new Set();
    /** `processId`: six digits that other hubs do not have. */
    constructor(clock, processId, capacity = REMEMBERED_CHANGES) {
        this.clock = clock;
        this.capacity = capacity;
        this.floor = this.newest = clock.now();
        this.suffix = String(processId % 10 ** PROCESS_DIGITS).padStart(PROCESS_DIGITS, '0');
    }
    /** The placement of `key` may be another one from now on. */
    changed(key, isNew = false) {
        const version = (this.newest += 1);
        const known = this.latest.get(key);
        const bornAt = isNew ? version : (known?.bornAt ?? 0);
        if (known)
            Object.assign(known, { version, bornAt });
        else
            this.latest.set(key, { version, bornAt });
        this.log.push({ key, version });
        if (this.log.length > 2 * this.capacity)
            this.pack();
        for (const listener of this.listeners)
            listener();
    }
    /** Something was perhaps not heard: every watch begins anew. */
    reset() {
        this.latest.clear();
        this.log = [];
        this.newest = this.floor = Math.max(this.newest + 1, this.clock.now());
        for (const listener of this.listeners)
            listener();
    }
    get head() {
        return this.newest;
    }
    /** The version that this placement is known to be no newer than. */
    versionOf(key) {
        return this.latest.get(key)?.version ?? this.floor;
    }
    /** As clients see it. */
    format(version) {
        return `${version}${this.suffix}`;
    }
    /** The reverse. @throws StatusError Expired for what this process did not give out, or cannot tell the sequel of */
    parse(text) {
        const version = Number(text.slice(0, -PROCESS_DIGITS));
        const isOwn = text.endsWith(this.suffix) && Number.isSafeInteger(version) && version <= this.newest;
        if (!isOwn || version < this.floor)
            throw new StatusError('Expired', `too old resource version: ${text} (${this.format(this.floor)})`);
        return version;
    }
    /** The first `limit` changes above `after`, ascending. @throws StatusError Expired when it does not reach back so far */
    since(after, limit) {
        if (after < this.floor)
            throw new StatusError('Expired', `too old resource version: ${this.format(after)} (${this.format(this.floor)})`);
        const found = [];
        for (let at = this.firstAbove(after); found.length < limit; at += 1) {
            const entry = this.log[at];
            if (!entry)
                break;
            const last = this.latest.get(entry.key);
            if (last?.version === entry.version)
                found.push({ ...entry, bornAt: last.bornAt });
        }
        return found;
    }
    /** Calls back after each change. The answer ends it. */
    subscribe(listener) {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }
    firstAbove(version) {
        let [low, high] = [0, this.log.length];
        while (low < high) {
            const middle = (low + high) >>> 1;
            if ((this.log[middle]?.version ?? 0) > version)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }
    /** Leaves out what was replaced, then the oldest beyond the capacity. */
    pack() {
        const live = this.log.filter(({ key, version }) => this.latest.get(key)?.version === version);
        const dropped = live.slice(0, Math.max(0, live.length - this.capacity));
        for (const { key } of dropped)
            this.latest.delete(key);
        this.floor = dropped.at(-1)?.version ?? this.floor;
        this.log = live.slice(dropped.length);
    }
}
//# sourceMappingURL=change-feed.js.map