import { findCondition, isConditionTrue } from '#libs/apimachinery';
import { isActive } from '../cluster/pod.js';
import {} from './pod-template.js';
/** On the pods of an Indexed Job. */
export const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index';
/** When and how a Job ended; undefined: it has not. */
export function endOf(job) {
    const { conditions } = job.status ?? {};
    const end = findCondition(conditions, 'Complete') ?? findCondition(conditions, 'Failed');
    return end && isConditionTrue(conditions, end.type) ? end : undefined;
}
/**
 * What the pods say. Pods that were counted once and deleted since stay counted: the numbers in the status never go down.
 * `now` in ms.
 */
export function countJob(job, pods, now) {
    const { status } = job;
    const ended = (phase) => pods.filter((pod) => pod.status?.phase === phase);
    const [successes, failures] = [ended('Succeeded'), ended('Failed')];
    const active = pods.filter(isActive);
    const completed = new Set(parseIndexes(status?.completedIndexes));
    for (const pod of successes)
        completed.add(Number(pod.metadata.annotations?.[COMPLETION_INDEX] ?? 0));
    const lastSuccess = Math.max(0, ...successes.map((pod) => endedAt(pod, now)));
    return {
        active,
        going: pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined).length,
        succeeded: isIndexed(job) ? completed.size : Math.max(status?.succeeded ?? 0, successes.length),
        failed: Math.max(status?.failed ?? 0, failures.length),
        restarts: active.reduce((sum, pod) => sum + restartsOf(pod), 0),
        completed,
        failures: failures
            .map((pod) => endedAt(pod, now))
            .filter((time) => time > lastSuccess)
            .sort((a, b) => a - b),
    };
}
export function isIndexed(job) {
    return job.spec.completionMode === 'Indexed';
}
function containersOf(pod) {
    return (pod.status?.['containerStatuses'] ?? []);
}
function restartsOf(pod) {
    return containersOf(pod).reduce((sum, { restartCount = 0 }) => sum + restartCount, 0);
}
function endedAt(pod, now) {
    const times = containersOf(pod).map(({ state }) => Date.parse(state?.terminated?.finishedAt ?? ''));
    const known = times.filter((time) => !Number.isNaN(time));
    return known.length > 0 ? Math.max(...known) : now;
}
/** `0-2,5` -> 0, 1, 2, 5. */
export function parseIndexes(text) {
    return (text ?? '')
        .split(',')
        .filter((part) => part !== '')
        .flatMap((part) => {
        const [first = 0, last = first] = part.split('-').map(Number);
        return Array.from({ length: last - first + 1 }, (_, at) => first + at);
    });
}
/** The reverse. */
export function formatIndexes(indexes) {
    const runs = [];
    for (const index of [...indexes].sort((a, b) => a - b)) {
        const last = runs.at(-1);
        if (last?.[1] === index - 1)
            last[1] = index;
        else
            runs.push([index, index]);
    }
    return runs.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(',');
}
//# sourceMappingURL=job.js.map