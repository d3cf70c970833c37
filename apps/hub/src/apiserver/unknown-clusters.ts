import { type PolicyIndex } from '../controllers/propagation/policy-index.js';

/** Knows which clusters there are. */
export type KnownClusters = Pick<PolicyIndex, 'knowsCluster'>;

/**
 * A warning that names what is no cluster, or nothing. It is none of an error: a cluster may join later, and only time can tell it
 * from a slip of the pen.
 */
export function unknownClusters(names: Iterable<string>, clusters: KnownClusters): string[] {
  const unknown = [...new Set(names)].filter((name) => !clusters.knowsCluster(name));
  return unknown.length === 0 ? [] : [`no cluster has this name yet: ${unknown.join(', ')}`];
}
