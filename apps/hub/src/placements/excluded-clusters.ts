import { type KubeObject } from '#libs/apimachinery';
import { ANNOTATION_CLUSTER_SELECTOR } from '#libs/kinds';
import { matchesClusterSelector, parseClusterSelector } from '#libs/placement';
import { type ClusterView } from '../controllers/propagation/cluster-view.js';
import { standingOf, type Standing } from '../controllers/propagation/standing.js';
import { MAX_EXCLUDED_NAMES } from './limits.js';

/** Clusters that do not have an object, by the rule that says so. */
export interface Excluded {
  readonly reason: string;
  readonly count: number;
  /** The first few by name. */
  readonly clusters: readonly string[];
}

/**
 * Why the clusters of `without` do not have `object`; `byRule` is what the plan says of them, by name.
 * @throws StatusError Invalid for a selector that means nothing
 */
export function excludedClusters(
  object: KubeObject,
  without: readonly ClusterView[],
  now: number,
  byRule?: ReadonlyMap<string, string>,
): Excluded[] {
  const text = object.metadata.annotations?.[ANNOTATION_CLUSTER_SELECTOR];
  const selector = text === undefined ? undefined : parseClusterSelector(text);
  const names = new Map<string, string[]>();
  for (const cluster of without) {
    const selected = selector === undefined || matchesClusterSelector(selector, cluster.labels);
    const reason =
      byRule?.get(cluster.name) ?? (selected ? reasonOf(standingOf(cluster, now)) : NOT_SELECTED);
    const found = names.get(reason);
    if (found) found.push(cluster.name);
    else names.set(reason, [cluster.name]);
  }
  return [...names].map(([reason, clusters]) => ({
    reason,
    count: clusters.length,
    clusters: clusters.slice(0, MAX_EXCLUDED_NAMES),
  }));
}

const NOT_SELECTED = 'its labels do not match the cluster selector';

function reasonOf({ role, why }: Standing): string {
  return role === 'takes' ? 'no replicas fall to it' : `${why}: it takes nothing new`;
}
