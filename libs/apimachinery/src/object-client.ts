import { type GroupResource, type KubeObject, type ObjectKey } from './object.js';

/** What controllers use to read and write objects, whoever serves them. Objects are in storage version. */
export interface ObjectClient {
  /** Undefined when there is none. */
  get(key: ObjectKey): Promise<KubeObject | undefined>;
  list(resource: GroupResource, options?: ListOptions): Promise<ObjectList>;
  /** Throws AlreadyExists, Invalid, Forbidden (terminating namespace), NotFound (no namespace). */
  create(resource: GroupResource, object: KubeObject): Promise<KubeObject>;
  /** metadata.resourceVersion, if given, is a precondition: throws Conflict. */
  update(resource: GroupResource, object: KubeObject): Promise<KubeObject>;
  updateStatus(resource: GroupResource, object: KubeObject): Promise<KubeObject>;
  /** Read, change, write, again on Conflict. `change` returns undefined to leave the object as it is. Undefined: no object. */
  modify(
    key: ObjectKey,
    change: (current: KubeObject) => KubeObject | undefined,
    subresource?: 'status' | 'finalize',
  ): Promise<KubeObject | undefined>;
  /** Undefined when it was not there. */
  delete(key: ObjectKey, options?: DeleteOptions): Promise<KubeObject | undefined>;
  /** Changes after `resourceVersion`, in order, until `signal`. Throws Expired (410) when the version is too old. */
  watch(resource: GroupResource, resourceVersion: string, signal: AbortSignal): AsyncIterable<WatchEvent>;
}

export interface ListOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface ObjectList {
  readonly items: KubeObject[];
  readonly resourceVersion: string;
}

export interface DeleteOptions {
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly gracePeriodSeconds?: number;
  readonly uid?: string;
  readonly resourceVersion?: string;
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
  /** The object before this change, where known. */
  readonly previous?: KubeObject;
}
