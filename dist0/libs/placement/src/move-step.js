import { compareText } from './distribution.js';
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
export function moveStep(input) {
    const next = new Map(input.clusters.map(({ cluster, given }) => [cluster, given]));
    const asked = gain(input, next);
    lose(input, next);
    keepLost(input, next);
    return { next, asked };
}
/** The most that a move may have on its way at once: a quarter of what is wanted, as a Deployment's maxSurge. */
export function surgeOf(wanted) {
    return Math.max(1, Math.ceil(wanted / 4));
}
function gain(input, next) {
    const asked = new Map();
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
        if (moved === 0)
            continue;
        room -= moved;
        asked.set(cluster, moved);
        add(next, cluster, input.granted ? Math.min(moved, input.granted.get(cluster) ?? 0) : moved);
    }
    return asked;
}
/** What can be taken away in the same step without loss: it is not ready where it is. */
function worthless(clusters) {
    return clusters.reduce((total, { given, target, ready }) => total + Math.max(0, Math.min(given - target, given - ready)), 0);
}
function lose({ clusters, wanted, surge }, next) {
    const targets = clusters.reduce((total, { target }) => total + target, 0);
    let spare = Math.max(0, sum(next) - targets);
    const losing = byDifference(clusters, ({ target, given }) => given - target);
    const readyAt = new Map(clusters.map((one) => [one.cluster, Math.min(one.ready, one.given)]));
    const take = (cluster, count) => {
        spare -= count;
        add(next, cluster, -count);
    };
    const left = ({ cluster, by }, given) => by - (given - (next.get(cluster) ?? 0));
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
function keepLost({ clusters, lost, wanted }, next) {
    const ready = clusters.reduce((total, one) => total + Math.min(one.ready, one.given, next.get(one.cluster) ?? 0), 0);
    let missing = Math.max(0, wanted - ready);
    for (const { cluster, given } of [...lost].sort((a, b) => compareText(a.cluster, b.cluster))) {
        const kept = Math.min(given, missing);
        missing -= kept;
        next.set(cluster, kept);
    }
}
/** Those with a difference above zero, the largest first. */
function byDifference(clusters, difference) {
    return clusters
        .map((one) => ({ cluster: one.cluster, given: one.given, by: difference(one) }))
        .filter(({ by }) => by > 0)
        .sort((a, b) => b.by - a.by || compareText(a.cluster, b.cluster));
}
function add(counts, cluster, count) {
    counts.set(cluster, (counts.get(cluster) ?? 0) + count);
}
function sum(counts) {
    let total = 0;
    for (const count of counts.values())
        total += count;
    return total;
}
//# sourceMappingURL=move-step.js.map