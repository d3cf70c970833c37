import { affinityRefusal, type ClusterFacts } from './cluster-affinity.js';
import { compareText, type Share } from './distribution.js';
import { limitsOf, type ReplicaScheduling, type StaticWeightRule } from './replica-scheduling.js';
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
  /** What is known of the clusters, for policies that choose by it. */
  readonly facts: ReadonlyMap<string, ClusterFacts>;
  /** Most that a cluster may have, whatever the policy says. */
  readonly ceiling: ReadonlyMap<string, number>;
  /** Steady keeps the previous plan and divides the difference; Fresh divides anew. */
  readonly mode: 'Steady' | 'Fresh';
}

/** A cluster that takes part. */
interface Candidate {
  readonly cluster: string;
  readonly facts: ClusterFacts;
  /** Of the previous plan. */
  readonly held: number;
  /** What still fits beside that. */
  readonly free: number;
  /** What fits in all, where that is known. */
  readonly room: number;
  readonly min: number;
  readonly max: number;
}

/** One share for each cluster of the input. */
export function policyPlan(input: PolicyInput): Share[] {
  const { scheduling, replicas } = input;
  const candidates = candidatesOf(input);
  switch (scheduling.kind) {
    case 'Duplicated':
      return input.clusters.map((cluster) =>
        share(cluster, replicas, 'Duplicated', 'all, like every cluster'),
      );
    case 'StaticWeight':
      return byStaticWeight(input, candidates, scheduling);
    case 'DynamicWeight':
      return byCapacity(input, candidates, DYNAMIC);
    case 'Aggregated':
      return byCapacity(input, candidates, AGGREGATED);
  }
}

function candidatesOf({ clusters, scheduling, replicas, ...known }: PolicyInput): Candidate[] {
  return clusters.map((cluster) => {
    const facts = known.facts.get(cluster) ?? unknownCluster(cluster);
    const held = known.assigned.get(cluster) ?? 0;
    const limits = limitsOf(scheduling.limits ?? [], facts);
    const max = Math.min(limits.max, known.ceiling.get(cluster) ?? Infinity);
    const free = known.available.get(cluster);
    const room = free === undefined ? Infinity : held + free;
    return { cluster, facts, held, free: free ?? replicas, room, max, min: Math.min(limits.min, max) };
  });
}

function unknownCluster(name: string): ClusterFacts {
  return { name, labels: {}, region: '', provider: '', zones: [] };
}

interface StaticWeights {
  readonly rules: readonly StaticWeightRule[];
  readonly respectCapacity?: boolean;
}

/** History does not count, nor does capacity unless the policy asks for it: the plan follows the weights. */
function byStaticWeight(
  { replicas, uid }: PolicyInput,
  candidates: readonly Candidate[],
  { rules, respectCapacity = false }: StaticWeights,
): Share[] {
  const weights = weightsOf(candidates, rules);
  const parties = candidates.flatMap((one): WeightedParty[] => {
    const weight = weights.get(one.cluster);
    const max = Math.min(one.max, respectCapacity ? one.room : Infinity);
    return weight === undefined ? [] : [{ cluster: one.cluster, weight, max, min: Math.min(one.min, max) }];
  });
  const plan = sainteLague(replicas, parties, uid);
  const bounds = new Map(parties.map((party) => [party.cluster, party]));
  return candidates.map((one) => {
    const party = bounds.get(one.cluster);
    if (!party) return share(one.cluster, 0, 'NotNamed', 'no rule of the policy names it');
    const count = plan.get(one.cluster) ?? 0;
    const why = `a share by weight ${party.weight}`;
    const fits = respectCapacity ? one.room : Infinity;
    return bounding(one, count, fits) ?? share(one.cluster, count, 'StaticWeight', why);
  });
}

/** The largest weight of the rules that match. Where no rule matches any cluster, all weigh the same. */
function weightsOf(
  candidates: readonly Candidate[],
  rules: readonly StaticWeightRule[],
): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const { cluster, facts } of candidates)
    for (const { weight, target } of rules)
      if (affinityRefusal(target, facts) === undefined)
        weights.set(cluster, Math.max(weight, weights.get(cluster) ?? 0));
  return weights.size > 0 ? weights : new Map(candidates.map(({ cluster }) => [cluster, 1]));
}

/** Says so where a bound decided; `fits` is the most that it has room for. */
function bounding({ cluster, min, max }: Candidate, count: number, fits: number): Share | undefined {
  if (count === max) return share(cluster, count, 'MaxReached', 'as many as it may have');
  if (count === fits) return share(cluster, count, 'Full', 'as many as fit');
  return count === min && min > 0 ? share(cluster, count, 'Min', 'its minimum') : undefined;
}

