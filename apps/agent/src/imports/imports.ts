import { deepEqual, isReason, StatusError, type KubeObject } from '#libs/apimachinery';
import {
  ControlLoop,
  done,
  requeueAfter,
  splitKey,
  type LoopStats,
  type Result,
} from '#libs/controller-runtime';
import { type MemberCluster, type MemberResource } from '#libs/kube-client';
import { routeKeys, type NameTable, type RouteMessage } from '#libs/protocol';
import { type Clock, type Logger } from '#libs/process';
import { type SliceListener } from '../endpoints/endpoint-watch.js';
import { type LocalEndpoint } from '../naming/agent-names.js';
import { type NameIntake } from '../naming/name-intake.js';
import { FIELD_MANAGER, isManagedBy, MANAGED_BY } from '../work/marks.js';
import {
  importSlices,
  IMPORTED_SERVICE,
  isAsWanted,
  MCS_API_VERSION,
  readyEndpoints,
  sourcesOf,
  type ImportScene,
} from './import-slices.js';
import { IMPORT_DELAY_MS, IMPORT_WORKERS, REFUSED_RETRY_MS } from './limits.js';

/** The ServiceImport of this federation that the member has, as last seen. */
export interface HeldImport {
  readonly uid: string;
  readonly status: Readonly<Record<string, unknown>> | undefined;
}

export interface ImportsOptions {
  readonly cluster: string;
  readonly hubUid: string;
  readonly names: NameIntake;
  readonly member: MemberCluster;
  readonly leads: () => boolean;
  /** Of the service `namespace/name`; undefined: there is none, or it is not known. */
  readonly importOf: (service: string) => HeldImport | undefined;
  /** The ready endpoints here of an exported headless service have changed. */
  readonly onEndpoints: (service: string) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

const SERVICE_NAME = 'kubernetes.io/service-name';
const NAMES = 'names/';

/**
 * Keeps in the member, for each imported Service, EndpointSlices by what the hub's tables of names say, and who exports it in
 * the import's status. Level-triggered: a run reads the slices that are there and closes the difference.
 */
export class Imports implements SliceListener {
  readonly counts = { written: 0, removed: 0 };
  private readonly loop: ControlLoop;
  /** Services, `namespace/name`, that are exported or have slices of ours. */
  private readonly known = new Set<string>();
  /** The hub has said that they have no names any more. That nothing is known of a service is not the same. */
  private readonly removed = new Set<string>();
  private readonly headless = new Map<string, readonly LocalEndpoint[]>();
  /** resourceVersions of our own writes, by slice: their echo is no news. */
  private readonly written = new Map<string, string>();

  constructor(private readonly options: ImportsOptions) {
    const { clock, logger, names } = options;
    this.loop = new ControlLoop({
      name: 'imports',
      reconciler: { reconcile: (key) => this.reconcile(key) },
      workers: IMPORT_WORKERS,
      clock,
      logger,
      resync: () => this.wakeAll(),
    });
    names.onChange((changed) => this.tablesChanged(changed));
  }

  start(): void {
    this.tablesChanged([...this.options.names.tables.all()]);
    this.loop.start();
  }

