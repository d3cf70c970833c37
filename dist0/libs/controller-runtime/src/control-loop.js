import { sleep } from '#libs/process';
import { DEFAULT_LOOP_LIMITS } from './limits.js';
import {} from './loop-registry.js';
import { TerminalError } from './reconciler.js';
import { WorkQueue } from './work-queue.js';
/** Runs a reconciler over the keys it is given. Keys may be enqueued before start(); they wait. */
export class ControlLoop {
    options;
    queue;
    limits;
    state = 'new';
    inHand = new Set();
    /** Of runs that ended well: making one costs more than the bookkeeping of a run. */
    spare = [];
    idleWaiters = [];
    counts = {
        runs: 0,
        succeeded: 0,
        requeued: 0,
        failed: 0,
        terminal: 0,
        refused: 0,
        resyncs: 0,
        busyMs: 0,
    };
    lastRun;
    lastError;
    constructor(options) {
        this.options = options;
        this.limits = { ...DEFAULT_LOOP_LIMITS, ...options.limits };
        this.queue = new WorkQueue({
            clock: options.clock,
            limits: this.limits,
            seed: options.seed ?? 1,
            onReady: () => this.pump(),
        });
    }
    /** False: refused because the queue is full (a resync follows by itself) or the loop has stopped. */
    enqueue(key) {
        return this.taken(this.queue.add(key));
    }
    /** Enqueues the key in `ms`; the earliest of several delays counts. */
    enqueueAfter(key, ms) {
        return this.taken(this.queue.addAfter(key, ms));
    }
    /** Keys that wait to run now or are in hand. */
    get load() {
        return this.queue.depth + this.queue.running;
    }
    start() {
        if (this.state !== 'new')
            return;
        this.state = 'started';
        this.pump();
    }
    /** Aborts the keys in hand and waits for them, at most `limits.stopMs`. What waits is forgotten. */
    async stop() {
        this.state = 'stopped';
        this.queue.close();
        for (const controller of this.inHand)
            controller.abort();
        const waited = new AbortController();
        const ended = this.idle().then(() => waited.abort());
        await Promise.race([ended, sleep(this.options.clock, this.limits.stopMs, waited.signal)]);
        if (this.queue.running > 0)
            this.options.logger.error({ loop: this.options.name, running: this.queue.running }, 'keys in hand did not end');
    }
    /** Resolves when no key waits to run now and none is in hand; delayed keys do not count. */
    idle() {
        if (this.isIdle())
            return Promise.resolve();
        return new Promise((resolve) => this.idleWaiters.push(resolve));
    }
    stats() {
        return {
            name: this.options.name,
            workers: this.options.workers,
            depth: this.queue.depth,
            delayed: this.queue.delayed,
            running: this.queue.running,
            ...this.counts,
            ...(this.lastRun ? { lastRun: this.lastRun } : {}),
            ...(this.lastError ? { lastError: this.lastError } : {}),
        };
    }
    taken(taken) {
        if (!taken && this.state !== 'stopped')
            this.counts.refused++;
        return taken;
    }
    isIdle() {
        return this.queue.depth === 0 && this.queue.running === 0;
    }
    pump() {
        if (this.state !== 'started')
            return;
        while (this.queue.running < this.options.workers) {
            const key = this.queue.next();
            if (key === undefined)
                return;
            void this.run(key);
        }
    }
    async run(key) {
        const { clock, reconciler } = this.options;
        const controller = this.spare.pop() ?? new AbortController();
        this.inHand.add(controller);
        const startedAt = clock.now();
        const cancelLimit = clock.after(this.limits.runMs, () => controller.abort());
        let outcome;
        try {
            outcome = this.succeeded(key, await reconciler.reconcile(key, controller.signal));
        }
        catch (error) {
            outcome = this.failed(key, error);
        }
        cancelLimit();
        this.inHand.delete(controller);
        if (!controller.signal.aborted)
            this.spare.push(controller);
        const ms = clock.now() - startedAt;
        this.counts.runs++;
        this.counts.busyMs += ms;
        this.lastRun = { key, at: startedAt, ms, result: outcome };
        this.afterRun();
    }
    succeeded(key, result) {
        if (result.kind === 'done') {
            this.counts.succeeded++;
            this.queue.done(key);
            return 'done';
        }
        this.counts.requeued++;
        this.queue.done(key, result.ms);
        return `again in ${result.ms} ms: ${result.reason}`;
    }
    failed(key, error) {
        const { clock, logger, name } = this.options;
        if (this.state === 'stopped') {
            this.queue.done(key);
            return 'stopped';
        }
        const message = error instanceof Error ? error.message : String(error);
        this.lastError = { key, at: clock.now(), message };
        if (error instanceof TerminalError) {
            this.counts.terminal++;
            this.queue.done(key);
            logger.error({ loop: name, key, err: error }, 'gave up');
            return `terminal: ${message}`;
        }
        this.counts.failed++;
        const delayMs = this.queue.retry(key);
        logger.warn({ loop: name, key, err: error, delayMs }, 'failed, will try again');
        return `failed: ${message}`;
    }
    afterRun() {
        if (this.state === 'started' && this.queue.takeResyncOwed()) {
            this.counts.resyncs++;
            this.options.logger.warn({ loop: this.options.name }, 'the queue was full; going through everything again');
            this.options.resync?.();
        }
        this.pump();
        if (!this.isIdle())
            return;
        const waiters = this.idleWaiters;
        this.idleWaiters = [];
        for (const resolve of waiters)
            resolve();
    }
}
//# sourceMappingURL=control-loop.js.map