import { setImmediate as nextTurn } from 'node:timers/promises';
import { formatObjectKey, type GroupResource, type KubeObject, type ObjectMeta } from '#libs/apimachinery';
import { type ControlLoop, type Informer } from '#libs/controller-runtime';
import { sleep, type Clock, type Logger } from '#libs/process';
import { clusterView, sameForPlacement } from './cluster-view.js';
import { MAX_PARTIAL_PASSES, RESYNC_GAP_MS, RESYNC_RETRY_MS, RESYNC_SLICE } from './limits.js';

export interface PropagationSourcesOptions {
  /** One for each resource that is spread. Names are all that is used of what they hold. */
  readonly objects: readonly Informer[];
  readonly clusters: Informer;
  readonly loop: ControlLoop;
  /** Keys of all rows: those whose object is gone are debts of members that were away, and no informer knows them. */
  readonly debts: () => AsyncIterable<string>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Whether an object is meant, by resource, namespace and name: informers keep little more. */
type Concerns = (resource: GroupResource, metadata: ObjectMeta) => boolean;

/**
 * What wakes the propagation loop: every change of a spread object, and every change of a member that matters to plans. Make it
 * before the informers start, which others do; it reads nothing but the debts.
 */
export class PropagationSources {
  private readonly objects = new Set<Informer>();
  private readonly controller = new AbortController();
  private owed = false;
  /** Of some objects, while all are not owed. */
  private some: Concerns[] = [];
  private debtsOwed = false;
  private running: Promise<void> | undefined;

  constructor(private readonly options: PropagationSourcesOptions) {
    for (const informer of options.objects) this.add(informer);
    options.clusters.onChange(({ type, object, previous }) => {
      const same =
        type === 'MODIFIED' && previous && sameForPlacement(clusterView(object), clusterView(previous));
      if (same) return;
      // A debt ends with its cluster; nothing else of a cluster changes one.
      this.request({ debts: type === 'DELETED' });
    });
  }

  /** One more resource is spread; before its informer starts. */
  add(informer: Informer): void {
    this.objects.add(informer);
    informer.onChange(({ object }) => this.enqueue(informer.resource, object));
  }

  /** A resource is gone; debts of its objects have gone with it. */
  remove(informer: Informer): void {
    this.objects.delete(informer);
    this.request({ debts: true });
  }

  /** Debts are not told by any change, so they are looked through once. */
  start(): void {
    this.request({ debts: true });
  }

  async stop(): Promise<void> {
    this.controller.abort();
    await this.running;
  }

  /** Enqueues every object there is and every debt; requests while one runs become one more. */
  requestResync(): void {
    this.request({ debts: true });
  }

  /** Enqueues the objects that are meant; requests while a pass runs become one more. */
  requestSome(concerns: Concerns): void {
    if (this.owed || this.some.length === MAX_PARTIAL_PASSES) {
      this.request({ debts: false });
      return;
    }
    this.some.push(concerns);
    this.running ??= this.run();
  }

  private request({ debts }: { debts: boolean }): void {
    this.owed = true;
    this.debtsOwed ||= debts;
    this.running ??= this.run();
  }

  private async run(): Promise<void> {
    const { signal } = this.controller;
    // Many clusters change at once, when they join or a region is lost.
    await nextTurn();
    while ((this.owed || this.some.length > 0) && !isAborted(signal)) await this.pass();
    // In the same turn as the last look: a request that comes now starts anew.
    this.running = undefined;
  }

  private async pass(): Promise<void> {
    const { clock, logger } = this.options;
    const { signal } = this.controller;
    const debts = this.debtsOwed;
    const { owed, some } = this;
    this.owed = this.debtsOwed = false;
    this.some = [];
    try {
      await this.enqueueObjects(owed ? isMeant : (...object) => some.some((concerns) => concerns(...object)));
      if (debts) await this.enqueueDebts();
      await sleep(clock, RESYNC_GAP_MS, signal);
    } catch (error) {
      this.owed = true;
      this.debtsOwed ||= debts;
      logger.warn({ err: error }, 'could not go through all objects; trying again');
      await sleep(clock, RESYNC_RETRY_MS, signal);
    }
  }

  /** In slices: requests are answered meanwhile. */
  private async enqueueObjects(concerns: Concerns): Promise<void> {
    let taken = 0;
    for (const informer of this.objects)
      for (const object of informer.list()) {
        if (concerns(informer.resource, object.metadata)) this.enqueue(informer.resource, object);
        if (++taken % RESYNC_SLICE === 0) await nextTurn();
        if (isAborted(this.controller.signal)) return;
      }
  }

  private async enqueueDebts(): Promise<void> {
    for await (const key of this.options.debts()) {
      this.options.loop.enqueue(key);
      if (isAborted(this.controller.signal)) return;
    }
  }

  private enqueue(resource: GroupResource, { metadata }: KubeObject): void {
    const { namespace = '', name = '' } = metadata;
    this.options.loop.enqueue(formatObjectKey({ ...resource, namespace, name }));
  }
}

function isMeant(): boolean {
  return true;
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
