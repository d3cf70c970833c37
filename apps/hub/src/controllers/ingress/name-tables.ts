import { isIP } from 'node:net';
import { type KubeObject } from '#libs/apimachinery';
import {
  MAX_NAME_ADDRESSES,
  MAX_NAME_PORTS,
  MAX_NEAR_REGIONS,
  MAX_ROUTE_REGIONS,
  type NameGateway,
  type NamePort,
  type NameShard,
} from '#libs/protocol';
import { usableClusters, type ClientFacts, type ClusterFacts, type RoutingPolicy } from '#libs/routing';
import { type FederationNames } from '../../apiserver/federation.admission.js';
import { type ClusterView } from './cluster-view.js';
import { type RouteContent } from './published-table.js';
import { type ClusterSignals } from './route-service.js';
import { readWishes } from './service-wishes.js';
import { type ShardFacts } from './shard-facts.js';

/** Annotation of a Service at the hub: `v1` as the original federation answered, else `nearest`. */
export const ANNOTATION_DNS_MODE = 'federation.meridian.dev/dns-mode';

export interface NameScene {
  readonly service: KubeObject;
  readonly clusters: readonly ClusterView[];
  readonly signalsOf: (cluster: ClusterView) => ClusterSignals;
  /** By cluster; a cluster that is absent has no such Service, or its agent has not told. */
  readonly shards: ReadonlyMap<string, ShardFacts>;
  /** An Ingress leads to these of its ports, by name or number, so gateways do as well. */
  readonly routedPorts: ReadonlySet<string>;
  /** Exported to the cluster set. */
  readonly isExported: boolean;
}

/** Whether a Service can have names at all: something outside of its cluster can reach it, or it is exported. */
export function mayHaveNames(
  service: KubeObject,
  { routedPorts, isExported }: Pick<NameScene, 'routedPorts' | 'isExported'>,
): boolean {
  return routedPorts.size > 0 || isExported || specOf(service).type === 'LoadBalancer';
}

/**
 * Where a service is reached: in each cluster by the addresses of its load balancer, else by the cluster's gateways where an
 * Ingress leads to it. Who is healthy is judged as for requests. Undefined: it has no names.
 */
export function namesContent(scene: NameScene): RouteContent | undefined {
  const { service, isExported } = scene;
  if (service.metadata.deletionTimestamp !== undefined || !mayHaveNames(service, scene)) return undefined;
  const { policy } = readWishes(service);
  const shards = shardsOf(scene, policy);
  // One that is exported has its name inside of the clusters where it is, though nobody else reaches it.
  if (shards.length === 0 && !isExported) return undefined;
  const { namespace = '', name = '', annotations } = service.metadata;
  return {
    ...{ type: 'names', namespace, service: name },
    mode: annotations?.[ANNOTATION_DNS_MODE] === 'v1' ? 'v1' : 'nearest',
    panic: policy.panic,
    shards,
    ...(isExported ? { exported: portsOf(service, scene.routedPorts) } : {}),
    ...(isExported && specOf(service).clusterIP === 'None' ? { headless: true } : {}),
  };
}

function shardsOf(scene: NameScene, policy: RoutingPolicy): NameShard[] {
  const facts: ClusterFacts[] = [];
  const reachedAt = new Map<string, Pick<NameShard, 'addresses' | 'gateways'>>();
  for (const cluster of scene.clusters) {
    const shard = scene.shards.get(cluster.name);
    if (shard === undefined) continue;
    const reached = reachedBy(scene, cluster, shard);
    if (reached.addresses.length === 0) continue;
    reachedAt.set(cluster.name, reached);
    const { name: id, region, state } = cluster;
    const { ready, wanted: desired } = shard;
    facts.push({ id, region, ready, desired, ratePerEndpoint: null, state, ...scene.signalsOf(cluster) });
  }
  const usable = usableClusters(facts, policy);
  return (
    facts
      // Where nothing is healthy those are tried that want to run; never one that is drained.
      .filter(({ id, desired, state }) => usable.has(id) || (desired > 0 && state === 'active'))
      .map(({ id }) => ({ cluster: id, addresses: [], healthy: usable.has(id), ...reachedAt.get(id) }))
      .sort((a, b) => (a.cluster < b.cluster ? -1 : 1))
  );
}

function reachedBy(
  { routedPorts, isExported }: NameScene,
  { gateways }: ClusterView,
  { addresses }: ShardFacts,
): Pick<NameShard, 'addresses' | 'gateways'> {
  if (addresses.length > 0 || routedPorts.size === 0) return { addresses };
  const reached = gateways.map(gatewayOf).filter(({ address }) => isIP(address) > 0);
  const ips = [...new Set(reached.map(({ address }) => address))].sort().slice(0, MAX_NAME_ADDRESSES);
  return { addresses: ips, ...(isExported ? { gateways: reached.slice(0, MAX_NAME_ADDRESSES) } : {}) };
}

/** `HOST:PORT` or `[HOST]:PORT`. */
function gatewayOf(text: string): NameGateway {
  const colon = text.lastIndexOf(':');
  return { address: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
}

interface ServiceSpec {
  readonly type?: string;
  readonly clusterIP?: string;
  readonly ports?: readonly { readonly name?: string; readonly protocol?: string; readonly port: number }[];
}

function specOf(service: KubeObject): ServiceSpec {
  return service['spec'] ?? {};
}

function portsOf(service: KubeObject, routed: ReadonlySet<string>): NamePort[] {
  const ports = specOf(service).ports ?? [];
  return ports.slice(0, MAX_NAME_PORTS).map(({ name = '', protocol = 'TCP', port }) => ({
    ...{ name, protocol, port },
    ...(routed.has(String(port)) || (name !== '' && routed.has(name)) ? { routed: true } : {}),
  }));
}

/** All places, and which regions with clusters are near to which; `clients`: every region that clients come from. */
export function placesContent(
  { federation, domain }: FederationNames,
  clusters: readonly ClusterView[],
  clients: readonly ClientFacts[],
): RouteContent {
  const places = clusters
    .map(({ name: cluster, region, zones }) => ({ cluster, region, zones }))
    .sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
  const named = clients.filter(({ name }) => name !== '').sort((a, b) => (a.name < b.name ? -1 : 1));
  const nearest = named
    .slice(0, MAX_ROUTE_REGIONS)
    .map(({ name, rttMs }) => [name, regionsByDistance(name, rttMs, clusters)] as const);
  return { type: 'places', federation, domain, clusters: places, nearest: Object.fromEntries(nearest) };
}

/** A region is as near as its nearest cluster; those of which nothing is known come last. */
function regionsByDistance(
  from: string,
  rttMs: ReadonlyMap<string, number>,
  clusters: readonly ClusterView[],
): string[] {
  const distances = new Map<string, number>();
  for (const { name, region } of clusters) {
    if (region === from || region === '') continue;
    const here = rttMs.get(name) ?? Number.POSITIVE_INFINITY;
    distances.set(region, Math.min(here, distances.get(region) ?? Number.POSITIVE_INFINITY));
  }
  return [...distances]
    .sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : x - y))
    .slice(0, MAX_NEAR_REGIONS)
    .map(([region]) => region);
}
