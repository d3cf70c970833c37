import { formatGroupResource, type ObjectClient } from '#libs/apimachinery';
import { type ResourceRegistry } from '#libs/apiserver';
import { ControlLoop, Informer, LoopRegistry } from '#libs/controller-runtime';
import { type Clock, type Logger, type Shutdown } from '#libs/process';
import { type Store } from '#libs/store';
import { type HubTransport } from '#libs/transport';
import { EventRecorder } from '../controllers/events/event-recorder.js';
import { BUSY_LOAD, BUSY_STATUS_DELAY_MS, STATUS_DELAY_MS } from '../controllers/propagation/limits.js';
import { PropagationReconciler } from '../controllers/propagation/propagation.reconciler.js';
import { PropagationSources } from '../controllers/propagation/propagation.sources.js';
import { createHousekeeping } from './housekeeping.js';
import { createMembers, type Members } from './members.js';
import { federatedResources } from './resources.js';

/** Objects planned at once; the store batches what they read and write. */
const PROPAGATION_WORKERS = 128;
/** Keys of rows read at once when all debts are looked through. */
const DEBT_PAGE = 1_000;

export const CLUSTERS = { group: 'federation.meridian.dev', resource: 'clusters' };

export interface Controllers {
  readonly loops: LoopRegistry;
  readonly propagation: ControlLoop;
  readonly members: Members;
  readonly clusters: Informer;
  /** Plain counters by part. */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** An Event on the namespace `default`, where admins look first. */
  tellRestored(message: string): void;
  /** A member said something new about this object. */
  reported(key: string): void;
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
  const { client, store, clock, logger } = deps;
  const loops = new LoopRegistry();
  const clusters = new Informer({ client, resource: CLUSTERS, clock, logger });
  const events = new EventRecorder(client, clock, logger);
  const members = createMembers({ ...deps, clusters, events, loops });
  const reconciler = new PropagationReconciler({
    client,
    clusters,
    store,
    events,
    clock,
    isFrozen: () => members.cluster.isFrozen,
  });
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
  const tellRestored = (message: string): void => {
    const about = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } };
    events.record(about, { type: 'Warning', reason: 'RestoredBackup', message });
  };
  const start = async (): Promise<void> => {
    deps.shutdown.add('controllers', async () => {
      await Promise.all([members.stop(), sources.stop(), clusters.stop(), housekeeping.stop()]);
      await propagation.stop();
      await events.flush();
    });
    clusters.start();
    await clusters.synced;
    await members.start();
    sources.start();
    propagation.start();
    housekeeping.start();
  };
  const reported = (key: string): void => {
    const delayMs = propagation.load > BUSY_LOAD ? BUSY_STATUS_DELAY_MS : STATUS_DELAY_MS;
    propagation.enqueueAfter(key, delayMs);
  };
  const counts = { clusters: members.cluster.counts, moves: reconciler.mover.counts };
  return { loops, propagation, members, clusters, counts, tellRestored, reported, start };
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
