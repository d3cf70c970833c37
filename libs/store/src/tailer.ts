import { type Clock, type Logger } from '#libs/process';
import { ChangeRing, type RingEntry } from './change-ring.js';
import { readLog, readPositions } from './change-log.js';
import { type Database } from './database.js';
import { type StoreLimits } from './limits.js';
import { type RecentObjects } from './recent-objects.js';
import { type Shard } from './shards.js';

export interface TailerDeps {
  readonly database: Database;
  readonly recent: RecentObjects;
  readonly limits: StoreLimits;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Tail {
  readonly ring: ChangeRing;
  pulling: boolean;
  again: boolean;
}

/**
 * The one reader of the change log in this process. Hints and writes only wake it; what it hands on comes from
 * the table, in order, or was written by this process right behind it (docs/decisions/0043-own-writes-are-not-read.md). As numbers become visible in order, "above the last one seen" misses nothing.
 */
export class Tailer {
  private readonly tails = new Map<Shard, Tail>();
  private readonly cancels = new Set<() => void>();
  private ticks = 0;
  private healthy = true;
  private closed = false;

  constructor(private readonly deps: TailerDeps) {}

  /** Takes the newest changes into the rings, then follows. @throws StatusError when the database does not answer. */
  async start(): Promise<void> {
    const { database, limits } = this.deps;
    for (const { shard, counter, horizon } of await readPositions(database)) {
      const ring = new ChangeRing(Math.max(horizon, counter - limits.preload), {
        entries: limits.ringEntries,
        bytes: limits.ringBytes,
      });
      const tail = { ring, pulling: false, again: false };
      this.tails.set(shard, tail);
      await this.pullAll(shard, tail);
    }
    this.every(limits.pollMs, () => this.poll());
    this.every(limits.progressMs, () => {
      this.ticks++;
      for (const { ring } of this.tails.values()) ring.wakeAll();
      return Promise.resolve();
    });
  }

  ring(shard: Shard): ChangeRing {
    const tail = this.tails.get(shard);
    if (!tail) throw new Error(`shard ${String(shard)} is not followed`);
    return tail.ring;
  }

  /** Grows every `progressMs`. */
  get tick(): number {
    return this.ticks;
  }

  /** Whether the last look at the database succeeded. */
  get connected(): boolean {
    return this.healthy;
  }

  /**
   * Changes that this process has committed, all of one transaction. Numbers are given out one by one in order of commit, so what follows
   * the head at once leaves nothing out and need not be read; other changes are left to `wake`.
   */
  take(shard: Shard, changes: readonly RingEntry[]): void {
    const ring = this.tails.get(shard)?.ring;
    if (ring && !this.closed && changes[0]?.rv === ring.head + 1) ring.append(changes);
  }

  /** There are changes up to `rv`. */
  wake(shard: Shard, rv: number): void {
    const tail = this.tails.get(shard);
    if (tail && rv > tail.ring.head) this.pull(shard, tail);
  }

  wakeAll(): void {
    for (const [shard, tail] of this.tails) this.pull(shard, tail);
  }

  close(): void {
    this.closed = true;
    for (const cancel of this.cancels) cancel();
    this.cancels.clear();
  }

  private pull(shard: Shard, tail: Tail): void {
    tail.again = true;
    if (tail.pulling || this.closed) return;
    tail.pulling = true;
    void (async () => {
      try {
        while (tail.again && !this.closed) {
          tail.again = false;
          await this.pullAll(shard, tail);
        }
        this.seen(true);
      } catch (error) {
        // The next poll tries again from where the ring stands.
        this.seen(false, error);
      } finally {
        tail.pulling = false;
      }
    })();
  }

  private async pullAll(shard: Shard, { ring }: Tail): Promise<void> {
    const { database, recent, limits, logger } = this.deps;
    for (;;) {
      const after = ring.head;
      const page = await readLog(database, recent, {
        shard,
        after,
        maxEntries: limits.tailBatch,
        maxBytes: limits.tailBatchBytes,
      });
      if (page.counter < after || page.horizon > after) {
        // A restored backup, or a sleep longer than the retention: what was missed cannot be told.
        logger.warn({ shard, after, counter: page.counter, horizon: page.horizon }, 'the change log was cut');
        ring.reset(page.counter);
        return;
      }
      // Meanwhile this process may have put in some of them itself.
      ring.append(page.entries.filter(({ rv }) => rv > ring.head));
      ring.advance(page.upTo);
      if (page.complete) return;
    }
  }

  private async poll(): Promise<void> {
    try {
      for (const { shard, counter } of await readPositions(this.deps.database)) {
        const tail = this.tails.get(shard);
        if (tail && counter !== tail.ring.head) this.pull(shard, tail);
      }
      this.seen(true);
    } catch (error) {
      this.seen(false, error);
    }
  }

  private seen(healthy: boolean, error?: unknown): void {
    if (healthy === this.healthy || this.closed) return;
    this.healthy = healthy;
    if (healthy) this.deps.logger.info('the change log is followed again');
    else this.deps.logger.warn({ err: error }, 'the change log cannot be read');
  }

  private every(ms: number, task: () => Promise<void>): void {
    const cancel = this.deps.clock.after(ms, () => {
      this.cancels.delete(cancel);
      void task().finally(() => {
        if (!this.closed) this.every(ms, task);
      });
    });
    this.cancels.add(cancel);
  }
}
