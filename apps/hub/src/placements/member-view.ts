import { type KubeObject } from '#libs/apimachinery';
import { healthOf, type ClusterStatus } from '../controllers/cluster/cluster-status.js';
import { clusterView, type ClusterView } from '../controllers/propagation/cluster-view.js';

/** What the placement view tells of a member beyond what plans look at. */
export interface MemberView {
  readonly plan: ClusterView;
  /** '' for a Ready one. */
  readonly health: string;
  /** The hub hears nothing of it. */
  readonly silent: boolean;
  /** When it was last heard, ms since the epoch; 0: never. Exact for a silent one. */
  readonly heardAt: number;
}

/** Reads a Cluster object. */
export function memberView(cluster: KubeObject): MemberView {
  const status = cluster['status'] as ClusterStatus | undefined;
  const health = healthOf(status);
  return {
    plan: clusterView(cluster),
    health: health === 'Ready' ? '' : health,
    silent: health === 'Suspect' || health === 'Offline',
    heardAt: Date.parse(status?.agent?.lastHeartbeatTime ?? '') || 0,
  };
}
