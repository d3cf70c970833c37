import { type KubeObject } from '#libs/apimachinery';

/** What placement needs to know about one member, taken from its Cluster object. */
export interface ClusterView {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Condition Ready is True. */
  readonly ready: boolean;
  /** Condition Offline is True: nobody waits for it. */
  readonly offline: boolean;
  /** Since when, ms since the epoch; 0 unless offline. */
  readonly offlineSince: number;
  /** Takes nothing new: spec.state cordoned or draining, or being deleted. */
  readonly cordoned: boolean;
  /** It is being removed, and this is what becomes of its objects there; absent while it stays, or is drained first. */
  readonly leaving?: 'release' | 'delete';
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string;
}

/** Reads a Cluster object. */
export function clusterView(cluster: KubeObject): ClusterView {
  const spec = cluster['spec'] as { state?: string } | undefined;
  const status = cluster['status'] as { conditions?: Condition[] } | undefined;
  const find = (type: string): Condition | undefined =>
    status?.conditions?.find((condition) => condition.type === type && condition.status === 'True');
  const offline = find('Offline');
  const leaving = leavingBy(cluster, find('Drained') !== undefined);
  return {
    name: cluster.metadata.name ?? '',
    labels: cluster.metadata.labels ?? {},
    ready: find('Ready') !== undefined,
    offline: offline !== undefined,
    offlineSince: offline ? Date.parse(offline.lastTransitionTime ?? '') || 0 : 0,
    cordoned:
      (spec?.state !== undefined && spec.state !== 'active') ||
      cluster.metadata.deletionTimestamp !== undefined,
    ...(leaving ? { leaving } : {}),
  };
}

/** As its deletion policy says (docs/decisions/0017-removing-a-cluster.md); `drain` deletes when nothing runs there any more. */
function leavingBy(cluster: KubeObject, drained: boolean): ClusterView['leaving'] {
  if (cluster.metadata.deletionTimestamp === undefined) return undefined;
  const { deletionPolicy = 'orphan' } = (cluster['spec'] ?? {}) as { deletionPolicy?: string };
  if (deletionPolicy === 'delete') return 'delete';
  if (deletionPolicy === 'drain') return drained ? 'delete' : undefined;
  return 'release';
}

/** Whether a change of a Cluster can change any plan. */
export function sameForPlacement(a: ClusterView, b: ClusterView): boolean {
  return (
    a.ready === b.ready &&
    a.offline === b.offline &&
    a.cordoned === b.cordoned &&
    a.leaving === b.leaving &&
    JSON.stringify(a.labels) === JSON.stringify(b.labels)
  );
}
