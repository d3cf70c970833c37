import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { canonicalJson, isJsonObject, type KubeObject } from '#libs/apimachinery';
import { type NamePort, type NameShard, type NameTable } from '#libs/protocol';
import { MANAGED_BY } from '../work/marks.js';
import { MAX_ENDPOINTS_PER_SLICE, MAX_LABEL_CHARS, MAX_SLICES_PER_IMPORT } from './limits.js';

/** Labels of KEP-1645, and who manages slices, as all controllers of slices say. */
export const IMPORTED_SERVICE = 'multicluster.kubernetes.io/service-name';
export const SOURCE_CLUSTER = 'multicluster.kubernetes.io/source-cluster';
const SLICE_MANAGER = 'endpointslice.kubernetes.io/managed-by';
const OURS = 'imports.federation.meridian.dev';
export const MCS_API_VERSION = 'multicluster.x-k8s.io/v1alpha1';

export interface ImportScene {
  readonly cluster: string;
  readonly hubUid: string;
  /** Of an exported service. */
  readonly table: NameTable;
  /** uid of its ServiceImport here: what goes with it is collected by the member. */
  readonly importUid: string;
  /** The slices of the Service of that name here. */
  readonly local: readonly KubeObject[];
}

interface SliceEndpoint {
  readonly addresses: readonly string[];
  readonly conditions: Readonly<Record<string, boolean>>;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly zone?: string;
}

interface SlicePort {
  readonly name: string;
  readonly protocol: string;
  readonly port?: number;
  readonly appProtocol?: string;
}

/** Endpoints of one cluster that are reached at the same ports. */
interface Group {
  readonly source: string;
  readonly addressType: string;
  readonly ports: readonly SlicePort[];
  readonly endpoints: SliceEndpoint[];
}

/**
 * The EndpointSlices of an imported Service as they should be in one cluster: its own endpoints as they are, and of every other
 * cluster the addresses by which it is reached from outside (docs/decisions/0044-imports.md).
 */
export function importSlices(scene: ImportScene): KubeObject[] {
  const { cluster, table } = scene;
  const ports = table.exported ?? [];
  const remote = table.shards.filter((shard) => shard.cluster !== cluster).sort(byName);
  const groups = [
    ...localGroups(cluster, scene.local),
    ...remote.flatMap((shard) => shardGroups(shard, ports)),
  ].filter(({ source }) => source.length <= MAX_LABEL_CHARS);
  // Numbered within their cluster: what comes and goes elsewhere renames none of them.
  const counts = new Map<string, number>();
  const slices = groups.flatMap((group) => {
    const at = counts.get(group.source) ?? 0;
    counts.set(group.source, at + 1);
    return slicesOf(scene, group, at);
  });
  return slices.slice(0, MAX_SLICES_PER_IMPORT);
}

/** Which clusters it comes from, by what there is of it. */
export function sourcesOf({
  cluster,
  table,
  local,
}: Pick<ImportScene, 'cluster' | 'table' | 'local'>): string[] {
  const elsewhere = table.shards.map((shard) => shard.cluster).filter((one) => one !== cluster);
  return [...elsewhere, ...(local.length > 0 ? [cluster] : [])].sort();
}

/** Whether a slice says what it should. What servers add to it does not count. */
export function isAsWanted(held: KubeObject, wanted: KubeObject): boolean {
  return canonicalJson(essence(held)) === canonicalJson(essence(wanted));
}

function essence(slice: KubeObject): object {
  const { labels = {}, ownerReferences = [] } = slice.metadata;
  return {
    labels: [IMPORTED_SERVICE, SOURCE_CLUSTER, SLICE_MANAGER, MANAGED_BY].map((label) => labels[label] ?? ''),
    owners: ownerReferences.map(({ uid }) => uid),
    addressType: slice['addressType'] ?? '',
    ports: listOf(slice['ports']).map(portOf),
    endpoints: listOf(slice['endpoints']).map(endpointOf),
  };
}

function localGroups(source: string, slices: readonly KubeObject[]): Group[] {
  const groups = new Map<string, Group>();
  for (const slice of slices) {
    const addressType = typeof slice['addressType'] === 'string' ? slice['addressType'] : 'IPv4';
    const ports = listOf(slice['ports']).map(portOf);
    const key = canonicalJson([addressType, ports]);
    const group = groups.get(key) ?? { source, addressType, ports, endpoints: [] };
    groups.set(key, group);
    group.endpoints.push(...listOf(slice['endpoints']).map(endpointOf));
  }
  return inOrder(groups);
}

