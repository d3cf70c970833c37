/** The machine's clock. */
export const systemClock = {
    now: () => Date.now(),
    after: (ms, task) => {
        const timer = setTimeout(task, ms);
        timer.unref();
        return () => {
            clearTimeout(timer);
        };
    },
};
/** Resolves after `ms`, or at once when `signal` aborts (it never rejects). */
export function sleep(clock, ms, signal) {
    return new Promise((resolve) => {
        if (signal?.aborted) {
            resolve();
            return;
        }
        const done = () => {
            cancel();
            signal?.removeEventListener('abort', done);
            resolve();
        };
        const cancel = clock.after(ms, done);
        signal?.addEventListener('abort', done, { once: true });
    });
}
/** A clock that only moves when told to; timers fire in due order, ties in the order they were set. */
export class ManualClock {
    time;
    timers = [];
    order = 0;
    constructor(time = 0) {
        this.time = time;
    }
    now() {
        return this.time;
    }
    after(ms, task) {
        const timer = { due: this.time + ms, order: this.order++, task };
        this.timers.push(timer);
        return () => {
            this.timers = this.timers.filter((other) => other !== timer);
        };
    }
    /** Moves time forward by `ms`, running what falls due on the way at its own instant. */
    advance(ms) {
        const end = this.time + ms;
        for (;;) {
            const next = this.timers
                .filter((timer) => timer.due <= end)
                .sort((a, b) => a.due - b.due || a.order - b.order)[0];
            if (!next)
                break;
            this.timers = this.timers.filter((timer) => timer !== next);
            this.time = Math.max(this.time, next.due);
            next.task();
        }
        this.time = end;
    }
}
//# sourceMappingURL=clock.js.map