import {} from 'node:http';
/** The kubeconfig or the pod's mounts do not say how to reach a cluster. */
export class AccessError extends Error {
    name = 'AccessError';
}
//# sourceMappingURL=access.js.map