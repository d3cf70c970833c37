import { compareText, type Share } from './distribution.js';
import { type ReplicaScheduling, type StaticWeightRule } from './replica-scheduling.js';
import { sainteLague, type WeightedParty } from './sainte-lague.js';

/** Division as a policy asks for it, by the rules of Karmada 1.16 and later; what does not fit is left unplaced. */

export interface PolicyInput {
  readonly uid: string;
  readonly replicas: number;
  readonly clusters: readonly string[];
  readonly scheduling: ReplicaScheduling;
  /** What still fits beside what runs, where known; where not, all of it. */
  readonly available: ReadonlyMap<string, number>;
  /** The previous plan. */
  readonly assigned: ReadonlyMap<string, number>;
  /** Labels of the clusters, for policies that choose by them. */
  readonly labels: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Steady keeps the previous plan and divides the difference; Fresh divides anew. */
  readonly mode: 'Steady' | 'Fresh';
}

/** One share for each cluster of the input. */
export function policyPlan(input: PolicyInput): Share[] {
  switch (input.scheduling.kind) {
    case 'Duplicated':
      return input.clusters.map((cluster) =>
        share(cluster, input.replicas, 'Duplicated', 'all, like every cluster'),
      );
    case 'StaticWeight':
      return byStaticWeight(input, input.scheduling.rules);
    case 'DynamicWeight':
      return byCapacity(input, { rule: 'DynamicWeight', choose: (candidates) => candidates });
    case 'Aggregated':
      return byCapacity(input, { rule: 'Aggregated', choose: shortestPrefix });
  }
}

/** Capacity and history do not count: the plan follows the weights alone. */
function byStaticWeight(input: PolicyInput, rules: readonly StaticWeightRule[]): Share[] {
  const weighted = input.clusters.flatMap((cluster): WeightedParty[] => {
    const labels = input.labels[cluster] ?? {};
    const matching = rules.filter((rule) => rule.matches(cluster, labels));
    return matching.length === 0
      ? []
      : [{ cluster, weight: Math.max(...matching.map((rule) => rule.weight)) }];
  });
  const parties = weighted.length > 0 ? weighted : input.clusters.map((cluster) => ({ cluster, weight: 1 }));
  const plan = sainteLague(input.replicas, parties, input.uid);
  const weights = new Map(parties.map((party) => [party.cluster, party.weight]));
  return input.clusters.map((cluster) => {
    const weight = weights.get(cluster);
    return weight === undefined
      ? share(cluster, 0, 'NotNamed', 'none: no rule of the policy names it')
      : share(cluster, plan.get(cluster) ?? 0, 'StaticWeight', `a share by weight ${weight}`);
  });
}

interface Candidate extends WeightedParty {
  readonly holds: number;
}

interface CapacityRule {
  readonly rule: string;
  /** Which of the candidates take part, for so many replicas. */
  readonly choose: (
    candidates: readonly Candidate[],
    needed: number,
    holdersFirst: boolean,
  ) => readonly Candidate[];
}

function byCapacity(input: PolicyInput, { rule, choose }: CapacityRule): Share[] {
  const { clusters, replicas, mode, uid } = input;
  const held = (cluster: string): number => input.assigned.get(cluster) ?? 0;
  const free = (cluster: string): number => input.available.get(cluster) ?? replicas;
  const total = clusters.reduce((sum, cluster) => sum + held(cluster), 0);
  const divide = (needed: number, weightOf: (cluster: string) => number, holdersFirst = false) => {
    const candidates = clusters.map((cluster) => ({
      cluster,
      weight: weightOf(cluster),
      holds: held(cluster),
    }));
    return fill(needed, choose(candidates, needed, holdersFirst), uid);
  };
  if (mode === 'Fresh') {
    const plan = divide(replicas, (cluster) => free(cluster) + held(cluster));
    return clusters.map((cluster) =>
      share(cluster, plan.get(cluster) ?? 0, rule, 'a fresh share by what fits'),
    );
  }
  if (replicas < total) {
    const plan = divide(replicas, held);
    return clusters.map((cluster) =>
      share(cluster, plan.get(cluster) ?? 0, rule, `a share of the ${held(cluster)} that it had`),
    );
  }
  const more = divide(replicas - total, free, true);
  return clusters.map((cluster) => {
    const added = more.get(cluster) ?? 0;
    return share(
      cluster,
      held(cluster) + added,
      rule,
      `${held(cluster)} that it had and ${added} by what fits beside`,
    );
  });
}

/** By weight as long as there is room for all; else everybody is filled up. */
function fill(needed: number, candidates: readonly Candidate[], uid: string): ReadonlyMap<string, number> {
  const room = candidates.reduce((sum, one) => sum + one.weight, 0);
  if (room <= needed) return new Map(candidates.map((one) => [one.cluster, one.weight]));
  return sainteLague(
    needed,
    candidates.filter((one) => one.weight > 0),
    uid,
  );
}

/** As few clusters as will do: the largest first, and before them (when scaling up) those that have some already. */
function shortestPrefix(
  candidates: readonly Candidate[],
  needed: number,
  holdersFirst: boolean,
): Candidate[] {
  const sorted = [...candidates].sort(
    (a, b) =>
      (holdersFirst ? Number(b.holds > 0) - Number(a.holds > 0) : 0) ||
      b.weight - a.weight ||
      compareText(a.cluster, b.cluster),
  );
  let sum = 0;
  const last = sorted.findIndex((one) => (sum += one.weight) >= needed);
  return last < 0 ? sorted : sorted.slice(0, last + 1);
}

function share(cluster: string, replicas: number, rule: string, why: string): Share {
  return { cluster, replicas, rule, message: `gets ${replicas}: ${why}` };
}
