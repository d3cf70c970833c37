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
  return {
    name: cluster.metadata.name ?? '',
    labels: cluster.metadata.labels ?? {},
    ready: find('Ready') !== undefined,
    offline: offline !== undefined,
    offlineSince: offline ? Date.parse(offline.lastTransitionTime ?? '') || 0 : 0,
    cordoned:
      (spec?.state !== undefined && spec.state !== 'active') ||
      cluster.metadata.deletionTimestamp !== undefined,
  };
}

/** Whether a change of a Cluster can change any plan. */
export function sameForPlacement(a: ClusterView, b: ClusterView): boolean {
  return (
    a.ready === b.ready &&
    a.offline === b.offline &&
    a.cordoned === b.cordoned &&
    JSON.stringify(a.labels) === JSON.stringify(b.labels)
  );
}
