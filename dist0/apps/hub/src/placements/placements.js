import { randomInt } from 'node:crypto';
import { formatGroupResource, parseObjectKey, } from '#libs/apimachinery';
import {} from '#libs/apiserver';
import {} from '#libs/controller-runtime';
import {} from '#libs/kinds';
import {} from '#libs/process';
import {} from '#libs/store';
import {} from '../controllers/propagation/override-index.js';
import {} from '../controllers/propagation/policy-index.js';
import { ChangeFeed } from './change-feed.js';
import { MAX_UNDONE } from './limits.js';
import { memberView } from './member-view.js';
import { PlacementReader } from './placement-reader.js';
import { PlacementStorage, withPlacements } from './placement-storage.js';
/** Other hubs do not have it, but by a chance of one in a million; then a watch that moves over is not told to begin anew. */
const PROCESS_IDS = 1_000_000;
export function createPlacements(options) {
    const { store, kinds, policies, overrides, clock } = options;
    let members = () => [];
    const feed = new ChangeFeed(clock, randomInt(PROCESS_IDS));
    const { storage: objects, work } = store;
    const reader = new PlacementReader({
        objects,
        work,
        kinds,
        members: () => members(),
        policies,
        overrides,
        clock,
    });
    const storage = new PlacementStorage({
        objects,
        reader,
        feed,
        resources: () => kinds.all(),
        scopeOf: (resource) => kinds.of(resource)?.namespaced,
        undone: async (resource) => (await work.undoneKeys(formatGroupResource(resource), MAX_UNDONE)).map(parseObjectKey),
        clock,
    });
    return {
        storage: withPlacements(objects, storage),
        subresource: placementSubresource(reader, kinds),
        feed,
        useMembers: (clusters) => (members = membersOf(clusters)),
    };
}
function placementSubresource(reader, kinds) {
    return {
        kind: { group: 'federation.meridian.dev', version: 'v1alpha1', kind: 'Placement' },
        appliesTo: ({ storage }) => kinds.of(storage) !== undefined,
        read: (object, { resource, query }) => {
            const { namespace = '', name = '' } = object.metadata;
            return reader.of({ ...resource, namespace, name }, object, query.getAll('render'));
        },
    };
}
/** By name; made again when a cluster has changed and somebody asks. */
function membersOf(clusters) {
    let views;
    clusters.onChange(() => (views = undefined));
    return () => (views ??= [...clusters.list()].map(memberView).sort((a, b) => (a.plan.name < b.plan.name ? -1 : 1)));
}
//# sourceMappingURL=placements.js.map