import {
  type GroupResource,
  type KubeObject,
  type ObjectClient,
  type ObjectKey,
  type ResourceDefinition,
} from '#libs/apimachinery';
import { ControlLoop, done, Informer, requeueAfter, type Result } from '#libs/controller-runtime';
import { type Clock, type Logger } from '#libs/process';
import { CUSTOM_DELETES, CUSTOM_RECHECK_MS, CUSTOM_WORKERS } from './limits.js';
import { acceptNames, type Verdict } from './custom-names.js';
import { withStatus, withTerminating } from './custom-status.js';

export interface CustomDefinitionsOptions {
  readonly client: ObjectClient;
  /** Rows that are always served: no definition may take their names. */
  readonly reserved: readonly ResourceDefinition[];
  /** Holds a definition under deletion until its objects are gone. */
  readonly finalizer: string;
  /** The row that serves what a definition defines; undefined: it has no version to serve. */
  readonly rowOf: (definition: KubeObject) => ResourceDefinition | undefined;
  /** Called before a definition is said to be established, and again when its row changes. */
  readonly serve: (row: ResourceDefinition) => void;
  /** The definition has gone, and its objects before it. */
  readonly withdraw: (resource: GroupResource) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

const DEFINITIONS: GroupResource = { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' };

/**
 * Serves custom kinds as their definitions come, change and go: names first come, first served; objects before their
 * definition when it is deleted.
 */
export class CustomDefinitions {
  /** For who shows all loops; start() and stop() are about it. */
  readonly loop: ControlLoop;
  private readonly definitions: Informer;
  /** By name of the definition: what is served, and of which state of it. */
  private readonly served = new Map<string, { readonly state: string; readonly resource: GroupResource }>();

  constructor(private readonly options: CustomDefinitionsOptions) {
    const { client, clock, logger } = options;
    this.definitions = new Informer({ client, resource: DEFINITIONS, clock, logger });
    this.loop = new ControlLoop({
      name: 'custom-definitions',
      reconciler: { reconcile: (name) => this.reconcile(name) },
      workers: CUSTOM_WORKERS,
      clock,
      logger,
      resync: () => this.enqueueAll(),
    });
    this.definitions.onChange(({ object, type }) => {
      this.loop.enqueue(object.metadata.name ?? '');
      // The names that it had are free.
      if (type === 'DELETED') this.enqueueAll();
    });
  }

  /** Resolves when everything is served that was established before: in time for the first request. */
  async start(): Promise<void> {
    this.definitions.start();
    await this.definitions.synced;
    for (const definition of this.definitions.list()) if (isEstablished(definition)) this.serve(definition);
    this.loop.start();
  }

  async stop(): Promise<void> {
    await this.definitions.stop();
    await this.loop.stop();
  }

  private enqueueAll(): void {
    for (const { metadata } of this.definitions.list()) this.loop.enqueue(metadata.name ?? '');
  }

  private async reconcile(name: string): Promise<Result> {
    const { client } = this.options;
    const key: ObjectKey = { ...DEFINITIONS, namespace: '', name };
    const definition = await client.get(key);
    if (!definition) {
      this.withdraw(name);
      return done;
    }
    if (definition.metadata.deletionTimestamp !== undefined) return this.empty(key, definition);
    const others = (await this.all(definition)).filter(({ metadata }) => metadata.name !== name);
    const verdict = acceptNames(definition, others, this.options.reserved);
    const next = withStatus(definition, verdict, this.options.clock.now());
    if (verdict.accepted || isEstablished(definition)) this.serve(next);
    await this.writeStatus(key, verdict);
    return done;
  }

  /** Before names are given out, as they are stored: the mirror may not show yet what was given a moment ago. */
  private async all(definition: KubeObject): Promise<readonly KubeObject[]> {
    if (isEstablished(definition)) return [...this.definitions.list()];
    return (await this.options.client.list(DEFINITIONS)).items;
  }

  private async writeStatus(key: ObjectKey, verdict: Verdict): Promise<void> {
    const { client, clock } = this.options;
    await client.modify(
      key,
      (current) => {
        const next = withStatus(current, verdict, clock.now());
        return next === current ? undefined : next;
      },
      'status',
    );
  }

  /** Its objects are told to go; it follows when none is left. */
  private async empty(key: ObjectKey, definition: KubeObject): Promise<Result> {
    const { client, clock, finalizer } = this.options;
    const finalizers = definition.metadata.finalizers ?? [];
    if (!finalizers.includes(finalizer)) return done;
    await client.modify(key, (current) => withTerminating(current, clock.now()), 'status');
    const row = this.serve(definition);
    const left = row ? await this.deleteObjects(row.storage, finalizers.includes('orphan')) : 0;
    if (left > 0) return requeueAfter(CUSTOM_RECHECK_MS, `${left} objects are left`);
    await client.modify(key, (current) => withoutFinalizer(current, finalizer));
    return done;
  }

  /** Answers how many there still are. */
  private async deleteObjects(resource: GroupResource, orphan: boolean): Promise<number> {
    const { client } = this.options;
    const { items } = await client.list(resource);
    const doomed = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    for (let from = 0; from < doomed.length; from += CUSTOM_DELETES)
      await Promise.all(
        doomed
          .slice(from, from + CUSTOM_DELETES)
          .map(({ metadata: { namespace = '', name = '' } }) =>
            client.delete(
              { ...resource, namespace, name },
              { propagationPolicy: orphan ? 'Orphan' : 'Background' },
            ),
          ),
      );
    return items.length;
  }

  /** Serves the row of this state of a definition, if it is not served already. */
  private serve(definition: KubeObject): ResourceDefinition | undefined {
    const { name = '', uid = '', generation, deletionTimestamp } = definition.metadata;
    const row = this.options.rowOf(definition);
    if (!row) return undefined;
    const { kind, listKind, singular, shortNames, categories } = row;
    const names = JSON.stringify([kind, listKind, singular, shortNames, categories]);
    const state = `${uid}/${generation ?? 0}/${deletionTimestamp ?? ''}/${names}`;
    if (this.served.get(name)?.state === state) return row;
    this.served.set(name, { state, resource: row.storage });
    this.options.serve(row);
    return row;
  }

  private withdraw(name: string): void {
    const known = this.served.get(name);
    if (!known) return;
    this.served.delete(name);
    this.options.withdraw(known.resource);
  }
}

function isEstablished(definition: KubeObject): boolean {
  const status = definition['status'] as
    { conditions?: readonly { type: string; status: string }[] } | undefined;
  return (
    status?.conditions?.some(({ type, status: value }) => type === 'Established' && value === 'True') ?? false
  );
}

function withoutFinalizer(object: KubeObject, finalizer: string): KubeObject {
  const finalizers = (object.metadata.finalizers ?? []).filter((name) => name !== finalizer);
  return { ...object, metadata: { ...object.metadata, finalizers } };
}
