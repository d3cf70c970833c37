import {
  distributeReplicas,
  moveStep,
  surgeOf,
  type ClusterFacts,
  type Distribution,
  type Preferences,
  type PropagationPolicy,
  type ReplicaScheduling,
} from '#libs/placement';
import { type Role } from './standing.js';

/** A member that may have a part of the replicas, as the division sees it. */
export interface DivisionMember {
  readonly cluster: string;
  readonly role: Role;
  /** For people: why it does not take. */
  readonly why: string;
  /** What it was told to run so far; undefined: it has no copy. */
  readonly given: number | undefined;
  /** Of those, how many are known to be ready. */
  readonly ready: number;
  /** What it is meant to have when all members are well; undefined: it has no copy. */
  readonly home: number | undefined;
  /** Most that fits, where known: pods stayed Pending beyond it. */
  readonly capacity: number | undefined;
  /** It is given no more than it has ready, for so many did not become ready for too long. Absent: no such thing. */
  readonly ill?: number;
  /** It shall not have any: what it has goes as soon as others have it. */
  readonly leaves?: boolean;
  /** How many more are thought to fit beside what runs; absent: nobody knows. */
  readonly room?: number;
}

/** How a policy divides; then there are no preferences. */
export interface PolicyRule {
  readonly scheduling: ReplicaScheduling;
  readonly uid: string;
  readonly facts: readonly ClusterFacts[];
  readonly purge: PropagationPolicy['purge'];
}

export interface DivisionInput {
  /** `namespace/name`: decides ties. */
  readonly key: string;
  readonly wanted: number;
  /** Absent: an even division. */
  readonly preferences: Preferences | undefined;
  readonly rule?: PolicyRule;
  readonly members: readonly DivisionMember[];
  /** Moves allowed now, by receiving cluster. Absent: all. */
  readonly granted: ReadonlyMap<string, number> | undefined;
  /** What becomes of replicas that are given up as unhealthy. Absent: Gracefully. */
  readonly purgeIll?: PropagationPolicy['purge'];
}

export interface DividedShare {
  readonly cluster: string;
  readonly replicas: number;
  readonly home: number;
  readonly reason: string;
}

export interface DividedReplicas {
  /** One for each member, in their order. */
  readonly shares: readonly DividedShare[];
  readonly unplaced: number;
  /** Beyond the capacity of clusters, by the rules of the preferences. */
  readonly overflow: Readonly<Record<string, number>>;
  /** Moves that wait for a grant or would have, by receiving cluster. */
  readonly asked: ReadonlyMap<string, number>;
}

type Counts = Readonly<Record<string, number>>;

/**
 * Divides in three stages (docs/decisions/0020-moving-replicas.md). Homes: what every member would have if all were well,
 * from the homes of before, so that a member that returns gets what it had. Targets: the same over the members that can
 * take now, with the homes as what they hold, so that only what was lost or does not fit moves. Then one step from what is
 * given towards the targets.
 */
