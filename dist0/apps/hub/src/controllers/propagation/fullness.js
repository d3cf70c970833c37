import { isQuantity, parseQuantity, quantityToNumber } from '#libs/apimachinery';
import {} from './cluster-view.js';
import { FREED_PART, FULL_DOUBLINGS, FULL_HOLD_MS, FULL_LOOK_MS } from './limits.js';
const UNKNOWN = { memory: undefined, capacity: undefined, lookInMs: undefined };
/** What keeps pods Pending, in the end. */
const RESOURCES = ['cpu', 'memory'];
/**
 * How many replicas of an object fit in a member, by what became of those that it was given. Pods that stay Pending lower it
 * at once. It rises again, all the way, only after a hold that doubles each time it turns out to be too early, or when the
 * member reports that enough has become free: so nothing goes to and fro.
 */
export function fullness(before, { given, workload }, cluster, now) {
    const holds = before !== undefined && now < endOf(before) && !hasFreed(before, cluster);
    if (workload === undefined || workload.unschedulable === 0)
        return before ? quiet(before, { given, workload }, holds, now) : UNKNOWN;
    const fits = Math.max(Math.min(workload.ready, given), given - workload.unschedulable, 0);
    if (holds && fits >= before.fits)
        return applied(before, now);
    const times = before ? before.times + Number(!holds) : 1;
    return applied({ fits, at: now, times, free: freeIn(cluster) }, now);
}
/** Nothing is Pending (or nothing was said): how long the memory lasts. */
function quiet(before, { given, workload }, holds, now) {
    // More run than were thought to fit.
    if (workload && given > before.fits && workload.ready >= given)
        return UNKNOWN;
    if (holds)
        return applied(before, now);
    // Remembered for another hold, so that the next time counts as one more.
    const forgetInMs = before.at + 2 * holdOf(before) - now;
    return forgetInMs > 0 ? { memory: before, capacity: undefined, lookInMs: forgetInMs } : UNKNOWN;
}
function applied(memory, now) {
    const lookInMs = Math.max(1, Math.min(FULL_LOOK_MS, endOf(memory) - now));
    return { memory, capacity: memory.fits, lookInMs };
}
function holdOf({ times }) {
    return FULL_HOLD_MS * 2 ** Math.min(times - 1, FULL_DOUBLINGS);
}
function endOf(memory) {
    return memory.at + holdOf(memory);
}
function hasFreed(memory, cluster) {
    const free = freeIn(cluster);
    return RESOURCES.some((name) => {
        const [then, now] = [memory.free[name], free[name]];
        if (then === undefined || now === undefined)
            return false;
        return now - then >= FREED_PART * amount(cluster.allocatable, name) && now > then;
    });
}
function freeIn({ allocatable, requested }) {
    if (!allocatable)
        return {};
    return Object.fromEntries(RESOURCES.map((name) => [name, amount(allocatable, name) - amount(requested, name)]));
}
/** 0 for what is not told, or not as a quantity: it comes from outside. */
function amount(quantities, name) {
    const value = quantities?.[name];
    return isQuantity(value) ? quantityToNumber(parseQuantity(value)) : 0;
}
//# sourceMappingURL=fullness.js.map