import {} from '#libs/apimachinery';
import { ControlLoop } from '#libs/controller-runtime';
import {} from '#libs/process';
import {} from '#libs/store';
import {} from '#libs/transport';
import { ClusterReconciler } from '../controllers/cluster/cluster.reconciler.js';
import { ClusterTicker } from '../controllers/cluster/cluster-ticker.js';
import { MembershipReconciler } from '../controllers/cluster/membership.reconciler.js';
import { followMembership } from '../controllers/cluster/membership.sources.js';
import {} from '../controllers/events/event-recorder.js';
const CLUSTER_WORKERS = 8;
/** The loops about members themselves: how they are, and who is one. */
export function createMembers(deps) {
    const { clusters, loops, store, transport, clock, logger } = deps;
    const cluster = new ClusterReconciler({ ...deps, connected: () => transport.connected() });
    const shared = { workers: CLUSTER_WORKERS, clock, logger };
    const clusterLoop = loops.add(new ControlLoop({ name: 'cluster', reconciler: cluster, ...shared }));
    const membership = new MembershipReconciler(deps);
    const membershipLoop = loops.add(new ControlLoop({ name: 'membership', reconciler: membership, ...shared }));
    const ticker = new ClusterTicker(cluster, clusterLoop, clock, logger);
    return {
        cluster,
        clusterLoop,
        membership,
        start: async () => {
            ticker.start();
            clusterLoop.start();
            membershipLoop.start();
            await followMembership(clusters, membershipLoop, store);
        },
        stop: async () => {
            await ticker.stop();
            await Promise.all([clusterLoop.stop(), membershipLoop.stop()]);
        },
    };
}
//# sourceMappingURL=members.js.map