import {} from '#libs/apimachinery';
import { healthOf } from '../controllers/cluster/cluster-status.js';
import { clusterView } from '../controllers/propagation/cluster-view.js';
/** Reads a Cluster object. */
export function memberView(cluster) {
    const status = cluster['status'];
    const health = healthOf(status);
    return {
        plan: clusterView(cluster),
        health: health === 'Ready' ? '' : health,
        silent: health === 'Suspect' || health === 'Offline',
        heardAt: Date.parse(status?.agent?.lastHeartbeatTime ?? '') || 0,
    };
}
//# sourceMappingURL=member-view.js.map