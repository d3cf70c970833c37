import {} from '#libs/apimachinery';
import { share } from './pod-template.js';
import {} from './replica-sets.js';
export const wantedBy = (deployment) => deployment.spec.replicas ?? 1;
export const replicasOf = (set) => set.spec.replicas ?? 1;
export const availableIn = (set) => set.status?.availableReplicas ?? 0;
export function sum(sets, of) {
    return sets.reduce((total, set) => total + of(set), 0);
}
const DEFAULT_SHARE = '25%';
/** Pods beyond the wanted number while it rolls; none with Recreate. */
export function surgeOf(deployment) {
    if (deployment.spec.strategy?.type === 'Recreate')
        return 0;
    const { maxSurge = DEFAULT_SHARE } = deployment.spec.strategy?.rollingUpdate ?? {};
    return share(maxSurge, wantedBy(deployment), Math.ceil);
}
/** Pods that may lack while it rolls. Both zero would never move; the API refuses it, rounding may still lead there. */
export function unavailableOf(deployment) {
    if (deployment.spec.strategy?.type === 'Recreate')
        return 0;
    const { maxUnavailable = DEFAULT_SHARE } = deployment.spec.strategy?.rollingUpdate ?? {};
    const wanted = wantedBy(deployment);
    const unavailable = Math.min(wanted, share(maxUnavailable, wanted, Math.floor));
    return surgeOf(deployment) === 0 ? Math.max(1, unavailable) : unavailable;
}
//# sourceMappingURL=deployment.js.map