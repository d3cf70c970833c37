import { StatusError } from '#libs/apimachinery';
import {} from '#libs/apiserver';
import {} from '#libs/process';
import {} from './change-feed.js';
import { PlacementLister } from './placement-lister.js';
import { parsePlacementName } from './placement-name.js';
import {} from './placement-reader.js';
import { PlacementWatches } from './placement-watch.js';
import { ShownPlacements } from './shown-placements.js';
const RESOURCE = 'placements';
/**
 * The Storage port of Placements: computed from objects, work and reports when they are read, told as changed by the feed.
 * Nothing is ever stored (docs/decisions/0024-placements-are-computed.md).
 */
export class PlacementStorage {
    options;
    lister;
    watches;
    constructor(options) {
        this.options = options;
        const { feed, reader, clock } = options;
        const shown = new ShownPlacements();
        this.lister = new PlacementLister({ ...options, shown });
        this.watches = new PlacementWatches(feed, reader, shown, clock);
    }
    async get({ namespace, name }) {
        const parsed = parsePlacementName(name);
        const namespaced = parsed && this.options.scopeOf(parsed.resource);
        if (!parsed || namespaced === undefined)
            return undefined;
        const key = { ...parsed.resource, namespace: namespaced ? namespace : '', name: parsed.name };
        const { feed, reader } = this.options;
        const readAt = feed.head;
        const placement = await reader.read(key);
        return placement?.metadata.namespace === namespace ? this.lister.show(key, placement, readAt) : undefined;
    }
    list(query) {
        return this.lister.list(query);
    }
    write() {
        throw new StatusError('MethodNotAllowed', 'placements show what the hub decided; they cannot be written');
    }
    currentResourceVersion() {
        const { feed } = this.options;
        return Promise.resolve(feed.format(feed.head));
    }
    watch(query, signal) {
        return this.watches.watch(query, signal);
    }
}
/** One Storage: placements by `placements`, everything else by `objects`. */
export function withPlacements(objects, placements) {
    const of = ({ group, resource }) => resource === RESOURCE && group === 'federation.meridian.dev' ? placements : objects;
    return {
        get: (key) => of(key).get(key),
        list: (query) => of(query.resource).list(query),
        write: (write) => of(write.key).write(write),
        watch: (query, signal) => of(query.resource).watch(query, signal),
        currentResourceVersion: (resource) => of(resource).currentResourceVersion(resource),
    };
}
//# sourceMappingURL=placement-storage.js.map