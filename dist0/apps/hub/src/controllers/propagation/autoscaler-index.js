import { formatObjectKey, getPath, parseApiVersion, } from '#libs/apimachinery';
import {} from '#libs/controller-runtime';
import {} from '#libs/kinds';
/** What the index needs of a HorizontalPodAutoscaler, beside its names. */
export const SCALE_TARGET = ['spec', 'scaleTargetRef'];
export const AUTOSCALERS = { group: 'autoscaling', resource: 'horizontalpodautoscalers' };
/** Which workloads at the hub are scaled by which HorizontalPodAutoscaler. Make it before the informer starts. */
export class AutoscalerIndex {
    kinds;
    /** Names of autoscalers by the key of what they scale, in its namespace. */
    byTarget = new Map();
    /** Every autoscaler is known. Before, "none" is no answer: it would take replicas back from those that have one. */
    synced;
    constructor(kinds, 
    /** Of the autoscalers; keeps their scaleTargetRef. */
    autoscalers, 
    /** The plan of this workload may be another now. */
    onTarget) {
        this.kinds = kinds;
        this.synced = autoscalers.synced;
        autoscalers.onChange(({ type, object, previous }) => {
            const before = previous && this.keyOf(previous);
            const now = type === 'DELETED' ? undefined : this.keyOf(object);
            if (before !== undefined)
                this.remove(before, previous);
            if (now !== undefined)
                this.add(now, object);
            for (const key of new Set([before, now]))
                if (key !== undefined)
                    onTarget(key);
        });
    }
    /** The autoscaler of the object with this key; of several, which is a mistake, the first by name. */
    autoscalerOf(key, namespace) {
        const names = this.byTarget.get(key);
        const [name] = names ? [...names].sort() : [];
        return name === undefined ? undefined : { ...AUTOSCALERS, namespace, name };
    }
    /** What an autoscaler scales, if that is of a kind that spreads. */
    targetOf(autoscaler) {
        const reference = (getPath(autoscaler, SCALE_TARGET) ?? {});
        const { apiVersion = '', kind, name } = reference;
        if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string')
            return undefined;
        const { group } = parseApiVersion(apiVersion);
        const found = this.kinds.ofKind(group === 'extensions' ? 'apps' : group, kind);
        return found && { ...found.resource, namespace: autoscaler.metadata.namespace ?? '', name };
    }
    keyOf(autoscaler) {
        const target = this.targetOf(autoscaler);
        return target && formatObjectKey(target);
    }
    add(key, { metadata }) {
        const names = this.byTarget.get(key) ?? new Set();
        names.add(metadata.name ?? '');
        this.byTarget.set(key, names);
    }
    remove(key, object) {
        const names = this.byTarget.get(key);
        names?.delete(object?.metadata.name ?? '');
        if (names?.size === 0)
            this.byTarget.delete(key);
    }
}
//# sourceMappingURL=autoscaler-index.js.map