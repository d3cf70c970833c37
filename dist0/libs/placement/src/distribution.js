/** Puts the shares of all clusters together. */
export function toDistribution(replicas, shares, options = {}) {
    const sorted = [...shares].sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
    const planned = options.leaveOutZero === true ? sorted.filter((share) => share.replicas > 0) : sorted;
    const placed = sorted.reduce((sum, share) => sum + share.replicas, 0);
    return {
        plan: Object.fromEntries(planned.map((share) => [share.cluster, share.replicas])),
        overflow: Object.fromEntries(sorted.flatMap(({ cluster, overflow = 0 }) => (overflow > 0 ? [[cluster, overflow]] : []))),
        unplaced: replicas - placed,
        reasons: sorted.map(({ cluster, rule, message }) => ({ cluster, rule, message })),
    };
}
/** Text as JSON objects order it and as Go compares it: by code unit. */
export function compareText(left, right) {
    if (left === right)
        return 0;
    return left < right ? -1 : 1;
}
//# sourceMappingURL=distribution.js.map