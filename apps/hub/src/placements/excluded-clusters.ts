import { type KubeObject } from '#libs/apimachinery';
import { ANNOTATION_CLUSTER_SELECTOR } from '#libs/kinds';
import { matchesClusterSelector, parseClusterSelector } from '#libs/placement';
import { type ClusterView } from '../controllers/propagation/cluster-view.js';
import { MAX_EXCLUDED_NAMES } from './limits.js';

/** Clusters that do not have an object, by the rule that says so. */
export interface Excluded {
  readonly reason: string;
  readonly count: number;
  /** The first few by name. */
  readonly clusters: readonly string[];
}

interface Rule {
  readonly reason: string;
  readonly when: (cluster: ClusterView, selected: boolean) => boolean;
}

/** First match wins; as eligibleClusters decides for a cluster that holds nothing of the object. */
const RULES: readonly Rule[] = [
  { reason: 'its labels do not match the cluster selector', when: (_, selected) => !selected },
  { reason: 'cordoned: it takes nothing new', when: ({ cordoned }) => cordoned },
  { reason: 'Offline', when: ({ offline }) => offline },
  { reason: 'not Ready', when: ({ ready }) => !ready },
  { reason: 'no replicas fall to it', when: () => true },
];

/** Why the clusters of `without` do not have `object`. @throws StatusError Invalid for a selector that means nothing */
export function excludedClusters(object: KubeObject, without: readonly ClusterView[]): Excluded[] {
  const text = object.metadata.annotations?.[ANNOTATION_CLUSTER_SELECTOR];
  const selector = text === undefined ? undefined : parseClusterSelector(text);
  const names = new Map<string, string[]>();
  for (const cluster of without) {
    const selected = selector === undefined || matchesClusterSelector(selector, cluster.labels);
    const reason = RULES.find(({ when }) => when(cluster, selected))?.reason ?? '';
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
