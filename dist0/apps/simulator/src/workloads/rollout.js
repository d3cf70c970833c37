import { availableIn, replicasOf, sum, surgeOf, unavailableOf, wantedBy, } from './deployment.js';
import {} from './replica-sets.js';
class Plan {
    next = new Map();
    set(one, count) {
        if (replicasOf(one) !== count)
            this.next.set(one.metadata.name ?? '', count);
    }
}
/**
 * One step of a rollout. Old sets shrink as far as maxUnavailable lets them, the new one grows as far as maxSurge lets it; with
 * Recreate the new one waits until `oldPodsLeft` is false: no pod of the old ones is left, not even one that is just going.
 */
export function nextReplicas(deployment, current, old, oldPodsLeft = false) {
    const replicas = wantedBy(deployment);
    const plan = new Plan();
    if (deployment.spec.strategy?.type === 'Recreate') {
        for (const one of old)
            plan.set(one, 0);
        if (!oldPodsLeft && sum(old, (one) => one.status?.replicas ?? 0) === 0)
            plan.set(current, replicas);
        return plan.next;
    }
    const minAvailable = replicas - unavailableOf(deployment);
    const oldWanted = sum(old, replicasOf);
    const grown = Math.max(replicasOf(current), Math.min(replicas, replicas + surgeOf(deployment) - oldWanted));
    plan.set(current, Math.min(replicas, grown));
    // Pods of the new set that are not available yet must not be counted on.
    const spare = oldWanted + Math.min(replicasOf(current), availableIn(current)) - minAvailable;
    let shrink = Math.min(oldWanted, Math.max(0, spare));
    // First the ones that serve nobody anyway.
    for (const one of [...old].sort((a, b) => availableIn(a) - availableIn(b))) {
        const less = Math.min(shrink, replicasOf(one));
        plan.set(one, replicasOf(one) - less);
        shrink -= less;
    }
    return plan.next;
}
const DESIRED = 'deployment.kubernetes.io/desired-replicas';
const MAX = 'deployment.kubernetes.io/max-replicas';
/** What a set remembers of its Deployment when it is given its size: by it a change of size is told from a step of a rollout. */
export function sizeAnnotations(deployment) {
    const wanted = wantedBy(deployment);
    return { [DESIRED]: String(wanted), [MAX]: String(wanted + surgeOf(deployment)) };
}
/** Whether the Deployment was given another size since its sets got theirs. */
export function isRescaled(deployment, sets) {
    return sets.some((set) => {
        const noted = set.metadata.annotations?.[DESIRED];
        return replicasOf(set) > 0 && noted !== undefined && Number(noted) !== wantedBy(deployment);
    });
}
/**
 * A new size, without a step of the rollout: the only set with pods (or else the newest) gets it whole; in the middle of a
 * rollout each gets its part, so that a bad new template is not spread by scaling.
 */
export function scaledReplicas(deployment, { current, old }) {
    const plan = new Plan();
    const wanted = wantedBy(deployment);
    const all = current ? [current, ...old] : [...old];
    const active = all.filter((set) => replicasOf(set) > 0);
    if (active.length <= 1) {
        const only = active[0] ?? current ?? newest(old);
        if (only)
            plan.set(only, wanted);
        return plan.next;
    }
    if (current && replicasOf(current) === wanted && availableIn(current) === wanted) {
        for (const one of old)
            plan.set(one, 0);
        return plan.next;
    }
    if (deployment.spec.strategy?.type === 'Recreate')
        return plan.next;
    spread(deployment, active, plan);
    return plan.next;
}
function spread(deployment, active, plan) {
    const wanted = wantedBy(deployment);
    const room = wanted > 0 ? wanted + surgeOf(deployment) : 0;
    const toAdd = room - sum(active, replicasOf);
    if (toAdd === 0)
        return;
    const bySize = [...active].sort((a, b) => replicasOf(b) - replicasOf(a) || (toAdd > 0 ? 1 : -1) * age(a).localeCompare(age(b)));
    let left = toAdd;
    const sizes = bySize.map((set) => {
        const part = toAdd > 0 ? Math.min(partOf(set, room), left) : Math.max(partOf(set, room), left);
        left -= part;
        return replicasOf(set) + part;
    });
    // What rounding left over goes to the largest.
    bySize.forEach((set, index) => {
        plan.set(set, Math.max(0, (sizes[index] ?? 0) + (index === 0 ? left : 0)));
    });
}
/** By how much a set grows or shrinks when all together shall have `room`. */
function partOf(set, room) {
    if (room === 0)
        return -replicasOf(set);
    const before = Number(set.metadata.annotations?.[MAX] ?? room);
    return Math.round((replicasOf(set) * room) / Math.max(1, before)) - replicasOf(set);
}
const age = (set) => set.metadata.creationTimestamp ?? '';
function newest(sets) {
    return [...sets].sort((a, b) => age(b).localeCompare(age(a)))[0];
}
//# sourceMappingURL=rollout.js.map