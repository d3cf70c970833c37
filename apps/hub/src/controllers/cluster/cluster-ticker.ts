import { type ControlLoop } from '#libs/controller-runtime';
import { sleep, type Clock, type Logger } from '#libs/process';
import { type ClusterReconciler } from './cluster.reconciler.js';

/** How often silence is looked for. */
const TICK_MS = 1_000;

/** Time as a source of the cluster loop: silence is news that nobody sends. One timer for all clusters. */
export class ClusterTicker {
  private readonly controller = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly reconciler: ClusterReconciler,
    private readonly loop: ControlLoop,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.controller.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.controller;
    while (!signal.aborted) {
      try {
        for (const key of await this.reconciler.tick()) this.loop.enqueue(key);
      } catch (error) {
        this.logger.warn({ err: error }, 'cluster health could not be looked at');
      }
      await sleep(this.clock, TICK_MS, signal);
    }
  }
}
