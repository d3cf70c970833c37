import {
  routeKeys,
  type Affinity,
  type ClusterTable,
  type HostRule,
  type HostTable,
  type RouteMessage,
  type RouteTimeouts,
  type RoutingTable,
} from '#libs/protocol';
import { type Gateway, type Gateways } from './gateways.js';
import { compilePaths, matchPath, type PathRules } from './path-rules.js';

export interface HostRoutes {
  readonly host: string;
  readonly paths: PathRules;
  /** Key of its certificate's table. */
  readonly certificate: string | undefined;
  /** Requests under way; the same count over all versions of the table. */
  readonly load: { requests: number };
}

export interface Candidate {
  readonly cluster: string;
  readonly weight: number;
}

/** One service, as the clients of this edge's region get it. */
export interface ServiceRoute {
  readonly key: string;
  /** `NAMESPACE/NAME` of the Service. */
  readonly name: string;
  /** Requests per second of one client; undefined: no limit. */
  readonly clientRate: number | undefined;
  readonly outcome: 'served' | 'panic' | 'failClosed' | 'noBackends';
  readonly shed: number;
  readonly candidates: readonly Candidate[];
  /** 256 places, each an index into `candidates`, in proportion to the weights; empty without any. */
  readonly slots: Uint16Array;
  readonly affinity: Affinity;
  readonly timeouts: RouteTimeouts;
  /** Requests offered, since somebody asked. */
  offered: number;
}

/** Tables as requests need them, changed one by one. */
export class RouteBook {
  private readonly hosts = new Map<string, HostRoutes>();
  private readonly services = new Map<string, ServiceRoute>();
  private readonly clusters = new Map<string, readonly Gateway[]>();
  private readonly regions = new Map<string, string>();

  /** `region`: whose clients come to this edge. */
  constructor(
    private readonly region: string,
    private readonly gateways: Gateways,
  ) {}

  apply(table: RouteMessage): void {
    switch (table.type) {
      case 'host':
        this.putHost(table);
        return;
      case 'service':
        this.putService(table);
        return;
      case 'cluster':
        this.putCluster(table);
        return;
      case 'removed':
        this.remove(table.key);
        return;
      case 'certificate':
      case 'records':
      case 'names':
      case 'places':
      case 'federation':
        return;
    }
  }

  /** An exact name before a wildcard for its first label, and that before any host. In lower case. */
  hostOf(host: string): HostRoutes | undefined {
    const exact = this.hosts.get(host);
    if (exact !== undefined) return exact;
    const dot = host.indexOf('.');
    const wild = dot > 0 ? this.hosts.get(`*${host.slice(dot)}`) : undefined;
    return wild ?? this.hosts.get('');
  }

  ruleOf(routes: HostRoutes, path: string): HostRule | undefined {
    return matchPath(routes.paths, path);
  }

  /** `draw`: from 0 to below 1. Undefined where all weights are 0, or the table it falls to is not there. */
  serviceOf({ backends }: HostRule, draw: number): ServiceRoute | undefined {
    const [only] = backends;
    if (backends.length === 1 && only !== undefined)
      return only.weight > 0 ? this.services.get(only.table) : undefined;
    let left = draw * backends.reduce((sum, { weight }) => sum + weight, 0);
    for (const { table, weight } of backends) {
      if (left < weight) return this.services.get(table);
      left -= weight;
    }
    return undefined;
  }

  gatewaysOf(cluster: string): readonly Gateway[] {
    return this.clusters.get(cluster) ?? [];
  }

  /** '' where it is not known. */
  regionOf(cluster: string): string {
    return this.regions.get(cluster) ?? '';
  }

  takeOffered(): ReadonlyMap<string, number> {
    const offered = new Map<string, number>();
    for (const service of this.services.values()) {
      if (service.offered === 0) continue;
      offered.set(service.key, service.offered);
      service.offered = 0;
    }
    return offered;
  }

  private putHost({ host, rules, certificate }: HostTable): void {
    const load = this.hosts.get(host)?.load ?? { requests: 0 };
    this.hosts.set(host, { host, paths: compilePaths(rules), certificate, load });
  }

  private putService(table: RoutingTable): void {
    const { key, regions, affinity, timeouts, clientRate } = table;
    const name = `${table.namespace}/${table.service}`;
    const route =
      regions.find(({ region }) => region === this.region) ?? regions.find((one) => one.region === '');
    if (route === undefined) return;
    const { outcome, shed, clusters: candidates } = route;
    const offered = this.services.get(key)?.offered ?? 0;
    const slots = slotsOf(candidates);
    const served = { outcome, shed, candidates, slots, offered };
    this.services.set(key, { key, name, clientRate, affinity, timeouts, ...served });
  }

  private putCluster({ cluster, region, gateways }: ClusterTable): void {
    this.regions.set(cluster, region);
    const before = this.clusters.get(cluster) ?? [];
    this.clusters.set(
      cluster,
      gateways.map((address) => this.gateways.take(address)),
    );
    for (const gateway of before) this.gateways.release(gateway);
  }

  private remove(key: string): void {
    this.services.delete(key);
    if (key.startsWith(HOST)) this.hosts.delete(key.slice(HOST.length));
    if (!key.startsWith(CLUSTER)) return;
    const cluster = key.slice(CLUSTER.length);
    for (const gateway of this.clusters.get(cluster) ?? []) this.gateways.release(gateway);
    this.clusters.delete(cluster);
    this.regions.delete(cluster);
  }
}

const HOST = routeKeys.host('');
const CLUSTER = routeKeys.cluster('');

function slotsOf(candidates: readonly Candidate[]): Uint16Array {
  const total = candidates.reduce((sum, { weight }) => sum + weight, 0);
  const slots = new Uint16Array(total);
  let at = 0;
  for (const [index, { weight }] of candidates.entries()) {
    slots.fill(index, at, at + weight);
    at += weight;
  }
  return slots;
}
