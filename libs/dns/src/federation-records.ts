import { ipOctets } from './ip.js';
import { type RecordSet } from './record-set.js';

/**
 * Names of a federated service: `SERVICE.NAMESPACE.FEDERATION.svc[.ZONE.REGION | .REGION].DOMAIN`, the global one without a
 * place (reference: section 4).
 */

export interface FederatedName {
  readonly service: string;
  readonly namespace: string;
  readonly federation: string;
  readonly domain: string;
}

/** A registered cluster, with or without a shard of the service. */
export interface ClusterPlace {
  readonly region: string;
  readonly zones: readonly string[];
  /** Where its shard is reached: IPv4 and IPv6 addresses; none where it has no shard. */
  readonly addresses: readonly string[];
  /** May it be given clients? */
  readonly healthy: boolean;
}

export interface FederationRecordsInput extends FederatedName {
  /** What a region without a healthy shard leads to: `nearest`, the closest region that has one; `v1`, all of them. */
  readonly mode: 'nearest' | 'v1';
  /** All registered clusters: their places have names even where there is no shard. */
  readonly clusters: readonly ClusterPlace[];
  /** Regions by client region, closest first. */
  readonly nearest: Readonly<Record<string, readonly string[]>>;
  /** With nothing healthy: answer all shards, or no name at all. As for requests. */
  readonly panic: 'failOpen' | 'failClosed';
  /** Seconds; default 10, at least 5. */
  readonly ttl?: number;
}

const DEFAULT_TTL = 10;
const MIN_TTL = 5;
const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

export function globalName({ service, namespace, federation, domain }: FederatedName): string {
  return `${service}.${namespace}.${federation}.svc.${domain}`.toLowerCase();
}

export function regionName(name: FederatedName, region: string): string {
  return globalName({ ...name, domain: `${region}.${name.domain}` });
}

export function zoneName(name: FederatedName, zone: string, region: string): string {
  return regionName(name, `${zone}.${region}`);
}

/**
 * The record sets of one service, from the health of its shards. Every place of a registered cluster has names: a zone leads to
 * its region, a region without a healthy shard as `mode` says, so there are at most two CNAMEs, and none that leads
 * nowhere. Nothing to answer with, or a deleted service (no clusters): no names. Places whose names are no DNS labels
 * have none.
 */
export function federationRecords(input: FederationRecordsInput): RecordSet[] {
  const { clusters, panic, nearest } = input;
  const reachable = clusters.filter(({ addresses }) => addresses.length > 0);
  const shards = answered(reachable, panic);
  const everywhere = addressesOf(shards);
  if (everywhere.length === 0) return [];
  const inRegion = new Map<string, readonly string[]>();
  for (const region of new Set(clusters.map((one) => one.region)))
    inRegion.set(region, addressesOf(shards.filter((one) => one.region === region)));
  const sets = new Map<string, RecordSet[]>();
  for (const { region, zones } of clusters.filter((one) => LABEL.test(one.region))) {
    const above = regionName(input, region);
    for (const zone of zones.filter((one) => LABEL.test(one))) {
      const name = zoneName(input, zone, region);
      if (sets.has(name)) continue;
      const here = shards.filter((one) => one.region === region && one.zones.includes(zone));
      sets.set(name, addressSets(input, name, addressesOf(here)) ?? [alias(input, name, above)]);
    }
    if (sets.has(above)) continue;
    const target = leadsTo(input, region, inRegion);
    sets.set(above, addressSets(input, above, inRegion.get(region) ?? []) ?? [alias(input, above, target)]);
  }
  const top = globalName(input);
  sets.set(top, addressSets(input, top, everywhere, nearEach(nearest, inRegion)) ?? []);
  return [...sets.values()].flat();
}

/** The healthy ones; with none of them nobody, or everybody. */
function answered(
  reachable: readonly ClusterPlace[],
  panic: FederationRecordsInput['panic'],
): readonly ClusterPlace[] {
  const healthy = reachable.filter((one) => one.healthy);
  return healthy.length > 0 || panic === 'failClosed' ? healthy : reachable;
}

/** By client region, the addresses of the closest region that has some. */
function nearEach(
  nearest: FederationRecordsInput['nearest'],
  inRegion: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const near = Object.keys(nearest).flatMap((region) => {
    const closest = closestRegion(region, nearest, inRegion);
    return closest === undefined ? [] : [[region, inRegion.get(closest) ?? []] as const];
  });
  return new Map(near);
}

function leadsTo(
  input: FederationRecordsInput,
  region: string,
  inRegion: ReadonlyMap<string, readonly string[]>,
): string {
  if (input.mode === 'v1') return globalName(input);
  const closest = closestRegion(region, input.nearest, inRegion);
  return closest !== undefined && LABEL.test(closest) ? regionName(input, closest) : globalName(input);
}

/** The region itself, or the closest one, that has addresses. */
function closestRegion(
  region: string,
  nearest: FederationRecordsInput['nearest'],
  inRegion: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  const order = Object.hasOwn(nearest, region) ? (nearest[region] ?? []) : [];
  return [region, ...order].find((one) => (inRegion.get(one)?.length ?? 0) > 0);
}

function addressesOf(clusters: readonly ClusterPlace[]): string[] {
  return [...new Set(clusters.flatMap(({ addresses }) => addresses))].sort();
}

/** A and AAAA of the addresses; undefined where there are none. */
function addressSets(
  { ttl = DEFAULT_TTL }: FederationRecordsInput,
  name: string,
  addresses: readonly string[],
  near: ReadonlyMap<string, readonly string[]> = new Map(),
): RecordSet[] | undefined {
  if (addresses.length === 0) return undefined;
  return ([4, 16] as const).flatMap((octets) => {
    const ofFamily = (one: readonly string[]): string[] =>
      one.filter((ip) => ipOctets(ip)?.length === octets);
    const values = ofFamily(addresses);
    if (values.length === 0) return [];
    const places = [...near].map(([region, one]) => [region, ofFamily(one)] as const);
    const differs = places.filter(([, one]) => one.length > 0);
    return [
      {
        name,
        type: octets === 4 ? ('A' as const) : ('AAAA' as const),
        ttl: Math.max(MIN_TTL, ttl),
        values,
        ...(differs.length === 0 ? {} : { near: Object.fromEntries(differs) }),
      },
    ];
  });
}

function alias({ ttl = DEFAULT_TTL }: FederationRecordsInput, name: string, target: string): RecordSet {
  return { name, type: 'CNAME', ttl: Math.max(MIN_TTL, ttl), values: [target] };
}