export function divideReplicas(input: DivisionInput): DividedReplicas {
  const { members, wanted, rule } = input;
  const before = countsBy(members, ({ home }) => home);
  const staying = members.filter(({ leaves }) => leaves !== true);
  const homes = distribute(
    input,
    staying,
    countsBy(staying, ({ home }) => home),
    capacities(input, false),
  );
  const target = targets(input, staying, homes);
  const excess = excessOf(members, target.counts);
  const step = moveStep({
    wanted,
    surge: Math.min(surgeOf(wanted), rule?.scheduling.maxMoved ?? Infinity),
    growth: Math.max(0, wanted - Math.max(sum(before), sum(countsBy(members, ({ given }) => given)))),
    clusters: members
      .filter(({ role }) => role !== 'lost')
      .map(({ cluster, given = 0, ready }) => ({
        cluster,
        given: given - (excess.get(cluster) ?? 0),
        ready,
        target: target.counts.get(cluster) ?? 0,
      })),
    lost: [
      ...members.filter(({ role }) => role === 'lost').map(({ cluster, given = 0 }) => ({ cluster, given })),
      ...[...excess].map(([cluster, given]) => ({ cluster: illPart(cluster), given })),
    ],
    ...(input.granted ? { granted: input.granted } : {}),
  });
  const reasons = new Map(target.distribution.reasons.map(({ cluster, message }) => [cluster, message]));
  const shares = members.map((member): DividedShare => {
    const replicas =
      purged(member, step.next.get(member.cluster) ?? 0, rule) +
      purgedIll(excess.get(member.cluster) ?? 0, step.next.get(illPart(member.cluster)) ?? 0, input.purgeIll);
    const meant = target.counts.get(member.cluster) ?? 0;
    const reason = explain(member, reasons.get(member.cluster) ?? '', replicas, meant);
    return { cluster: member.cluster, replicas, home: homes.plan[member.cluster] ?? 0, reason };
  });
  const { overflow } = target.distribution;
  return { shares, unplaced: target.unplaced, overflow, asked: step.asked };
}

interface Targets {
  readonly distribution: Distribution;
  readonly counts: ReadonlyMap<string, number>;
  readonly unplaced: number;
}

function targets(input: DivisionInput, staying: readonly DivisionMember[], homes: Distribution): Targets {
  const { members, wanted } = input;
  const taking = staying.filter(({ role }) => role === 'takes' || role === 'keeps');
  const isSettled = taking.every(({ role, capacity }) => role === 'takes' && capacity === undefined);
  const distribution =
    isSettled && taking.length === staying.length
      ? homes
      : distribute(input, taking, basis(input, taking, homes), capacities(input, true));
  const counts = new Map(Object.entries(distribution.plan));
  // What finds no other place stays where it runs, and what is Pending stays Pending there.
  const left = keep(counts, members, wanted - sum(counts.values()), ({ role }) => role === 'drains');
  keep(
    counts,
    members,
    left,
    ({ role, cluster, capacity }) => role === 'takes' && counts.get(cluster) === capacity,
  );
  return { distribution, counts, unplaced: left };
}

/**
 * What the targets build on: homes. A policy that divides by what fits would choose others whenever that changes, so what went
 * elsewhere counts as held there.
 */
function basis(
  { rule, wanted }: DivisionInput,
  taking: readonly DivisionMember[],
  homes: Distribution,
): Counts {
  const home = countsBy(taking, ({ cluster }) => homes.plan[cluster] ?? (rule ? 0 : undefined));
  if (!rule) return home;
  const held = countsBy(taking, ({ cluster, given = 0 }) => Math.max(given, home[cluster] ?? 0));
  return sum(held) <= wanted ? held : home;
}

/**
 * What is given up where it is, by cluster: it counts for nothing any more, as if its cluster were lost. What finds no other place
 * is none of it.
 */
function excessOf(
  members: readonly DivisionMember[],
  targets: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  return new Map(
    members.flatMap(({ cluster, given = 0, ill = 0, role }): [string, number][] => {
      const count = Math.min(ill, given - Math.min(given, targets.get(cluster) ?? 0));
      return role !== 'lost' && count > 0 ? [[cluster, count]] : [];
    }),
  );
}

/** No cluster bears such a name. */
function illPart(cluster: string): string {
  return `${cluster} unhealthy`;
}

function purgedIll(excess: number, kept: number, purge: DivisionInput['purgeIll']): number {
  if (purge === 'Directly') return 0;
  return purge === 'Never' ? excess : kept;
}

/** What stays in a member that is lost, as a policy says. */
function purged({ role, given = 0 }: DivisionMember, replicas: number, rule: PolicyRule | undefined): number {
  if (role !== 'lost' || rule === undefined || rule.purge === 'Gracefully') return replicas;
  return rule.purge === 'Never' ? given : 0;
}

