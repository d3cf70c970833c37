/** First in, first out, without moving the rest on every removal. */ class Fifo {
    entries = [];
    start = 0;
    get length() {
        return this.entries.length - this.start;
    }
    push(entry) {
        this.entries.push(entry);
    }
    shift() {
        const entry = this.entries[this.start];
        if (!entry) return undefined;
        this.start++;
        if (this.start > 512 && this.start * 2 > this.entries.length) {
            this.entries = this.entries.slice(this.start);
            this.start = 0;
        }
        return entry;
    }
    /** Up to `limit` entries with a version above `rv`. */ after(rv, limit) {
        let low = this.start;
        let high = this.entries.length;
        while(low < high){
            const middle = low + high >>> 1;
            if ((this.entries[middle]?.rv ?? Infinity) > rv) high = middle;
            else low = middle + 1;
        }
        return this.entries.slice(low, low + limit);
    }
}
/**
 * The newest changes of one shard, bounded by count and bytes, indexed by resource: a watcher neither looks at nor is
 * woken by what it did not ask for. Readers keep a position (a version) each; the ring knows nothing of them but how to
 * wake them.
 */ export class ChangeRing {
    limits;
    order = new Fifo();
    resources = new Map();
    base;
    bytes = 0;
    newest;
    resets = 0;
    constructor(head, limits){
        this.limits = limits;
        this.base = head;
        this.newest = head;
    }
    /** Every change up to this version has been in the ring. */ get head() {
        return this.newest;
    }
    /** Grows with each reset: a reader that sees another number than at its start has lost its place. */ get generation() {
        return this.resets;
    }
    get size() {
        let watchers = 0;
        for (const { bells } of this.resources.values())watchers += bells.size;
        return {
            entries: this.order.length,
            bytes: this.bytes,
            watchers
        };
    }
    /** Takes the next changes, ascending and all above `head`. */ append(entries) {
        const touched = new Set();
        for (const entry of entries){
            const changes = this.of(entry.resource);
            this.order.push(entry);
            changes.entries.push(entry);
            this.bytes += entry.bytes;
            this.newest = entry.rv;
            touched.add(changes);
        }
        while(this.order.length > this.limits.entries || this.bytes > this.limits.bytes && this.order.length > 1)this.evict();
        for (const { bells } of touched)for (const ring of bells)ring();
    }
    /** No change lies between the old head and this version. */ advance(head) {
        this.newest = Math.max(this.newest, head);
    }
    /** Forgets everything: the log was cut or replaced. Readers lose their place. */ reset(head) {
        this.order = new Fifo();
        for (const changes of this.resources.values())Object.assign(changes, {
            entries: new Fifo(),
            floor: head
        });
        this.base = head;
        this.newest = head;
        this.bytes = 0;
        this.resets++;
        this.wakeAll();
    }
    /** Whether every change of this resource above `rv` is held (or still to come). */ covers(resource, rv) {
        return rv >= (this.resources.get(resource)?.floor ?? this.base);
    }
    read(resource, after, limit) {
        return this.resources.get(resource)?.entries.after(after, limit) ?? [];
    }
    /** `bell` is called when this resource changed, on wakeAll, and on reset. The answer ends it. */ subscribe(resource, bell) {
        const { bells } = this.of(resource);
        bells.add(bell);
        return ()=>bells.delete(bell);
    }
    wakeAll() {
        for (const { bells } of this.resources.values())for (const ring of bells)ring();
    }
    of(resource) {
        let changes = this.resources.get(resource);
        if (!changes) {
            changes = {
                entries: new Fifo(),
                floor: this.base,
                bells: new Set()
            };
            this.resources.set(resource, changes);
        }
        return changes;
    }
    /** The oldest of all is also the oldest of its resource. */ evict() {
        const entry = this.order.shift();
        if (!entry) return;
        const changes = this.of(entry.resource);
        changes.entries.shift();
        changes.floor = entry.rv;
        this.bytes -= entry.bytes;
    }
}
