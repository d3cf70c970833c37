import { compareText } from './distribution.js';
import { fnv1 } from './fnv.js';
/**
 * Clusters that are not full are within one of each other. Who has one more: those that hold more already, then by the
 * original federation's hash. So planning twice changes nothing, and one replica more or less moves no other.
 */
export function evenPlan(input) {
    const seats = input.clusters.map((cluster) => ({
        cluster,
        hash: fnv1(cluster + input.key),
        capacity: input.capacity.get(cluster) ?? Infinity,
        held: input.held.get(cluster) ?? 0,
    }));
    const { level, left } = fillLevel(seats.map((seat) => seat.capacity).sort((a, b) => a - b), input.replicas);
    const open = seats.filter((seat) => seat.capacity > level).sort((a, b) => comparePriority(a, b, level));
    const extra = new Set(open.slice(0, left).map((seat) => seat.cluster));
    return seats.map((seat) => toShare(seat, Math.min(seat.capacity, level) + (extra.has(seat.cluster) ? 1 : 0)));
}
/**
 * The highest level to which every cluster can be filled (or to its capacity, if that is lower), and how many replicas are
 * left over; `capacities` ascending.
 */
function fillLevel(capacities, replicas) {
    let level = 0;
    let left = replicas;
    for (const [index, capacity] of capacities.entries()) {
        const open = capacities.length - index;
        const step = capacity - level;
        if (left < step * open)
            return { level: level + Math.floor(left / open), left: left % open };
        left -= step * open;
        level = capacity;
    }
    return { level, left };
}
function comparePriority(a, b, level) {
    const more = Number(b.held > level) - Number(a.held > level);
    return more || a.hash - b.hash || compareText(a.cluster, b.cluster);
}
function toShare({ cluster, capacity }, replicas) {
    return replicas === capacity
        ? { cluster, replicas, rule: 'Capacity', message: `gets ${replicas}: no more fit` }
        : { cluster, replicas, rule: 'Even', message: `gets ${replicas}: an even share` };
}
//# sourceMappingURL=even-plan.js.map