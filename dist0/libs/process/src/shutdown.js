import {} from './logger.js';
/** Any long time: nothing happens then. */
const IDLE_MS = 3_600_000;
/** What was started, stopped in reverse order, each step within a time limit. */
export class Shutdown {
    logger;
    stepTimeoutMs;
    steps = [];
    stopping;
    alive;
    controller = new AbortController();
    /** `stepTimeoutMs`: how long one step may take before the next is tried. */
    constructor(logger, stepTimeoutMs = 10_000) {
        this.logger = logger;
        this.stepTimeoutMs = stepTimeoutMs;
    }
    /** Aborts when the stop begins: loops end on it. */
    get signal() {
        return this.controller.signal;
    }
    /** Registers what must be undone; last registered, first stopped. */
    add(name, stop) {
        this.steps.push({ name, stop });
    }
    /** Idempotent; never rejects: a failed step is logged and the next one runs. */
    stop() {
        this.stopping ??= this.run();
        return this.stopping;
    }
    /**
     * SIGTERM and SIGINT stop the process with code 0; a second signal ends it at once. Until it is stopped the process lives, also
     * while it has only timers to wait for, which hold no process (`systemClock`): an agent whose hub is not there yet.
     */
    onSignals() {
        this.alive = setInterval(() => undefined, IDLE_MS);
        for (const signal of ['SIGTERM', 'SIGINT']) {
            process.on(signal, () => {
                if (this.stopping)
                    process.exit(130);
                void this.stop().then(() => process.exit(0));
            });
        }
    }
    async run() {
        this.controller.abort();
        for (const step of [...this.steps].reverse()) {
            const late = new Promise((resolve) => setTimeout(resolve, this.stepTimeoutMs, 'late').unref());
            try {
                const outcome = await Promise.race([Promise.resolve(step.stop()), late]);
                if (outcome === 'late')
                    this.logger.error({ step: step.name }, 'did not stop in time');
            }
            catch (error) {
                this.logger.error({ step: step.name, err: error }, 'failed to stop');
            }
        }
        clearInterval(this.alive);
    }
}
//# sourceMappingURL=shutdown.js.map