interface Party extends WeightedParty {
  readonly min: number;
  readonly max: number;
  readonly holds: number;
}

interface CapacityRule {
  readonly rule: string;
  /** Why a cluster that has room gets none. */
  readonly none: string;
  /** Which of the parties get more than their minimum, for so many replicas. */
  readonly choose: (parties: readonly Party[], needed: number, holdersFirst: boolean) => readonly Party[];
}

const DYNAMIC: CapacityRule = {
  rule: 'DynamicWeight',
  none: 'of so few none falls to what fits here',
  choose: (all) => all,
};

const AGGREGATED: CapacityRule = {
  rule: 'Aggregated',
  none: 'fewer clusters are enough',
  choose: shortestPrefix,
};

function byCapacity(input: PolicyInput, candidates: readonly Candidate[], by: CapacityRule): Share[] {
  const { replicas, mode, uid } = input;
  const divide = (needed: number, parties: readonly Party[], holdersFirst = false) =>
    fill(needed, parties, by.choose(parties, needed, holdersFirst), uid);
  const explain = (plan: ReadonlyMap<string, number>, why: (one: Candidate, count: number) => string) =>
    candidates.map((one) => {
      const count = plan.get(one.cluster) ?? 0;
      const reason = count === 0 ? by.none : why(one, count);
      return bounding(one, count, one.room) ?? share(one.cluster, count, by.rule, reason);
    });
  if (mode === 'Fresh') {
    const plan = divide(replicas, candidates.map(afresh));
    return explain(plan, () => 'a fresh share by what fits');
  }
  const kept = candidates.map(keep);
  const total = kept.reduce((sum, { floor }) => sum + floor, 0);
  if (replicas < total) {
    const plan = divide(
      replicas,
      kept.map(({ shrinking }) => shrinking),
    );
    return explain(plan, ({ held }) => `a share of the ${held} that it had`);
  }
  const more = divide(
    replicas - kept.reduce((sum, one) => sum + one.kept, 0),
    kept.map(({ growing }) => growing),
    true,
  );
  const plan = new Map(
    kept.map((one) => [one.growing.cluster, one.kept + (more.get(one.growing.cluster) ?? 0)]),
  );
  return explain(
    plan,
    ({ held }, count) =>
      `${Math.min(held, count)} that it had and ${Math.max(0, count - held)} by what fits beside`,
  );
}

function afresh({ cluster, held, free, min, max }: Candidate): Party {
  const most = Math.min(max, held + free);
  return { cluster, holds: held, weight: held + free, min: Math.min(min, most), max: most };
}

/** What a candidate keeps of the previous plan, and how it takes part when more or fewer are wanted than all keep. */
function keep({ cluster, held, free, min, max }: Candidate) {
  const kept = Math.min(held, max);
  const least = Math.min(min, kept + free);
  const floor = Math.max(kept, least);
  const room = Math.min(free, max - kept);
  const growing: Party = { cluster, holds: held, weight: free, min: floor - kept, max: room };
  const shrinking: Party = { cluster, holds: held, weight: kept, min: least, max: floor };
  return { kept, floor, growing, shrinking };
}

/** By weight as long as there is room for all; else everybody is filled up. Who is not chosen gets its minimum. */
function fill(
  needed: number,
  parties: readonly Party[],
  chosen: readonly Party[],
  uid: string,
): ReadonlyMap<string, number> {
  const taking = new Set(chosen);
  const bounded = parties.map((one) => (taking.has(one) ? one : { ...one, max: one.min }));
  const room = bounded.reduce((sum, { max }) => sum + max, 0);
  if (room <= needed) return new Map(bounded.map(({ cluster, max }) => [cluster, max]));
  return sainteLague(needed, bounded, uid);
}

/** As few clusters as will do: the largest first, and before them (when scaling up) those that have some already. */
function shortestPrefix(parties: readonly Party[], needed: number, holdersFirst: boolean): Party[] {
  const sorted = [...parties].sort(
    (a, b) =>
      (holdersFirst ? Number(b.holds > 0) - Number(a.holds > 0) : 0) ||
      b.max - a.max ||
      compareText(a.cluster, b.cluster),
  );
  let sum = parties.reduce((least, { min }) => least + min, 0);
  const last = sorted.findIndex(({ min, max }) => (sum += max - min) >= needed);
  return last < 0 ? sorted : sorted.slice(0, last + 1);
}

function share(cluster: string, replicas: number, rule: string, why: string): Share {
  return { cluster, replicas, rule, message: `gets ${replicas}: ${why}` };
}
