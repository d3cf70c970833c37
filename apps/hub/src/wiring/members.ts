import { type ObjectClient } from '#libs/apimachinery';
import { ControlLoop, type Informer, type LoopRegistry } from '#libs/controller-runtime';
import { type Clock, type Logger } from '#libs/process';
import { type Store } from '#libs/store';
import { type HubTransport } from '#libs/transport';
import { ClusterReconciler } from '../controllers/cluster/cluster.reconciler.js';
import { ClusterTicker } from '../controllers/cluster/cluster-ticker.js';
import { MembershipReconciler } from '../controllers/cluster/membership.reconciler.js';
import { followMembership } from '../controllers/cluster/membership.sources.js';
import { type EventRecorder } from '../controllers/events/event-recorder.js';

const CLUSTER_WORKERS = 8;

export interface MembersDeps {
  readonly client: ObjectClient;
  readonly clusters: Informer;
  readonly events: EventRecorder;
  readonly loops: LoopRegistry;
  readonly store: Store;
  readonly transport: HubTransport;
  /** Voids the credentials of a NATS user. */
  readonly revoke: (natsPublicKey: string) => Promise<void>;
  readonly deletionsHeld: () => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Members {
  readonly cluster: ClusterReconciler;
  readonly clusterLoop: ControlLoop;
  readonly membership: MembershipReconciler;
  /** Call it when the informer has synced. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The loops about members themselves: how they are, and who is one. */
export function createMembers(deps: MembersDeps): Members {
  const { clusters, loops, store, transport, clock, logger } = deps;
  const cluster = new ClusterReconciler({ ...deps, connected: () => transport.connected() });
  const shared = { workers: CLUSTER_WORKERS, clock, logger };
  const clusterLoop = loops.add(new ControlLoop({ name: 'cluster', reconciler: cluster, ...shared }));
  const membership = new MembershipReconciler(deps);
  const membershipLoop = loops.add(
    new ControlLoop({ name: 'membership', reconciler: membership, ...shared }),
  );
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
