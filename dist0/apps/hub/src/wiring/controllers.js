import {} from '#libs/apimachinery';
import {} from '#libs/apiserver';
import { Informer, LoopRegistry } from '#libs/controller-runtime';
import {} from '#libs/kinds';
import {} from '#libs/process';
import {} from '#libs/store';
import {} from '#libs/transport';
import { BUSY_LOAD, BUSY_STATUS_DELAY_MS, STATUS_DELAY_MS } from '../controllers/propagation/limits.js';
import {} from '../controllers/events/member-events.js';
import {} from '../controllers/propagation/override-index.js';
import {} from '../controllers/propagation/policy-index.js';
import {} from '../controllers/propagation/propagation.reconciler.js';
import {} from '../placements/placements.js';
import { createCustomKinds } from './custom-kinds.js';
import { createEvents } from './events.js';
import { createHousekeeping } from './housekeeping.js';
import { createMembers } from './members.js';
import { createPropagation } from './propagation.js';
import { createRevisions } from './revisions.js';
export const CLUSTERS = { group: 'federation.meridian.dev', resource: 'clusters' };
/** All control loops of the hub; nothing runs before start(). */
export function createControllers(deps) {
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
    const custom = createCustomKinds({ ...deps, housekeeping, sources });
    loops.add(custom.loop);
    const tellRestored = (message) => {
        const about = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } };
        events.recorder.record(about, { type: 'Warning', reason: 'RestoredBackup', message });
    };
    const start = async () => {
        deps.shutdown.add('controllers', async () => {
            await custom.stop();
            await Promise.all([members.stop(), sources.stop(), clusters.stop(), housekeeping.stop()]);
            await Promise.all(policyInformers.map((informer) => informer.stop()));
            await Promise.all([propagation.stop(), revisions.stop()]);
            await events.stop();
        });
        for (const informer of [clusters, ...policyInformers])
            informer.start();
        await Promise.all([clusters, ...policyInformers].map((informer) => informer.synced));
        // Rows of objects whose kind is not known would be taken for leftovers.
        await custom.start();
        await members.start();
        sources.start();
        propagation.start();
        revisions.start();
        housekeeping.start();
        events.start();
    };
    const reported = (key) => planSoon(propagation, key);
    const { members: memberEvents } = events;
    const counts = {
        clusters: members.cluster.counts,
        moves: reconciler.mover.counts,
        warnings: memberEvents.counts,
    };
    return { loops, propagation, members, clusters, memberEvents, counts, tellRestored, reported, start };
}
function planSoon(propagation, key) {
    propagation.enqueueAfter(key, propagation.load > BUSY_LOAD ? BUSY_STATUS_DELAY_MS : STATUS_DELAY_MS);
}
/** Watches of placements here and, where no object tells it, at other hubs. */
export function tellPlacements({ feed }, store) {
    return (key, { isNew, isSaved }) => {
        feed.changed(key, isNew);
        if (isSaved)
            store.tell(key);
    };
}
//# sourceMappingURL=controllers.js.map