import { keyOf } from '#libs/controller-runtime';
import { controllerOf } from '#libs/cluster-controllers';
import { NestedMap } from './nested-map.js';
import {} from './pod.js';
/** Pods by the controller that owns them and by namespace, kept up by the pods' informer. */
export class PodIndex {
    informer;
    byOwner = new NestedMap();
    byNamespace = new NestedMap();
    constructor(informer) {
        this.informer = informer;
        informer.onChange(({ type, object, previous }) => {
            const key = keyOf(object);
            if (previous)
                this.remove(key, previous);
            if (type !== 'DELETED')
                this.insert(key, object);
        });
    }
    get(key) {
        return this.informer.get(key);
    }
    /** Pods whose controller has this uid. */
    ofOwner(uid) {
        return this.byOwner.of(uid)?.values() ?? [];
    }
    ofNamespace(namespace) {
        return this.byNamespace.of(namespace)?.values() ?? [];
    }
    insert(key, pod) {
        const owner = controllerOf(pod)?.uid;
        if (owner !== undefined)
            this.byOwner.set(owner, key, pod);
        this.byNamespace.set(pod.metadata.namespace ?? '', key, pod);
    }
    remove(key, pod) {
        const owner = controllerOf(pod)?.uid;
        if (owner !== undefined)
            this.byOwner.delete(owner, key);
        this.byNamespace.delete(pod.metadata.namespace ?? '', key);
    }
}
//# sourceMappingURL=pod-index.js.map