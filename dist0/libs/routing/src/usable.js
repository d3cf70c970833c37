import {} from './model.js';
/**
 * The rule of usability (reference: rule 1), first match wins. Unknown is not down: a silent agent with a good probe
 * keeps its last capacity, and a happy agent with a failing probe is out.
 */
const RULES = [
    ['Disabled', ({ state }) => state === 'disabled'],
    ['Draining', ({ state }) => state === 'draining'],
    ['ProbeFailed', ({ probe }) => probe === 'fail'],
    ['NoReadyEndpoints', ({ ready }) => ready <= 0],
    ['ScaledToZero', ({ scaler }) => scaler <= 0],
    [
        'SignalLost',
        ({ signal, probe, staleForMs }, { staleGraceMs }) => signal === 'stale' && probe !== 'ok' && staleForMs > staleGraceMs,
    ],
];
function unusable(cluster, policy) {
    return RULES.find(([, holds]) => holds(cluster, policy))?.[0];
}
/** Why each cluster is not usable; undefined for those that are. In the order of `clusters`. */
export function judgeClusters(clusters, policy) {
    const verdicts = clusters.map((cluster) => unusable(cluster, policy));
    for (const at of autoDrained(clusters, verdicts, policy))
        verdicts[at] = 'AutoDrained';
    return verdicts;
}
/**
 * Usable clusters with too few of their endpoints ready, the worst first. What is out already counts against the
 * allowance: the automaton never is what takes the second half of the clusters.
 */
function autoDrained(clusters, verdicts, policy) {
    if (policy.autoDrainBelow <= 0)
        return [];
    const active = [...clusters.keys()].filter((at) => clusters[at]?.state === 'active');
    const out = active.filter((at) => verdicts[at] !== undefined).length;
    const allowance = Math.max(0, Math.floor(active.length * policy.autoDrainMaxFraction) - out);
    return active
        .filter((at) => verdicts[at] === undefined)
        .map((at) => ({ at, id: clusters[at]?.id ?? '', health: healthOf(clusters[at]) }))
        .filter(({ health }) => health < policy.autoDrainBelow)
        .sort((a, b) => a.health - b.health || (a.id < b.id ? -1 : 1))
        .slice(0, allowance)
        .map(({ at }) => at);
}
function healthOf(cluster) {
    return cluster === undefined || cluster.desired <= 0 ? 1 : cluster.ready / cluster.desired;
}
/** The usable clusters: what the publish rule compares. */
export function usableClusters(clusters, policy) {
    const verdicts = judgeClusters(clusters, policy);
    return new Set(clusters.filter((_, at) => verdicts[at] === undefined).map(({ id }) => id));
}
/** True where draining this cluster would leave none usable: an API refuses that without force. */
export function isLastUsable(id, clusters, policy) {
    const usable = usableClusters(clusters, policy);
    return usable.size === 1 && usable.has(id);
}
//# sourceMappingURL=usable.js.map