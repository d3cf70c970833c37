import { isReason, parseObjectKey, } from '#libs/apimachinery';
import { ControlLoop, done, requeueAfter, } from '#libs/controller-runtime';
import {} from '#libs/process';
import { ABSENT_OWNERS, COLLECTOR_WORKERS, CONFLICT_WAIT_MS, FOREGROUND_RECHECK_MS, UNKNOWN_OWNER_WAIT_MS, } from './limits.js';
import { OwnerIndex } from './owner-index.js';
/**
 * Deletes objects whose owners are all gone, lets owners under foreground deletion wait for their dependents, and takes
 * ownerReferences away when an owner is deleted with Orphan. Give it an informer for every resource that can own or be owned.
 */
export class GarbageCollector {
    options;
    index = new OwnerIndex();
    informers = [];
    loop;
    absent = new Set();
    synced = false;
    constructor(options) {
        this.options = options;
        this.loop = new ControlLoop({
            name: 'garbage-collector',
            reconciler: { reconcile: (id) => this.reconcile(parseObjectKey(id)) },
            workers: COLLECTOR_WORKERS,
            clock: options.clock,
            logger: options.logger,
            resync: () => this.enqueueAll(),
        });
    }
    /** Takes part of an informer's resource; the caller starts the informer, and adds it before that. */
    add(informer) {
        this.informers.push(informer);
        informer.onChange((change) => {
            this.observe(informer.resource, change);
        });
    }
    /** Judges nothing before every informer has its first list: a half-known world is doubt. */
    async start() {
        await Promise.all(this.informers.map((informer) => informer.synced));
        this.synced = true;
        this.enqueueAll();
        this.loop.start();
    }
    stop() {
        return this.loop.stop();
    }
    idle() {
        return this.loop.idle();
    }
    stats() {
        return this.loop.stats();
    }
    enqueueAll() {
        for (const entry of this.index.all()) {
            const orphaned = entry.owners.some((owner) => !this.index.has(owner.uid));
            if (orphaned || entry.waitsForDependents)
                this.loop.enqueue(entry.id);
        }
    }
    observe(resource, change) {
        const { object, type } = change;
        const uid = object.metadata.uid ?? '';
        if (type === 'DELETED') {
            this.observeDeleted(uid);
            return;
        }
        const before = this.index.get(uid);
        const entry = this.index.set(resource, object);
        if (isTerminating(object) && hasCollectorFinalizer(object))
            this.loop.enqueue(entry.id);
        const relinked = !before || !sameOwners(before, entry);
        if (!this.synced || entry.owners.length === 0 || !relinked)
            return;
        if (entry.owners.some((owner) => !this.index.has(owner.uid)))
            this.loop.enqueueAfter(entry.id, UNKNOWN_OWNER_WAIT_MS);
    }
    observeDeleted(uid) {
        const gone = this.index.get(uid);
        this.index.delete(uid);
        if (!this.synced)
            return;
        for (const dependent of this.index.dependentsOf(uid))
            this.loop.enqueue(dependent.id);
        for (const owner of gone?.owners ?? []) {
            const waiting = this.index.get(owner.uid);
            if (waiting?.waitsForDependents)
                this.loop.enqueue(waiting.id);
        }
    }
    async reconcile(key) {
        const object = await this.options.client.get(key);
        if (!object)
            return done;
        if (!isTerminating(object))
            return this.judge(key, object);
        const finalizers = object.metadata.finalizers ?? [];
        // Its removal is a change, which wakes this key again.
        if (this.options.after !== undefined && finalizers.includes(this.options.after))
            return done;
        if (finalizers.includes('orphan'))
            return this.orphanDependents(key, object);
        if (finalizers.includes('foregroundDeletion'))
            return this.awaitDependents(key, object);
        return done;
    }
    /** An object with owners: it goes when none of them holds it any more. */
    async judge(key, object) {
        const references = object.metadata.ownerReferences ?? [];
        if (references.length === 0)
            return done;
        const states = await Promise.all(references.map((reference) => this.ownerState(key, reference)));
        const lost = new Set(references.filter((_, at) => states[at] !== 'solid').map((reference) => reference.uid));
        if (lost.size === 0)
            return done;
        if (states.includes('solid')) {
            await this.options.client.modify(key, (current) => withoutOwners(current, object, lost));
            return done;
        }
        const uid = object.metadata.uid ?? '';
        const foreground = states.includes('waiting') && this.index.hasDependents(uid);
        const { resourceVersion } = object.metadata;
        try {
            await this.options.client.delete(key, {
                uid,
                ...(resourceVersion === undefined ? {} : { resourceVersion }),
                propagationPolicy: foreground ? 'Foreground' : policyOf(object),
            });
        }
        catch (error) {
            // It changed since it was judged, perhaps its owners: judge it again.
            if (isReason(error, 'Conflict'))
                return requeueAfter(CONFLICT_WAIT_MS, 'changed while it was judged');
            throw error;
        }
        return done;
    }
    /**
     * `solid` holds its dependents, `waiting` is under foreground deletion, `gone` was not there when read just now (or once
     * before: a uid never comes back). Throws when the read fails; what cannot be judged is solid.
     */
    async ownerState(dependent, owner) {
        if (this.absent.has(owner.uid))
            return 'gone';
        const resolved = this.options.resolve(owner.apiVersion, owner.kind);
        if (!resolved || (resolved.namespaced && dependent.namespace === ''))
            return 'solid';
        const found = await this.options.client.get({
            ...resolved.resource,
            namespace: resolved.namespaced ? dependent.namespace : '',
            name: owner.name,
        });
        if (found?.metadata.uid !== owner.uid) {
            this.rememberAbsent(owner.uid);
            return 'gone';
        }
        return isTerminating(found) && (found.metadata.finalizers ?? []).includes('foregroundDeletion')
            ? 'waiting'
            : 'solid';
    }
    rememberAbsent(uid) {
        this.absent.add(uid);
        if (this.absent.size <= ABSENT_OWNERS)
            return;
        for (const oldest of this.absent) {
            this.absent.delete(oldest);
            return;
        }
    }
    async awaitDependents(key, owner) {
        const blocking = this.index.blockingDependentsOf(owner.metadata.uid ?? '');
        if (blocking.length === 0) {
            await this.dropFinalizer(key, owner, 'foregroundDeletion');
            return done;
        }
        for (const dependent of blocking)
            this.loop.enqueue(dependent.id);
        return requeueAfter(FOREGROUND_RECHECK_MS, `waits for ${blocking.length} dependents`);
    }
    async orphanDependents(key, owner) {
        const uid = owner.metadata.uid ?? '';
        const dependents = [...this.index.dependentsOf(uid)];
        for (const dependent of dependents) {
            await this.options.client.modify(parseObjectKey(dependent.id), (current) => withoutOwners(current, undefined, new Set([uid])));
        }
        await this.dropFinalizer(key, owner, 'orphan');
        return done;
    }
    async dropFinalizer(key, object, finalizer) {
        await this.options.client.modify(key, (current) => {
            const finalizers = current.metadata.finalizers ?? [];
            if (current.metadata.uid !== object.metadata.uid || !finalizers.includes(finalizer))
                return undefined;
            const others = finalizers.filter((other) => other !== finalizer);
            return { ...current, metadata: { ...current.metadata, finalizers: others } };
        });
    }
}
function sameOwners(a, b) {
    return (a.owners.length === b.owners.length && a.owners.every((owner, at) => owner.uid === b.owners[at]?.uid));
}
function isTerminating(object) {
    return object.metadata.deletionTimestamp !== undefined;
}
function hasCollectorFinalizer(object) {
    return (object.metadata.finalizers ?? []).some((name) => name === 'orphan' || name === 'foregroundDeletion');
}
function policyOf(object) {
    const finalizers = object.metadata.finalizers ?? [];
    if (finalizers.includes('orphan'))
        return 'Orphan';
    return finalizers.includes('foregroundDeletion') ? 'Foreground' : 'Background';
}
/** The object without references to these owners; undefined when there is nothing to change or it is another object by now. */
function withoutOwners(current, expected, owners) {
    if (expected && current.metadata.uid !== expected.metadata.uid)
        return undefined;
    const references = current.metadata.ownerReferences ?? [];
    const kept = references.filter((reference) => !owners.has(reference.uid));
    if (kept.length === references.length)
        return undefined;
    const { ownerReferences: _dropped, ...metadata } = current.metadata;
    return { ...current, metadata: kept.length > 0 ? { ...metadata, ownerReferences: kept } : metadata };
}
//# sourceMappingURL=garbage-collector.js.map