import { ChangeRing } from './change-ring.js';
import { readLog, readPositions } from './change-log.js';
/**
 * The one reader of the change log in this process. Hints and local writes only wake it; what it hands on comes from
 * the table, in order. As numbers become visible in order, "above the last one seen" misses nothing.
 */ export class Tailer {
    deps;
    tails = new Map();
    cancels = new Set();
    ticks = 0;
    healthy = true;
    closed = false;
    constructor(deps){
        this.deps = deps;
    }
    /** Takes the newest changes into the rings, then follows. @throws StatusError when the database does not answer. */ async start() {
        const { database, limits } = this.deps;
        for (const { shard, counter, horizon } of (await readPositions(database))){
            const ring = new ChangeRing(Math.max(horizon, counter - limits.preload), {
                entries: limits.ringEntries,
                bytes: limits.ringBytes
            });
            const tail = {
                ring,
                pulling: false,
                again: false
            };
            this.tails.set(shard, tail);
            await this.pullAll(shard, tail);
        }
        this.every(limits.pollMs, ()=>this.poll());
        this.every(limits.progressMs, ()=>{
            this.ticks++;
            for (const { ring } of this.tails.values())ring.wakeAll();
            return Promise.resolve();
        });
    }
    ring(shard) {
        const tail = this.tails.get(shard);
        if (!tail) throw new Error(`shard ${String(shard)} is not followed`);
        return tail.ring;
    }
    /** Grows every `progressMs`. */ get tick() {
        return this.ticks;
    }
    /** Whether the last look at the database succeeded. */ get connected() {
        return this.healthy;
    }
    /** There are changes up to `rv`. */ wake(shard, rv) {
        const tail = this.tails.get(shard);
        if (tail && rv > tail.ring.head) this.pull(shard, tail);
    }
    wakeAll() {
        for (const [shard, tail] of this.tails)this.pull(shard, tail);
    }
    close() {
        this.closed = true;
        for (const cancel of this.cancels)cancel();
        this.cancels.clear();
    }
    pull(shard, tail) {
        tail.again = true;
        if (tail.pulling || this.closed) return;
        tail.pulling = true;
        void (async ()=>{
            try {
                while(tail.again && !this.closed){
                    tail.again = false;
                    await this.pullAll(shard, tail);
                }
                this.seen(true);
            } catch (error) {
                // The next poll tries again from where the ring stands.
                this.seen(false, error);
            } finally{
                tail.pulling = false;
            }
        })();
    }
    async pullAll(shard, { ring }) {
        const { database, codec, limits, logger } = this.deps;
        for(;;){
            const after = ring.head;
            const page = await readLog(database, codec, {
                shard,
                after,
                maxEntries: limits.tailBatch,
                maxBytes: limits.tailBatchBytes
            });
            if (page.counter < after || page.horizon > after) {
                // A restored backup, or a sleep longer than the retention: what was missed cannot be told.
                logger.warn({
                    shard,
                    after,
                    counter: page.counter,
                    horizon: page.horizon
                }, 'the change log was cut');
                ring.reset(page.counter);
                return;
            }
            ring.append(page.entries);
            ring.advance(page.upTo);
            if (page.complete) return;
        }
    }
    async poll() {
        try {
            for (const { shard, counter } of (await readPositions(this.deps.database))){
                const tail = this.tails.get(shard);
                if (tail && counter !== tail.ring.head) this.pull(shard, tail);
            }
            this.seen(true);
        } catch (error) {
            this.seen(false, error);
        }
    }
    seen(healthy, error) {
        if (healthy === this.healthy || this.closed) return;
        this.healthy = healthy;
        if (healthy) this.deps.logger.info('the change log is followed again');
        else this.deps.logger.warn({
            err: error
        }, 'the change log cannot be read');
    }
    every(ms, task) {
        const cancel = this.deps.clock.after(ms, ()=>{
            this.cancels.delete(cancel);
            void task().finally(()=>{
                if (!this.closed) this.every(ms, task);
            });
        });
        this.cancels.add(cancel);
    }
}