function shardGroups(
  { cluster, addresses, gateways, healthy }: NameShard,
  ports: readonly NamePort[],
): Group[] {
  const groups = new Map<string, Group>();
  const add = (address: string, slicePorts: readonly SlicePort[]): void => {
    const addressType = isIPv6(address) ? 'IPv6' : 'IPv4';
    const key = canonicalJson([addressType, slicePorts]);
    const group = groups.get(key) ?? { source: cluster, addressType, ports: slicePorts, endpoints: [] };
    groups.set(key, group);
    const conditions = { ready: healthy, serving: healthy, terminating: false };
    group.endpoints.push({ addresses: [address], conditions });
  };
  if (gateways === undefined) {
    const own = ports.map(({ name, protocol, port }) => ({ name, protocol, port }));
    for (const address of addresses) add(address, own);
  } else
    for (const { address, port } of gateways) {
      const routed = ports.filter((one) => one.routed === true && one.protocol === 'TCP');
      if (routed.length > 0)
        add(
          address,
          routed.map(({ name }) => ({ name, protocol: 'TCP', port })),
        );
    }
  return inOrder(groups);
}

/** The same groups give the same slices, however they came about. */
function inOrder(groups: ReadonlyMap<string, Group>): Group[] {
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  for (const { endpoints } of sorted) endpoints.sort(byAddress);
  return sorted;
}

function slicesOf(scene: ImportScene, group: Group, at: number): KubeObject[] {
  const { namespace, service } = scene.table;
  const owner = { apiVersion: MCS_API_VERSION, kind: 'ServiceImport', name: service, uid: scene.importUid };
  const chunks = Math.max(1, Math.ceil(group.endpoints.length / MAX_ENDPOINTS_PER_SLICE));
  return Array.from({ length: chunks }, (_, chunk) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${service}-${hash([group.source, group.addressType, String(at), String(chunk)])}`,
      namespace,
      labels: {
        [IMPORTED_SERVICE]: service,
        [SOURCE_CLUSTER]: group.source,
        [SLICE_MANAGER]: OURS,
        [MANAGED_BY]: scene.hubUid,
      },
      ownerReferences: [owner],
    },
    addressType: group.addressType,
    endpoints: group.endpoints.slice(chunk * MAX_ENDPOINTS_PER_SLICE, (chunk + 1) * MAX_ENDPOINTS_PER_SLICE),
    ports: [...group.ports],
  }));
}

function hash(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 10);
}

function portOf(value: unknown): SlicePort {
  const { name = '', protocol = 'TCP', port, appProtocol } = (value ?? {}) as Partial<SlicePort>;
  return {
    ...{ name, protocol },
    ...(port === undefined ? {} : { port }),
    ...(appProtocol === undefined ? {} : { appProtocol }),
  };
}

function endpointOf(value: unknown): SliceEndpoint {
  const { addresses = [], conditions, hostname, nodeName, zone } = (value ?? {}) as Partial<SliceEndpoint>;
  const told = isJsonObject(conditions) ? conditions : {};
  const known = ['ready', 'serving', 'terminating'].flatMap((one) =>
    typeof told[one] === 'boolean' ? [[one, told[one]] as const] : [],
  );
  return {
    addresses,
    conditions: Object.fromEntries(known),
    ...(hostname === undefined ? {} : { hostname }),
    ...(nodeName === undefined ? {} : { nodeName }),
    ...(zone === undefined ? {} : { zone }),
  };
}

/** Ready endpoints by address, as names are made of them. */
export function readyEndpoints(slices: readonly KubeObject[]): { hostname: string; address: string }[] {
  return slices
    .flatMap((slice) => listOf(slice['endpoints']).map(endpointOf))
    .filter(({ conditions }) => conditions['ready'] !== false && conditions['terminating'] !== true)
    .sort(byAddress)
    .flatMap(({ addresses, hostname = '' }) => addresses.map((address) => ({ hostname, address })));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function byAddress(a: SliceEndpoint, b: SliceEndpoint): number {
  return String(a.addresses[0]) < String(b.addresses[0]) ? -1 : 1;
}

function byName(a: NameShard, b: NameShard): number {
  return a.cluster < b.cluster ? -1 : 1;
}
