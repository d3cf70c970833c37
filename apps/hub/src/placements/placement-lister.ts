import {
  formatObjectKey,
  StatusError,
  type GroupResource,
  type KubeObject,
  type ObjectKey,
} from '#libs/apimachinery';
import { type ListPage, type ListQuery, type Storage } from '#libs/apiserver';
import { type ChangeFeed } from './change-feed.js';
import { COMPUTE_BATCH } from './limits.js';
import { CLUSTER_SCOPED_IN, parsePlacementName, placementName } from './placement-name.js';
import { type PlacementReader } from './placement-reader.js';
import { type ShownPlacements } from './shown-placements.js';

export interface ListedResource {
  readonly resource: GroupResource;
  readonly namespaced: boolean;
}

export interface PlacementListerOptions {
  readonly objects: Storage;
  readonly reader: PlacementReader;
  readonly feed: ChangeFeed;
  readonly shown: ShownPlacements;
  readonly resources: () => readonly ListedResource[];
  readonly undone: (resource: GroupResource) => Promise<readonly ObjectKey[]>;
}

type Place = Pick<ObjectKey, 'namespace' | 'name'>;

interface StepQuery {
  readonly resource: GroupResource;
  /** Undefined: all. */
  readonly namespace: string | undefined;
  readonly after: Place | undefined;
  readonly labels: ListQuery['labels'];
  readonly limit: number;
}

/** What one step of a list found: keys in order, with the object where it was read. */
interface Step {
  readonly found: readonly { readonly key: ObjectKey; readonly object?: KubeObject }[];
  /** Where the feed was before anything of it was read. */
  readonly readAt: number;
  /** Where this resource goes on; undefined: it is through. */
  readonly next: Place | undefined;
}

/**
 * Pages of placements: resource by resource, each in the order of its objects, so that a page costs a page of objects and
 * their work, however many there are. What clusters owe of objects that are gone stands among them.
 */
export class PlacementLister {
  constructor(private readonly options: PlacementListerOptions) {}

  /** @throws StatusError Expired for a version that this process cannot tell the sequel of */
  async list(query: ListQuery): Promise<ListPage> {
    const { feed } = this.options;
    if (query.at !== undefined && feed.parse(query.at) !== feed.head && !query.after)
      throw new StatusError('Expired', `the state at resource version ${query.at} is gone`);
    // What changes while this reads is told by a watch from here.
    const resourceVersion = query.at ?? feed.format(feed.head);
    const items: KubeObject[] = [];
    let seen: ObjectKey | undefined;
    for await (const step of this.steps(
      query,
      () => (query.limit ?? items.length + COMPUTE_BATCH) - items.length,
    )) {
      items.push(...(await this.compute(step)));
      seen = step.found.at(-1)?.key ?? seen;
      // The end may be right here: the token then leads to an empty page, which clients take for the end.
      if (seen && items.length === query.limit) return { items, resourceVersion, next: placementName(seen) };
    }
    return { items, resourceVersion };
  }

  /** As a client is shown it; `readAt`: where the feed was before it was read. */
  show(key: ObjectKey, placement: KubeObject, readAt: number): KubeObject {
    const { feed, shown } = this.options;
    const text = formatObjectKey(key);
    shown.isNews(text, placement, { readAt, position: readAt });
    // Not what it became since: a watch from here must tell that.
    const resourceVersion = feed.format(Math.min(feed.versionOf(text), readAt));
    return { ...placement, metadata: { ...placement.metadata, resourceVersion } };
  }

  /** `room`: how many the page still takes. */
  private async *steps(query: ListQuery, room: () => number): AsyncGenerator<Step> {
    const { index, place } = this.startOf(query);
    let after = place;
    for (const { resource, namespaced } of this.options.resources().slice(index)) {
      if (!namespaced && query.namespace !== undefined && query.namespace !== CLUSTER_SCOPED_IN) continue;
      const namespace = namespaced ? query.namespace : '';
      do {
        const limit = Math.min(COMPUTE_BATCH, room());
        const step: Step = await this.step({ resource, namespace, after, labels: query.labels, limit });
        yield step;
        after = step.next;
      } while (after);
    }
  }

  /** Objects, and between them what is gone and not yet undone everywhere. */
  private async step(query: StepQuery): Promise<Step> {
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

  private async compute({ found, readAt }: Step): Promise<KubeObject[]> {
    const { reader } = this.options;
    const placements = await Promise.all(
      found.map(async ({ key, object }) => {
        const placement = object ? await reader.of(key, object) : await reader.read(key);
        return placement && this.show(key, placement, readAt);
      }),
    );
    return placements.filter((placement) => placement !== undefined);
  }

  private startOf({ after }: ListQuery): { readonly index: number; readonly place: Place | undefined } {
    if (!after) return { index: 0, place: undefined };
    const parsed = parsePlacementName(after.name);
    const resources = this.options.resources();
    const index = resources.findIndex(
      ({ resource }) =>
        resource.resource === parsed?.resource.resource && resource.group === parsed.resource.group,
    );
    const found = resources[index];
    if (!parsed || !found) throw new StatusError('BadRequest', 'continue key is not valid');
    return { index, place: { namespace: found.namespaced ? after.namespace : '', name: parsed.name } };
  }
}

/** In the order of lists. */
function isAfter(a: Place, b: Place): boolean {
  return a.namespace === b.namespace ? a.name > b.name : a.namespace > b.namespace;
}

function keyOf({ group, resource }: GroupResource, { metadata }: KubeObject): ObjectKey {
  return { group, resource, namespace: metadata.namespace ?? '', name: metadata.name ?? '' };
}