/** Leaves with members of a kind what no other takes, at most what they have. Answers what is left. */
function keep(
  counts: Map<string, number>,
  members: readonly DivisionMember[],
  unplaced: number,
  isOfKind: (member: DivisionMember) => boolean,
): number {
  let left = unplaced;
  for (const member of members) {
    const has = counts.get(member.cluster) ?? 0;
    const more = isOfKind(member) ? Math.min(left, Math.max(0, (member.given ?? 0) - has)) : 0;
    if (more > 0) counts.set(member.cluster, has + more);
    left -= more;
  }
  return left;
}

/**
 * What bounds a division. Homes know no bounds in the even form: they are where replicas return to. With preferences they
 * do, for what once moved because it did not fit stays, unless rebalance says otherwise (the original's rule).
 */
function capacities({ members, preferences, rule }: DivisionInput, isTarget: boolean): Counts {
  return countsBy(members, ({ role, given = 0, capacity, ill }) => {
    const isHeeded = isTarget && (ill !== undefined || !ignoresCapacity(rule));
    const fits = isHeeded || preferences ? capacity : undefined;
    const held = isTarget && role === 'keeps' ? given : undefined;
    return fits === undefined || held === undefined ? (fits ?? held) : Math.min(fits, held);
  });
}

/** Static weights are followed, whatever fits, unless the policy asks otherwise. */
function ignoresCapacity(rule: PolicyRule | undefined): boolean {
  return rule?.scheduling.kind === 'StaticWeight' && rule.scheduling.respectCapacity !== true;
}

function distribute(
  { key, wanted, preferences, rule }: DivisionInput,
  members: readonly DivisionMember[],
  held: Counts,
  capacity: Counts,
): Distribution {
  const clusters = members.map(({ cluster }) => cluster);
  if (rule) {
    const { scheduling: replicaScheduling, uid, facts } = rule;
    const common = { key, uid, facts, replicas: wanted, clusters, replicaScheduling };
    return distributeReplicas({
      ...common,
      assigned: held,
      ceiling: capacity,
      available: available(members, held),
    });
  }
  return distributeReplicas({
    key,
    replicas: wanted,
    clusters,
    capacity,
    // Never what runs: a surge of pods must not pull replicas towards itself (federation-v1.md 8.1).
    ...(preferences ? { preferences, existing: held } : { assigned: held }),
  });
}

/** What fits beside `held`. What was given and is not ready yet is on its way into the room that was told. */
function available(members: readonly DivisionMember[], held: Counts): Counts {
  return countsBy(members, ({ cluster, room, given = 0, ready }) => {
    if (room === undefined) return undefined;
    return Math.max(0, given + Math.max(0, room - (given - ready)) - (held[cluster] ?? 0));
  });
}

function explain({ role, why, ill }: DivisionMember, rule: string, replicas: number, target: number): string {
  if (role === 'lost')
    return replicas === 0
      ? `${why}: its replicas run elsewhere`
      : `${why}: counts for none, but keeps ${replicas} until their replacements are ready`;
  const takes = ill === undefined ? rule : `replicas were not ready here for too long: is to keep ${target}`;
  const base = role === 'takes' ? takes : `${why}: gets nothing new, is to keep ${target}`;
  if (replicas > target) return `${base}; ${replicas - target} more stay until their replacements are ready`;
  return replicas < target ? `${base}; has ${replicas}, the others are on their way` : base;
}

function countsBy(
  members: readonly DivisionMember[],
  count: (member: DivisionMember) => number | undefined,
): Counts {
  return Object.fromEntries(
    members.flatMap((member) => {
      const value = count(member);
      return value === undefined ? [] : [[member.cluster, value]];
    }),
  );
}

function sum(counts: Counts | Iterable<number>): number {
  let total = 0;
  for (const count of Symbol.iterator in counts ? counts : Object.values(counts)) total += count;
  return total;
}
