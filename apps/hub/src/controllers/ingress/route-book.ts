import { type KubeObject } from '#libs/apimachinery';
import { type Informer } from '#libs/controller-runtime';
import { routeKeys, type EdgeReport } from '#libs/protocol';
import { guardMassWithdraw, heldSignal, type MassWithdraw } from '#libs/routing';
import { type FederationNames } from '../../apiserver/federation.admission.js';
import { clientFacts } from './client-facts.js';
import { ReportedShards } from './cluster-services.js';
import { clusterView, type ClusterView } from './cluster-view.js';
import {
  certificateContent,
  federationContent,
  isSealedFor,
  recordsContent,
  type EdgeKey,
} from './edge-tables.js';
import { EdgeViews } from './edge-views.js';
import { Exports } from './exports.js';
import { IngressIndex, serviceOf } from './ingress-index.js';
import { readIngress } from './ingress-rules.js';
import { mergeHost } from './merge-hosts.js';
import { mayHaveNames, namesContent, placesContent } from './name-tables.js';
import { type RouteContent } from './published-table.js';
import { routeService, toRegions, type ClusterSignals, type RoutedService } from './route-service.js';
import { type ShardFacts } from './shard-facts.js';

/** Objects of one kind as they are now, and what becomes of them. */
export type Followed = Pick<Informer, 'get' | 'list' | 'onChange'>;

export interface RouteBookDeps {
  readonly ingresses: Followed;
  readonly services: Followed;
  /** Of type kubernetes.io/tls; may hold metadata alone. */
  readonly secrets: Followed;
  readonly clusters: Followed;
  /** What members last said of a Service, by cluster. */
  readonly shards: (namespace: string, name: string) => Promise<ReadonlyMap<string, ShardFacts>>;
  /** A Secret with its data. */
  readonly secret: (namespace: string, name: string) => Promise<KubeObject | undefined>;
  readonly edgeKeys: () => Promise<readonly EdgeKey[]>;
  readonly names: FederationNames;
  readonly hubUid: string;
  readonly now: () => number;
}

/**
 * All that tables are made of, and which of them must be made again. Level-triggered: `build` makes a table from what is known
 * now, however it came about.
 */
export class RouteBook {
  readonly edges = new EdgeViews();
  readonly exports = new Exports((service) => this.backendChanged(service));
  private readonly index = new IngressIndex();
  private readonly views = new Map<string, ClusterView>();
  private readonly dirty = new Set<string>();
  private readonly reported: ReportedShards;
  private guard: MassWithdraw = { frozenSinceMs: undefined };
  /** Edges when their tables were last marked. */
  private liveCount = 0;
  private wake: () => void = () => undefined;

