import { compareText } from './distribution.js';
import { fnv1 } from './fnv.js';
import {} from './preferences.js';
import { divideByWeight } from './weighted-rounds.js';
/** One share for each cluster of the input. */
export function weightedPlan(input) {
    const seats = takeSeats(input);
    let remaining = grantMinimums(seats, input.replicas);
    if (!input.preferences.rebalance)
        remaining = keepRunning(seats, remaining);
    remaining = divideByWeight(seats, remaining);
    if (!input.preferences.rebalance) {
        // Only what found no other place counts; each cluster is trimmed by itself.
        for (const seat of seats)
            seat.overflow = Math.min(seat.overflow, remaining);
    }
    const named = new Map(seats.map((seat) => [seat.cluster, seat]));
    return input.clusters.map((cluster) => toShare(cluster, named.get(cluster)));
}
/** The clusters that a preference names, by weight descending, then hash ascending. */
function takeSeats({ key, clusters, preferences, existing, capacity }) {
    const everyOther = preferences.clusters.get('*');
    const seats = [];
    for (const cluster of clusters) {
        const preference = preferences.clusters.get(cluster) ?? everyOther;
        if (preference === undefined)
            continue;
        seats.push({
            cluster,
            minReplicas: preference.minReplicas,
            weight: preference.weight,
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
function grantMinimums(seats, replicas) {
    let remaining = replicas;
    for (const seat of seats) {
        seat.plan = Math.min(seat.minReplicas, remaining, seat.capacity);
        remaining -= seat.plan;
    }
    return remaining;
}
/** Running replicas stay where they are, as far as they are wanted; whoever sorts first keeps first. */
function keepRunning(seats, replicas) {
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
function toShare(cluster, seat) {
    if (seat === undefined) {
        const message = 'gets none: no preference names it and there is none for "*"';
        return { cluster, replicas: 0, rule: 'NotNamed', message };
    }
    return { cluster, replicas: seat.plan, overflow: seat.overflow, ...explain(seat) };
}
/** First match wins: what held the cluster back comes before what it was given for. */
const EXPLANATIONS = [
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
function explain(seat) {
    const found = EXPLANATIONS.find((one) => one.applies(seat));
    return { rule: found?.rule ?? 'Weight', message: found?.message(seat) ?? '' };
}
//# sourceMappingURL=weighted-plan.js.map