import {
  applyPatch,
  mergePatch,
  StatusError,
  trackUpdate,
  type KubeObject,
  type ObjectKey,
  type StructSchema,
} from '#libs/apimachinery';
import { builtinResource } from '#libs/builtin-kinds';
import { type MemberResource } from '#libs/kube-client';
import { ObjectLog } from './object-log.js';
import { type SimClock } from './sim-clock.js';
import { SimPods } from './sim-pods.js';

export const RESOURCES: readonly MemberResource[] = [
  { group: '', version: 'v1', resource: 'namespaces', kind: 'Namespace', namespaced: false },
  { group: '', version: 'v1', resource: 'configmaps', kind: 'ConfigMap', namespaced: true },
  { group: '', version: 'v1', resource: 'secrets', kind: 'Secret', namespaced: true },
  { group: 'apps', version: 'v1', resource: 'replicasets', kind: 'ReplicaSet', namespaced: true },
  { group: '', version: 'v1', resource: 'pods', kind: 'Pod', namespaced: true },
  { group: '', version: 'v1', resource: 'nodes', kind: 'Node', namespaced: false },
];

/** Told of every change that is made over the agent's connection. */
export interface MemberWatcher {
  changed(
    member: SimMember,
    verb: 'apply' | 'patch' | 'delete',
    before: KubeObject | undefined,
    after: KubeObject | undefined,
  ): void;
}

/** How long a slow deletion takes at most, ms. */
const TERMINATION_MS = 2_000;

/**
 * A member cluster in memory: server-side apply and ownership as the real server has them, preconditions, terminating
 * namespaces and slow deletions, and a controller that makes pods ready after a while.
 */
export class SimMember {
  readonly log = new ObjectLog();
  readonly pods: SimPods;
  /** The API server answers. */
  up = true;
  /** Changes over the agent's connection. */
  writes = 0;
  private uids = 0;

  constructor(
    readonly name: string,
    private readonly clock: SimClock,
    private readonly random: () => number,
    private readonly watcher: MemberWatcher,
  ) {
    this.pods = new SimPods(this.log, clock, random);
    this.namespace('default');
  }

  /** As the cluster's admin makes it. */
  namespace(name: string): void {
    this.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }

  /** Somebody else's object. */
  create(object: KubeObject, manager = 'kubectl'): KubeObject {
    return this.store(undefined, this.tracked(undefined, object, manager));
  }

  /** Somebody else changes an object; undefined: it is not there. */
  edit(key: ObjectKey, change: (object: KubeObject) => KubeObject, manager = 'kubectl-edit'): void {
    const live = this.log.get(key);
    if (live) this.store(live, this.tracked(live, change(structuredClone(live)), manager));
  }

  apply(object: KubeObject, manager: string): KubeObject {
    const key = keyOf(object);
    const live = this.log.get(key);
    const { uid } = object.metadata;
    if (uid !== undefined && live?.metadata.uid !== uid)
      throw new StatusError('Conflict', `Precondition failed: UID in precondition: ${uid}`);
    this.refuseWithoutNamespace(key);
    const { object: merged } = applyPatch({
      ...this.write(object, manager),
      live,
      applied: object,
      force: true,
    });
    if (merged === live) return live;
    return this.byAgent('apply', live, merged);
  }

  patch(key: ObjectKey, patch: object, manager: string): KubeObject {
    const live = this.found(key);
    const { uid } = (patch as { metadata?: { uid?: string } }).metadata ?? {};
    if (uid !== undefined && uid !== live.metadata.uid) throw new StatusError('Conflict', 'another uid');
    const patched = mergePatch(live, patch) as KubeObject;
    const updated = this.tracked(live, patched, manager);
    if (JSON.stringify(updated) === JSON.stringify(live)) return live;
    return this.byAgent('patch', live, updated);
  }

  /** Undefined when it is gone at once. */
  delete(key: ObjectKey, uid: string | undefined): KubeObject | undefined {
    const live = this.found(key);
    if (uid !== undefined && uid !== live.metadata.uid) throw new StatusError('Conflict', 'another uid');
    if (live.metadata.deletionTimestamp !== undefined) return live;
    this.writes++;
    this.watcher.changed(this, 'delete', live, undefined);
    return this.terminate(key);
  }