  constructor(private readonly deps: RouteBookDeps) {
    const { ingresses, services, secrets, clusters } = deps;
    this.reported = new ReportedShards(deps.shards);
    ingresses.onChange(({ type, object }) => {
      const { namespace = '', name = '' } = object.metadata;
      const touched = this.index.set(
        `${namespace}/${name}`,
        type === 'DELETED' ? undefined : readIngress(object),
      );
      this.mark(touched);
      this.mark(touched.flatMap((table) => namesOf(serviceOf(table)?.key)));
    });
    services.onChange(({ type, object: { metadata } }) => {
      const service = `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
      if (type === 'DELETED') this.reported.drop(service);
      this.serviceChanged(service);
    });
    secrets.onChange(({ object: { metadata } }) => {
      const key = routeKeys.certificate(metadata.namespace ?? '', metadata.name ?? '');
      if (this.index.isUsed(key)) this.mark([key]);
    });
    clusters.onChange(({ type, object }) => this.clusterChanged(type === 'DELETED', object));
  }

  /** `listener` is called when there is something to make. One listener. */
  onDirty(listener: () => void): void {
    this.wake = listener;
  }

  /** These tables must be made again. */
  mark(keys: Iterable<string>): void {
    const before = this.dirty.size;
    for (const key of keys) this.dirty.add(key);
    if (this.dirty.size > before) this.wake();
  }

  /** Everything that there is. */
  markAll(): void {
    this.mark([
      ...this.index.allTables(),
      ...[...this.views.keys()].map((name) => routeKeys.cluster(name)),
      routeKeys.federation,
    ]);
    this.markNames();
  }

  get hasDirty(): boolean {
    return this.dirty.size > 0;
  }

  /** At most `limit` of the tables to be made. */
  take(limit: number): string[] {
    const taken = [...this.dirty].slice(0, limit);
    for (const key of taken) this.dirty.delete(key);
    return taken;
  }

  /** A member said something new of the Service `namespace/name`; undefined: of anything. */
  backendChanged(service?: string): void {
    this.reported.forget(service);
    if (service === undefined) this.markServices();
    else this.serviceChanged(service);
  }

  /** An edge joined, with new keys perhaps; or `left`: nobody is led there, and nothing is sealed for it. */
  edgesChanged(left?: string): void {
    if (left !== undefined) {
      this.edges.forget(left);
      this.markEdges();
    }
    this.mark([...this.index.allTables()].filter((key) => key.startsWith('certificate/')));
  }

  edgeSaid(report: EdgeReport): void {
    const news = this.edges.take(report, this.deps.now());
    if (news.edges) this.markEdges();
    this.markClusters(news.clusters);
    if (news.clusters.length > 0) this.mark([routeKeys.places]);
    this.mark(news.demand.filter((table) => this.index.isUsed(table)));
  }

  /** What time alone changes: silence that is believed, edges that are gone. */
  tick(sinceMs: number): void {
    const now = this.deps.now();
    const silences = new Map([...this.views].map(([name, view]) => [name, view.silentSince]));
    const before = this.guard;
    this.guard = guardMassWithdraw(this.guard, silences, now);
    const graceEnds = [...this.views.values()].flatMap(({ name, silentSince }) => {
      const forMs = silentSince === undefined ? 0 : now - silentSince;
      return forMs > GRACE_MS && forMs - sinceMs <= GRACE_MS ? [name] : [];
    });
    if (before.frozenSinceMs !== this.guard.frozenSinceMs) this.markServices();
    else this.markClusters(graceEnds);
    if (this.edges.live(now).length !== this.liveCount) this.markEdges();
  }

  /** While a cluster comes back, its share grows with time. */
  markRecovering(): void {
    this.markClusters(this.edges.recovering());
  }

  /** Tables of the Services that have something in these clusters. */
  private markClusters(clusters: Iterable<string>): void {
    for (const cluster of clusters)
      for (const service of this.reported.in(cluster)) this.serviceChanged(service);
  }

  private markEdges(): void {
    this.liveCount = this.edges.live(this.deps.now()).length;
    this.mark([routeKeys.federation]);
    this.markServices();
    this.mark([...this.index.allTables()].filter((key) => key.startsWith('records/')));
  }

  /** Whatever services are routed by. */
  private markServices(): void {
    this.mark(this.index.serviceTables());
    this.markNames();
  }

  private markNames(): void {
    const keys = [...this.deps.services.list()].map(({ metadata: { namespace, name } }) =>
      routeKeys.names(namespace ?? '', name ?? ''),
    );
    this.mark([routeKeys.places, ...keys]);
  }

  /** The table of this key as it should be; undefined: there should be none. `held`: what edges have now. */
  async build(key: string, held: RouteContent | undefined): Promise<RouteContent | undefined> {
    const [type, first = '', ...rest] = key.split('/');
    switch (type) {
      case 'federation':
        return federationContent(this.deps.names, this.reachableEdges());
      case 'places':
        return this.places();
      case 'cluster':
        return this.cluster(first);
      case 'names':
        return this.names(first, rest.join('/'));
      default:
        return this.index.isUsed(key) ? this.buildUsed(key, held) : undefined;
    }
  }

  /** Tables that Ingresses make. */
  private async buildUsed(key: string, held: RouteContent | undefined): Promise<RouteContent | undefined> {
    const [type, first = '', ...rest] = key.split('/');
    switch (type) {
      case 'host':
        return this.host(first);
      case 'certificate':
        return this.certificate(key, held);
      case 'records':
        return recordsContent(this.ingress(rest.join('/'))?.address ?? '', this.reachableEdges());
      case 'service':
        return this.service(key);
      default:
        return undefined;
    }
  }

  /** The engine's view of a service's table; undefined where there is no such Service. */
  async route(table: string): Promise<RoutedService | undefined> {
    const named = serviceOf(table);
    const service = named && this.deps.services.get(named.key);
    if (!service || service.metadata.deletionTimestamp !== undefined) return undefined;
    const { namespace, name } = named;
    return routeService({
      service,
      clusters: [...this.views.values()],
      signalsOf: (cluster) => this.signals(cluster),
      backends: await this.reported.of(namespace, name),
      clients: clientFacts(this.edges, [...this.views.values()], table, this.deps.now()),
    });
  }

  private async names(namespace: string, name: string): Promise<RouteContent | undefined> {
    const key = `${namespace}/${name}`;
    const service = this.deps.services.get(key);
    const routedPorts = this.index.portsOfService(key);
    const isExported = this.exports.has(key);
    if (!service || !mayHaveNames(service, { routedPorts, isExported })) return undefined;
    return namesContent({
      service,
      clusters: [...this.views.values()],
      signalsOf: (cluster) => this.signals(cluster),
      shards: await this.reported.of(namespace, name),
      routedPorts,
      isExported,
    });
  }

  private places(): RouteContent {
    const views = [...this.views.values()];
    return placesContent(this.deps.names, views, clientFacts(this.edges, views, '', this.deps.now()));
  }

  ingress(key: string): ReturnType<IngressIndex['get']> {
    return this.index.get(key);
  }

  hostOf(host: string): ReturnType<typeof mergeHost> {
    return mergeHost(host, this.index.usersOf(routeKeys.host(host)));
  }

  private async service(key: string): Promise<RouteContent | undefined> {
    const named = serviceOf(key);
    const routed = await this.route(key);
    if (!routed || !named) return undefined;
    const { namespace, name, port } = named;
    const { affinity, timeouts, clientRate } = routed.wishes;
    return {
      type: 'service',
      namespace,
      service: name,
      port,
      affinity,
      timeouts,
      ...(clientRate === undefined ? {} : { clientRate }),
      regions: toRegions(routed),
    };
  }

  private host(host: string): RouteContent | undefined {
    const merged = this.hostOf(host);
    if (!merged) return undefined;
    const { rules, certificate } = merged;
    return { type: 'host', host, rules, ...(certificate === undefined ? {} : { certificate }) };
  }

  private cluster(name: string): RouteContent | undefined {
    const view = this.views.get(name);
    if (!view) return undefined;
    const { region, zones, gateways } = view;
    return { type: 'cluster', cluster: name, region, zones, gateways };
  }

  /** If none is heard it is this hub that hears nothing: the last ones stay. */
  private reachableEdges(): EdgeReport[] {
    const live = this.edges.live(this.deps.now());
    return live.length > 0 ? live : this.edges.all();
  }

  private async certificate(key: string, held: RouteContent | undefined): Promise<RouteContent | undefined> {
    const [, namespace = '', name = ''] = key.split('/');
    const known = this.deps.secrets.get(`${namespace}/${name}`);
    if (!known) return undefined;
    const revision = `${known.metadata.uid ?? ''}/${known.metadata.resourceVersion ?? ''}`;
    const edges = await this.deps.edgeKeys();
    if (held?.type === 'certificate' && isSealedFor(held, revision, edges)) return held;
    const secret = await this.deps.secret(namespace, name);
    return certificateContent(secret, edges, { hubUid: this.deps.hubUid, key, revision });
  }

  private signals(cluster: ClusterView): ClusterSignals {
    const now = this.deps.now();
    const { silentSince, name } = cluster;
    const stale = silentSince === undefined ? 0 : Math.max(0, now - silentSince);
    const said = {
      signal: silentSince === undefined ? ('fresh' as const) : ('stale' as const),
      staleForMs: stale,
    };
    return { ...heldSignal(this.guard, said), ...this.edges.probeOf(name, now) };
  }

  private serviceChanged(service: string): void {
    this.mark(this.index.tablesOfService(service));
    this.mark(namesOf(service));
  }

  private clusterChanged(deleted: boolean, object: KubeObject): void {
    const name = object.metadata.name ?? '';
    const before = this.views.get(name);
    const after = deleted ? undefined : clusterView(object);
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    if (after) this.views.set(name, after);
    else this.views.delete(name);
    this.mark([routeKeys.cluster(name)]);
    // Regions of clients are those of the clusters, and distances are guessed from where they are.
    if (placeOf(before) !== placeOf(after)) this.markServices();
    else this.markClusters([name]);
  }
}

function placeOf(view: ClusterView | undefined): string {
  return JSON.stringify(view && [view.region, view.zones, view.coordinates]);
}

/** `service`: `namespace/name`. */
function namesOf(service: string | undefined): string[] {
  const [namespace, name] = service?.split('/') ?? [];
  return namespace === undefined || name === undefined ? [] : [routeKeys.names(namespace, name)];
}

/** Silence that is forgiven: the engine's own default. */
const GRACE_MS = 60_000;
