import { StatusError, type GroupResource, type KubeObject, type ObjectKey } from '#libs/apimachinery';
import {
  type ListPage,
  type ListQuery,
  type Storage,
  type WatchItem,
  type WatchQuery,
} from '#libs/apiserver';
import { type Clock } from '#libs/process';
import { type ChangeFeed } from './change-feed.js';
import { PlacementLister, type ListedResource } from './placement-lister.js';
import { parsePlacementName } from './placement-name.js';
import { type PlacementReader } from './placement-reader.js';
import { PlacementWatches } from './placement-watch.js';
import { ShownPlacements } from './shown-placements.js';

export interface PlacementStorageOptions {
  /** Of everything else. */
  readonly objects: Storage;
  readonly reader: PlacementReader;
  readonly feed: ChangeFeed;
  /** Federated resources, in the order in which placements are listed. */
  readonly resources: () => readonly ListedResource[];
  /** Whether objects of a federated resource are in namespaces; undefined: it is not federated. */
  readonly scopeOf: (resource: GroupResource) => boolean | undefined;
  /** Keys of one resource whose object is perhaps gone and that some cluster has yet to undo, by namespace and name. */
  readonly undone: (resource: GroupResource) => Promise<readonly ObjectKey[]>;
  readonly clock: Clock;
}

const RESOURCE = 'placements';

/**
 * The Storage port of Placements: computed from objects, work and reports when they are read, told as changed by the feed.
 * Nothing is ever stored (docs/decisions/0024-placements-are-computed.md).
 */
export class PlacementStorage implements Storage {
  private readonly lister: PlacementLister;
  private readonly watches: PlacementWatches;

  constructor(private readonly options: PlacementStorageOptions) {
    const { feed, reader, clock } = options;
    const shown = new ShownPlacements();
    this.lister = new PlacementLister({ ...options, shown });
    this.watches = new PlacementWatches(feed, reader, shown, clock);
  }

  async get({ namespace, name }: ObjectKey): Promise<KubeObject | undefined> {
    const parsed = parsePlacementName(name);
    const namespaced = parsed && this.options.scopeOf(parsed.resource);
    if (!parsed || namespaced === undefined) return undefined;
    const key = { ...parsed.resource, namespace: namespaced ? namespace : '', name: parsed.name };
    const { feed, reader } = this.options;
    const readAt = feed.head;
    const placement = await reader.read(key);
    return placement?.metadata.namespace === namespace ? this.lister.show(key, placement, readAt) : undefined;
  }

  list(query: ListQuery): Promise<ListPage> {
    return this.lister.list(query);
  }

  write(): Promise<KubeObject> {
    throw new StatusError('MethodNotAllowed', 'placements show what the hub decided; they cannot be written');
  }

  currentResourceVersion(): Promise<string> {
    const { feed } = this.options;
    return Promise.resolve(feed.format(feed.head));
  }

  watch(query: WatchQuery, signal: AbortSignal): AsyncIterable<WatchItem> {
    return this.watches.watch(query, signal);
  }
}

/** One Storage: placements by `placements`, everything else by `objects`. */
export function withPlacements(objects: Storage, placements: Storage): Storage {
  const of = ({ group, resource }: GroupResource): Storage =>
    resource === RESOURCE && group === 'federation.meridian.dev' ? placements : objects;
  return {
    get: (key) => of(key).get(key),
    list: (query) => of(query.resource).list(query),
    write: (write) => of(write.key).write(write),
    watch: (query, signal) => of(query.resource).watch(query, signal),
    currentResourceVersion: (resource) => of(resource).currentResourceVersion(resource),
  };
}
