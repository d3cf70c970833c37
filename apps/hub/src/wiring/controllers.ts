import { type ObjectClient } from '#libs/apimachinery';
import { type ResourceRegistry } from '#libs/apiserver';
import { Informer, LoopRegistry, type ControlLoop } from '#libs/controller-runtime';
import { type SpreadKinds } from '#libs/kinds';
import { type Clock, type Logger, type Shutdown } from '#libs/process';
import { type Store } from '#libs/store';
import { type HubTransport } from '#libs/transport';
import { BUSY_LOAD, BUSY_STATUS_DELAY_MS, STATUS_DELAY_MS } from '../controllers/propagation/limits.js';
import { type EventRecorder } from '../controllers/events/event-recorder.js';
import { type MemberEvents } from '../controllers/events/member-events.js';
import { type DependencyIndex } from '../controllers/propagation/dependency-index.js';
import { type OverrideIndex } from '../controllers/propagation/override-index.js';
import { type PolicyIndex } from '../controllers/propagation/policy-index.js';
import { type PropagationReconciler } from '../controllers/propagation/propagation.reconciler.js';
import { type Placements } from '../placements/placements.js';
import { createCustomKinds, type FollowedListener } from './custom-kinds.js';
import { createEvents } from './events.js';
import { createHousekeeping } from './housekeeping.js';
import { createMembers, type Members } from './members.js';
import { createPropagation } from './propagation.js';
import { createRevisions } from './revisions.js';
import { createServiceExports } from './service-exports.js';

export const CLUSTERS = { group: 'federation.meridian.dev', resource: 'clusters' };

export interface Controllers {
  readonly loops: LoopRegistry;
  readonly propagation: ControlLoop;
  readonly members: Members;
  readonly clusters: Informer;
  readonly memberEvents: MemberEvents;
  /** Plain counters by part. */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** An Event on the namespace `default`, where admins look first. */
  tellRestored(message: string): void;
  /** A member said something new about this object. */
  reported(key: string): void;
  /** `listener` hears of custom kinds that are followed; before `start`. */
  onFollowed(listener: FollowedListener): void;
  start(): Promise<void>;
}

interface ControllersDeps {
  readonly client: ObjectClient;
  readonly registry: ResourceRegistry;
  readonly kinds: SpreadKinds;
  readonly store: Store;
  readonly transport: HubTransport;
  readonly placements: Placements;
  readonly policies: PolicyIndex;
  readonly overrides: OverrideIndex;
  readonly dependencies: DependencyIndex;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
  /** Voids the credentials of a NATS user. */
  readonly revoke: (natsPublicKey: string) => Promise<void>;
  readonly deletionsHeld: () => boolean;
}

/** All control loops of the hub; nothing runs before start(). */
export function createControllers(deps: ControllersDeps): Controllers {
  const { client, store, placements, clock, logger } = deps;
  const loops = new LoopRegistry();
  const clusters = new Informer({ client, resource: CLUSTERS, clock, logger });
  placements.useMembers(clusters);
  const events = createEvents(deps);
  const members = createMembers({ ...deps, clusters, events: events.recorder, loops });
  const housekeeping = createHousekeeping({ client, registry: deps.registry, loops, clock, logger });
  const { propagation, reconciler, sources, policyInformers } = createPropagation({
    ...deps,
    loops,
    clusters,
    events: events.recorder,
    housekeeping,
    onPlaced: tellPlacements(placements, store),
    isFrozen: () => members.cluster.isFrozen,
  });
  const revisions = createRevisions({ ...deps, loops, housekeeping });
  const serviceExports = createServiceExports({ ...deps, loops, housekeeping });
  const followers: FollowedListener[] = [serviceExports.followed];
  const onFollowed: FollowedListener = (...followed) => {
    for (const follower of followers) follower(...followed);
  };
  const custom = createCustomKinds({ ...deps, housekeeping, sources, onFollowed });
  loops.add(custom.loop);
  const start = async (): Promise<void> => {
    deps.shutdown.add('controllers', async () => {
      await custom.stop();
      await Promise.all([members.stop(), sources.stop(), clusters.stop(), housekeeping.stop()]);
      await Promise.all(policyInformers.map((informer) => informer.stop()));
      await Promise.all([propagation.stop(), revisions.stop(), serviceExports.loop.stop()]);
      await events.stop();
    });
    for (const informer of [clusters, ...policyInformers]) informer.start();
    await Promise.all([clusters, ...policyInformers].map((informer) => informer.synced));
    // Rows of objects whose kind is not known would be taken for leftovers.
    await custom.start();
    await members.start();
    sources.start();
    propagation.start();
    revisions.start();
    serviceExports.loop.start();
    housekeeping.start();
    events.start();
  };
  const reported = (key: string): void => {
    planSoon(propagation, key);
    serviceExports.reported(key);
  };
  const { members: memberEvents } = events;
  const counts = {
    clusters: members.cluster.counts,
    moves: reconciler.mover.counts,
    warnings: memberEvents.counts,
  };
  return {
    ...{ loops, propagation, members, clusters, memberEvents, counts, reported, start },
    tellRestored: (message) => recordRestored(events.recorder, message),
    onFollowed: (listener) => void followers.push(listener),
  };
}

function recordRestored(events: EventRecorder, message: string): void {
  const about = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } };
  events.record(about, { type: 'Warning', reason: 'RestoredBackup', message });
}

function planSoon(propagation: ControlLoop, key: string): void {
  propagation.enqueueAfter(key, propagation.load > BUSY_LOAD ? BUSY_STATUS_DELAY_MS : STATUS_DELAY_MS);
}

/** Watches of placements here and, where no object tells it, at other hubs. */
export function tellPlacements(
  { feed }: Pick<Placements, 'feed'>,
  store: Pick<Store, 'tell'>,
): NonNullable<ConstructorParameters<typeof PropagationReconciler>[0]['onPlaced']> {
  return (key, { isNew, isSaved }) => {
    feed.changed(key, isNew);
    if (isSaved) store.tell(key);
  };
}
