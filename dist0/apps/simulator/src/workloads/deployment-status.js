import { findCondition, formatTime, removeCondition } from '#libs/apimachinery';
import { availableIn, sum, unavailableOf, wantedBy, } from './deployment.js';
/** "No deadline", as an int32 says it. */
const NO_DEADLINE = 2 ** 31 - 1;
/** `now` in ms. */
export function deploymentStatus(deployment, sets, now, news = {}) {
    const counts = countReplicas(deployment, sets);
    const before = deployment.status?.conditions ?? [];
    const available = availability(deployment, counts.availableReplicas);
    const conditions = put(progress(deployment, sets, before, { counts, news, now }), available, now);
    const { generation } = deployment.metadata;
    return {
        ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
        ...(generation === undefined ? {} : { observedGeneration: generation }),
        conditions: withFailure(conditions, sets, now),
    };
}
/** In how many ms the rollout is late, if nothing happens until then; undefined: it is done, late already, or has no deadline. */
export function deadlineInMs(deployment, status, now) {
    const condition = findCondition(status.conditions, 'Progressing');
    if (!condition || !hasDeadline(deployment) || deployment.spec.paused === true)
        return undefined;
    if (condition.reason === 'NewReplicaSetAvailable' || condition.reason === 'ProgressDeadlineExceeded')
        return undefined;
    return Math.max(0, dueAt(deployment, condition) - now) + 1;
}
function countReplicas(deployment, { current, old }) {
    const sets = current ? [current, ...old] : old;
    const replicas = sum(sets, (set) => set.status?.replicas ?? 0);
    const availableReplicas = sum(sets, availableIn);
    return {
        replicas,
        updatedReplicas: current?.status?.replicas ?? 0,
        readyReplicas: sum(sets, (set) => set.status?.readyReplicas ?? 0),
        availableReplicas,
        unavailableReplicas: Math.max(0, Math.max(replicas, wantedBy(deployment)) - availableReplicas),
    };
}
function availability(deployment, available) {
    if (available >= wantedBy(deployment) - unavailableOf(deployment))
        return {
            type: 'Available',
            status: 'True',
            reason: 'MinimumReplicasAvailable',
            message: 'Deployment has minimum availability.',
        };
    return {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
    };
}
/** The conditions after the news of this run; as before where there are none. */
function progress(deployment, sets, before, seen) {
    if (!hasDeadline(deployment))
        return removeCondition(before, 'Progressing');
    const last = findCondition(before, 'Progressing');
    const pausing = pauseCondition(deployment, last);
    if (pausing)
        return put(before, pausing, seen.now);
    if (deployment.spec.paused === true)
        return before;
    const told = newsCondition(seen.news) ?? rolloutCondition(deployment, sets, last, seen);
    if (!told)
        return before;
    const next = put(before, told, seen.now);
    return told.reason === 'ReplicaSetUpdated' ? touched(next, seen.now) : next;
}
function newsCondition({ created, refusal }) {
    if (refusal !== undefined)
        return progressing('False', 'ReplicaSetCreateError', refusal);
    if (created === undefined)
        return undefined;
    return progressing('True', 'NewReplicaSetCreated', `Created new replica set "${created}"`);
}
/** How far the rollout is. Undefined: nothing new; one that is done stays so when its pods come and go. */
function rolloutCondition(deployment, { current }, last, { counts, now }) {
    if (last?.reason === 'NewReplicaSetAvailable' && counts.replicas === counts.updatedReplicas)
        return undefined;
    const name = current?.metadata.name ?? '';
    if (isComplete(deployment, counts))
        return progressing('True', 'NewReplicaSetAvailable', `ReplicaSet "${name}" has successfully progressed.`);
    if (!last)
        return progressing('True', 'FoundNewReplicaSet', `Found new replica set "${name}"`);
    if (hasProgressed(deployment.status, counts))
        return progressing('True', 'ReplicaSetUpdated', `ReplicaSet "${name}" is progressing.`);
    if (!isLate(deployment, last, now))
        return undefined;
    return progressing('False', 'ProgressDeadlineExceeded', `ReplicaSet "${name}" has timed out progressing.`);
}
function progressing(status, reason, message) {
    return { type: 'Progressing', status, reason, message };
}
/** Undefined: neither paused nor resumed just now. A rollout that was late stays late. */
function pauseCondition(deployment, last) {
    if (last?.reason === 'ProgressDeadlineExceeded')
        return undefined;
    const isNoted = last?.reason === 'DeploymentPaused';
    if (deployment.spec.paused === true)
        return isNoted ? undefined : progressing('Unknown', 'DeploymentPaused', 'Deployment is paused');
    return isNoted ? progressing('Unknown', 'DeploymentResumed', 'Deployment is resumed') : undefined;
}
export function isComplete(deployment, status) {
    const wanted = wantedBy(deployment);
    return ((status.updatedReplicas ?? 0) === wanted &&
        (status.replicas ?? 0) === wanted &&
        (status.availableReplicas ?? 0) === wanted);
}
function hasProgressed(before, counts) {
    const was = { replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0, ...before };
    return (counts.updatedReplicas > was.updatedReplicas ||
        counts.replicas - counts.updatedReplicas < was.replicas - was.updatedReplicas ||
        counts.readyReplicas > was.readyReplicas ||
        counts.availableReplicas > was.availableReplicas);
}
function hasDeadline(deployment) {
    return (deployment.spec.progressDeadlineSeconds ?? NO_DEADLINE) < NO_DEADLINE;
}
function dueAt(deployment, condition) {
    const from = Date.parse(condition.lastUpdateTime ?? condition.lastTransitionTime ?? '');
    return from + (deployment.spec.progressDeadlineSeconds ?? 0) * 1000;
}
/** A finished rollout that lost pods is not late: nothing is being rolled out. */
function isLate(deployment, last, now) {
    return last.reason !== 'NewReplicaSetAvailable' && now >= dueAt(deployment, last);
}
/** Why pods cannot be made, as the sets say it: first the new one. */
function withFailure(conditions, { current, old }, now) {
    const sets = current ? [current, ...old] : old;
    for (const set of sets) {
        const failure = findCondition(set.status?.conditions, 'ReplicaFailure');
        if (!failure)
            continue;
        const { status, reason = '', message = '' } = failure;
        return put(conditions, { type: 'ReplicaFailure', status, reason, message }, now);
    }
    return removeCondition(conditions, 'ReplicaFailure');
}
/** The conditions with this one; the same array when status, reason and message are as before. */
function put(conditions, condition, now) {
    const stamp = formatTime(now);
    const index = conditions.findIndex((one) => one.type === condition.type);
    const before = conditions[index];
    if (!before)
        return [...conditions, { ...condition, lastUpdateTime: stamp, lastTransitionTime: stamp }];
    const { status, reason, message } = before;
    if (status === condition.status && reason === condition.reason && message === condition.message)
        return conditions;
    const lastTransitionTime = status === condition.status ? (before.lastTransitionTime ?? stamp) : stamp;
    return conditions.with(index, { ...condition, lastUpdateTime: stamp, lastTransitionTime });
}
/** Progress is news even in the same words. */
function touched(conditions, now) {
    return conditions.map((one) => one.type === 'Progressing' ? { ...one, lastUpdateTime: formatTime(now) } : one);
}
//# sourceMappingURL=deployment-status.js.map