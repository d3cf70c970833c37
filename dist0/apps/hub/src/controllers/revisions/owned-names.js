import {} from '#libs/apimachinery';
import { controllerOf } from '#libs/cluster-controllers';
import {} from '#libs/controller-runtime';
/** The names of the records that each workload owns, by its uid. */
export class OwnedNames {
    byOwner = new Map();
    /** Of one more resource; before its informer starts. */
    follow(informer) {
        informer.onChange(({ type, object, previous }) => {
            const before = previous && controllerOf(previous);
            if (before)
                this.remove(before.uid, object);
            const now = controllerOf(object);
            if (!now)
                return;
            if (type === 'DELETED')
                this.remove(now.uid, object);
            else
                this.add(now.uid, object);
        });
    }
    /** In no order. */
    of({ metadata: { uid = '' } }) {
        return [...(this.byOwner.get(uid) ?? [])];
    }
    add(owner, { metadata: { name = '' } }) {
        const names = this.byOwner.get(owner);
        if (names)
            names.add(name);
        else
            this.byOwner.set(owner, new Set([name]));
    }
    remove(owner, { metadata: { name = '' } }) {
        const names = this.byOwner.get(owner);
        names?.delete(name);
        if (names?.size === 0)
            this.byOwner.delete(owner);
    }
}
//# sourceMappingURL=owned-names.js.map