  /** By whomever. Undefined when it is gone at once. */
  terminate(key: ObjectKey): KubeObject | undefined {
    const live = this.log.get(key);
    if (!live || live.metadata.deletionTimestamp !== undefined) return live;
    if (live.kind !== 'Namespace' && this.random() < 0.7) {
      this.log.remove(key);
      this.pods.roomSoon();
      return undefined;
    }
    const metadata = { ...live.metadata, deletionTimestamp: new Date(this.clock.now()).toISOString() };
    const terminating = this.log.put(key, { ...live, metadata });
    this.clock.after(this.random() * TERMINATION_MS, () => this.finish(key, terminating));
    return terminating;
  }

  private finish(key: ObjectKey, object: KubeObject): void {
    if (this.log.get(key)?.metadata.uid !== object.metadata.uid) return;
    if (object.kind === 'Namespace')
      for (const resource of RESOURCES.filter(({ namespaced }) => namespaced))
        for (const inside of this.log.of(resource, key.name)) this.log.remove(keyOf(inside));
    this.log.remove(key);
    this.pods.roomSoon();
  }

  private found(key: ObjectKey): KubeObject {
    const live = this.log.get(key);
    if (!live) throw new StatusError('NotFound', `${key.resource} "${key.name}" not found`);
    return live;
  }

  private refuseWithoutNamespace({ namespace, resource }: ObjectKey): void {
    if (namespace === '') return;
    const found = this.log.get({ group: '', resource: 'namespaces', namespace: '', name: namespace });
    if (!found)
      throw new StatusError('NotFound', `namespaces "${namespace}" not found`, {
        details: { name: namespace, kind: 'namespaces' },
      });
    if (found.metadata.deletionTimestamp !== undefined)
      throw new StatusError('Forbidden', `unable to create new content in namespace ${namespace}`, {
        details: {
          kind: resource,
          causes: [
            {
              reason: 'NamespaceTerminating',
              message: 'it is being terminated',
              field: 'metadata.namespace',
            },
          ],
        },
      });
  }

  private byAgent(verb: 'apply' | 'patch', live: KubeObject | undefined, after: KubeObject): KubeObject {
    this.writes++;
    const stored = this.store(live, after);
    this.watcher.changed(this, verb, live, stored);
    return stored;
  }

  private store(live: KubeObject | undefined, object: KubeObject): KubeObject {
    const key = keyOf(object);
    const changed = !live || JSON.stringify(live['spec']) !== JSON.stringify(object['spec']);
    const metadata = live
      ? { ...object.metadata, generation: (live.metadata.generation ?? 0) + Number(changed) }
      : {
          ...object.metadata,
          uid: `${this.name}-${++this.uids}`,
          generation: 1,
          creationTimestamp: new Date(this.clock.now()).toISOString(),
        };
    const stored = this.log.put(key, { ...object, metadata });
    if (changed && object.kind === 'ReplicaSet') this.pods.scaleSoon(key, stored);
    return stored;
  }

  private tracked(old: KubeObject | undefined, updated: KubeObject, manager: string): KubeObject {
    return trackUpdate({ ...this.write(updated, manager), old, updated });
  }

  private write(object: KubeObject, manager: string): Parameters<typeof trackUpdate>[0] {
    const { apiVersion } = object;
    const now = this.clock.now();
    return {
      schema: schemaOf(object),
      manager,
      apiVersion,
      now,
      ignored: { 'f:status': {} },
      old: undefined,
      updated: object,
    };
  }
}

function schemaOf(object: KubeObject): StructSchema {
  const definition = builtinResource(keyOf(object));
  if (!definition) throw new Error(`no ${object.kind} here`);
  return definition.versions[0].schema;
}

export function keyOf({ kind, metadata }: KubeObject): ObjectKey {
  const resource = RESOURCES.find((row) => row.kind === kind);
  if (!resource) throw new Error(`no ${kind} here`);
  const { group, resource: name } = resource;
  return { group, resource: name, namespace: metadata.namespace ?? '', name: metadata.name ?? '' };
}
