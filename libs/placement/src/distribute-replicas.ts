import { duplicateField, invalidField, StatusError, type StatusCause } from '#libs/apimachinery';
import { type ClusterFacts } from './cluster-affinity.js';
import { toDistribution, type Distribution } from './distribution.js';
import { evenPlan } from './even-plan.js';
import { MAX_CLUSTERS, MAX_REPLICAS } from './limits.js';
import { refused, wrongCount, type Preferences } from './preferences.js';
import { policyPlan } from './policy-plan.js';
import { type ReplicaScheduling } from './replica-scheduling.js';
import { weightedPlan } from './weighted-plan.js';

/** Counts by cluster; clusters that are not listed are not known. */
export type ClusterCounts = Readonly<Record<string, number>>;

export interface DistributionInput {
  /** `namespace/name` of the object: decides ties. */
  readonly key: string;
  /** How many are wanted in all. */
  readonly replicas: number;
  /** Names of the clusters that may take some, in any order. */
  readonly clusters: readonly string[];
  /** The annotation of the original federation: its rules to the replica. Absent: an even division. */
  readonly preferences?: Preferences;
  /** What runs and is ready. */
  readonly existing?: ClusterCounts;
  /** Most that fits in total. */
  readonly capacity?: ClusterCounts;
  /** The previous plan; the even division moves nothing of it without need, the policy's builds on it. */
  readonly assigned?: ClusterCounts;
  /** The division that a policy asks for; not together with `preferences`. */
  readonly replicaScheduling?: ReplicaScheduling;
  /** Policy: what still fits beside what runs. */
  readonly available?: ClusterCounts;
  /** Policy: what is known of the clusters, where its rules choose by it. */
  readonly facts?: readonly ClusterFacts[];
  /** Policy: most that a cluster may have in all, whatever its rules say. */
  readonly ceiling?: ClusterCounts;
  /** Policy: uid of the object, decides ties. */
  readonly uid?: string;
  /** Policy: Steady (default) keeps what is assigned, Fresh divides anew. */
  readonly mode?: 'Steady' | 'Fresh';
}

/**
 * Divides replicas over clusters. The same input gives the same answer everywhere, in whatever order it is listed. Throws
 * Invalid with the fields that are wrong: a negative or fractional count, a cluster listed twice.
 */
export function distributeReplicas(input: DistributionInput): Distribution {
  checkInput(input);
  if (input.replicaScheduling !== undefined) return byPolicy(input, input.replicaScheduling);
  const { key, replicas, clusters, preferences } = input;
  const existing = countsOf(input.existing);
  const capacity = countsOf(input.capacity);
  const shares =
    preferences === undefined
      ? evenPlan({
          key,
          replicas,
          clusters,
          capacity,
          held: input.assigned ? countsOf(input.assigned) : existing,
        })
      : weightedPlan({ key, replicas, clusters, preferences, existing, capacity });
  return toDistribution(replicas, shares);
}

function byPolicy(input: DistributionInput, scheduling: ReplicaScheduling): Distribution {
  const { replicas, clusters, uid = '', mode = 'Steady' } = input;
  const shares = policyPlan({
    uid,
    replicas,
    clusters,
    scheduling,
    mode,
    available: countsOf(input.available),
    assigned: countsOf(input.assigned),
    ceiling: countsOf(input.ceiling),
    facts: new Map(input.facts?.map((one) => [one.name, one])),
  });
  const duplicated = scheduling.kind === 'Duplicated';
  // Every cluster gets all of a duplicated object, so what is wanted is that often as much.
  return toDistribution(duplicated ? replicas * clusters.length : replicas, shares, { leaveOutZero: true });
}

function checkInput(input: DistributionInput): void {
  const causes: StatusCause[] = [];
  const replicas = wrongCount(input.replicas, MAX_REPLICAS);
  if (replicas !== undefined) causes.push(invalidField('replicas', input.replicas, replicas));
  if (input.clusters.length > MAX_CLUSTERS) {
    throw new StatusError('Invalid', `clusters: at most ${MAX_CLUSTERS} are supported`);
  }
  const seen = new Set<string>();
  for (const [index, cluster] of input.clusters.entries()) {
    if (seen.has(cluster)) causes.push(duplicateField(`clusters[${index}]`, cluster));
    seen.add(cluster);
  }
  for (const field of ['existing', 'capacity', 'assigned', 'available', 'ceiling'] as const) {
    for (const [cluster, count] of Object.entries(input[field] ?? {})) {
      const wrong = wrongCount(count, MAX_REPLICAS);
      if (wrong !== undefined) causes.push(invalidField(`${field}[${cluster}]`, count, wrong));
    }
  }
  if (causes.length > 0) throw refused(causes);
}

function countsOf(counts: ClusterCounts | undefined): Map<string, number> {
  return new Map(Object.entries(counts ?? {}));
}
