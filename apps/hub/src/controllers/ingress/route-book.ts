import { type KubeObject } from '#libs/apimachinery';
import { type Informer } from '#libs/controller-runtime';
import {
  routeKeys,
  sealCertificate,
  type BackendFacts,
  type CertificateTable,
  type EdgeReport,
  type FederationTable,
} from '#libs/protocol';
import {
  estimateRoundTripMs,
  guardMassWithdraw,
  heldSignal,
  type ClientFacts,
  type MassWithdraw,
} from '#libs/routing';
import { type FederationNames } from '../../apiserver/federation.admission.js';
import { clusterView, type ClusterView } from './cluster-view.js';
import { EdgeViews } from './edge-views.js';
import { IngressIndex, serviceOf } from './ingress-index.js';
import { readIngress } from './ingress-rules.js';
import { ADDRESS_TTL, EDGE_SILENT_MS } from './limits.js';
import { mergeHost } from './merge-hosts.js';
import { type RouteContent } from './published-table.js';
import {
  affinityOf,
  routeService,
  timeouts,
  toRegions,
  type ClusterSignals,
  type RoutedService,
} from './route-service.js';

/** To whom certificates are sealed. */
export interface EdgeKey {
  readonly edge: string;
  readonly publicKey: string;
  readonly keyId: string;
}

export interface RouteBookDeps {
  readonly ingresses: Informer;
  readonly services: Informer;
  /** Of type kubernetes.io/tls; may hold metadata alone. */
  readonly secrets: Informer;
  readonly clusters: Informer;
  /** What members last said of a Service, by cluster. */
  readonly backends: (namespace: string, name: string) => Promise<ReadonlyMap<string, BackendFacts>>;
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
  private readonly index = new IngressIndex();
  private readonly views = new Map<string, ClusterView>();
  private readonly dirty = new Set<string>();
  private readonly reported = new Map<string, Promise<ReadonlyMap<string, BackendFacts>>>();
  private guard: MassWithdraw = { frozenSinceMs: undefined };
  private wake: () => void = () => undefined;

  constructor(private readonly deps: RouteBookDeps) {
    const { ingresses, services, secrets, clusters } = deps;
    ingresses.onChange(({ type, object }) => {
      const { namespace = '', name = '' } = object.metadata;
      this.mark(this.index.set(`${namespace}/${name}`, type === 'DELETED' ? undefined : readIngress(object)));
    });
    services.onChange(({ object: { metadata } }) =>
      this.serviceChanged(`${metadata.namespace ?? ''}/${metadata.name ?? ''}`),
    );
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
    if (service === undefined) this.reported.clear();
    else this.reported.delete(service);
    this.mark(service === undefined ? this.index.serviceTables() : this.index.tablesOfService(service));
  }

  /** An edge joined, with new keys perhaps. */
  edgeJoined(): void {
    this.mark([...this.index.allTables()].filter((key) => key.startsWith('certificate/')));
  }

  edgeSaid(report: EdgeReport): void {
    const news = this.edges.take(report, this.deps.now());
    if (news.edges) this.markEdges();
    if (news.routes) this.mark(this.index.serviceTables());
    else this.mark(news.demand.filter((table) => this.index.isUsed(table)));
  }

  /** What time alone changes: silence that is believed, edges that are gone. */
  tick(sinceMs: number): void {
    const now = this.deps.now();
    const silences = new Map([...this.views].map(([name, view]) => [name, view.silentSince]));
    const before = this.guard;
    this.guard = guardMassWithdraw(this.guard, silences, now);
    const graceEnds = [...this.views.values()].some(({ silentSince }) => {
      const forMs = silentSince === undefined ? 0 : now - silentSince;
      return forMs > GRACE_MS && forMs - sinceMs <= GRACE_MS;
    });
    if (before.frozenSinceMs !== this.guard.frozenSinceMs || graceEnds) this.mark(this.index.serviceTables());
    if (
      this.edges.live(now - sinceMs - EDGE_SILENT_MS).length > 0 &&
      this.edges.live(now).length !== this.liveCount
    )
      this.markEdges();
  }

  /** While a cluster comes back, its share grows with time. */
  markRecovering(): void {
    if (this.edges.isRecovering()) this.mark(this.index.serviceTables());
  }

  private liveCount = 0;

  private markEdges(): void {
    this.liveCount = this.edges.live(this.deps.now()).length;
    this.mark([routeKeys.federation, ...this.index.serviceTables()]);
    this.mark([...this.index.allTables()].filter((key) => key.startsWith('records/')));
  }

