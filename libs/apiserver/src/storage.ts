import { type GroupResource, type KubeObject, type ObjectKey } from '#libs/apimachinery';

/**
 * Where objects live: the port between the generic API server and Postgres (libs/store) or memory
 * (memory-storage.ts). Objects are in storage version, complete, with uid and every metadata field but
 * resourceVersion, which storage sets. Returned objects are shared: callers must not change them.
 */
export interface Storage {
  /** Undefined when there is none. Reads the latest committed state. */
  get(key: ObjectKey): Promise<KubeObject | undefined>;

  /** One page, ordered by (namespace, name), from one snapshot. Throws Expired when `at` was compacted. */
  list(query: ListQuery): Promise<ListPage>;

  /**
   * One atomic write. The answer is the object as stored (for `delete`: as it was, with the resourceVersion of
   * the delete). Throws AlreadyExists (create), NotFound, or Conflict (resourceVersion or uid differ from `expected`).
   */
  write(write: Write): Promise<KubeObject>;

  /**
   * Every change with resourceVersion > `after`, ascending, each once, until `signal` aborts. Throws Expired at
   * once or later when the log no longer reaches back that far, or when this reader fell too far behind.
   */
  watch(query: WatchQuery, signal: AbortSignal): AsyncIterable<WatchItem>;

  /** The newest resourceVersion in this resource's order. */
  currentResourceVersion(resource: GroupResource): Promise<string>;
}

export interface ListQuery {
  readonly resource: GroupResource;
  /** Absent: all namespaces. */
  readonly namespace?: string;
  readonly name?: string;
  readonly limit?: number;
  /** Continue after this object (exclusive), at the snapshot `at`. */
  readonly after?: { readonly namespace: string; readonly name: string };
  /** The state as of this resourceVersion; absent: the latest. */
  readonly at?: string;
  /** Equality requirements that storage may use to narrow the scan; the server filters again. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface ListPage {
  readonly items: KubeObject[];
  readonly resourceVersion: string;
  /** Set when there is more: the last object of this page. */
  readonly next?: { readonly namespace: string; readonly name: string };
  /** How many follow, where storage knows. */
  readonly remaining?: number;
}

export type Write =
  | { readonly type: 'create'; readonly key: ObjectKey; readonly object: KubeObject }
  | {
      readonly type: 'update';
      readonly key: ObjectKey;
      readonly object: KubeObject;
      readonly expected: Expected;
    }
  /** `object` is the last state to be shown in the DELETED event. */
  | {
      readonly type: 'delete';
      readonly key: ObjectKey;
      readonly object: KubeObject;
      readonly expected: Expected;
    };

export interface Expected {
  readonly resourceVersion: string;
  readonly uid: string;
}

export interface WatchQuery {
  readonly resource: GroupResource;
  readonly namespace?: string;
  readonly after: string;
}

export interface WatchChange {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resourceVersion: string;
  /** For DELETED: the last state, with the resourceVersion of the delete. */
  readonly object: KubeObject;
  readonly previous?: KubeObject;
}

/** `progress`: every change up to this version has been delivered (source of bookmarks; also sent when idle). */
export type WatchItem = WatchChange | { readonly type: 'PROGRESS'; readonly resourceVersion: string };
