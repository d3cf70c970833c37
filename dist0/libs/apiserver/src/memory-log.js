import { UNHEARD_CHANGES } from './limits.js';
import {} from './storage.js';
/**
 * The last changes of one resource, oldest first, numbered by position; older ones are dropped. Readers keep a
 * position and so need no buffer of their own: whoever falls behind `first` has missed something.
 */
export class ChangeLog {
    limit;
    entries = [];
    offset = 0;
    dropped;
    readers = new Set();
    /** Changes since the readers were last called. */
    unheard = 0;
    /** `start`: the version before which nothing is known. */
    constructor(start, limit) {
        this.limit = limit;
        this.dropped = start;
    }
    /** Changes up to this version may be gone. */
    get compacted() {
        return this.dropped;
    }
    /** The position after the newest change. */
    get end() {
        return this.offset + this.entries.length;
    }
    get first() {
        return this.offset;
    }
    append(entry) {
        this.entries.push(entry);
        // Cut in bulk: shifting an array one by one would make every write pay for the whole log.
        if (this.entries.length > this.limit * 1.5)
            this.cut(this.entries.length - this.limit);
        this.unheard += 1;
        // Readers are called once for all changes of a turn of the event loop, unless it goes on and on.
        if (this.unheard === 1)
            setImmediate(this.wake);
        else if (this.unheard >= UNHEARD_CHANGES)
            this.wake();
    }
    at(position) {
        return this.entries[position - this.offset];
    }
    /** The position of the first change after `version`. */
    positionAfter(version) {
        let low = 0;
        let high = this.entries.length;
        while (low < high) {
            const middle = (low + high) >>> 1;
            if ((this.entries[middle]?.version ?? 0) <= version)
                low = middle + 1;
            else
                high = middle;
        }
        return this.offset + low;
    }
    /** `call` is called after changes and at ticks, until the function that comes back is. */
    subscribe(call) {
        this.readers.add(call);
        return () => this.readers.delete(call);
    }
    wake = () => {
        this.unheard = 0;
        for (const call of this.readers)
            call();
    };
    cut(count) {
        this.dropped = this.entries[count - 1]?.version ?? this.dropped;
        this.entries = this.entries.slice(count);
        this.offset += count;
    }
}
//# sourceMappingURL=memory-log.js.map