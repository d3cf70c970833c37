import { formatObjectKey, type GroupResource, type KubeObject, type ObjectKey } from '#libs/apimachinery';

/** What garbage collection remembers of an object. */
export interface IndexedObject {
  readonly id: string;
  readonly uid: string;
  readonly owners: readonly IndexedOwner[];
  /** Under foreground deletion: its dependents' going matters to it. */
  readonly waitsForDependents: boolean;
}

interface IndexedOwner {
  readonly uid: string;
  readonly blocks: boolean;
}

export function keyOfObject(resource: GroupResource, object: KubeObject): ObjectKey {
  return {
    group: resource.group,
    resource: resource.resource,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name ?? '',
  };
}

/** Who depends on whom, by uid, kept up by events: a lookup costs what there is to find. */
export class OwnerIndex {
  private readonly byUid = new Map<string, IndexedObject>();
  private readonly dependents = new Map<string, Set<string>>();

  get(uid: string): IndexedObject | undefined {
    return this.byUid.get(uid);
  }

  has(uid: string): boolean {
    return this.byUid.has(uid);
  }

  /** Takes in an object as it is now; the answer is its entry. */
  set(resource: GroupResource, object: KubeObject): IndexedObject {
    const uid = object.metadata.uid ?? '';
    const known = this.byUid.get(uid);
    const entry: IndexedObject = {
      id: known?.id ?? formatObjectKey(keyOfObject(resource, object)),
      uid,
      owners: (object.metadata.ownerReferences ?? []).map((owner) => ({
        uid: owner.uid,
        blocks: owner.blockOwnerDeletion === true,
      })),
      waitsForDependents:
        object.metadata.deletionTimestamp !== undefined &&
        (object.metadata.finalizers ?? []).includes('foregroundDeletion'),
    };
    if (known) this.unlink(known);
    this.byUid.set(uid, entry);
    for (const owner of entry.owners) {
      const of = this.dependents.get(owner.uid);
      if (of) of.add(uid);
      else this.dependents.set(owner.uid, new Set([uid]));
    }
    return entry;
  }

  delete(uid: string): void {
    const known = this.byUid.get(uid);
    if (!known) return;
    this.unlink(known);
    this.byUid.delete(uid);
  }

  /** Objects that name this uid as an owner. */
  *dependentsOf(uid: string): Generator<IndexedObject> {
    for (const dependent of this.dependents.get(uid) ?? []) {
      const entry = this.byUid.get(dependent);
      if (entry) yield entry;
    }
  }

  hasDependents(uid: string): boolean {
    return this.dependents.has(uid);
  }

  /** Dependents without which the owner may not go under foreground deletion. */
  blockingDependentsOf(uid: string): IndexedObject[] {
    return [...this.dependentsOf(uid)].filter((entry) =>
      entry.owners.some((owner) => owner.uid === uid && owner.blocks),
    );
  }

  all(): IterableIterator<IndexedObject> {
    return this.byUid.values();
  }

  private unlink(entry: IndexedObject): void {
    for (const owner of entry.owners) {
      const of = this.dependents.get(owner.uid);
      of?.delete(entry.uid);
      if (of?.size === 0) this.dependents.delete(owner.uid);
    }
  }
}
