import { type Clock } from '#libs/process';
import { DueHeap } from './due-heap.js';
import { type LoopLimits } from './limits.js';
import { backoffMs, seededRandom } from './seeded-random.js';

export interface WorkQueueOptions {
  readonly clock: Clock;
  readonly limits: Pick<LoopLimits, 'keys' | 'backoffBaseMs' | 'backoffMaxMs'>;
  /** Of the jitter: the same seed and the same calls give the same delays. */
  readonly seed: number;
  /** Called when next() has something to give. */
  readonly onReady: () => void;
}

interface Delayed {
  readonly key: string;
  readonly due: number;
}

/** Everything known of one key; dropped as soon as none of it holds. */
interface KeyState {
  waiting: boolean;
  running: boolean;
  /** Enqueued while it ran: goes to the back of the line when its run ends. */
  again: boolean;
  failures: number;
  delayed: Delayed | undefined;
}

/** A real timer runs off at once when asked for more than 2^31 ms; what is due later is looked at again then. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Keys to be worked on, first come, first served. A key waits at most once and runs at most once at a time; adding it while
 * it runs makes it run once more. Bounded: a full queue answers false and remembers that a resync is owed.
 */
export class WorkQueue {
  private readonly states = new Map<string, KeyState>();
  private line: string[] = [];
  private head = 0;
  private readonly heap = new DueHeap<Delayed>();
  private delayedCount = 0;
  private runningCount = 0;
  private timer: { due: number; cancel: () => void } | undefined;
  private readonly random: () => number;
  private resyncOwed = false;
  private closed = false;

  constructor(private readonly options: WorkQueueOptions) {
    this.random = seededRandom(options.seed);
  }

  /** Keys that wait to run now. */
  get depth(): number {
    return this.line.length - this.head;
  }

  /** Keys that wait for time to pass. */
  get delayed(): number {
    return this.delayedCount;
  }

  get running(): number {
    return this.runningCount;
  }

  /** False: the queue is full or closed and the key was not taken. */
  add(key: string): boolean {
    const state = this.track(key);
    if (!state) return false;
    if (state.running) state.again = true;
    else this.wait(key, state);
    return true;
  }

  /** Adds the key in `ms`; of several delays the earliest counts. False as for add(). */
  addAfter(key: string, ms: number): boolean {
    if (ms <= 0) return this.add(key);
    const state = this.track(key);
    if (!state) return false;
    this.delay(key, state, this.options.clock.now() + ms);
    return true;
  }

  /** The key that waited longest, now running until done() or retry(). */
  next(): string | undefined {
    const key = this.line[this.head];
    if (key === undefined) return undefined;
    this.head++;
    if (this.head > 1024 && this.head * 2 > this.line.length) {
      this.line = this.line.slice(this.head);
      this.head = 0;
    }
    const state = this.states.get(key);
    if (state) {
      state.waiting = false;
      state.running = true;
      this.runningCount++;
    }
    return key;
  }

  /** The run ended well: failures are forgotten; `afterMs` wakes it again. */
  done(key: string, afterMs?: number): void {
    const state = this.finish(key);
    if (!state) return;
    state.failures = 0;
    if (afterMs !== undefined) this.delay(key, state, this.options.clock.now() + Math.max(1, afterMs));
    this.settle(key, state);
  }

  /** The run failed: it comes back after a delay that grows with each failure in a row. The answer is that delay. */
  retry(key: string): number {
    const state = this.finish(key);
    if (!state) return 0;
    state.failures++;
    const ms = backoffMs(state.failures, this.options.limits, this.random);
    this.delay(key, state, this.options.clock.now() + ms);
    this.settle(key, state);
    return ms;
  }

  /** Failures in a row of this key. */
  failures(key: string): number {
    return this.states.get(key)?.failures ?? 0;
  }

  /** True once after keys were refused, when the line is at most half full again: the owner must enqueue everything. */
  takeResyncOwed(): boolean {
    const { keys } = this.options.limits;
    if (!this.resyncOwed || this.states.size >= keys || this.depth * 2 > keys) return false;
    this.resyncOwed = false;
    return true;
  }

  /** Takes nothing more and forgets what waits; running keys may still end. */
  close(): void {
    this.closed = true;
    this.timer?.cancel();
    this.timer = undefined;
    this.line = [];
    this.head = 0;
    for (const [key, state] of this.states) if (!state.running) this.states.delete(key);
  }

  private track(key: string): KeyState | undefined {
    if (this.closed) return undefined;
    const known = this.states.get(key);
    if (known) return known;
    if (this.states.size >= this.options.limits.keys) {
      this.resyncOwed = true;
      return undefined;
    }
    const state: KeyState = { waiting: false, running: false, again: false, failures: 0, delayed: undefined };
    this.states.set(key, state);
    return state;
  }

  private wait(key: string, state: KeyState): void {
    if (state.waiting) return;
    state.waiting = true;
    this.line.push(key);
    this.options.onReady();
  }

  private finish(key: string): KeyState | undefined {
    const state = this.states.get(key);
    if (!state?.running) return undefined;
    state.running = false;
    this.runningCount--;
    return state;
  }

  private settle(key: string, state: KeyState): void {
    if (this.closed) {
      this.states.delete(key);
      return;
    }
    const { again } = state;
    state.again = false;
    if (again) this.wait(key, state);
    else this.dropIfIdle(key, state);
  }

  private dropIfIdle(key: string, state: KeyState): void {
    if (!state.waiting && !state.running && !state.delayed) this.states.delete(key);
  }

  private delay(key: string, state: KeyState, due: number): void {
    if (this.closed || (state.delayed && state.delayed.due <= due)) return;
    if (!state.delayed) this.delayedCount++;
    state.delayed = { key, due };
    this.heap.push(state.delayed);
    // Entries that were overtaken by an earlier one stay in the heap until due; keep their number in bounds.
    if (this.heap.size > 64 + 2 * this.delayedCount)
      this.heap.retain((entry) => this.states.get(entry.key)?.delayed === entry);
    this.setTimer();
  }

  private setTimer(): void {
    const first = this.heap.peek();
    if (!first || (this.timer && this.timer.due <= first.due)) return;
    this.timer?.cancel();
    const waitMs = Math.min(LONGEST_TIMER_MS, Math.max(0, first.due - this.options.clock.now()));
    const cancel = this.options.clock.after(waitMs, () => {
      this.timer = undefined;
      this.release();
    });
    this.timer = { due: first.due, cancel };
  }

  private release(): void {
    const now = this.options.clock.now();
    for (let entry = this.heap.peek(); entry && entry.due <= now; entry = this.heap.peek()) {
      this.heap.pop();
      const state = this.states.get(entry.key);
      if (state?.delayed !== entry) continue;
      state.delayed = undefined;
      this.delayedCount--;
      this.add(entry.key);
    }
    this.setTimer();
  }
}
