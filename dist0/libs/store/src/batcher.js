import { StatusError } from '#libs/apimachinery';
/**
 * Turns concurrent calls into batches: what arrives within one turn of the event loop, or while `maxInFlight` batches
 * are on their way, goes out together. A lone call leaves on the next turn, so idle latency is not traded away, nor is it by a gap.
 */ export class Batcher {
    options;
    queue = [];
    scheduled = false;
    inFlight = 0;
    batches = 0;
    items = 0;
    largestBatch = 0;
    idle = [];
    closed = false;
    /** When the next batch may leave, by performance.now(). */ nextAt = 0;
    constructor(options){
        this.options = options;
    }
    /** @throws StatusError TooManyRequests when the queue is full, ServiceUnavailable after close. */ add(item) {
        if (this.closed) return Promise.reject(new StatusError('ServiceUnavailable', 'the store is closed'));
        if (this.queue.length >= this.options.maxQueued) {
            const message = `too many ${this.options.name} requests are waiting for the store`;
            return Promise.reject(new StatusError('TooManyRequests', message, {
                details: {
                    retryAfterSeconds: 1
                }
            }));
        }
        return new Promise((resolve, reject)=>{
            this.queue.push({
                item,
                resolve,
                reject
            });
            this.schedule();
        });
    }
    status() {
        const { inFlight, batches, items, largestBatch } = this;
        return {
            queued: this.queue.length,
            inFlight,
            batches,
            items,
            largestBatch
        };
    }
    /** Takes no more; resolves when everything taken has been answered. */ async close() {
        this.closed = true;
        if (this.queue.length === 0 && this.inFlight === 0) return;
        await new Promise((resolve)=>this.idle.push(resolve));
    }
    schedule() {
        if (this.scheduled || this.inFlight >= this.options.maxInFlight || this.queue.length === 0) return;
        this.scheduled = true;
        const go = ()=>{
            this.scheduled = false;
            this.dispatch();
        };
        const restMs = this.nextAt === 0 ? 0 : this.nextAt - performance.now();
        if (restMs > 0) setTimeout(go, restMs);
        else setImmediate(go);
    }
    dispatch() {
        while(this.inFlight < this.options.maxInFlight && this.queue.length > 0)void this.send(this.take());
    }
    take() {
        const { maxBatch, maxWeight = Infinity, weigh } = this.options;
        let size = 0;
        let weight = 0;
        for (const { item } of this.queue){
            weight += weigh?.(item) ?? 0;
            if (size === maxBatch || size > 0 && weight > maxWeight) break;
            size++;
        }
        return this.queue.splice(0, size);
    }
    rest(batch) {
        const { gapMs, weigh } = this.options;
        if (!gapMs) return;
        const weight = weigh ? batch.reduce((sum, { item })=>sum + weigh(item), 0) : batch.length;
        this.nextAt = performance.now() + gapMs(weight);
    }
    async send(batch) {
        this.inFlight++;
        this.batches++;
        this.rest(batch);
        this.items += batch.length;
        this.largestBatch = Math.max(this.largestBatch, batch.length);
        try {
            const results = await this.options.run(batch.map(({ item })=>item));
            batch.forEach((waiting, index)=>{
                const result = results[index];
                if (result instanceof Error) waiting.reject(result);
                else waiting.resolve(result);
            });
        } catch (error) {
            for (const waiting of batch)waiting.reject(error);
        } finally{
            this.inFlight--;
            this.schedule();
            if (this.queue.length === 0 && this.inFlight === 0) for (const done of this.idle.splice(0))done();
        }
    }
}