  stats(): LoopStats {
    return this.loop.stats();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** The work about this ServiceImport, or what the member has of it, is new: from the first one on tables are needed. */
  importChanged(service: string): void {
    this.options.names.follow(this.options.leads);
    this.wake(service);
  }

  /** This agent works from now on, or the member answers again. */
  wakeAll(): void {
    for (const service of this.known) this.wake(service);
  }

  /** Ready endpoints here; none but of exported headless services. */
  endpointsOf(service: string): readonly LocalEndpoint[] {
    return this.headless.get(service) ?? [];
  }

  seen(slice: KubeObject): void {
    const service = this.importedBy(slice);
    if (service === undefined) {
      this.localSeen(slice);
      return;
    }
    this.known.add(service);
    if (this.written.get(keyOf(slice)) !== slice.metadata.resourceVersion) this.wake(service);
  }

  gone(slice: KubeObject): void {
    const service = this.importedBy(slice);
    this.written.delete(keyOf(slice));
    if (service === undefined) this.localSeen(slice);
    else this.wake(service);
  }

  listed(): void {
    this.wakeAll();
  }

  private importedBy(slice: KubeObject): string | undefined {
    const { labels, namespace = '' } = slice.metadata;
    const name = labels?.[IMPORTED_SERVICE];
    return name !== undefined && isManagedBy(slice, this.options.hubUid) ? `${namespace}/${name}` : undefined;
  }

  private localSeen({ metadata }: KubeObject): void {
    const name = metadata.labels?.[SERVICE_NAME];
    const service = `${metadata.namespace ?? ''}/${name ?? ''}`;
    if (this.known.has(service)) this.wake(service);
  }

  private tablesChanged(changed: readonly RouteMessage[]): void {
    for (const table of changed) {
      if (!table.key.startsWith(NAMES)) continue;
      const service = table.key.slice(NAMES.length);
      const isExported = table.type === 'names' && table.exported !== undefined;
      if (table.type === 'removed') this.removed.add(service);
      else this.removed.delete(service);
      if (isExported) this.known.add(service);
      if (this.known.has(service)) this.wake(service);
    }
  }

  private wake(service: string): void {
    this.loop.enqueueAfter(service, IMPORT_DELAY_MS);
  }

  private async reconcile(service: string): Promise<Result> {
    if (!this.options.leads()) return done;
    try {
      await this.keep(service);
      return done;
    } catch (error) {
      if (!(error instanceof StatusError) || !REFUSALS.has(error.reason)) throw error;
      this.options.logger.warn({ err: error, service }, 'slices of an import cannot be kept');
      return requeueAfter(REFUSED_RETRY_MS, error.reason);
    }
  }

  private async keep(service: string): Promise<void> {
    const { names } = this.options;
    const { namespace, name } = splitKey(service);
    const found = names.tables.get(routeKeys.names(namespace, name));
    if (found?.type === 'names' && found.exported !== undefined) await this.present(service, found);
    // A table that was lost is on its way: what it said stays.
    else if (found !== undefined || this.removed.has(service)) await this.withdraw(service);
  }

  /** Makes the slices of an exported service as they should be, once its import is here. */
  private async present(service: string, table: NameTable): Promise<void> {
    const { cluster, hubUid, importOf } = this.options;
    const resource = await this.sliceResource();
    const local = await this.list(resource, service, (name) => `${SERVICE_NAME}=${name}`);
    this.note(service, table.headless ? readyEndpoints(local) : []);
    const held = importOf(service);
    if (held === undefined) return;
    const scene = { cluster, hubUid, table, importUid: held.uid, local };
    await this.close(resource, await this.ours(resource, service), importSlices(scene));
    await this.tellSources(scene, held);
  }

  /** Exported no more: whatever is left of it goes. */
  private async withdraw(service: string): Promise<void> {
    const resource = await this.sliceResource();
    this.note(service, []);
    await this.close(resource, await this.ours(resource, service), []);
    this.known.delete(service);
  }

  private sliceResource(): Promise<MemberResource> {
    return this.options.member.resolve('discovery.k8s.io/v1', 'EndpointSlice');
  }

  private ours(resource: MemberResource, service: string): Promise<readonly KubeObject[]> {
    const { hubUid } = this.options;
    return this.list(resource, service, (name) => `${IMPORTED_SERVICE}=${name},${MANAGED_BY}=${hubUid}`);
  }

  private async list(
    resource: MemberResource,
    service: string,
    selector: (name: string) => string,
  ): Promise<readonly KubeObject[]> {
    const { namespace, name } = splitKey(service);
    const { items } = await this.options.member.list(resource, { namespace, labelSelector: selector(name) });
    return items;
  }

  /** Writes what differs and removes what is not wanted; new ones first, so that nobody is without endpoints meanwhile. */
  private async close(
    resource: MemberResource,
    own: readonly KubeObject[],
    wanted: readonly KubeObject[],
  ): Promise<void> {
    const { member } = this.options;
    const held = new Map(own.map((slice) => [keyOf(slice), slice]));
    for (const slice of wanted) {
      const before = held.get(keyOf(slice));
      held.delete(keyOf(slice));
      if (before !== undefined && isAsWanted(before, slice)) continue;
      const answer = await member.apply(resource, slice, { fieldManager: FIELD_MANAGER, force: true });
      this.written.set(keyOf(slice), answer.metadata.resourceVersion ?? '');
      this.counts.written++;
    }
    for (const { metadata } of held.values()) {
      const { namespace = '', name = '', uid } = metadata;
      await member.delete(resource, namespace, name, uid === undefined ? {} : { uid });
      this.counts.removed++;
    }
  }

  /** In the status of the import: which clusters export it. */
  private async tellSources(scene: ImportScene, { uid, status }: HeldImport): Promise<void> {
    const { member } = this.options;
    const clusters = sourcesOf(scene).map((cluster) => ({ cluster }));
    if (deepEqual(status?.['clusters'] ?? [], clusters)) return;
    const { namespace, service: name } = scene.table;
    const resource = await member.resolve(MCS_API_VERSION, 'ServiceImport');
    const object = { apiVersion: MCS_API_VERSION, kind: 'ServiceImport', metadata: { name, namespace, uid } };
    const options = { fieldManager: FIELD_MANAGER, force: true, subresource: 'status' as const };
    try {
      await member.apply(resource, { ...object, status: { clusters } }, options);
    } catch (error) {
      // A definition without a status, or an import that has just gone.
      if (!isReason(error, 'NotFound')) throw error;
    }
  }

  private note(service: string, endpoints: readonly LocalEndpoint[]): void {
    if (deepEqual(this.endpointsOf(service), endpoints)) return;
    if (endpoints.length === 0) this.headless.delete(service);
    else this.headless.set(service, endpoints);
    this.options.onEndpoints(service);
  }
}

/** The member has decided: it is asked again seldom. */
const REFUSALS: ReadonlySet<string> = new Set(['Forbidden', 'Invalid', 'BadRequest', 'MethodNotAllowed']);

function keyOf({ metadata: { namespace = '', name = '' } }: KubeObject): string {
  return `${namespace}/${name}`;
}
