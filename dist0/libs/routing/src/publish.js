/** When a new table is worth publishing: away fast, everything else calmly (reference: section 2.4). */
export const DEFAULT_PUBLISH_RULES = { minShareChange: 0.02, minIntervalMs: 1_000 };
/**
 * A first table, one that a user changed, and one with other usable clusters go out at once; else the shares must have
 * moved from what was published last, and that must be a while ago.
 */
export function publishReason(last, next, nowMs, rules = DEFAULT_PUBLISH_RULES) {
    if (last === undefined)
        return 'First';
    if (last.revision !== next.revision)
        return 'Revised';
    if (!sameSet(last.usable, next.usable))
        return 'UsableSetChanged';
    if (nowMs - last.atMs < rules.minIntervalMs)
        return undefined;
    return largestChange(last.shares, next.shares) >= rules.minShareChange ? 'SharesMoved' : undefined;
}
function sameSet(a, b) {
    return a.size === b.size && [...a].every((one) => b.has(one));
}
const NONE = new Map();
function largestChange(last, next) {
    let largest = 0;
    for (const client of new Set([...last.keys(), ...next.keys()])) {
        const before = last.get(client) ?? NONE;
        const after = next.get(client) ?? NONE;
        for (const target of new Set([...before.keys(), ...after.keys()]))
            largest = Math.max(largest, Math.abs((after.get(target) ?? 0) - (before.get(target) ?? 0)));
    }
    return largest;
}
//# sourceMappingURL=publish.js.map