import {} from '#libs/apimachinery';
import { keyOf } from '#libs/controller-runtime';
import {} from '#libs/kinds';
import { governingPolicy, readPropagationPolicy, } from '#libs/placement';
import {} from '#libs/process';
/** The policies there are, by what they select. Empty until it follows informers. */
export class PolicyIndex {
    logger;
    /** By kind and namespace ('' for any), then by the policy's own key. */
    byScope = new Map();
    all = new Map();
    clusters;
    ready = [];
    constructor(logger) {
        this.logger = logger;
    }
    /**
     * Mirrors policies of both kinds; before the informers start. `onChange` hears what a policy selected and selects, whenever one
     * comes, changes or goes.
     */
    follow(policies, clusters, onChange) {
        this.clusters = clusters;
        for (const informer of policies) {
            this.ready.push(informer.synced);
            informer.onChange(({ type, object, previous }) => {
                const isSame = type === 'MODIFIED' && previous?.metadata.generation === object.metadata.generation;
                if (isSame)
                    return;
                const key = keyOf(object);
                const before = this.remove(key)?.selectors ?? [];
                const after = type === 'DELETED' ? [] : this.add(key, object);
                onChange([...before, ...after]);
            });
        }
    }
    /** Every policy is known. Before, "none" is no answer: an object would go everywhere. */
    async synced() {
        await Promise.all(this.ready);
    }
    /** The policy of an object; undefined: none governs it. */
    governing({ namespace, name }, { resource: { group }, kind }, labels) {
        const found = this.near(group, kind, namespace);
        return found.length === 0
            ? undefined
            : governingPolicy(found, { group, kind, namespace, name, labels })?.policy;
    }
    /** Policies with a selector for this kind and namespace ('': any). */
    near(group, kind, namespace) {
        const buckets = namespace === '' ? [''] : [namespace, ''];
        return buckets.flatMap((bucket) => [
            ...(this.byScope.get(scopeOf({ group, kind, namespace: bucket }))?.values() ?? []),
        ]);
    }
    /** Whether a member of this name is registered; true while nobody knows. */
    knowsCluster(name) {
        return this.clusters === undefined || this.clusters.get(`/${name}`) !== undefined;
    }
    add(key, object) {
        try {
            const policy = readPropagationPolicy(object);
            this.all.set(key, policy);
            for (const selector of policy.selectors) {
                const bucket = this.byScope.get(scopeOf(selector)) ?? new Map();
                this.byScope.set(scopeOf(selector), bucket.set(key, policy));
            }
            return policy.selectors;
        }
        catch (error) {
            // Admission refuses such a one; an older hub may have let it in.
            this.logger.error({ err: error, policy: key }, 'a policy cannot be read, and governs nothing');
            return [];
        }
    }
    remove(key) {
        const policy = this.all.get(key);
        this.all.delete(key);
        for (const selector of policy?.selectors ?? []) {
            const bucket = this.byScope.get(scopeOf(selector));
            bucket?.delete(key);
            if (bucket?.size === 0)
                this.byScope.delete(scopeOf(selector));
        }
        return policy;
    }
}
function scopeOf({ group, kind, namespace }) {
    return `${group}/${kind}/${namespace}`;
}
//# sourceMappingURL=policy-index.js.map