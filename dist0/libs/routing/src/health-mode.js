/** Health mode: capacity is not known, the share of ready endpoints decides (reference: rule 6, as in Envoy). */
/**
 * Shares of one client's demand, by cluster, from its levels in ascending distance. A level takes
 * `overprovisioning` times its share of ready endpoints, the next one what is left; when all together have too little,
 * they take in proportion.
 */
export function healthShares(levels, overprovisioning) {
    const healths = levels.map((level) => levelHealth(level, overprovisioning));
    const total = Math.min(1, healths.reduce((sum, one) => sum + one, 0));
    const shares = new Map();
    let rest = 1;
    for (const [at, level] of levels.entries()) {
        const take = total > 0 ? Math.min(rest, (healths[at] ?? 0) / total) : 0;
        if (take <= 0)
            continue;
        rest -= take;
        divide(level, take, overprovisioning, shares);
    }
    return shares;
}
function levelHealth(level, overprovisioning) {
    const ready = level.reduce((sum, one) => sum + one.ready, 0);
    const desired = level.reduce((sum, one) => sum + wanted(one), 0);
    return desired > 0 ? Math.min(1, (overprovisioning * ready) / desired) : 0;
}
/** Within a level: in proportion to the endpoints wanted, less where too few of them are ready. */
function divide(level, take, overprovisioning, shares) {
    const weights = level.map((one) => one.ready > 0 ? Math.min(one.scaler * wanted(one), overprovisioning * one.ready) : 0);
    const sum = weights.reduce((all, one) => all + one, 0);
    for (const [at, { id }] of level.entries()) {
        const share = (take * (weights[at] ?? 0)) / sum;
        if (share > 0)
            shares.set(id, share);
    }
}
/** What is being scaled down to nothing still counts as wanted while it serves. */
function wanted({ desired, ready }) {
    return desired > 0 ? desired : ready;
}
//# sourceMappingURL=health-mode.js.map