import {
  StatusError,
  type GroupResource,
  type KubeObject,
  type ObjectClient,
  type ObjectKey,
  type ObjectList,
  type WatchEvent,
} from '#libs/apimachinery';
import { CLUSTER_FINALIZER, MEMBERS_FINALIZER } from '#libs/kinds';
import { ObjectLog } from './object-log.js';

export const CLUSTERS: GroupResource = { group: 'federation.meridian.dev', resource: 'clusters' };
export const NAMESPACES: GroupResource = { group: '', resource: 'namespaces' };
export const CONFIGMAPS: GroupResource = { group: '', resource: 'configmaps' };
export const SECRETS: GroupResource = { group: '', resource: 'secrets' };
export const REPLICASETS: GroupResource = { group: 'apps', resource: 'replicasets' };
export const CLUSTER_SELECTOR = 'federation.alpha.kubernetes.io/cluster-selector';
export const FEDERATED = [NAMESPACES, CONFIGMAPS, SECRETS, REPLICASETS];

/** What the hub's own controllers take away when they are through. */
const HOLDING: readonly string[] = [MEMBERS_FINALIZER, CLUSTER_FINALIZER];

export type Cascade = 'background' | 'foreground' | 'orphan';

/** The hub's API objects in memory, as users and controllers meet them. They outlive hubs, as Postgres does. */
export class HubApi implements ObjectClient {
  readonly log = new ObjectLog();
  /** Told of each object that is gone, as it was. */
  onRemoved: (object: KubeObject) => void = () => undefined;
  private uids = 0;

  constructor(private readonly now: () => number) {}

  get(key: ObjectKey): Promise<KubeObject | undefined> {
    return Promise.resolve(this.log.get(key));
  }

  list(resource: GroupResource): Promise<ObjectList> {
    return Promise.resolve({ items: this.log.of(resource), resourceVersion: this.log.resourceVersion });
  }

  create(_resource: GroupResource, object: KubeObject): Promise<KubeObject> {
    return Promise.resolve(object);
  }

  update(): Promise<KubeObject> {
    return Promise.reject(new Error('nobody updates here'));
  }

  updateStatus(resource: GroupResource, object: KubeObject): Promise<KubeObject> {
    const { namespace = '', name = '' } = object.metadata;
    const key = { ...resource, namespace, name };
    const live = this.log.get(key);
    if (!live) return Promise.reject(new StatusError('NotFound', 'not found'));
    if (live.metadata.resourceVersion !== object.metadata.resourceVersion)
      return Promise.reject(new StatusError('Conflict', 'the object has been modified'));
    return Promise.resolve(this.log.put(key, { ...live, status: object['status'] }));
  }

  modify(
    key: ObjectKey,
    change: (current: KubeObject) => KubeObject | undefined,
  ): Promise<KubeObject | undefined> {
    // Events: said, and of no interest here.
    if (key.resource === 'events') return Promise.resolve({ apiVersion: 'v1', kind: 'Event', metadata: {} });
    const live = this.log.get(key);
    const desired = live && change(live);
    if (!live || desired === undefined || desired === live) return Promise.resolve(live);
    const stored = this.log.put(key, desired);
    this.finishDeletion(key);
    return Promise.resolve(stored);
  }

  delete(): Promise<KubeObject | undefined> {
    return Promise.reject(new Error('nobody deletes here'));
  }

  async *watch(
    resource: GroupResource,
    resourceVersion: string,
    signal: AbortSignal,
  ): AsyncIterable<WatchEvent> {
    for await (const { type, object } of this.log.watch(resource, resourceVersion, signal, () => undefined))
      yield { type, object };
  }

  /** As a user's POST: with what admission adds. False: its namespace is not there, or going; or the name is taken. */
  post(key: ObjectKey, object: KubeObject): boolean {
    if (this.log.get(key) || !this.takes(key.namespace)) return false;
    const { kind } = object;
    const metadata = {
      ...object.metadata,
      uid: `h-${++this.uids}`,
      generation: 1,
      creationTimestamp: new Date(this.now()).toISOString(),
      finalizers: [kind === 'Cluster' ? CLUSTER_FINALIZER : MEMBERS_FINALIZER],
    };
    const spec = kind === 'Namespace' ? { spec: { finalizers: ['kubernetes'] } } : {};
    this.log.put(key, { ...object, ...spec, metadata });
    return true;
  }

  /** As a user's PUT. */
  edit(key: ObjectKey, change: (object: KubeObject) => KubeObject): void {
    const live = this.log.get(key);
    if (!live || live.metadata.deletionTimestamp !== undefined) return;
    const next = change(structuredClone(live));
    this.log.put(key, {
      ...next,
      metadata: { ...next.metadata, generation: (live.metadata.generation ?? 0) + 1 },
    });
  }

  /** As a user's DELETE; a namespace takes what is in it along. */
  remove(key: ObjectKey, cascade: Cascade = 'background'): void {
    const live = this.log.get(key);
    if (!live || live.metadata.deletionTimestamp !== undefined) return;
    const { finalizers = [] } = live.metadata;
    const wish = { background: [], foreground: ['foregroundDeletion'], orphan: ['orphan'] }[cascade];
    const metadata = {
      ...live.metadata,
      finalizers: [...finalizers, ...wish],
      deletionTimestamp: new Date(this.now()).toISOString(),
    };
    this.log.put(key, { ...live, metadata });
    if (live.kind === 'Namespace') for (const inside of this.inside(key.name)) this.remove(inside);
    this.finishDeletion(key);
  }

  private inside(namespace: string): ObjectKey[] {
    return FEDERATED.flatMap((resource) =>
      this.log
        .of(resource, namespace)
        .map(({ metadata }) => ({ ...resource, namespace, name: metadata.name ?? '' })),
    );
  }

  private takes(namespace: string): boolean {
    if (namespace === '' || namespace === 'default') return true;
    const found = this.log.get({ ...NAMESPACES, namespace: '', name: namespace });
    return found !== undefined && found.metadata.deletionTimestamp === undefined;
  }

  /** What the hub's garbage collector and namespace controller do once nothing holds the object. */
  private finishDeletion(key: ObjectKey): void {
    const live = this.log.get(key);
    if (live?.metadata.deletionTimestamp === undefined) return;
    if (live.kind === 'Namespace' && this.isHeldByContent(key, live)) return;
    if (this.log.get(key)?.metadata.finalizers?.some((one) => HOLDING.includes(one))) return;
    this.log.remove(key);
    this.onRemoved(live);
    if (key.namespace !== '') this.finishDeletion({ ...NAMESPACES, namespace: '', name: key.namespace });
  }

  private isHeldByContent(key: ObjectKey, live: KubeObject): boolean {
    if (this.inside(key.name).length > 0) return true;
    const { finalizers = [] } = (live['spec'] ?? {}) as { finalizers?: string[] };
    if (finalizers.length > 0) this.log.put(key, { ...live, spec: { finalizers: [] } });
    return false;
  }
}
