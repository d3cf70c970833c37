import { formatGroupResource, type KubeObject, type ObjectClient } from '#libs/apimachinery';
import { type ResourceRegistry } from '#libs/apiserver';
import { ControlLoop, Informer, keyOf, LoopRegistry } from '#libs/controller-runtime';
import { CLUSTER_FINALIZER } from '#libs/kinds';
import { type Clock, type Logger, type Shutdown } from '#libs/process';
import { type Store } from '#libs/store';
import { type HubTransport } from '#libs/transport';
import { ClusterReconciler } from '../controllers/cluster/cluster.reconciler.js';
import { MembershipReconciler } from '../controllers/cluster/membership.reconciler.js';
import { ClusterTicker } from '../controllers/cluster/cluster-ticker.js';
import { EventRecorder } from '../controllers/events/event-recorder.js';
import { PropagationReconciler } from '../controllers/propagation/propagation.reconciler.js';
import { PropagationSources } from '../controllers/propagation/propagation.sources.js';
import { createHousekeeping } from './housekeeping.js';
import { federatedResources } from './resources.js';

/** Objects planned at once; the store batches what they read and write. */
const PROPAGATION_WORKERS = 128;
const CLUSTER_WORKERS = 8;
/** Keys of rows read at once when all debts are looked through. */
const DEBT_PAGE = 1_000;

export const CLUSTERS = { group: 'federation.meridian.dev', resource: 'clusters' };

export interface Controllers {
  readonly loops: LoopRegistry;
  readonly propagation: ControlLoop;
  readonly clusterLoop: ControlLoop;
  readonly cluster: ClusterReconciler;
  readonly membership: MembershipReconciler;
  readonly clusters: Informer;
  /** An Event on the namespace `default`, where admins look first. */
  tellRestored(message: string): void;
  start(): Promise<void>;
}

interface ControllersDeps {
  readonly client: ObjectClient;
  readonly registry: ResourceRegistry;
  readonly store: Store;
  readonly transport: HubTransport;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
  /** Voids the credentials of a NATS user. */
  readonly revoke: (natsPublicKey: string) => Promise<void>;
  readonly deletionsHeld: () => boolean;
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
    deletionsHeld: deps.deletionsHeld,
  });
  const clusterLoop = loops.add(
    new ControlLoop({ name: 'cluster', reconciler: cluster, workers: CLUSTER_WORKERS, clock, logger }),
  );
  const membership = new MembershipReconciler({ ...deps, clusters, events });
  const membershipLoop = loops.add(
    new ControlLoop({ name: 'membership', reconciler: membership, workers: CLUSTER_WORKERS, clock, logger }),
  );
  const reconciler = new PropagationReconciler({ client, clusters, store, events, clock });
  const propagation = loops.add(
    new ControlLoop({
      name: 'propagation',
      reconciler,
      workers: PROPAGATION_WORKERS,
      clock,
      logger,
      resync: () => sources.requestResync(),
    }),
  );
  const housekeeping = createHousekeeping({ client, registry: deps.registry, loops, clock, logger });
  const federated = new Set(federatedResources().map(formatGroupResource));
  const sources = new PropagationSources({
    objects: housekeeping.informers.filter(({ resource }) => federated.has(formatGroupResource(resource))),
    clusters,
    loop: propagation,
    debts: () => debts(store),
    clock,
    logger,
  });
  const ticker = new ClusterTicker(cluster, clusterLoop, clock, logger);
  const tellRestored = (message: string): void => {
    const about = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } };
    events.record(about, { type: 'Warning', reason: 'RestoredBackup', message });
  };
  const start = async (): Promise<void> => {
    deps.shutdown.add('controllers', async () => {
      await Promise.all([ticker.stop(), sources.stop(), clusters.stop(), housekeeping.stop()]);
      await Promise.all([propagation.stop(), clusterLoop.stop(), membershipLoop.stop()]);
      await events.flush();
    });
    clusters.start();
    await clusters.synced;
    ticker.start();
    clusterLoop.start();
    membershipLoop.start();
    await followMembership(clusters, membershipLoop, store);
    sources.start();
    propagation.start();
    housekeeping.start();
  };
  return { loops, propagation, clusterLoop, cluster, membership, clusters, tellRestored, start };
}

/**
 * Wakes the membership loop: Clusters that come, that are to go, and that are gone. Those that were there at the start need
 * nothing unless they are to go, or lack the finalizer, or are known by their agent only.
 */
export async function followMembership(clusters: Informer, loop: ControlLoop, store: Store): Promise<void> {
  const isSettled = ({ metadata }: KubeObject): boolean =>
    metadata.deletionTimestamp === undefined && (metadata.finalizers?.includes(CLUSTER_FINALIZER) ?? false);
  clusters.onChange(({ type, object }) => {
    if (type !== 'MODIFIED' || !isSettled(object)) loop.enqueue(keyOf(object));
  });
  for (const cluster of clusters.list()) if (!isSettled(cluster)) loop.enqueue(keyOf(cluster));
  for (const { cluster } of await store.agents.all())
    if (!clusters.get(`/${cluster}`)) loop.enqueue(`/${cluster}`);
}

async function* debts(store: Store): AsyncIterable<string> {
  for (let after = ''; ;) {
    const keys = await store.work.keysWithWork(after, DEBT_PAGE);
    yield* keys;
    const last = keys.at(-1);
    if (last === undefined || keys.length < DEBT_PAGE) return;
    after = last;
  }
}
