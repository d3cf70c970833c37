import {} from '#libs/process';
/** A clock whose time is that of the next timer: nothing waits for real. Timers of one instant run in the order they were set. */
export class SimClock {
    time;
    /** By due time, then order. */
    timers = [];
    order = 0;
    constructor(time) {
        this.time = time;
    }
    now() {
        return this.time;
    }
    after(ms, task) {
        const timer = { due: this.time + Math.max(0, ms), order: this.order++, task };
        let low = 0;
        let high = this.timers.length;
        while (low < high) {
            const middle = (low + high) >>> 1;
            if ((this.timers[middle]?.due ?? 0) <= timer.due)
                low = middle + 1;
            else
                high = middle;
        }
        this.timers.splice(low, 0, timer);
        return () => {
            timer.task = undefined;
        };
    }
    /** Runs `ms` of simulated time; after each timer everything that it set off runs to its end. */
    async run(ms) {
        const end = this.time + ms;
        for (let timer = this.timers[0]; timer && timer.due <= end; timer = this.timers[0]) {
            this.timers.shift();
            const { task } = timer;
            if (!task)
                continue;
            this.time = timer.due;
            task();
            await drained();
        }
        this.time = end;
    }
}
/** Resolves when no promise is left to settle: a turn of the event loop begins only then. */
export async function drained() {
    await turn();
    // Who waited for a turn as well (PropagationSources) may have gone on after us.
    await turn();
}
function turn() {
    return new Promise((resolve) => setImmediate(resolve));
}
//# sourceMappingURL=sim-clock.js.map