import { formatObjectKey, StatusError, } from '#libs/apimachinery';
import {} from '#libs/apiserver';
import {} from './change-feed.js';
import { COMPUTE_BATCH } from './limits.js';
import { CLUSTER_SCOPED_IN, parsePlacementName, placementName } from './placement-name.js';
import {} from './placement-reader.js';
import {} from './shown-placements.js';
/**
 * Pages of placements: resource by resource, each in the order of its objects, so that a page costs a page of objects and
 * their work, however many there are. What clusters owe of objects that are gone stands among them.
 */
export class PlacementLister {
    options;
    constructor(options) {
        this.options = options;
    }
    /** @throws StatusError Expired for a version that this process cannot tell the sequel of */
    async list(query) {
        const { feed } = this.options;
        if (query.at !== undefined && feed.parse(query.at) !== feed.head && !query.after)
            throw new StatusError('Expired', `the state at resource version ${query.at} is gone`);
        // What changes while this reads is told by a watch from here.
        const resourceVersion = query.at ?? feed.format(feed.head);
        const items = [];
        let seen;
        for await (const step of this.steps(query, () => (query.limit ?? items.length + COMPUTE_BATCH) - items.length)) {
            items.push(...(await this.compute(step)));
            seen = step.found.at(-1)?.key ?? seen;
            // The end may be right here: the token then leads to an empty page, which clients take for the end.
            if (seen && items.length === query.limit)
                return { items, resourceVersion, next: placementName(seen) };
        }
        return { items, resourceVersion };
    }
    /** As a client is shown it; `readAt`: where the feed was before it was read. */
    show(key, placement, readAt) {
        const { feed, shown } = this.options;
        const text = formatObjectKey(key);
        shown.isNews(text, placement, { readAt, position: readAt });
        // Not what it became since: a watch from here must tell that.
        const resourceVersion = feed.format(Math.min(feed.versionOf(text), readAt));
        return { ...placement, metadata: { ...placement.metadata, resourceVersion } };
    }
    /** `room`: how many the page still takes. */
    async *steps(query, room) {
        const { index, place } = this.startOf(query);
        let after = place;
        for (const { resource, namespaced } of this.options.resources().slice(index)) {
            if (!namespaced && query.namespace !== undefined && query.namespace !== CLUSTER_SCOPED_IN)
                continue;
            const namespace = namespaced ? query.namespace : '';
            do {
                const limit = Math.min(COMPUTE_BATCH, room());
                const step = await this.step({ resource, namespace, after, labels: query.labels, limit });
                yield step;
                after = step.next;
            } while (after);
        }
    }
    /** Objects, and between them what is gone and not yet undone everywhere. */
    async step(query) {
        const { feed, objects, undone } = this.options;
        const readAt = feed.head;
        const { namespace, after, labels, resource, limit } = query;
        const [page, debts] = await Promise.all([
            objects.list({
                resource,
                limit,
                ...(namespace === undefined ? {} : { namespace }),
                ...(after ? { after } : {}),
                ...(labels ? { labels } : {}),
            }),
            undone(resource),
        ]);
        const found = page.items.map((object) => ({ key: keyOf(resource, object), object }));
        const known = new Set(found.map(({ key }) => formatObjectKey(key)));
        const owed = debts
            .filter((key) => namespace === undefined || key.namespace === namespace)
            .filter((key) => (!after || isAfter(key, after)) && (!page.next || !isAfter(key, page.next)))
            .filter((key) => !known.has(formatObjectKey(key)))
            .map((key) => ({ key }));
        const all = [...found, ...owed].sort((a, b) => (isAfter(a.key, b.key) ? 1 : -1));
        const last = all[limit - 1]?.key;
        return all.length > limit && last
            ? { found: all.slice(0, limit), readAt, next: last }
            : { found: all, readAt, next: page.next };
    }
    async compute({ found, readAt }) {
        const { reader } = this.options;
        const placements = await Promise.all(found.map(async ({ key, object }) => {
            const placement = object ? await reader.of(key, object) : await reader.read(key);
            return placement && this.show(key, placement, readAt);
        }));
        return placements.filter((placement) => placement !== undefined);
    }
    startOf({ after }) {
        if (!after)
            return { index: 0, place: undefined };
        const parsed = parsePlacementName(after.name);
        const resources = this.options.resources();
        const index = resources.findIndex(({ resource }) => resource.resource === parsed?.resource.resource && resource.group === parsed.resource.group);
        const found = resources[index];
        if (!parsed || !found)
            throw new StatusError('BadRequest', 'continue key is not valid');
        return { index, place: { namespace: found.namespaced ? after.namespace : '', name: parsed.name } };
    }
}
/** In the order of lists. */
function isAfter(a, b) {
    return a.namespace === b.namespace ? a.name > b.name : a.namespace > b.namespace;
}
function keyOf({ group, resource }, { metadata }) {
    return { group, resource, namespace: metadata.namespace ?? '', name: metadata.name ?? '' };
}
//# sourceMappingURL=placement-lister.js.map