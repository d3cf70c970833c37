import {
  routeKeys,
  type ClusterTable,
  type FederationTable,
  type HostTable,
  type NameTable,
  type PlacesTable,
  type RecordTable,
  type RouteMessage,
  type RoutingTable,
} from '#libs/protocol';

/** Routing tables as a hub would send them, for tests of edges. */

let version = 0;

export function head(key: string): { v: 1; hubUid: string; epoch: number; version: number; key: string } {
  return { v: 1, hubUid: 'hub-1', epoch: 1, version: ++version, key };
}

export function removed(key: string): RouteMessage {
  return { ...head(key), type: 'removed' };
}

/** A service of namespace `shop` by weights, nearest first. */
export function serviceTable(
  service: string,
  clusters: Readonly<Record<string, number>>,
  more: Partial<RoutingTable['regions'][number]> &
    Partial<Pick<RoutingTable, 'affinity' | 'timeouts' | 'clientRate'>> = {},
): RoutingTable {
  const { affinity, timeouts, clientRate, ...route } = more;
  return {
    ...head(routeKeys.service('shop', service, '80')),
    type: 'service',
    namespace: 'shop',
    service,
    port: '80',
    affinity: affinity ?? { type: 'none', ttlSeconds: 0 },
    timeouts: timeouts ?? { connectMs: 1_000, responseMs: 10_000, idleMs: 30_000 },
    ...(clientRate === undefined ? {} : { clientRate }),
    regions: [
      {
        region: '',
        outcome: 'served',
        shed: 0,
        clusters: Object.entries(clusters).map(([cluster, weight]) => ({ cluster, weight })),
        ...route,
      },
    ],
  };
}

/** `rules`: path to service of namespace `shop`; a path that ends with `$` is Exact. */
export function hostTable(
  host: string,
  rules: Readonly<Record<string, string>>,
  certificate?: string,
): HostTable {
  return {
    ...head(routeKeys.host(host)),
    type: 'host',
    host,
    rules: Object.entries(rules).map(([path, service]) => ({
      path: path.replace(/\$$/, ''),
      match: path.endsWith('$') ? 'Exact' : 'Prefix',
      backends: [{ table: routeKeys.service('shop', service, '80'), weight: 1 }],
      ingress: 'shop/web',
    })),
    ...(certificate === undefined ? {} : { certificate }),
  };
}

/** The requests for `host` are divided among services of namespace `shop` by their weights. */
export function splitTable(host: string, weights: Readonly<Record<string, number>>): HostTable {
  const backends = Object.entries(weights).map(([service, weight]) => ({
    table: routeKeys.service('shop', service, '80'),
    weight,
  }));
  const table = hostTable(host, { '/': 'any' });
  return { ...table, rules: table.rules.map((rule) => ({ ...rule, backends })) };
}

export function clusterTable(cluster: string, ...gateways: string[]): ClusterTable {
  return {
    ...head(routeKeys.cluster(cluster)),
    type: 'cluster',
    cluster,
    region: 'eu',
    zones: ['eu-1'],
    gateways,
  };
}

export function federationTable(domain: string): FederationTable {
  return {
    ...head(routeKeys.federation),
    type: 'federation',
    federation: 'fed',
    domain,
    nameservers: [`ns1.${domain}`],
    edges: [],
  };
}

export function recordTable(name: string, sets: RecordTable['sets']): RecordTable {
  return { ...head(routeKeys.records('Ingress', 'shop', name)), type: 'records', sets };
}

/** Every cluster is a region of that name, with one zone `a`; near to each other in this order. */
export function placesTable(domain: string, ...clusters: string[]): PlacesTable {
  return {
    ...head(routeKeys.places),
    type: 'places',
    federation: 'fed',
    domain,
    clusters: clusters.map((cluster) => ({ cluster, region: cluster, zones: ['a'] })),
    nearest: Object.fromEntries(clusters.map((one) => [one, clusters.filter((other) => other !== one)])),
  };
}

/** A service of namespace `shop`: by cluster its address, absent where it has none that is healthy. */
export function nameTable(
  service: string,
  addresses: Readonly<Record<string, string>>,
  more: Partial<NameTable> = {},
): NameTable {
  const shards = Object.entries(addresses);
  return {
    ...head(routeKeys.names('shop', service)),
    ...{ type: 'names', namespace: 'shop', service, mode: 'nearest', panic: 'failClosed' },
    shards: shards.map(([cluster, address]) => ({ cluster, addresses: [address], healthy: true })),
    exported: [{ name: 'http', protocol: 'TCP', port: 80 }],
    ...more,
  };
}
