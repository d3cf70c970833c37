import { compareText } from './distribution.js';
import { fnv1a } from './fnv.js';

/** Webster's (Sainte-Lague's) division: each replica in turn to the highest weight / (2 * has + 1). */

export interface WeightedParty {
  readonly cluster: string;
  /** A whole number, 0 or more; those with 0 only get what nobody else can have. */
  readonly weight: number;
}

interface Seat extends WeightedParty {
  seats: number;
}

/**
 * Divides `replicas` by weight. Ties go to whoever has fewer, then by name: ascending, or descending when the FNV-1a hash of
 * `uid` is odd (an empty uid counts as even). Growing `replicas` never takes anything away, and with capacities as weights
 * nobody gets more than it can hold as long as the sum is enough.
 */
export function sainteLague(
  replicas: number,
  parties: readonly WeightedParty[],
  uid: string,
): ReadonlyMap<string, number> {
  const direction = uid !== '' && fnv1a(uid) % 2 === 1 ? -1 : 1;
  const seats = parties
    .map((party): Seat => ({ ...party, seats: 0 }))
    .sort((a, b) => direction * compareText(a.cluster, b.cluster));
  let left = replicas - giveSafeSeats(replicas, seats);
  left -= giveEvenly(left, seats);
  for (; left > 0; left--) {
    const next = seats.reduce<Seat | undefined>(
      (best, seat) => (isBefore(seat, best) ? seat : best),
      undefined,
    );
    if (next === undefined) break;
    next.seats++;
  }
  return new Map(seats.map((seat) => [seat.cluster, seat.seats]));
}

/**
 * Gives at once the seats that are certain: all whose quotient is above a bar so high that fewer than `replicas` are. What is
 * left is a few for each party, whatever the number of replicas.
 */
function giveSafeSeats(replicas: number, seats: readonly Seat[]): number {
  const total = seats.reduce((sum, seat) => sum + seat.weight, 0);
  const target = replicas - seats.length;
  if (total === 0 || target <= 0) return 0;
  let given = 0;
  for (const seat of seats) {
    // Rounding to the nearest at this divisor sums up to at most `replicas`; one less is safe from what doubles round.
    seat.seats = Math.max(0, Math.floor((seat.weight / total) * target + 0.5) - 1);
    given += seat.seats;
  }
  return given;
}

/** Without any weight all that counts is who has fewer: every party gets the same, and the loop only the odd ones. */
function giveEvenly(left: number, seats: readonly Seat[]): number {
  if (seats.length === 0 || seats.some((seat) => seat.weight > 0)) return 0;
  const each = Math.floor(left / seats.length);
  for (const seat of seats) seat.seats += each;
  return each * seats.length;
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
