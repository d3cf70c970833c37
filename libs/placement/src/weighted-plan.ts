import { compareText, type Share } from './distribution.js';
import { ceilShare } from './exact-share.js';
import { fnv1 } from './fnv.js';
import { type ClusterPreference, type Preferences } from './preferences.js';

/** The division of the original federation's annotations, to the replica (its planner: see README). */

export interface WeightedInput {
  /** `namespace/name`. */
  readonly key: string;
  readonly replicas: number;
  readonly clusters: readonly string[];
  readonly preferences: Preferences;
  /** Replicas that run and are ready. */
  readonly existing: ReadonlyMap<string, number>;
  /** Most that fits, where known. */
  readonly capacity: ReadonlyMap<string, number>;
}

/** A cluster that takes part, while the plan is made. */
interface Seat extends ClusterPreference {
  readonly cluster: string;
  readonly hash: number;
  readonly existing: number;
  /** Infinity when there is none; likewise the capacity. Only what is beyond capacity overflows. */
  readonly max: number;
  readonly capacity: number;
  plan: number;
  /** Kept replicas that later fair shares have not paid for yet. */
  credit: number;
  kept: number;
  overflow: number;
}

/** One share for each cluster of the input. */
export function weightedPlan(input: WeightedInput): Share[] {
  const seats = takeSeats(input);
  let remaining = grantMinimums(seats, input.replicas);
  if (!input.preferences.rebalance) remaining = keepRunning(seats, remaining);
  remaining = divideRest(seats, remaining);
  if (!input.preferences.rebalance) {
    // Only what found no other place counts; each cluster is trimmed by itself.
    for (const seat of seats) seat.overflow = Math.min(seat.overflow, remaining);
  }
  const named = new Map(seats.map((seat) => [seat.cluster, seat]));
  return input.clusters.map((cluster) => toShare(cluster, named.get(cluster)));
}

/** The clusters that a preference names, by weight descending, then hash ascending. */
function takeSeats({ key, clusters, preferences, existing, capacity }: WeightedInput): Seat[] {
  const everyOther = preferences.clusters.get('*');
  const seats: Seat[] = [];
  for (const cluster of clusters) {
    const preference = preferences.clusters.get(cluster) ?? everyOther;
    if (preference === undefined) continue;
    seats.push({
      ...preference,
      cluster,
      hash: fnv1(cluster + key),
      existing: existing.get(cluster) ?? 0,
      max: preference.maxReplicas ?? Infinity,
      capacity: capacity.get(cluster) ?? Infinity,
      plan: 0,
      credit: 0,
      kept: 0,
      overflow: 0,
    });
  }
  // The name only decides when two hashes are the same, where the original left it to chance.
  return seats.sort((a, b) => b.weight - a.weight || a.hash - b.hash || compareText(a.cluster, b.cluster));
}

/** Gives what remains. */
function grantMinimums(seats: readonly Seat[], replicas: number): number {
  let remaining = replicas;
  for (const seat of seats) {
    seat.plan = Math.min(seat.minReplicas, remaining, seat.capacity);
    remaining -= seat.plan;
  }
  return remaining;
}

/** Running replicas stay where they are, as far as they are wanted; whoever sorts first keeps first. */
function keepRunning(seats: readonly Seat[], replicas: number): number {
  let remaining = replicas;
  for (const seat of seats) {
    const target = Math.min(seat.existing, seat.max, seat.capacity);
    const kept = Math.max(0, Math.min(target - seat.plan, remaining));
    seat.plan += kept;
    seat.kept = kept;
    seat.credit = kept;
    remaining -= kept;
  }
  return remaining;
}

/**
 * Rounds of weighted shares among the clusters that are not full, until nothing is left or nothing changes. Every round that
 * places nothing is one that credit pays for in full, and those are taken many at a time, so the number of rounds is bounded
 * by the clusters that fill up and the credit's square root, not by the replicas.
 */
function divideRest(seats: readonly Seat[], replicas: number): number {
  let active = [...seats];
  let remaining = replicas;
  for (let changed = true; changed && remaining > 0;) {
    const total = active.reduce((sum, seat) => sum + seat.weight, 0);
    if (total === 0) break;
    const amount = remaining;
    const shares = active.map((seat) => ceilShare(amount, seat.weight, total));
    payByCredit(active, shares);
    changed = false;
    const open: Seat[] = [];
    for (const [index, seat] of active.entries()) {
      const taken = takeShare(seat, Math.min(shares[index] ?? 0, remaining));
      remaining -= taken.placed;
      if (taken.placed !== 0 || taken.paid > 0) changed = true;
      if (!taken.full) open.push(seat);
    }
    active = open;
  }
  return remaining;
}

/** Takes at once all rounds in which every share is paid for by credit: they change nothing but the credit. */
function payByCredit(active: readonly Seat[], shares: readonly number[]): void {
  let rounds = Infinity;
  for (const [index, seat] of active.entries()) {
    const share = shares[index] ?? 0;
    if (share > 0) rounds = Math.min(rounds, Math.floor(seat.credit / share));
  }
  if (rounds === 0 || rounds === Infinity) return;
  for (const [index, seat] of active.entries()) seat.credit -= rounds * (shares[index] ?? 0);
}

/** Gives a cluster its share of one round, less what its kept replicas have had in advance, up to its limits. */
function takeShare(seat: Seat, share: number): { placed: number; paid: number; full: boolean } {
  const paid = Math.min(share, seat.credit);
  seat.credit -= paid;
  let total = seat.plan + share - paid;
  let full = false;
  if (total > seat.max) {
    total = seat.max;
    full = true;
  }
  if (total > seat.capacity) {
    seat.overflow = total - seat.capacity;
    total = seat.capacity;
    full = true;
  }
  const placed = total - seat.plan;
  seat.plan = total;
  return { placed, paid, full };
}

function toShare(cluster: string, seat: Seat | undefined): Share {
  if (seat === undefined) {
    const message = 'gets none: no preference names it and there is none for "*"';
    return { cluster, replicas: 0, rule: 'NotNamed', message };
  }
  return { cluster, replicas: seat.plan, overflow: seat.overflow, ...explain(seat) };
}

interface Explanation {
  readonly rule: string;
  readonly applies: (seat: Seat) => boolean;
  readonly message: (seat: Seat) => string;
}

/** First match wins: what held the cluster back comes before what it was given for. */
const EXPLANATIONS: readonly Explanation[] = [
  {
    rule: 'Capacity',
    applies: (seat) => seat.plan === seat.capacity,
    message: (seat) => `gets ${seat.plan}: no more fit`,
  },
  {
    rule: 'Maximum',
    applies: (seat) => seat.plan === seat.max,
    message: (seat) => `gets ${seat.plan}: its maximum`,
  },
  {
    rule: 'Kept',
    applies: (seat) => seat.kept > 0,
    message: (seat) => `gets ${seat.plan}: ${seat.existing} run there and rebalance is off`,
  },
  {
    rule: 'Minimum',
    applies: (seat) => seat.plan > 0 && seat.plan <= seat.minReplicas,
    message: (seat) => `gets ${seat.plan} of its minimum of ${seat.minReplicas}`,
  },
  {
    rule: 'Weight',
    applies: () => true,
    message: (seat) => `gets ${seat.plan} by weight ${seat.weight}`,
  },
];

function explain(seat: Seat): { rule: string; message: string } {
  const found = EXPLANATIONS.find((one) => one.applies(seat));
  return { rule: found?.rule ?? 'Weight', message: found?.message(seat) ?? '' };
}
