import { setImmediate as nextTurn } from 'node:timers/promises';
import { formatObjectKey, type GroupResource, type KubeObject, type LabelMatcher } from '#libs/apimachinery';
import { type ControlLoop, type Informer } from '#libs/controller-runtime';
import { sleep, type Clock, type Logger } from '#libs/process';
import { clusterView, sameForPlacement } from './cluster-view.js';
import { RESYNC_GAP_MS, RESYNC_RETRY_MS, RESYNC_SLICE } from './limits.js';

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

/** Objects of one kind: '' for any namespace, or any name. */
export interface Scope {
  readonly resource: GroupResource;
  readonly namespace: string;
  readonly name: string;
  /** Undefined: any labels. Does not count where there is a name. */
  readonly labels?: LabelMatcher | undefined;
}

/**
 * What wakes the propagation loop: every change of a spread object, and every change of a member that matters to plans. Make it
 * before the informers start, which others do; it reads nothing but the debts.
 */
export class PropagationSources {
  private readonly objects = new Set<Informer>();
  private readonly controller = new AbortController();
  /** What policies select, by its text. */
  private scopes = new Map<string, Scope>();
  private owed = false;
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

  /** Enqueues the objects of a kind, of one namespace, of one name or with certain labels: another policy may govern them now. */
  requestScope(scope: Scope): void {
    this.scopes.set(JSON.stringify(scope), scope);
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
    while ((this.owed || this.scopes.size > 0) && !isAborted(signal)) await this.pass();
    // In the same turn as the last look: a request that comes now starts anew.
    this.running = undefined;
  }

  private async pass(): Promise<void> {
    const { clock, logger } = this.options;
    const { signal } = this.controller;
    const debts = this.debtsOwed;
    const everything = this.owed;
    const scopes = [...this.scopes.values()];
    this.owed = this.debtsOwed = false;
    this.scopes = new Map();
    try {
      await (everything ? this.enqueueObjects() : this.enqueueScopes(scopes));
      if (!everything) return;
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
  private async enqueueObjects(): Promise<void> {
    let taken = 0;
    for (const informer of this.objects)
      for (const object of informer.list()) {
        this.enqueue(informer.resource, object);
        if (++taken % RESYNC_SLICE === 0) await nextTurn();
        if (isAborted(this.controller.signal)) return;
      }
  }

  private async enqueueScopes(scopes: readonly Scope[]): Promise<void> {
    for (const scope of scopes) {
      const { resource, namespace, name } = scope;
      const informer = [...this.objects].find((one) => isSame(one.resource, resource));
      const one = name !== '' && informer ? informer.get(`${namespace}/${name}`) : undefined;
      const objects = one ? [one] : (informer?.list() ?? []);
      let taken = 0;
      for (const object of objects) {
        if (++taken % RESYNC_SLICE === 0) await nextTurn();
        if (isIn(object, scope)) this.enqueue(resource, object);
      }
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

function isSame(a: GroupResource, b: GroupResource): boolean {
  return a.group === b.group && a.resource === b.resource;
}

function isIn({ metadata }: KubeObject, { namespace, name, labels }: Scope): boolean {
  if (namespace !== '' && metadata.namespace !== namespace) return false;
  return name === '' ? labels?.matches(metadata.labels) !== false : metadata.name === name;
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
