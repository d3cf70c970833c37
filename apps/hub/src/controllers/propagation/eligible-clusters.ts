import { type ClusterView } from './cluster-view.js';

/** How long a silent member keeps what it holds before its replicas go elsewhere (DESIGN section 4). */
export const OFFLINE_GRACE_MS = 60_000;

export interface Eligibility {
  /** May be given this object, or keep it. */
  readonly eligible: readonly ClusterView[];
  /** When the answer changes by time alone: ms from now; undefined: never. */
  readonly recheckInMs: number | undefined;
}

/**
 * Which members may hold an object: Ready and uncordoned ones, and those that hold it already until they have been Offline
 * for the grace. `selected` is the object's own cluster selector.
 */
export function eligibleClusters(
  clusters: readonly ClusterView[],
  holders: ReadonlySet<string>,
  selected: (cluster: ClusterView) => boolean,
  now: number,
): Eligibility {
  let recheckInMs: number | undefined;
  const eligible = clusters.filter((cluster) => {
    if (!selected(cluster)) return false;
    if (cluster.ready && !cluster.cordoned) return true;
    if (!holders.has(cluster.name)) return false;
    if (!cluster.offline) return true;
    const left = cluster.offlineSince + OFFLINE_GRACE_MS - now;
    if (left > 0) recheckInMs = Math.min(recheckInMs ?? left, left);
    return left > 0;
  });
  return { eligible, recheckInMs };
}
