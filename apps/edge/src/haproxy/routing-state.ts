import { isIP } from 'node:net';
import {
  type ClusterTable,
  type HostTable,
  type RegionRoute,
  type RouteMessage,
  type RoutingTable,
  type SealingKeys,
} from '#libs/protocol';
import { type Trouble } from '../driver/edge-driver.js';
import { BackendPool, fillSlots, profileOf, type Profile } from './backend-pool.js';
import { CertificateStore } from './certificate-store.js';
import { effectiveWeights } from './effective-weights.js';
import { SHED_STEPS } from './render-config.js';
import { MAP_NAMES, siteEntries, type MapEntry, type MapName } from './site-maps.js';

interface Service {
  readonly key: string;
  readonly route: RegionRoute;
  readonly profile: Profile;
}

/** What may differ from what HAProxy has: map entries, services (their servers), keys of certificates. */
export class Changes {
  readonly entries = new Map<string, readonly [MapName, string]>();
  readonly services = new Set<string>();
  readonly certificates = new Set<string>();

  get isEmpty(): boolean {
    return this.entries.size + this.services.size + this.certificates.size === 0;
  }

  clear(): void {
    this.entries.clear();
    this.services.clear();
    this.certificates.clear();
  }
}

/** The tables, and what the probes say, as HAProxy should have them. */
export class RoutingState {
  readonly pool = new BackendPool();
  readonly maps = new Map<MapName, Map<string, string>>(MAP_NAMES.map((name) => [name, new Map()]));
  readonly certificates: CertificateStore;
  readonly changes = new Changes();
  readonly troubles = new Map<string, Trouble>();
  private readonly services = new Map<string, Service>();
  /** Services by the clusters that they may be sent to. */
  private readonly users = new Map<string, Set<string>>();
  private readonly gateways = new Map<string, readonly string[]>();
  private readonly failing = new Set<string>();
  private readonly entries = new Map<string, readonly MapEntry[]>();

  constructor(
    private readonly region: string,
    edge: string,
    sealing: SealingKeys,
  ) {
    this.certificates = new CertificateStore(edge, sealing);
  }

  apply(table: RouteMessage): void {
    const { key, version } = table;
    this.troubles.delete(key);
    const message = this.take(table);
    if (message !== undefined) this.troubles.set(key, { key, version, message });
  }

  /** Services for which this makes a difference. */
  gatewayChanged(address: string, isHealthy: boolean): readonly string[] {
    if (this.failing.has(address) !== isHealthy) return [];
    if (isHealthy) this.failing.delete(address);
    else this.failing.add(address);
    const touched = [...this.gateways].flatMap(([cluster, addresses]) =>
      addresses.includes(address) ? [...(this.users.get(cluster) ?? [])] : [],
    );
    for (const service of new Set(touched)) this.weigh(service);
    return touched;
  }

  private refresh(services: Iterable<string>): void {
    for (const service of services) this.weigh(service);
  }

  isFailing(address: string): boolean {
    return this.failing.has(address);
  }

  /** After services got other backends: all of it once more. */
  refreshAll(): void {
    this.refresh(this.services.keys());
  }

  private take(table: RouteMessage): string | undefined {
    switch (table.type) {
      case 'service':
        this.putService(table);
        return undefined;
      case 'host':
        return this.putHost(table);
      case 'cluster':
        return this.putCluster(table);
      case 'certificate': {
        const message = this.certificates.put(table);
        this.certificateChanged(table.key);
        return message;
      }
      case 'removed':
        this.remove(table.key);
        return undefined;
      case 'records':
      case 'names':
      case 'places':
      case 'federation':
        return undefined;
    }
  }

  private putService(table: RoutingTable): void {
    const { key, regions } = table;
    const route =
      regions.find((one) => one.region === this.region) ?? regions.find((one) => one.region === '');
    if (route === undefined) return;
    this.forget(key);
    this.services.set(key, { key, route, profile: profileOf(table) });
    for (const { cluster } of route.clusters) {
      const users = this.users.get(cluster) ?? new Set();
      this.users.set(cluster, users.add(key));
    }
    this.setEntry('shed', key, String(Math.round(route.shed * SHED_STEPS)));
    this.setEntry('limits', key, table.clientRate === undefined ? undefined : String(table.clientRate));
    this.weigh(key);
  }

