import {} from '#libs/apimachinery';
import {} from '#libs/controller-runtime';
import {} from '#libs/process';
import { isFinished } from '../cluster/pod.js';
import { EXPECTATION_MS } from '../limits.js';
import { chargesOf, classOf, inScopes } from './charges.js';
/** What the objects of each namespace take of quotas, kept up change by change: nothing is counted anew. */
export class Usage {
    clock;
    namespaces = new Map();
    listeners = [];
    constructor(clock) {
        this.clock = clock;
    }
    follow(informers) {
        for (const informer of informers)
            informer.onChange(({ type, object, previous }) => {
                const { namespace = '', uid = '' } = object.metadata;
                if (namespace === '')
                    return;
                const of = this.of(namespace);
                of.pending.delete(uid);
                if (type === 'MODIFIED' && previous && takesAsMuch(object, previous))
                    return;
                if (previous)
                    add(of, informer.resource, previous, -1);
                if (type !== 'DELETED')
                    add(of, informer.resource, object, 1);
                for (const listener of this.listeners)
                    listener(namespace);
            });
    }
    /** Told of every namespace whose objects changed. */
    onChange(listener) {
        this.listeners.push(listener);
    }
    /** Thousandths of `name` that are used in the scopes, what was only admitted so far included. */
    used(namespace, name, scopes) {
        const of = this.namespaces.get(namespace);
        if (!of)
            return 0;
        let sum = 0;
        for (const [bucket, totals] of of.totals)
            if (inScopes(scopes, of.classes.get(bucket)))
                sum += totals.get(name) ?? 0;
        const tooOld = this.clock.now() - EXPECTATION_MS;
        for (const [uid, { charges, podClass, at }] of of.pending) {
            if (at <= tooOld)
                of.pending.delete(uid);
            else if (inScopes(scopes, podClass))
                sum += charges.get(name) ?? 0;
        }
        return sum;
    }
    /** Counts an object that was admitted and is about to be written. */
    reserve(namespace, uid, charges, podClass) {
        this.of(namespace).pending.set(uid, { charges, podClass, at: this.clock.now() });
    }
    of(namespace) {
        let of = this.namespaces.get(namespace);
        if (!of) {
            of = { totals: new Map(), classes: new Map(), pending: new Map() };
            this.namespaces.set(namespace, of);
        }
        return of;
    }
}
/** Most changes of most objects are of their status, and count for nothing unless a pod ends. */
function takesAsMuch(object, previous) {
    return object['spec'] === previous['spec'] && isFinished(object) === isFinished(previous);
}
function add(of, resource, object, times) {
    const podClass = classOf(resource, object);
    const bucket = podClass ? `${podClass.bestEffort}/${podClass.terminating}` : '';
    let totals = of.totals.get(bucket);
    if (!totals) {
        totals = new Map();
        of.totals.set(bucket, totals);
        of.classes.set(bucket, podClass);
    }
    for (const [name, value] of chargesOf(resource, object)) {
        const next = (totals.get(name) ?? 0) + times * value;
        if (next === 0)
            totals.delete(name);
        else
            totals.set(name, next);
    }
}
//# sourceMappingURL=usage.js.map