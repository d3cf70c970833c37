import {} from '#libs/apimachinery';
import { REVISION_HASH } from '#libs/cluster-controllers';
import { isFinished, isReady } from '../cluster/pod.js';
import {} from './availability.js';
import {} from './pod-template.js';
import { podsFor, withFailure } from './replica-failure.js';
/** A pod's number; undefined: its name is not one of the set's. */
export function ordinalOf(set, pod) {
    const prefix = `${set.metadata.name ?? ''}-`;
    const { name = '' } = pod.metadata;
    const digits = name.startsWith(prefix) ? name.slice(prefix.length) : '';
    return /^\d+$/.test(digits) ? Number(digits) : undefined;
}
/** The numbers that shall have a pod: from `first` up to, but without, `end`. */
export function ordinalRange(set) {
    const first = set.spec.ordinals?.start ?? 0;
    return { first, end: first + podsFor(set.spec.replicas ?? 1) };
}
/**
 * In order: with OrderedReady one step at a time, and none before all lower pods are available (growing) or the higher ones gone
 * (shrinking); with Parallel all at once. Then the update, from the highest number down to the partition, one pod at a time.
 */
export function planStatefulSet(set, situation) {
    const byOrdinal = new Map(situation.pods.map((pod) => [ordinalOf(set, pod), pod]));
    const { first, end } = ordinalRange(set);
    const steps = [];
    const ordered = set.spec.podManagementPolicy !== 'Parallel';
    for (let ordinal = first; ordinal < end; ordinal++) {
        const pod = byOrdinal.get(ordinal);
        const step = stepFor(set, pod, ordinal, situation);
        if (step)
            steps.push(step);
        const holdsUp = step !== undefined || !isHealthy(pod, situation.availability);
        if (ordered && holdsUp)
            return steps;
    }
    const condemned = [...byOrdinal]
        .filter(([ordinal]) => ordinal === undefined || ordinal < first || ordinal >= end)
        .sort(([a = 0], [b = 0]) => b - a)
        .map(([, pod]) => pod);
    for (const pod of condemned) {
        if (!isGoing(pod))
            steps.push({ kind: 'delete', pod });
        if (ordered)
            return steps;
    }
    return steps.length > 0 ? steps : update(set, byOrdinal, situation);
}
function stepFor(set, pod, ordinal, situation) {
    if (!pod)
        return { kind: 'create', ordinal, revision: revisionFor(set, ordinal, situation) };
    return isFinished(pod) && !isGoing(pod) ? { kind: 'delete', pod } : undefined;
}
/** What a pod that comes back is made from: what the rollout has not reached stays as it was. */
function revisionFor(set, ordinal, { current, update }) {
    const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
    if (type === 'OnDelete')
        return update;
    const first = set.spec.ordinals?.start ?? 0;
    return ordinal < first + (rollingUpdate?.partition ?? 0) ? current : update;
}
function update(set, byOrdinal, situation) {
    const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
    if (type === 'OnDelete')
        return [];
    const { first, end } = ordinalRange(set);
    for (let ordinal = end - 1; ordinal >= first + (rollingUpdate?.partition ?? 0); ordinal--) {
        const pod = byOrdinal.get(ordinal);
        if (!pod)
            return [];
        if (revisionNameOf(pod) !== situation.update && !isGoing(pod))
            return [{ kind: 'delete', pod }];
        if (!isHealthy(pod, situation.availability))
            return [];
    }
    return [];
}
function isGoing(pod) {
    return pod.metadata.deletionTimestamp !== undefined;
}
function isHealthy(pod, availability) {
    return pod !== undefined && !isGoing(pod) && isReady(pod) && availability.isAvailable(pod);
}
/** A StatefulSet's pods carry the whole name of their revision. */
function revisionNameOf(pod) {
    return pod.metadata.labels?.[REVISION_HASH] ?? '';
}
/** `now` in ms. */
export function statefulStatus(set, situation, failure, now) {
    const { pods, current, update, availability } = situation;
    const updated = countOf(pods, update);
    const isDone = isRolledOut(set, situation);
    const conditions = withFailure(set.status?.conditions, failure, now);
    const { generation } = set.metadata;
    return {
        ...(generation === undefined ? {} : { observedGeneration: generation }),
        replicas: pods.length,
        ...positive('readyReplicas', pods.filter(isReady).length),
        availableReplicas: pods.filter((pod) => availability.isAvailable(pod)).length,
        ...positive('currentReplicas', isDone ? updated : countOf(pods, current)),
        ...positive('updatedReplicas', updated),
        currentRevision: isDone ? update : current,
        updateRevision: update,
        collisionCount: 0,
        ...(conditions.length > 0 ? { conditions } : {}),
    };
}
function countOf(pods, revision) {
    return pods.filter((pod) => !isGoing(pod) && revisionNameOf(pod) === revision).length;
}
/** The rollout has ended: what it went to is what the set is. */
function isRolledOut(set, { pods, update }) {
    const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
    if (type === 'OnDelete' || (rollingUpdate?.partition ?? 0) > 0)
        return false;
    const { first, end } = ordinalRange(set);
    return (pods.length >= end - first && countOf(pods, update) === pods.length && pods.every((pod) => isReady(pod)));
}
function positive(field, count) {
    return count > 0 ? { [field]: count } : {};
}
//# sourceMappingURL=stateful-plan.js.map