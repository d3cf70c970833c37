/** What weights of one client region add up to: the largest weight that HAProxy takes. */
export const WEIGHT_TOTAL = 256;
/**
 * Shares as whole weights that add up to WEIGHT_TOTAL, by largest remainder (reference: rule 9). What is above 0 keeps at
 * least 1, at the cost of the largest. No shares: no weights. Of more than WEIGHT_TOTAL shares only so many of the
 * largest can be kept.
 */
export function quantiseShares(shares) {
    const kept = [...shares]
        .filter(([, share]) => share > 0)
        .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
        .slice(0, WEIGHT_TOTAL);
    const sum = kept.reduce((total, [, share]) => total + share, 0);
    if (kept.length === 0)
        return new Map();
    const exact = kept.map(([id, share]) => ({ id, exact: (share / sum) * WEIGHT_TOTAL }));
    const weights = exact.map((one) => ({ ...one, weight: Math.max(1, Math.floor(one.exact)) }));
    const missing = WEIGHT_TOTAL - weights.reduce((total, { weight }) => total + weight, 0);
    // `kept` is in descending order, and sorting is stable: the larger share goes first among equal remainders.
    if (missing > 0) {
        const byRemainder = [...weights].sort((a, b) => b.exact - b.weight - (a.exact - a.weight));
        for (const one of byRemainder.slice(0, missing))
            one.weight += 1;
    }
    for (let over = -missing; over > 0; over -= 1)
        takeOne(weights);
    return new Map(weights.sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ id, weight }) => [id, weight]));
}
/** Takes one from the weight that is farthest above its exact value, of those that can spare it. */
function takeOne(weights) {
    const [most] = weights
        .filter(({ weight }) => weight > 1)
        .sort((a, b) => b.weight - b.exact - (a.weight - a.exact));
    if (most !== undefined)
        most.weight -= 1;
}
//# sourceMappingURL=quantise.js.map