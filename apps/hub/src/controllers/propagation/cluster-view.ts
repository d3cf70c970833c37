import { type KubeObject } from '#libs/apimachinery';
import { type ClusterFacts } from '#libs/placement';

/** What placement needs to know about one member, taken from its Cluster object. */
export interface ClusterView extends ClusterFacts {
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
  /** It is being removed, and this is what becomes of its objects there; absent while it stays, or is drained first. */
  readonly leaving?: 'release' | 'delete';
}

export type Quantities = Readonly<Record<string, string>>;

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string;
}

interface Place {
  readonly region?: string;
  readonly zones?: readonly string[];
  readonly provider?: string;
}

interface Status extends Place {
  readonly conditions?: readonly Condition[];
  readonly allocatable?: Quantities;
  readonly requested?: Quantities;
}

/** Reads a Cluster object. */
export function clusterView(cluster: KubeObject): ClusterView {
  const spec = (cluster['spec'] ?? {}) as Place & { readonly state?: string };
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
    ...placeOf(spec, status),
    ready: find('Ready')?.status === 'True',
    readinessSince: since(find('Ready')),
    offline,
    offlineSince: offline ? since(find('Offline')) : 0,
    cordoned: state !== 'active' || cluster.metadata.deletionTimestamp !== undefined,
    draining: state === 'draining',
    ...capacityIn(status),
    ...(leaving ? { leaving } : {}),
  };
}

/** What an admin says of the cluster comes before what its nodes say. */
function placeOf(
  spec: Place,
  status: Status | undefined,
): Pick<ClusterFacts, 'region' | 'zones' | 'provider'> {
  const { zones = [] } = spec;
  return {
    region: spec.region || status?.region || '',
    zones: zones.length > 0 ? zones : (status?.zones ?? []),
    provider: spec.provider ?? '',
  };
}

function capacityIn(status: Status | undefined): Pick<ClusterView, 'allocatable' | 'requested'> {
  const { allocatable, requested } = status ?? {};
  return { ...(allocatable ? { allocatable } : {}), ...(requested ? { requested } : {}) };
}

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
    JSON.stringify(chosenBy(a)) === JSON.stringify(chosenBy(b))
  );
}

function chosenBy({ labels, region, zones, provider }: ClusterFacts): unknown {
  return [labels, region, zones, provider];
}
