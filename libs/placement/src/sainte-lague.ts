import { compareText } from './distribution.js';
import { fnv1a } from './fnv.js';

/** Webster's (Sainte-Lague's) division: each replica in turn to the highest weight / (2 * has + 1). */

export interface WeightedParty {
  readonly cluster: string;
  /** A whole number, 0 or more; those with 0 get their minimum only, unless nobody has any weight. */
  readonly weight: number;
  /** Given before anything is divided; 0 if absent. */
  readonly min?: number;
  /** Absent: no maximum. Not below the minimum. */
  readonly max?: number;
}

interface Seat {
  readonly cluster: string;
  readonly weight: number;
  readonly min: number;
  readonly max: number;
  seats: number;
}

/** Halvings of the bar: enough for every digit of a double. */
const HALVINGS = 100;
/** Seats so close to the bar are left to the loop, which compares them exactly. */
const MARGIN = 1e-9;

/**
 * Divides `replicas` by weight within the bounds of each. Ties go to whoever has fewer, then by name: ascending, or descending
 * when the FNV-1a hash of `uid` is odd (an empty uid counts as even). Growing `replicas` never takes anything away, and with
 * capacities as weights nobody gets more than it can hold as long as the sum is enough. Where the minima are more than there
 * is, they are divided in the same way; what is above the sum of the maxima is not given.
 */
export function sainteLague(
  replicas: number,
  parties: readonly WeightedParty[],
  uid: string,
): ReadonlyMap<string, number> {
  const direction = uid !== '' && fnv1a(uid) % 2 === 1 ? -1 : 1;
  const seats = bounded(replicas, parties).sort((a, b) => direction * compareText(a.cluster, b.cluster));
  let left = replicas - giveSafeSeats(replicas, seats);
  for (; left > 0; left--) {
    const next = seats.reduce<Seat | undefined>(
      (best, seat) => (seat.seats < seat.max && isBefore(seat, best) ? seat : best),
      undefined,
    );
    if (next === undefined) break;
    next.seats++;
  }
  return new Map(seats.map((seat) => [seat.cluster, seat.seats]));
}

function bounded(replicas: number, parties: readonly WeightedParty[]): Seat[] {
  const minima = parties.reduce((sum, { min = 0 }) => sum + min, 0);
  const scarce = minima > replicas;
  // All the same for nobody: then all that counts is who has fewer.
  const weightless = parties.every(({ weight, min = 0 }) => weight === 0 || (scarce && min === 0));
  return parties.map(({ cluster, weight, min = 0, max = Infinity }) => {
    const most = scarce ? min : weight === 0 && !weightless ? min : max;
    return { cluster, weight: weightless ? 1 : weight, min: scarce ? 0 : min, max: most, seats: 0 };
  });
}

/**
 * Gives at once the seats that are certain: the minima, and all whose quotient is above a bar so high that no more than
 * `replicas` are. What is left is a few, whatever the number of replicas. Answers how many it gave.
 */
function giveSafeSeats(replicas: number, seats: readonly Seat[]): number {
  const weights = seats.flatMap(({ weight }) => (weight > 0 ? [weight] : []));
  let high = (replicas + 1) / Math.min(Infinity, ...weights);
  let low = 0;
  for (let halved = 0; halved < HALVINGS && high - low > high * Number.EPSILON; halved++) {
    const middle = (low + high) / 2;
    if (seats.reduce((sum, seat) => sum + above(seat, middle, 0), 0) <= replicas) low = middle;
    else high = middle;
  }
  let given = 0;
  for (const seat of seats) {
    seat.seats = above(seat, low, MARGIN);
    given += seat.seats;
  }
  return given;
}

/** Seats of one party whose quotient is at least 1 / (2 * scale), within its bounds. */
function above({ weight, min, max }: Seat, scale: number, margin: number): number {
  const share = weight * scale;
  return Math.min(max, Math.max(min, Math.floor(share + 0.5 - margin * (1 + share))));
}

/** Seats are in order of preference, so a later one must be better, not equal. */
function isBefore(seat: Seat, best: Seat | undefined): boolean {
  if (best === undefined) return true;
  const [mine, theirs] = [priority(seat), priority(best)];
  return mine === theirs ? seat.seats < best.seats : mine > theirs;
}

function priority(seat: Seat): number {
  return seat.weight / (2 * seat.seats + 1);
}
