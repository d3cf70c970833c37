import { formatGroupResource, type ObjectClient } from '#libs/apimachinery';
import { type ResourceRegistry } from '#libs/apiserver';
import { createNamespaceLifecycle, GarbageCollector } from '#libs/cluster-controllers';
import { ControlLoop, Informer, LoopRegistry } from '#libs/controller-runtime';
import { MEMBERS_FINALIZER } from '#libs/kinds';
import { type Clock, type Logger, type Shutdown } from '#libs/process';
import { type Store } from '#libs/store';
import { type HubTransport } from '#libs/transport';
import { ClusterReconciler } from '../controllers/cluster/cluster.reconciler.js';
import { ClusterTicker } from '../controllers/cluster/cluster-ticker.js';
import { EventRecorder } from '../controllers/events/event-recorder.js';
import { PropagationReconciler } from '../controllers/propagation/propagation.reconciler.js';
import { PropagationSources } from '../controllers/propagation/propagation.sources.js';
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
  readonly clusters: Informer;
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
  const sources = new PropagationSources({
    client,
    resources: federatedResources(),
    clusters,
    loop: propagation,
    debts: () => debts(store),
    clock,
    logger,
  });
  const ticker = new ClusterTicker(cluster, clusterLoop, clock, logger);
  const housekeeping = createHousekeeping(deps, loops);
  const start = async (): Promise<void> => {
    deps.shutdown.add('controllers', async () => {
      await Promise.all([ticker.stop(), sources.stop(), clusters.stop(), housekeeping.stop()]);
      await Promise.all([propagation.stop(), clusterLoop.stop()]);
      await events.flush();
    });
    clusters.start();
    await clusters.synced;
    ticker.start();
    clusterLoop.start();
    sources.start();
    propagation.start();
    await housekeeping.start();
  };
  return { loops, propagation, clusterLoop, cluster, clusters, start };
}

/** Namespaces under deletion and owner references, as in every cluster. */
function createHousekeeping(
  deps: ControllersDeps,
  loops: LoopRegistry,
): { start(): Promise<void>; stop(): Promise<void> } {
  const { client, registry, clock, logger } = deps;
  const writable = registry.definitions().filter((row) => row.verbs.includes('delete'));
  const informers = writable
    .filter((row) => formatGroupResource(row.storage) !== 'events')
    .map((row) => new Informer({ client, resource: row.storage, clock, logger, keep: metadataOnly }));
  const collector = loops.add(
    new GarbageCollector({
      client,
      resolve: (apiVersion, kind) => {
        const slash = apiVersion.indexOf('/');
        const group = slash < 0 ? '' : apiVersion.slice(0, slash);
        const found = registry.byKind(group, apiVersion.slice(slash + 1), kind);
        return found && { resource: found.definition.storage, namespaced: found.definition.namespaced };
      },
      after: MEMBERS_FINALIZER,
      clock,
      logger,
    }),
  );
  for (const informer of informers) collector.add(informer);
  const namespaces = informers.find((informer) => formatGroupResource(informer.resource) === 'namespaces');
  if (!namespaces) throw new Error('the hub does not serve namespaces');
  const lifecycle = loops.add(
    createNamespaceLifecycle({
      client,
      namespaces,
      resources: () => writable.filter((row) => row.namespaced).map((row) => row.storage),
      clock,
      logger,
    }),
  );
  return {
    start: async () => {
      for (const informer of informers) informer.start();
      lifecycle.start();
      await collector.start();
    },
    stop: async () => {
      await Promise.all(informers.map((informer) => informer.stop()));
      await Promise.all([collector.stop(), lifecycle.stop()]);
    },
  };
}

/** The collector judges by metadata; a hundred thousand objects are held in memory as little as that. */
function metadataOnly<T extends { apiVersion: string; kind: string; metadata: object }>(object: T): T {
  const { apiVersion, kind, metadata } = object;
  const { managedFields: _fields, annotations: _annotations, ...kept } = metadata as Record<string, unknown>;
  return { apiVersion, kind, metadata: kept } as unknown as T;
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
