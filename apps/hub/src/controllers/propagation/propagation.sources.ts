import { setMaxListeners } from 'node:events';
import { formatObjectKey, isReason, type GroupResource, type ObjectClient } from '#libs/apimachinery';
import { type ControlLoop, type Informer } from '#libs/controller-runtime';
import { sleep, type Clock, type Logger } from '#libs/process';
import { clusterView, sameForPlacement } from './cluster-view.js';

export interface PropagationSourcesOptions {
  readonly client: ObjectClient;
  readonly resources: readonly GroupResource[];
  readonly clusters: Informer;
  readonly loop: ControlLoop;
  /** Keys of rows whose object is gone: debts of members that were away. */
  readonly debts: () => AsyncIterable<string>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const RETRY_MS = 1_000;

/** What wakes the propagation loop: every change of a spread object, and every change of a member that matters to plans. */
export class PropagationSources {
  private readonly controller = new AbortController();
  private running: Promise<unknown> | undefined;
  private resyncOwed = false;
  private resyncing: Promise<void> | undefined;

  constructor(private readonly options: PropagationSourcesOptions) {
    // One watch per kind listens on it; that is no leak.
    setMaxListeners(0, this.controller.signal);
    options.clusters.onChange(({ type, object, previous }) => {
      const same =
        type === 'MODIFIED' && previous && sameForPlacement(clusterView(object), clusterView(previous));
      if (!same) this.requestResync();
    });
  }

  start(): void {
    this.running ??= Promise.all([
      ...this.options.resources.map((resource) => this.follow(resource)),
      this.enqueueDebts(),
    ]);
  }

  async stop(): Promise<void> {
    this.controller.abort();
    await Promise.all([this.running, this.resyncing]);
  }

  /** Enqueues every object there is, for the rare changes that concern all of them; requests while one runs become one more. */
  requestResync(): void {
    this.resyncOwed = true;
    this.resyncing ??= this.resync().finally(() => (this.resyncing = undefined));
  }

  private async resync(): Promise<void> {
    const { signal } = this.controller;
    while (this.resyncOwed && !isAborted(signal)) {
      this.resyncOwed = false;
      try {
        for (const resource of this.options.resources) await this.listAll(resource);
        await this.enqueueDebts();
      } catch (error) {
        this.resyncOwed = true;
        this.options.logger.warn({ err: error }, 'could not go through all objects; trying again');
        await sleep(this.options.clock, RETRY_MS, signal);
      }
    }
  }

  private async enqueueDebts(): Promise<void> {
    for await (const key of this.options.debts()) this.options.loop.enqueue(key);
  }

  private async listAll(resource: GroupResource): Promise<string> {
    const { items, resourceVersion } = await this.options.client.list(resource);
    for (const item of items) this.enqueue(resource, item.metadata);
    return resourceVersion;
  }

  private enqueue(resource: GroupResource, meta: { namespace?: string; name?: string }): void {
    this.options.loop.enqueue(
      formatObjectKey({ ...resource, namespace: meta.namespace ?? '', name: meta.name ?? '' }),
    );
  }

  /** Lists once, then follows; an expired or broken watch begins again with a list, which wakes everything once. */
  private async follow(resource: GroupResource): Promise<void> {
    const { client, clock, logger } = this.options;
    const { signal } = this.controller;
    while (!signal.aborted) {
      try {
        const from = await this.listAll(resource);
        for await (const event of client.watch(resource, from, signal))
          this.enqueue(resource, event.object.metadata);
      } catch (error) {
        if (isAborted(signal)) return;
        logger.warn({ resource, err: error }, 'watch of federated objects ended, listing again');
        if (!isReason(error, 'Expired')) await sleep(clock, RETRY_MS, signal);
      }
    }
  }
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