  private putHost(table: HostTable): string | undefined {
    const { host, certificate } = table;
    const entries = siteEntries(table, `${host}.${table.version}`);
    if (typeof entries === 'string') return entries;
    for (const key of this.certificates.setHost(host, certificate)) this.certificateChanged(key);
    this.replaceEntries(host, entries);
    return undefined;
  }

  private putCluster({ cluster, gateways }: ClusterTable): string | undefined {
    const known = gateways.filter((address) => isIP(hostOf(address)) > 0);
    this.gateways.set(cluster, known);
    this.refresh(this.users.get(cluster) ?? []);
    return known.length === gateways.length
      ? undefined
      : 'with HAProxy gateways are reached by IP address; those with a name are left out';
  }

  private remove(key: string): void {
    const [type = '', ...rest] = key.split('/');
    const name = rest.join('/');
    switch (type) {
      case 'service':
        this.forget(key);
        this.services.delete(key);
        this.pool.remove(key);
        this.setEntry('shed', key, undefined);
        this.setEntry('limits', key, undefined);
        this.setEntry('services', key, undefined);
        this.changes.services.add(key);
        return;
      case 'host':
        for (const certificate of this.certificates.setHost(name, undefined))
          this.certificateChanged(certificate);
        this.replaceEntries(name, []);
        return;
      case 'cluster':
        this.gateways.delete(name);
        this.refresh(this.users.get(name) ?? []);
        return;
      case 'certificate':
        this.certificates.remove(key);
        this.certificateChanged(key);
    }
  }

  private forget(service: string): void {
    for (const { cluster } of this.services.get(service)?.route.clusters ?? [])
      this.users.get(cluster)?.delete(service);
  }

  /** Servers of a service: which backend, which gateways, which weights. */
  private weigh(key: string): void {
    const service = this.services.get(key);
    if (service === undefined) return;
    const effective = effectiveWeights(service.route, {
      gatewaysOf: (cluster) => this.gateways.get(cluster) ?? [],
      isHealthy: (address) => !this.failing.has(address),
    });
    this.pool.assign(key, service.profile, effective.weights.size);
    const backend = this.pool.get(key);
    if (backend === undefined) return;
    // A cookie would bind to a standby with the address of a gateway that gets nothing any more.
    fillSlots(backend, service.profile.cookie === '' ? effective : { ...effective, standbys: [] });
    this.changes.services.add(key);
    this.setEntry('services', key, backend.name);
  }

  private certificateChanged(key: string): void {
    this.changes.certificates.add(key);
    for (const host of this.certificates.hostsOf(key))
      this.replaceEntries(host, this.entries.get(host) ?? []);
  }

  private replaceEntries(host: string, entries: readonly MapEntry[]): void {
    const tls = entries.length === 0 ? undefined : this.certificates.tlsEntry(host);
    const without = entries.filter(([map]) => map !== 'tls');
    const after = tls === undefined ? without : [...without, tls];
    const kept = new Set(after.map(([map, key]) => `${map} ${key}`));
    for (const [map, key, value] of after) this.setEntry(map, key, value);
    for (const [map, key] of this.entries.get(host) ?? [])
      if (!kept.has(`${map} ${key}`)) this.setEntry(map, key, undefined);
    if (after.length === 0) this.entries.delete(host);
    else this.entries.set(host, after);
  }

  private setEntry(map: MapName, key: string, value: string | undefined): void {
    const entries = this.maps.get(map);
    if (entries === undefined || entries.get(key) === value) return;
    if (value === undefined) entries.delete(key);
    else entries.set(key, value);
    this.changes.entries.set(`${map} ${key}`, [map, key]);
  }
}

export function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':')).replace(/^\[|\]$/g, '');
}

export function portOf(address: string): string {
  return address.slice(address.lastIndexOf(':') + 1);
}
