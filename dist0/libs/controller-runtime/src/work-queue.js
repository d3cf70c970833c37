import {} from '#libs/process';
import { DueHeap } from './due-heap.js';
import {} from './limits.js';
import { backoffMs, seededRandom } from './seeded-random.js';
/** A real timer runs off at once when asked for more than 2^31 ms; what is due later is looked at again then. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/**
 * Keys to be worked on, first come, first served. A key waits at most once and runs at most once at a time; adding it while
 * it runs makes it run once more. Bounded: a full queue answers false and remembers that a resync is owed.
 */
export class WorkQueue {
    options;
    states = new Map();
    line = [];
    head = 0;
    heap = new DueHeap();
    delayedCount = 0;
    runningCount = 0;
    timer;
    random;
    resyncOwed = false;
    closed = false;
    constructor(options) {
        this.options = options;
        this.random = seededRandom(options.seed);
    }
    /** Keys that wait to run now. */
    get depth() {
        return this.line.length - this.head;
    }
    /** Keys that wait for time to pass. */
    get delayed() {
        return this.delayedCount;
    }
    get running() {
        return this.runningCount;
    }
    /** False: the queue is full or closed and the key was not taken. */
    add(key) {
        const state = this.track(key);
        if (!state)
            return false;
        if (state.running)
            state.again = true;
        else
            this.wait(key, state);
        return true;
    }
    /** Adds the key in `ms`; of several delays the earliest counts. False as for add(). */
    addAfter(key, ms) {
        if (ms <= 0)
            return this.add(key);
        const state = this.track(key);
        if (!state)
            return false;
        this.delay(key, state, this.options.clock.now() + ms);
        return true;
    }
    /** The key that waited longest, now running until done() or retry(). */
    next() {
        const key = this.line[this.head];
        if (key === undefined)
            return undefined;
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
    done(key, afterMs) {
        const state = this.finish(key);
        if (!state)
            return;
        state.failures = 0;
        if (afterMs !== undefined)
            this.delay(key, state, this.options.clock.now() + Math.max(1, afterMs));
        this.settle(key, state);
    }
    /** The run failed: it comes back after a delay that grows with each failure in a row. The answer is that delay. */
    retry(key) {
        const state = this.finish(key);
        if (!state)
            return 0;
        state.failures++;
        const ms = backoffMs(state.failures, this.options.limits, this.random);
        this.delay(key, state, this.options.clock.now() + ms);
        this.settle(key, state);
        return ms;
    }
    /** Failures in a row of this key. */
    failures(key) {
        return this.states.get(key)?.failures ?? 0;
    }
    /** True once after keys were refused, when the line is at most half full again: the owner must enqueue everything. */
    takeResyncOwed() {
        const { keys } = this.options.limits;
        if (!this.resyncOwed || this.states.size >= keys || this.depth * 2 > keys)
            return false;
        this.resyncOwed = false;
        return true;
    }
    /** Takes nothing more and forgets what waits; running keys may still end. */
    close() {
        this.closed = true;
        this.timer?.cancel();
        this.timer = undefined;
        this.line = [];
        this.head = 0;
        for (const [key, state] of this.states)
            if (!state.running)
                this.states.delete(key);
    }
    track(key) {
        if (this.closed)
            return undefined;
        const known = this.states.get(key);
        if (known)
            return known;
        if (this.states.size >= this.options.limits.keys) {
            this.resyncOwed = true;
            return undefined;
        }
        const state = { waiting: false, running: false, again: false, failures: 0, delayed: undefined };
        this.states.set(key, state);
        return state;
    }
    wait(key, state) {
        if (state.waiting)
            return;
        state.waiting = true;
        this.line.push(key);
        this.options.onReady();
    }
    finish(key) {
        const state = this.states.get(key);
        if (!state?.running)
            return undefined;
        state.running = false;
        this.runningCount--;
        return state;
    }
    settle(key, state) {
        if (this.closed) {
            this.states.delete(key);
            return;
        }
        const { again } = state;
        state.again = false;
        if (again)
            this.wait(key, state);
        else
            this.dropIfIdle(key, state);
    }
    dropIfIdle(key, state) {
        if (!state.waiting && !state.running && !state.delayed)
            this.states.delete(key);
    }
    delay(key, state, due) {
        if (this.closed || (state.delayed && state.delayed.due <= due))
            return;
        if (!state.delayed)
            this.delayedCount++;
        state.delayed = { key, due };
        this.heap.push(state.delayed);
        // Entries that were overtaken by an earlier one stay in the heap until due; keep their number in bounds.
        if (this.heap.size > 64 + 2 * this.delayedCount)
            this.heap.retain((entry) => this.states.get(entry.key)?.delayed === entry);
        this.setTimer();
    }
    setTimer() {
        const first = this.heap.peek();
        if (!first || (this.timer && this.timer.due <= first.due))
            return;
        this.timer?.cancel();
        const waitMs = Math.min(LONGEST_TIMER_MS, Math.max(0, first.due - this.options.clock.now()));
        const cancel = this.options.clock.after(waitMs, () => {
            this.timer = undefined;
            this.release();
        });
        this.timer = { due: first.due, cancel };
    }
    release() {
        const now = this.options.clock.now();
        for (let entry = this.heap.peek(); entry && entry.due <= now; entry = this.heap.peek()) {
            this.heap.pop();
            const state = this.states.get(entry.key);
            if (state?.delayed !== entry)
                continue;
            state.delayed = undefined;
            this.delayedCount--;
            this.add(entry.key);
        }
        this.setTimer();
    }
}
//# sourceMappingURL=work-queue.js.map