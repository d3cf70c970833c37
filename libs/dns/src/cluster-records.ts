import { type FederatedName } from './federation-records.js';
import { ipOctets } from './ip.js';
import { type RecordSet } from './record-set.js';

/** Names inside a cluster: of the cluster set (MCS API), and the short ones of the original federation. */

export const CLUSTERSET_DOMAIN = 'clusterset.local';

/** Seconds: what the MCS specification proposes. */
const CLUSTERSET_TTL = 5;
const VERSION_TTL = 28_800;

export interface ServicePort {
  /** '' for the only port of a service. */
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
}

/** One ready endpoint of a headless service. */
export interface HeadlessEndpoint {
  readonly cluster: string;
  /** Its host name; '' where it has none. */
  readonly hostname: string;
  readonly address: string;
}

export interface ImportedName {
  readonly service: string;
  readonly namespace: string;
  readonly ports: readonly ServicePort[];
  /** The addresses that stand for the service in this cluster, or the endpoints of a headless one. */
  readonly target:
    | { readonly type: 'ClusterSetIP'; readonly ips: readonly string[] }
    | { readonly type: 'Headless'; readonly endpoints: readonly HeadlessEndpoint[] };
}

/**
 * The records of one imported service: addresses, and SRV for its named ports. There are no names of a service in one
 * cluster alone, only of endpoints of a headless one: which cluster serves is not the client's business.
 */
export function clustersetRecords({ service, namespace, ports, target }: ImportedName): RecordSet[] {
  const name = `${service}.${namespace}.svc.${CLUSTERSET_DOMAIN}`;
  const named = ports.filter((port) => port.name !== '');
  if (target.type === 'ClusterSetIP') {
    const targets = target.ips.length === 0 ? [] : [name];
    return [...addresses(name, target.ips), ...srv(name, named, targets)];
  }
  const hosts = new Map<string, string[]>();
  for (const endpoint of target.endpoints) {
    const host = `${hostOf(endpoint)}.${endpoint.cluster}.${name}`;
    hosts.set(host, [...(hosts.get(host) ?? []), endpoint.address]);
  }
  return [
    ...addresses(
      name,
      target.endpoints.map(({ address }) => address),
    ),
    ...[...hosts].flatMap(([host, ips]) => addresses(host, ips)),
    ...srv(name, named, [...hosts.keys()]),
  ];
}

/** The version of the schema of names that `clusterset.local` follows. */
export function clustersetVersion(): RecordSet {
  return { name: `dns-version.${CLUSTERSET_DOMAIN}`, type: 'TXT', ttl: VERSION_TTL, values: ['1.0.0'] };
}

/** An endpoint without a host name is known by its address. */
function hostOf({ hostname, address }: HeadlessEndpoint): string {
  return hostname === '' ? address.replace(/[.:]+/g, '-').replace(/^-|-$/g, '') : hostname;
}

function addresses(name: string, ips: readonly string[]): RecordSet[] {
  return ([4, 16] as const).flatMap((octets) => {
    const values = [...new Set(ips.filter((ip) => ipOctets(ip)?.length === octets))].sort();
    if (values.length === 0) return [];
    return [{ name, type: octets === 4 ? ('A' as const) : ('AAAA' as const), ttl: CLUSTERSET_TTL, values }];
  });
}

/** RFC 2782 order: priority, weight, port, target. */
function srv(name: string, ports: readonly ServicePort[], targets: readonly string[]): RecordSet[] {
  if (targets.length === 0) return [];
  const weight = Math.max(1, Math.floor(100 / targets.length));
  return ports.map((port) => ({
    name: `_${port.name}._${port.protocol}.${name}`.toLowerCase(),
    type: 'SRV',
    ttl: CLUSTERSET_TTL,
    values: targets.map((target) => `0 ${weight} ${port.port} ${target}`),
  }));
}

export interface ShortNameInput extends FederatedName {
  /** Domain of the cluster, `cluster.local` as a rule. */
  readonly clusterDomain: string;
  /** Addresses of the service here, if it has ready endpoints; none otherwise. */
  readonly localIps: readonly string[];
  /** The name of the cluster's own place in the federation, which leads on; absent where nothing serves. */
  readonly leadsTo: string | undefined;
}

/**
 * `SERVICE.NAMESPACE.FEDERATION.svc.CLUSTERDOMAIN`, what pods reach by `SERVICE.NAMESPACE.FEDERATION`: the service here if
 * it has ready endpoints, else what the name of the cluster's own place leads to.
 */
export function shortNameRecords(input: ShortNameInput): RecordSet[] {
  const { service, namespace, federation, clusterDomain, localIps, leadsTo } = input;
  const name = `${service}.${namespace}.${federation}.svc.${clusterDomain}`.toLowerCase();
  const here = addresses(name, localIps);
  if (here.length > 0) return here;
  return leadsTo === undefined ? [] : [{ name, type: 'CNAME', ttl: CLUSTERSET_TTL, values: [leadsTo] }];
}
