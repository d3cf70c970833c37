import { findCondition, removeCondition, setCondition, } from '#libs/apimachinery';
import { MAX_WORKLOAD_PODS } from '../limits.js';
const FAILED_CREATE = 'FailedCreate';
/** What creating a pod was refused with. */
export function failedCreate(error) {
    return { reason: FAILED_CREATE, message: error instanceof Error ? error.message : String(error) };
}
/** How many pods a workload gets that asks for so many. */
export function podsFor(wanted) {
    return Math.min(wanted, MAX_WORKLOAD_PODS);
}
/** Undefined: `wanted` pods are not too many for a simulated cluster. */
export function beyondPodLimit(wanted) {
    if (wanted <= MAX_WORKLOAD_PODS)
        return undefined;
    const message = `${wanted} pods are wanted; the simulator runs at most ${MAX_WORKLOAD_PODS} of one workload`;
    return { reason: 'PodLimitReached', message };
}
export function failureCondition(failure) {
    return { type: 'ReplicaFailure', status: 'True', ...failure };
}
/**
 * The conditions with this failure, or without any. A refusal that is there already stays in the words of its first time: each names
 * another pod, and a status that changed with every try would lead to the next at once. `now` in ms.
 */
export function withFailure(conditions, failure, now) {
    if (!failure)
        return removeCondition(conditions, 'ReplicaFailure');
    const before = findCondition(conditions, 'ReplicaFailure');
    if (conditions && before?.reason === FAILED_CREATE && failure.reason === FAILED_CREATE)
        return conditions;
    return setCondition(conditions, failureCondition(failure), now);
}
//# sourceMappingURL=replica-failure.js.map