import { compareText } from './distribution.js';

/** One cluster that counts: it is there, or is believed to be. */
export interface StepCluster {
  readonly cluster: string;
  /** What it was given so far. */
  readonly given: number;
  /** What it shall have in the end. */
  readonly target: number;
  /** Of what it was given, how many are known to be ready. */
  readonly ready: number;
}

export interface StepInput {
  /** Replicas wanted in all. */
  readonly wanted: number;
  /** How many more than wanted may be given out while some are on their way. */
  readonly surge: number;
  /** Of what clusters gain, so many are new rather than moved: up to what is wanted they wait for nothing. */
  readonly growth: number;
  readonly clusters: readonly StepCluster[];
  /** Away for so long that what they have does not count; `given` is what they may still run when they return. */
  readonly lost: readonly { readonly cluster: string; readonly given: number }[];
  /** Moves allowed now, by receiving cluster. Absent: all. */
  readonly granted?: ReadonlyMap<string, number>;
}

export interface Step {
  /** What each cluster is given next, lost ones included. */
  readonly next: ReadonlyMap<string, number>;
  /** Moves that the step would make if all were granted, by receiving cluster. */
  readonly asked: ReadonlyMap<string, number>;
}

/**
 * One step from what is given towards the targets, so that nothing ready is taken away before its replacement is ready:
 *
 * 1. Clusters gain what is new at once, and what moves as far as it is granted and the surge has room.
 * 2. Clusters lose first what is not ready; of what is ready, only as many as are ready beyond those wanted. The sum never
 *    falls below that of the targets.
 * 3. What is given beyond wanted and surge goes whatever its state: a scale-down, a cluster that returned.
 * 4. Lost clusters keep only as many as are not ready elsewhere yet, so that none comes back to double capacity.
 *
 * Repeated as clusters report, it ends at the targets.
 */
export function moveStep(input: StepInput): Step {
  const next = new Map(input.clusters.map(({ cluster, given }) => [cluster, given]));
  const asked = gain(input, next);
  lose(input, next);
  keepLost(input, next);
  return { next, asked };
}

/** The most that a move may have on its way at once: a quarter of what is wanted, as a Deployment's maxSurge. */
export function surgeOf(wanted: number): number {
  return Math.max(1, Math.ceil(wanted / 4));
}

function gain(input: StepInput, next: Map<string, number>): ReadonlyMap<string, number> {
  const asked = new Map<string, number>();
  let growth = Math.min(input.growth, Math.max(0, input.wanted - sum(next)));
  const gaining = byDifference(input.clusters, ({ target, given }) => target - given);
  const rest = gaining.map(({ cluster, by }) => {
    const grown = Math.min(by, growth);
    growth -= grown;
    add(next, cluster, grown);
    return { cluster, by: by - grown };
  });
  let room = Math.max(0, input.wanted + input.surge - sum(next)) + worthless(input.clusters);
  for (const { cluster, by } of rest) {
    const moved = Math.min(by, room);
    if (moved === 0) continue;
    room -= moved;
    asked.set(cluster, moved);
    add(next, cluster, input.granted ? Math.min(moved, input.granted.get(cluster) ?? 0) : moved);
  }
  return asked;
}

/** What can be taken away in the same step without loss: it is not ready where it is. */
function worthless(clusters: readonly StepCluster[]): number {
  return clusters.reduce(
    (total, { given, target, ready }) => total + Math.max(0, Math.min(given - target, given - ready)),
    0,
  );
}

function lose({ clusters, wanted, surge }: StepInput, next: Map<string, number>): void {
  const targets = clusters.reduce((total, { target }) => total + target, 0);
  let spare = Math.max(0, sum(next) - targets);
  const losing = byDifference(clusters, ({ target, given }) => given - target);
  const readyAt = new Map(clusters.map((one) => [one.cluster, Math.min(one.ready, one.given)]));
  const take = (cluster: string, count: number): void => {
    spare -= count;
    add(next, cluster, -count);
  };
  const left = ({ cluster, by }: Change, given: number): number => by - (given - (next.get(cluster) ?? 0));
  for (const change of losing)
    take(change.cluster, Math.min(change.by, change.given - (readyAt.get(change.cluster) ?? 0), spare));
  let beyond = Math.max(0, [...readyAt.values()].reduce((total, count) => total + count, 0) - targets);
  for (const change of losing) {
    const count = Math.min(left(change, change.given), spare, beyond);
    beyond -= count;
    take(change.cluster, count);
  }
  let excess = sum(next) - wanted - surge;
  for (const change of losing) {
    const count = Math.max(0, Math.min(left(change, change.given), spare, excess));
    excess -= count;
    take(change.cluster, count);
  }
}

function keepLost({ clusters, lost, wanted }: StepInput, next: Map<string, number>): void {
  const ready = clusters.reduce(
    (total, one) => total + Math.min(one.ready, one.given, next.get(one.cluster) ?? 0),
    0,
  );
  let missing = Math.max(0, wanted - ready);
  for (const { cluster, given } of [...lost].sort((a, b) => compareText(a.cluster, b.cluster))) {
    const kept = Math.min(given, missing);
    missing -= kept;
    next.set(cluster, kept);
  }
}

interface Change {
  readonly cluster: string;
  readonly given: number;
  readonly by: number;
}

/** Those with a difference above zero, the largest first. */
function byDifference(clusters: readonly StepCluster[], difference: (one: StepCluster) => number): Change[] {
  return clusters
    .map((one) => ({ cluster: one.cluster, given: one.given, by: difference(one) }))
    .filter(({ by }) => by > 0)
    .sort((a, b) => b.by - a.by || compareText(a.cluster, b.cluster));
}

function add(counts: Map<string, number>, cluster: string, count: number): void {
  counts.set(cluster, (counts.get(cluster) ?? 0) + count);
}

function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
