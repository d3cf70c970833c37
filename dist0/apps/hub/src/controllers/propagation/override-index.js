import {} from '#libs/apimachinery';
import {} from '#libs/controller-runtime';
import {} from '#libs/kinds';
import {} from '#libs/process';
import { policiesOf, readOverridePolicy } from '#libs/placement';
import { overridesFor } from './override-work.js';
import {} from './propagation.sources.js';
/** Of any kind. */
const EVERY = '*';
/** Which override policies mean which objects. Empty until it follows informers. */
export class OverrideIndex {
    kinds;
    logger;
    /** By namespace ('' for cluster-wide ones) and the kinds that they select. */
    byKind = new Map();
    read = new Map();
    ready = [];
    constructor(kinds, logger) {
        this.kinds = kinds;
        this.logger = logger;
    }
    /**
     * Mirrors policies of both kinds; before the informers start. `onChange` hears what a policy meant and means, whenever one
     * comes, changes or goes.
     */
    follow(policies, onChange) {
        for (const informer of policies) {
            this.ready.push(informer.synced);
            informer.onChange(({ type, object, previous }) => {
                const isSame = type === 'MODIFIED' && previous?.metadata.generation === object.metadata.generation;
                if (isSame)
                    return;
                for (const policy of this.change(object, type === 'DELETED'))
                    for (const scope of scopesOf(policy, this.kinds))
                        onChange(scope);
            });
        }
    }
    /** Every policy is known. Before, "none" is no answer: members would be given what nothing was overridden in. */
    async synced() {
        await Promise.all(this.ready);
    }
    /** What each cluster gets in place of the object; undefined: all get the same. */
    of({ namespace, name }, object, propagation) {
        const { kind, resource } = propagation;
        const places = namespace === '' ? [''] : ['', namespace];
        const near = places.flatMap((place) => [
            ...(this.byKind.get(`${place}|${EVERY}`) ?? []),
            ...(this.byKind.get(`${place}|${resource.group}/${kind}`) ?? []),
        ]);
        if (near.length === 0)
            return undefined;
        const selected = { group: resource.group, kind, namespace, name, labels: object.metadata.labels };
        return overridesFor(object, propagation, policiesOf(near, selected));
    }
    /** What it said, and says. */
    change(object, isGone) {
        const { namespace = '', name = '' } = object.metadata;
        const key = `${namespace}/${name}`;
        const before = this.read.get(key);
        const now = isGone ? undefined : this.parse(object);
        if (before)
            for (const place of placesOf(before))
                this.remove(place, before);
        if (now)
            for (const place of placesOf(now))
                this.add(place, now);
        if (now)
            this.read.set(key, now);
        else
            this.read.delete(key);
        return [before, now].filter((policy) => policy !== undefined);
    }
    /** Undefined: it means nothing (an older hub may have stored it). */
    parse(object) {
        const { policy, causes } = readOverridePolicy(object);
        if (causes.length === 0)
            return policy;
        const { namespace, name } = object.metadata;
        const fields = causes.map(({ field }) => field);
        this.logger.warn({ namespace, name, fields }, 'an override policy is invalid and does not count');
        return undefined;
    }
    add(place, policy) {
        const known = this.byKind.get(place);
        if (known)
            known.add(policy);
        else
            this.byKind.set(place, new Set([policy]));
    }
    remove(place, policy) {
        const known = this.byKind.get(place);
        known?.delete(policy);
        if (known?.size === 0)
            this.byKind.delete(place);
    }
}
function placesOf({ namespace, selectors }) {
    const kinds = selectors.map(({ group, kind }) => `${group}/${kind}`);
    return [...new Set(kinds.length === 0 ? [EVERY] : kinds)].map((kind) => `${namespace}|${kind}`);
}
/** Labels are not looked at: informers of objects do not keep them. */
function scopesOf({ namespace, selectors }, kinds) {
    if (selectors.length === 0)
        return kinds.all().map(({ resource }) => ({ resource, namespace, name: '' }));
    return selectors.flatMap((selector) => {
        const resource = kinds.ofKind(selector.group, selector.kind)?.resource;
        return resource ? [{ resource, namespace: selector.namespace, name: selector.name }] : [];
    });
}
//# sourceMappingURL=override-index.js.map