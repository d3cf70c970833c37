import { StatusError } from '#libs/apimachinery';
import {
  CLUSTERSET_DOMAIN,
  clustersetRecords,
  clustersetVersion,
  exportedRecords,
  globalName,
  regionName,
  serviceRecords,
  shortNameRecords,
  Zone,
  Zones,
  zoneName,
  type HeadlessEndpoint,
  type RecordSet,
} from '#libs/dns';
import { routeKeys, type NameTable, type PlacesTable, type RouteMessage } from '#libs/protocol';
import { type Logger } from '#libs/process';
import { type Tables } from '#libs/transport';

/** The domain of names in a cluster, as nearly every cluster has it. */
const CLUSTER_DOMAIN = 'cluster.local';

/** What the member itself says of a Service. */
export interface LocalService {
  readonly ips: readonly string[];
  /** Ready endpoints; undefined: not known (yet). */
  readonly ready: number | undefined;
  /** Ready ones of an exported headless Service. */
  readonly endpoints?: readonly LocalEndpoint[];
}

export interface LocalEndpoint {
  /** '' where it has none. */
  readonly hostname: string;
  readonly address: string;
}

export interface AgentNamesOptions {
  readonly cluster: string;
  readonly tables: Tables;
  /** `namespace/name`. */
  readonly local: (service: string) => LocalService;
  /** Services that the member has. */
  readonly localNames: () => Iterable<string>;
  readonly logger: Logger;
}

/**
 * The names that are answered in one cluster: the short ones of the original federation
 * (`SERVICE.NAMESPACE.FEDERATION.svc.cluster.local`), those of the cluster set, and the federation's own, to which they lead.
 * A Service that is ready here is answered by its own address; else the closest healthy shard.
 */
export class AgentNames {
  readonly zones = new Zones([]);
  private readonly clusterset = new Zone({ domain: CLUSTERSET_DOMAIN, nameservers: [] });
  private federation: Zone | undefined;
  private short: Zone | undefined;
  private shape = '';

  constructor(private readonly options: AgentNamesOptions) {
    this.clusterset.replace('version', [clustersetVersion()]);
  }

  /** The region of this cluster, by the hub; undefined where it has none. */
  region(): string | undefined {
    const region = this.here(this.places())?.region;
    return region === '' ? undefined : region;
  }

  /** These tables are new. */
  apply(changed: readonly RouteMessage[]): void {
    if (changed.some(({ key }) => key === routeKeys.places)) this.nameAll();
    else for (const { key } of changed) if (key.startsWith(NAMES)) this.name(serviceOf(key));
  }

  /** The member says something else of this Service, `namespace/name`. */
  localChanged(service: string): void {
    this.name(service);
  }

  /** All of them anew: places have moved, or the member's endpoints are known from now on. */
  nameAll(): void {
    const places = this.places();
    if (places === undefined) return;
    const { domain, federation, version } = places;
    const shape = JSON.stringify([domain, federation]);
    if (shape !== this.shape) this.open(places, version);
    this.shape = shape;
    const named = [...this.options.tables.all()].flatMap(({ key, type }) =>
      type === 'names' ? serviceOf(key) : [],
    );
    for (const service of new Set([...named, ...this.options.localNames()])) this.name(service);
  }

  private open({ domain, federation }: PlacesTable, serial: number): void {
    this.attempt('zones', () => {
      this.federation = new Zone({ domain, nameservers: [], serial: serial >>> 0 });
      this.short = new Zone({ domain: `${federation}.svc.${CLUSTER_DOMAIN}`, nameservers: [] });
      this.zones.replace([this.federation, this.short, this.clusterset]);
    });
  }

  private name(service: string): void {
    const places = this.places();
    if (places === undefined) return;
    const slash = service.indexOf('/');
    const [namespace, name] = [service.slice(0, slash), service.slice(slash + 1)];
    const local = this.options.local(service);
    const localIps = (local.ready ?? 0) > 0 ? local.ips : [];
    const table = this.options.tables.get(routeKeys.names(namespace, name));
    const told = table?.type === 'names' ? this.withLocal(table, local) : undefined;
    const records = told === undefined ? [] : serviceRecords(told, places);
    const named = { service: name, namespace, federation: places.federation, domain: places.domain };
    const leadsTo = this.ownName(named, places, records);
    const short = shortNameRecords({ ...named, clusterDomain: CLUSTER_DOMAIN, localIps, leadsTo });
    this.attempt(service, () => {
      this.federation?.replace(service, records);
      this.short?.replace(service, short);
      this.clusterset.replace(
        service,
        told ? inClusterset(told, places, { records, localIps, endpoints: this.endpoints(told, local) }) : [],
      );
    });
  }

  private endpoints({ headless }: NameTable, { endpoints = [] }: LocalService): HeadlessEndpoint[] {
    const { cluster } = this.options;
    return headless ? endpoints.map((one) => ({ ...one, cluster })) : [];
  }

  /** What the member says of itself is newer than what the hub heard of it, and all that there is without the hub. */
  private withLocal(table: NameTable, { ready }: LocalService): NameTable {
    if (ready === undefined || ready > 0) return table;
    const shards = table.shards.map((one) =>
      one.cluster === this.options.cluster ? { ...one, healthy: false } : one,
    );
    return { ...table, shards };
  }

  /** The name of the closest place that has one: zone, region, anywhere. Undefined where there is nothing to lead to. */
  private ownName(
    named: Parameters<typeof globalName>[0],
    places: PlacesTable,
    records: readonly RecordSet[],
  ): string | undefined {
    const { region = '', zones = [] } = this.here(places) ?? {};
    const known = new Set(records.map(({ name }) => name));
    const names = [zoneName(named, zones[0] ?? '', region), regionName(named, region), globalName(named)];
    return names.find((name) => known.has(name));
  }

  private here(places: PlacesTable | undefined): PlacesTable['clusters'][number] | undefined {
    return places?.clusters.find(({ cluster }) => cluster === this.options.cluster);
  }

  private places(): PlacesTable | undefined {
    const table = this.options.tables.get(routeKeys.places);
    return table?.type === 'places' ? table : undefined;
  }

  private attempt(what: string, act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.options.logger.warn({ what, reason: error.message }, 'names cannot be served');
    }
  }
}

const NAMES = 'names/';

/** `namespace/name` of the key of a table of names. */
function serviceOf(key: string): string {
  return key.slice(NAMES.length);
}

/** What is here goes before what is elsewhere: its own address, or of a headless one its endpoints. */
function inClusterset(
  table: NameTable,
  places: PlacesTable,
  here: {
    readonly records: readonly RecordSet[];
    readonly localIps: readonly string[];
    readonly endpoints: readonly HeadlessEndpoint[];
  },
): RecordSet[] {
  const { service, namespace, exported } = table;
  const { records, localIps, endpoints } = here;
  if (exported === undefined) return [];
  const named = { service, namespace, ports: exported };
  if (endpoints.length > 0) return clustersetRecords({ ...named, target: { type: 'Headless', endpoints } });
  if (localIps.length === 0) return exportedRecords(table, places, records);
  return clustersetRecords({ ...named, target: { type: 'ClusterSetIP', ips: localIps } });
}
