import {} from '#libs/apimachinery';
/** What its controllers say of an object at once; undefined: the kind has no status. */
export function statusOf({ kind, spec }, pace) {
    const numbers = (spec ?? {});
    const { replicas = pace.scaled } = numbers;
    switch (kind) {
        case 'ReplicaSet':
            return { replicas, readyReplicas: replicas, availableReplicas: replicas, observedGeneration: 1 };
        case 'Deployment':
            return deploymentStatus(replicas);
        case 'Job':
            return pace.paused ? { active: 1 } : jobStatus(numbers.completions ?? 1);
        case 'HorizontalPodAutoscaler':
            return { currentReplicas: 3, desiredReplicas: 3 };
        default:
            return undefined;
    }
}
const AT = '2026-11-21T08:00:00Z';
function deploymentStatus(replicas) {
    const condition = (type, reason) => ({
        type,
        status: 'True',
        reason,
        message: '',
        lastTransitionTime: AT,
    });
    return {
        replicas,
        updatedReplicas: replicas,
        readyReplicas: replicas,
        availableReplicas: replicas,
        observedGeneration: 1,
        conditions: [
            condition('Available', 'MinimumReplicasAvailable'),
            condition('Progressing', 'NewReplicaSetAvailable'),
        ],
    };
}
function jobStatus(succeeded) {
    const conditions = [{ type: 'Complete', status: 'True', lastTransitionTime: AT }];
    return { succeeded, startTime: AT, completionTime: AT, conditions };
}
//# sourceMappingURL=scripted-status.js.map