import {} from '#libs/apimachinery';
/** Undefined for what has no replicas. */
export function readyStatus(object) {
    const replicas = object['spec']?.replicas;
    if (replicas === undefined)
        return undefined;
    return {
        replicas,
        fullyLabeledReplicas: replicas,
        readyReplicas: replicas,
        availableReplicas: replicas,
        observedGeneration: 1,
    };
}
//# sourceMappingURL=ready-status.js.map