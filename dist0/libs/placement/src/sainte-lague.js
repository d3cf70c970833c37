import { compareText } from './distribution.js';
import { fnv1a } from './fnv.js';
/** Halvings of the bar: enough for every digit of a double. */
const HALVINGS = 100;
/** What is so close to the bar that rounding might have moved it there is left to be given one by one. */
const MARGIN = 1e-9;
const RELATIVE_MARGIN = 1e-14;
/**
 * Divides `replicas` by weight within the bounds of each. Ties go to whoever has fewer, then by name: ascending, or descending
 * when the FNV-1a hash of `uid` is odd (an empty uid counts as even). Growing `replicas` never takes anything away, and with
 * capacities as weights nobody gets more than it can hold as long as the sum is enough. Where the minima are more than there
 * is, they are divided in the same way; what is above the sum of the maxima is not given.
 */
export function sainteLague(replicas, parties, uid) {
    const direction = uid !== '' && fnv1a(uid) % 2 === 1 ? -1 : 1;
    const seats = bounded(replicas, parties).sort((a, b) => direction * compareText(a.cluster, b.cluster));
    giveOneByOne(replicas - giveSafeSeats(replicas, seats), seats);
    return new Map(seats.map((seat) => [seat.cluster, seat.seats]));
}
function bounded(replicas, parties) {
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
 * `replicas` are. What is left is a few for each party, whatever the number of replicas. Answers how many it gave.
 */
function giveSafeSeats(replicas, seats) {
    const lightest = seats.reduce((least, { weight }) => (weight > 0 ? Math.min(least, weight) : least), Infinity);
    let [low, high] = [0, (replicas + 1) / lightest];
    let given = countAbove(seats, low);
    for (let halved = 0; halved < HALVINGS && replicas - given > 2 * seats.length; halved++) {
        const middle = (low + high) / 2;
        const count = countAbove(seats, middle);
        if (count > replicas)
            high = middle;
        else
            [low, given] = [middle, count];
    }
    for (const seat of seats)
        seat.seats = above(seat, low);
    return given;
}
function countAbove(seats, scale) {
    let count = 0;
    for (const seat of seats)
        count += above(seat, scale);
    return count;
}
/** Seats of one party whose quotient is certainly above 1 / (2 * scale), within its bounds. */
function above({ weight, min, max }, scale) {
    const share = weight * scale;
    return Math.min(max, Math.max(min, Math.floor(share + 0.5 - MARGIN - RELATIVE_MARGIN * share)));
}
/** Each to whoever is next; a heap, so that many parties do not look at each other for every seat. */
function giveOneByOne(count, seats) {
    const heap = seats.flatMap((seat, order) => (seat.seats < seat.max ? [{ seat, order }] : []));
    for (let at = Math.floor(heap.length / 2) - 1; at >= 0; at--)
        sink(heap, at);
    for (let left = count; left > 0; left--) {
        const [next] = heap;
        if (!next)
            return;
        next.seat.seats++;
        if (next.seat.seats >= next.seat.max) {
            const last = heap.pop();
            if (last && last !== next)
                heap[0] = last;
        }
        sink(heap, 0);
    }
}
/** Moves one down to where nobody below it comes first. */
function sink(heap, from) {
    for (let at = from;;) {
        let first = at;
        for (const child of [2 * at + 1, 2 * at + 2])
            if (comesFirst(heap[child], heap[first]))
                first = child;
        const [upper, lower] = [heap[at], heap[first]];
        if (first === at || !upper || !lower)
            return;
        [heap[at], heap[first]] = [lower, upper];
        at = first;
    }
}
function comesFirst(one, other) {
    if (!one || !other)
        return false;
    const [mine, theirs] = [priority(one.seat), priority(other.seat)];
    if (mine !== theirs)
        return mine > theirs;
    return one.seat.seats === other.seat.seats ? one.order < other.order : one.seat.seats < other.seat.seats;
}
function priority({ weight, seats }) {
    return weight / (2 * seats + 1);
}
//# sourceMappingURL=sainte-lague.js.map