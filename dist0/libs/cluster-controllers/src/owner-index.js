import { formatObjectKey } from '#libs/apimachinery';
export function keyOfObject(resource, object) {
    return {
        group: resource.group,
        resource: resource.resource,
        namespace: object.metadata.namespace ?? '',
        name: object.metadata.name ?? '',
    };
}
/** Who depends on whom, by uid, kept up by events: a lookup costs what there is to find. */
export class OwnerIndex {
    byUid = new Map();
    dependents = new Map();
    get(uid) {
        return this.byUid.get(uid);
    }
    has(uid) {
        return this.byUid.has(uid);
    }
    /** Takes in an object as it is now; the answer is its entry. */
    set(resource, object) {
        const uid = object.metadata.uid ?? '';
        const known = this.byUid.get(uid);
        const entry = {
            id: known?.id ?? formatObjectKey(keyOfObject(resource, object)),
            uid,
            owners: (object.metadata.ownerReferences ?? []).map((owner) => ({
                uid: owner.uid,
                blocks: owner.blockOwnerDeletion === true,
            })),
            waitsForDependents: object.metadata.deletionTimestamp !== undefined &&
                (object.metadata.finalizers ?? []).includes('foregroundDeletion'),
        };
        if (known)
            this.unlink(known);
        this.byUid.set(uid, entry);
        for (const owner of entry.owners) {
            const of = this.dependents.get(owner.uid);
            if (of)
                of.add(uid);
            else
                this.dependents.set(owner.uid, new Set([uid]));
        }
        return entry;
    }
    delete(uid) {
        const known = this.byUid.get(uid);
        if (!known)
            return;
        this.unlink(known);
        this.byUid.delete(uid);
    }
    /** Objects that name this uid as an owner. */
    *dependentsOf(uid) {
        for (const dependent of this.dependents.get(uid) ?? []) {
            const entry = this.byUid.get(dependent);
            if (entry)
                yield entry;
        }
    }
    hasDependents(uid) {
        return this.dependents.has(uid);
    }
    /** Dependents without which the owner may not go under foreground deletion. */
    blockingDependentsOf(uid) {
        return [...this.dependentsOf(uid)].filter((entry) => entry.owners.some((owner) => owner.uid === uid && owner.blocks));
    }
    all() {
        return this.byUid.values();
    }
    unlink(entry) {
        for (const owner of entry.owners) {
            const of = this.dependents.get(owner.uid);
            of?.delete(entry.uid);
            if (of?.size === 0)
                this.dependents.delete(owner.uid);
        }
    }
}
//# sourceMappingURL=owner-index.js.map