  /** The table of this key as it should be; undefined: there should be none. `held`: what edges have now. */
  async build(key: string, held: RouteContent | undefined): Promise<RouteContent | undefined> {
    if (key === routeKeys.federation) return this.federation();
    const [type, first = '', ...rest] = key.split('/');
    if (type === 'cluster') return this.cluster(first);
    if (!this.index.isUsed(key)) return undefined;
    switch (type) {
      case 'host':
        return this.host(first);
      case 'certificate':
        return this.certificate(key, first, rest[0] ?? '', held);
      case 'records':
        return this.records(rest[0] ?? '', rest[1] ?? '');
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
    const { namespace, name, key } = named;
    let backends = this.reported.get(key);
    if (backends === undefined) {
      backends = this.deps.backends(namespace, name);
      this.reported.set(key, backends);
      backends.catch(() => this.reported.delete(key));
    }
    return routeService({
      service,
      clusters: [...this.views.values()],
      signalsOf: (cluster) => this.signals(cluster),
      backends: await backends,
      clients: this.clients(table),
    });
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
    const service = named && this.deps.services.get(named.key);
    if (!routed || !service) return undefined;
    const { namespace, name, port } = named;
    return {
      type: 'service',
      namespace,
      service: name,
      port,
      affinity: affinityOf(service),
      timeouts,
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

  private federation(): RouteContent {
    const { federation, domain } = this.deps.names;
    const edges = this.reachableEdges().map(({ edge, region, zone, addresses }) => ({
      edge,
      region,
      zone,
      addresses,
    }));
    return { type: 'federation', federation, domain, nameservers: [], edges } satisfies Omit<
      FederationTable,
      'v' | 'hubUid' | 'epoch' | 'version' | 'key'
    >;
  }

  private records(namespace: string, name: string): RouteContent | undefined {
    const address = this.index.get(`${namespace}/${name}`)?.address ?? '';
    const edges = this.reachableEdges();
    const values = [...new Set(edges.flatMap(({ addresses }) => addresses))].sort();
    if (address === '' || values.length === 0) return undefined;
    const near = new Map<string, string[]>();
    for (const { region, addresses } of edges) near.set(region, [...(near.get(region) ?? []), ...addresses]);
    const sets = (['A', 'AAAA'] as const).flatMap((type) => {
      const ofType = (ips: readonly string[]): string[] =>
        ips.filter((ip) => ip.includes(':') === (type === 'AAAA'));
      const own = ofType(values);
      if (own.length === 0) return [];
      const places = [...near].flatMap(([region, ips]) =>
        ofType(ips).length > 0 ? [[region, ofType(ips)]] : [],
      );
      return [
        {
          name: address,
          type,
          ttl: ADDRESS_TTL,
          values: own,
          near: Object.fromEntries(places) as Record<string, string[]>,
        },
      ];
    });
    return { type: 'records', sets };
  }

  /** If none is heard it is this hub that hears nothing: the last ones stay. */
  private reachableEdges(): EdgeReport[] {
    const live = this.edges.live(this.deps.now());
    return live.length > 0 ? live : this.edges.all();
  }

  private async certificate(
    key: string,
    namespace: string,
    name: string,
    held: RouteContent | undefined,
  ): Promise<RouteContent | undefined> {
    const known = this.deps.secrets.get(`${namespace}/${name}`);
    if (!known) return undefined;
    const revision = `${known.metadata.uid ?? ''}/${known.metadata.resourceVersion ?? ''}`;
    const edges = await this.deps.edgeKeys();
    if (held?.type === 'certificate' && isCurrent(held, revision, edges)) return held;
    const data = (await this.deps.secret(namespace, name))?.['data'] as Record<string, string> | undefined;
    const [certificate, privateKey] = ['tls.crt', 'tls.key'].map((field) => decode(data?.[field]));
    if (!certificate || !privateKey) return undefined;
    const context = { hubUid: this.deps.hubUid, key, revision };
    const sealed = edges.map((edge) => sealCertificate({ certificate, privateKey }, context, edge));
    return { type: 'certificate', revision, sealed };
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

  /** Every region that has an edge or a cluster, and '' for everybody else. */
  private clients(table: string): ClientFacts[] {
    const now = this.deps.now();
    const views = [...this.views.values()];
    const edges = this.edges.live(now);
    const regions = new Set([...views.map(({ region }) => region), ...edges.map(({ region }) => region), '']);
    return [...regions].map((region) => ({
      name: region,
      region,
      demandRps: this.edges.demandOf(region, table, now),
      rttMs: this.distances(region, views),
    }));
  }

  /** Measured where an edge has measured, else estimated from coordinates, else not known. */
  private distances(region: string, views: readonly ClusterView[]): ReadonlyMap<string, number> {
    const here = views.find((one) => one.region === region && one.coordinates)?.coordinates;
    const found = new Map<string, number>();
    for (const { name, coordinates } of views) {
      const measured = this.edges.rttOf(region, name);
      const guessed =
        here && coordinates && region !== '' ? estimateRoundTripMs(here, coordinates) : undefined;
      const rtt = measured ?? guessed;
      if (rtt !== undefined) found.set(name, rtt);
    }
    return found;
  }

  private serviceChanged(service: string): void {
    this.mark(this.index.tablesOfService(service));
  }

  private clusterChanged(deleted: boolean, object: KubeObject): void {
    const name = object.metadata.name ?? '';
    const before = this.views.get(name);
    const after = deleted ? undefined : clusterView(object);
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    if (after) this.views.set(name, after);
    else this.views.delete(name);
    this.mark([routeKeys.cluster(name), ...this.index.serviceTables()]);
  }
}

/** Silence that is forgiven: the engine's own default. */
const GRACE_MS = 60_000;

function isCurrent(
  held: Pick<CertificateTable, 'revision' | 'sealed'>,
  revision: string,
  edges: readonly EdgeKey[],
): boolean {
  if (held.revision !== revision || held.sealed.length !== edges.length) return false;
  return edges.every(({ edge, keyId }) =>
    held.sealed.some((one) => one.edge === edge && one.keyId === keyId),
  );
}

function decode(base64: string | undefined): string | undefined {
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('utf8');
}
