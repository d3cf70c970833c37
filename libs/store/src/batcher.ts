import { StatusError } from '#libs/apimachinery';

export interface BatcherOptions<I, O> {
  /** For errors and metrics. */
  readonly name: string;
  readonly maxBatch: number;
  readonly maxInFlight: number;
  /** Callers beyond this are answered TooManyRequests. */
  readonly maxQueued: number;
  /** A batch holds no more than this sum of `weigh` (bytes, rows); one item always fits. */
  readonly maxWeight?: number;
  readonly weigh?: (item: I) => number;
  /** Ms from the start of a batch of this weight to the next one, at least: what comes in a stream goes in fewer. Default 0. */
  readonly gapMs?: (weight: number) => number;
  /** Answers one result per item, in order; an Error rejects that caller alone, a throw rejects all of the batch. */
  readonly run: (items: readonly I[]) => Promise<readonly (O | Error)[]>;
}

export interface BatcherStatus {
  readonly queued: number;
  readonly inFlight: number;
  readonly batches: number;
  readonly items: number;
  readonly largestBatch: number;
}

interface Waiting<I, O> {
  readonly item: I;
  readonly resolve: (value: O) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Turns concurrent calls into batches: what arrives within one turn of the event loop, or while `maxInFlight` batches
 * are on their way, goes out together. A lone call leaves on the next turn, so idle latency is not traded away, nor is it by a gap.
 */
export class Batcher<I, O> {
  private queue: Waiting<I, O>[] = [];
  private scheduled = false;
  private inFlight = 0;
  private batches = 0;
  private items = 0;
  private largestBatch = 0;
  private idle: (() => void)[] = [];
  private closed = false;
  /** When the next batch may leave, by performance.now(). */
  private nextAt = 0;

  constructor(private readonly options: BatcherOptions<I, O>) {}

  /** @throws StatusError TooManyRequests when the queue is full, ServiceUnavailable after close. */
  add(item: I): Promise<O> {
    if (this.closed) return Promise.reject(new StatusError('ServiceUnavailable', 'the store is closed'));
    if (this.queue.length >= this.options.maxQueued) {
      const message = `too many ${this.options.name} requests are waiting for the store`;
      return Promise.reject(
        new StatusError('TooManyRequests', message, { details: { retryAfterSeconds: 1 } }),
      );
    }
    return new Promise<O>((resolve, reject) => {
      this.queue.push({ item, resolve, reject });
      this.schedule();
    });
  }

  status(): BatcherStatus {
    const { inFlight, batches, items, largestBatch } = this;
    return { queued: this.queue.length, inFlight, batches, items, largestBatch };
  }

  /** Takes no more; resolves when everything taken has been answered. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.queue.length === 0 && this.inFlight === 0) return;
    await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private schedule(): void {
    if (this.scheduled || this.inFlight >= this.options.maxInFlight || this.queue.length === 0) return;
    this.scheduled = true;
    const go = (): void => {
      this.scheduled = false;
      this.dispatch();
    };
    const restMs = this.nextAt === 0 ? 0 : this.nextAt - performance.now();
    if (restMs > 0) setTimeout(go, restMs);
    else setImmediate(go);
  }

  private dispatch(): void {
    while (this.inFlight < this.options.maxInFlight && this.queue.length > 0) void this.send(this.take());
  }

  private take(): Waiting<I, O>[] {
    const { maxBatch, maxWeight = Infinity, weigh } = this.options;
    let size = 0;
    let weight = 0;
    for (const { item } of this.queue) {
      weight += weigh?.(item) ?? 0;
      if (size === maxBatch || (size > 0 && weight > maxWeight)) break;
      size++;
    }
    return this.queue.splice(0, size);
  }

  private rest(batch: readonly Waiting<I, O>[]): void {
    const { gapMs, weigh } = this.options;
    if (!gapMs) return;
    const weight = weigh ? batch.reduce((sum, { item }) => sum + weigh(item), 0) : batch.length;
    this.nextAt = performance.now() + gapMs(weight);
  }

  private async send(batch: Waiting<I, O>[]): Promise<void> {
    this.inFlight++;
    this.batches++;
    this.rest(batch);
    this.items += batch.length;
    this.largestBatch = Math.max(this.largestBatch, batch.length);
    try {
      const results = await this.options.run(batch.map(({ item }) => item));
      batch.forEach((waiting, index) => {
        const result = results[index];
        if (result instanceof Error) waiting.reject(result);
        else waiting.resolve(result as O);
      });
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
    } finally {
      this.inFlight--;
      this.schedule();
      if (this.queue.length === 0 && this.inFlight === 0) for (const done of this.idle.splice(0)) done();
    }
  }
}
