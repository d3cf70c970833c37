import {} from '#libs/controller-runtime';
import { sleep } from '#libs/process';
import {} from './cluster.reconciler.js';
/** How often silence is looked for. */
const TICK_MS = 1_000;
/** Time as a source of the cluster loop: silence is news that nobody sends. One timer for all clusters. */
export class ClusterTicker {
    reconciler;
    loop;
    clock;
    logger;
    controller = new AbortController();
    running;
    constructor(reconciler, loop, clock, logger) {
        this.reconciler = reconciler;
        this.loop = loop;
        this.clock = clock;
        this.logger = logger;
    }
    start() {
        this.running ??= this.run();
    }
    async stop() {
        this.controller.abort();
        await this.running;
    }
    async run() {
        const { signal } = this.controller;
        while (!signal.aborted) {
            try {
                for (const key of await this.reconciler.tick())
                    this.loop.enqueue(key);
            }
            catch (error) {
                this.logger.warn({ err: error }, 'cluster health could not be looked at');
            }
            await sleep(this.clock, TICK_MS, signal);
        }
    }
}
//# sourceMappingURL=cluster-ticker.js.map