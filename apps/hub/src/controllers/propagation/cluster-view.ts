import { type KubeObject } from '#libs/apimachinery';
import { TAINT_NOT_READY, TAINT_UNREACHABLE } from '#libs/kinds';
import { type ClusterFacts, type Taint } from '#libs/placement';
import { type NodeBucket } from '#libs/protocol';

/** What placement needs to know about one member, taken from its Cluster object. */
export interface ClusterView {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Condition Ready is True. */
  readonly ready: boolean;
  /** Since when `ready` is what it is, ms since the epoch; 0: nobody knows. */
  readonly readinessSince: number;
  /** Condition Offline is True: nobody waits for it. */
  readonly offline: boolean;
  /** Since when, ms since the epoch; 0 unless offline. */
  readonly offlineSince: number;
  /** Takes nothing new: spec.state cordoned or draining, or being deleted. */
  readonly cordoned: boolean;
  /** Gives up what runs there: spec.state draining. */
  readonly draining: boolean;
  /** What its nodes have and what is asked of them, as it last told: quantities by name. */
  readonly allocatable?: Quantities;
  readonly requested?: Quantities;
  /** Its nodes by what is free on them, and when that was counted (ms since the epoch). Absent: its agent does not tell. */
  readonly free?: { readonly countedAt: number; readonly nodes: readonly NodeBucket[] };
  /** Where it is and who runs it, as far as anybody said, for policies that choose by it. */
  readonly place?: ClusterPlace;
  /** Those that somebody set; what the hub itself says of its health is in the fields above. */
  readonly taints?: readonly Taint[];
  /** It is being removed, and this is what becomes of its objects there; absent while it stays, or is drained first. */
  readonly leaving?: 'release' | 'delete';
}

export interface ClusterPlace {
  readonly region: string;
  readonly zones: readonly string[];
  readonly provider: string;
}

export type Quantities = Readonly<Record<string, string>>;

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string;
}

interface Spec {
  readonly state?: string;
  readonly region?: string;
  readonly zones?: readonly string[];
  readonly provider?: string;
  readonly taints?: readonly {
    readonly key?: string;
    readonly value?: string;
    readonly effect?: string;
    readonly timeAdded?: string;
  }[];
}

interface Status {
  readonly region?: string;
  readonly zones?: readonly string[];
  readonly conditions?: readonly Condition[];
  readonly allocatable?: Quantities;
  readonly requested?: Quantities;
  readonly free?: { readonly countedTime?: string; readonly nodes?: readonly NodeBucket[] };
}

/** Reads a Cluster object. */
export function clusterView(cluster: KubeObject): ClusterView {
  const spec = (cluster['spec'] ?? {}) as Spec;
  const { state = 'active' } = spec;
  const status = cluster['status'] as Status | undefined;
  const find = (type: string): Condition | undefined =>
    status?.conditions?.find((condition) => condition.type === type);
  const since = (condition: Condition | undefined): number =>
    Date.parse(condition?.lastTransitionTime ?? '') || 0;
  const offline = find('Offline')?.status === 'True';
  const leaving = leavingBy(cluster, find('Drained')?.status === 'True');
  return {
    name: cluster.metadata.name ?? '',
    labels: cluster.metadata.labels ?? {},
    ready: find('Ready')?.status === 'True',
    readinessSince: since(find('Ready')),
    offline,
    offlineSince: offline ? since(find('Offline')) : 0,
    cordoned: state !== 'active' || cluster.metadata.deletionTimestamp !== undefined,
    draining: state === 'draining',
    ...capacityIn(status),
    ...placeIn(spec, status),
    ...taintsIn(spec),
    ...(leaving ? { leaving } : {}),
  };
}

function capacityIn(status: Status | undefined): Pick<ClusterView, 'allocatable' | 'requested' | 'free'> {
  const { allocatable, requested, free } = status ?? {};
  return {
    ...(allocatable ? { allocatable } : {}),
    ...(requested ? { requested } : {}),
    ...(free?.nodes
      ? { free: { countedAt: Date.parse(free.countedTime ?? '') || 0, nodes: free.nodes } }
      : {}),
  };
}

/** What an admin says counts before what nodes say. */
function placeIn(spec: Spec, status: Status | undefined): Pick<ClusterView, 'place'> {
  const region = spec.region ?? status?.region ?? '';
  const zones = spec.zones ?? status?.zones ?? [];
  const { provider = '' } = spec;
  return region === '' && provider === '' && zones.length === 0 ? {} : { place: { region, zones, provider } };
}

const OWN_TAINTS: readonly string[] = [TAINT_NOT_READY, TAINT_UNREACHABLE];

function taintsIn(spec: Spec): Pick<ClusterView, 'taints'> {
  const taints = (spec.taints ?? []).flatMap(({ key = '', value = '', effect = '', timeAdded }): Taint[] => {
    const since = Date.parse(timeAdded ?? '');
    return OWN_TAINTS.includes(key) ? [] : [{ key, value, effect, since: since || undefined }];
  });
  return taints.length > 0 ? { taints } : {};
}

/** As policies choose by it. */
export function clusterFacts({ name, labels, place }: ClusterView): ClusterFacts {
  return { name, labels, ...(place ?? NOWHERE) };
}

const NOWHERE: ClusterPlace = { region: '', zones: [], provider: '' };

/** As its deletion policy says (docs/decisions/0017-removing-a-cluster.md); `drain` deletes when nothing runs there any more. */
function leavingBy(cluster: KubeObject, drained: boolean): ClusterView['leaving'] {
  if (cluster.metadata.deletionTimestamp === undefined) return undefined;
  const { deletionPolicy = 'orphan' } = (cluster['spec'] ?? {}) as { deletionPolicy?: string };
  if (deletionPolicy === 'delete') return 'delete';
  if (deletionPolicy === 'drain') return drained ? 'delete' : undefined;
  return 'release';
}

/** Whether a change of a Cluster can change any plan. What it has free moves all the time, and whoever waits for it looks again. */
export function sameForPlacement(a: ClusterView, b: ClusterView): boolean {
  return (
    a.ready === b.ready &&
    a.offline === b.offline &&
    a.cordoned === b.cordoned &&
    a.draining === b.draining &&
    a.leaving === b.leaving &&
    JSON.stringify([a.labels, a.place, a.taints]) === JSON.stringify([b.labels, b.place, b.taints])
  );
}
