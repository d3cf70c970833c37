import { clustersetRecords, type ServicePort } from './cluster-records.js';
import { federationRecords, globalName } from './federation-records.js';
import { type RecordSet } from './record-set.js';

/** One federated service as the hub tells it: what all of its names are made of. */
export interface NamedService {
  readonly namespace: string;
  readonly service: string;
  readonly mode: 'nearest' | 'v1';
  readonly panic: 'failOpen' | 'failClosed';
  readonly shards: readonly {
    readonly cluster: string;
    readonly addresses: readonly string[];
    readonly healthy: boolean;
  }[];
  /** Its ports, where it is exported to the cluster set. */
  readonly exported?: readonly ServicePort[];
}

/** All registered clusters, and which regions are near to which. */
export interface NamedPlaces {
  readonly federation: string;
  readonly domain: string;
  readonly clusters: readonly {
    readonly cluster: string;
    readonly region: string;
    readonly zones: readonly string[];
  }[];
  readonly nearest: Readonly<Record<string, readonly string[]>>;
}

/**
 * The names of one service in the federation's domain: of every place, and the global one. A shard in a cluster that is not
 * registered (yet) counts as absent.
 */
export function serviceRecords(service: NamedService, places: NamedPlaces): RecordSet[] {
  const shards = new Map(service.shards.map((shard) => [shard.cluster, shard]));
  return federationRecords({
    ...service,
    federation: places.federation,
    domain: places.domain,
    nearest: places.nearest,
    clusters: places.clusters.map(({ cluster, region, zones }) => {
      const { addresses = [], healthy = false } = shards.get(cluster) ?? {};
      return { region, zones, addresses, healthy };
    }),
  });
}

/**
 * The names of an exported service in the cluster set, by its names in the federation (`records`, of `serviceRecords`): its
 * shards, for clients of each region the closest ones. None where it is not exported, or nothing can be answered.
 */
export function exportedRecords(
  { service, namespace, exported }: NamedService,
  { federation, domain }: NamedPlaces,
  records: readonly RecordSet[],
): RecordSet[] {
  if (exported === undefined) return [];
  const top = globalName({ service, namespace, federation, domain });
  const all = records.filter(({ name, type }) => name === top && type !== 'CNAME');
  const near = new Map(all.map((set) => [set.type, set.near]));
  const ips = all.flatMap(({ values }) => values);
  const sets = clustersetRecords({
    service,
    namespace,
    ports: exported,
    target: { type: 'ClusterSetIP', ips },
  });
  return sets.map((set) => {
    const places = near.get(set.type);
    return places === undefined ? set : { ...set, near: places };
  });
}
