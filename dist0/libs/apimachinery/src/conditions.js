/** Conditions as the API conventions describe them ("Typical status properties"). */
/** RFC 3339 in UTC with whole seconds, as object metadata has it. `now` in ms since the epoch. */
export function formatTime(now) {
    const second = Math.floor(now / 1000);
    // Every write asks for it, mostly within the same second.
    if (second !== latest.second)
        latest = { second, text: `${new Date(now).toISOString().slice(0, 19)}Z` };
    return latest.text;
}
let latest = { second: NaN, text: '' };
export function findCondition(conditions, type) {
    return conditions?.find((condition) => condition.type === type);
}
export function isConditionTrue(conditions, type) {
    return findCondition(conditions, type)?.status === 'True';
}
/**
 * The conditions with this one set, in place where it was, else at the end. lastTransitionTime moves only when the status
 * changes. The same array comes back when nothing changes, so that a caller can tell by `===`. `now` in ms.
 */
export function setCondition(conditions, condition, now) {
    const current = conditions ?? [];
    const index = current.findIndex((one) => one.type === condition.type);
    const before = current[index];
    if (before !== undefined && sameCondition(before, condition))
        return current;
    const lastTransitionTime = before?.status === condition.status && before.lastTransitionTime !== undefined
        ? before.lastTransitionTime
        : formatTime(now);
    const next = { ...condition, lastTransitionTime };
    return before === undefined ? [...current, next] : current.with(index, next);
}
/** The conditions without this type; the same array when it was not there. */
export function removeCondition(conditions, type) {
    const current = conditions ?? [];
    return findCondition(current, type) ? current.filter((one) => one.type !== type) : current;
}
function sameCondition(before, after) {
    return (before.status === after.status &&
        before.reason === after.reason &&
        before.message === after.message &&
        before.observedGeneration === after.observedGeneration &&
        before.lastTransitionTime !== undefined);
}
//# sourceMappingURL=conditions.js.map