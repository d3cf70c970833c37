import { type ObjectClient } from '#libs/apimachinery';
import { type ResourceRegistry } from '#libs/apiserver';
import { ControlLoop, Informer, LoopRegistry } from '#libs/controller-runtime';
import { type SpreadKinds } from '#libs/kinds';
import { type Clock, type Logger, type Shutdown } from '#libs/process';
import { type Store } from '#libs/store';
import { type HubTransport } from '#libs/transport';
import { ClusterReconciler } from '../controllers/cluster/cluster.reconciler.js';
import { ClusterTicker } from '../controllers/cluster/cluster-ticker.js';
import { EventRecorder } from '../controllers/events/event-recorder.js';
import { BUSY_LOAD, BUSY_STATUS_DELAY_MS, STATUS_DELAY_MS } from '../controllers/propagation/limits.js';
import { createCustomKinds } from './custom-kinds.js';
import { createHousekeeping } from './housekeeping.js';
import { createPropagation } from './propagation.js';

const CLUSTER_WORKERS = 8;

export const CLUSTERS = { group: 'federation.meridian.dev', resource: 'clusters' };

export interface Controllers {
  readonly loops: LoopRegistry;
  readonly propagation: ControlLoop;
  readonly clusterLoop: ControlLoop;
  readonly cluster: ClusterReconciler;
  readonly clusters: Informer;
  /** A member said something new about this object. */
  reported(key: string): void;
  start(): Promise<void>;
}

interface ControllersDeps {
  readonly client: ObjectClient;
  readonly registry: ResourceRegistry;
  readonly kinds: SpreadKinds;
  readonly store: Store;
  readonly transport: HubTransport;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
}

/** All control loops of the hub; nothing runs before start(). */
export function createControllers(deps: ControllersDeps): Controllers {
  const { client, store, transport, clock, logger } = deps;
  const loops = new LoopRegistry();
  const clusters = new Informer({ client, resource: CLUSTERS, clock, logger });
  const events = new EventRecorder(client, clock, logger);
  const cluster = new ClusterReconciler({
    client,
    clusters,
    store,
    events,
    clock,
    connected: () => transport.connected(),
  });
  const clusterLoop = loops.add(
    new ControlLoop({ name: 'cluster', reconciler: cluster, workers: CLUSTER_WORKERS, clock, logger }),
  );
  const housekeeping = createHousekeeping({ client, registry: deps.registry, loops, clock, logger });
  const { propagation, sources } = createPropagation({
    ...deps,
    loops,
    clusters,
    events,
    housekeeping,
  });
  const custom = createCustomKinds({ ...deps, housekeeping, sources });
  loops.add(custom.loop);
  const ticker = new ClusterTicker(cluster, clusterLoop, clock, logger);
  const start = async (): Promise<void> => {
    deps.shutdown.add('controllers', async () => {
      await custom.stop();
      await Promise.all([ticker.stop(), sources.stop(), clusters.stop(), housekeeping.stop()]);
      await Promise.all([propagation.stop(), clusterLoop.stop()]);
      await events.flush();
    });
    clusters.start();
    await clusters.synced;
    // Rows of objects whose kind is not known would be taken for leftovers.
    await custom.start();
    ticker.start();
    clusterLoop.start();
    sources.start();
    propagation.start();
    housekeeping.start();
  };
  const reported = (key: string): void => {
    const delayMs = propagation.load > BUSY_LOAD ? BUSY_STATUS_DELAY_MS : STATUS_DELAY_MS;
    propagation.enqueueAfter(key, delayMs);
  };
  return { loops, propagation, clusterLoop, cluster, clusters, reported, start };
}
