import { applyPatch, mergePatch, StatusError, trackUpdate, } from '#libs/apimachinery';
import { builtinResource } from '#libs/builtin-kinds';
import {} from '#libs/kube-client';
import { ObjectLog } from './object-log.js';
import {} from './sim-clock.js';
export const RESOURCES = [
    { group: '', version: 'v1', resource: 'namespaces', kind: 'Namespace', namespaced: false },
    { group: '', version: 'v1', resource: 'configmaps', kind: 'ConfigMap', namespaced: true },
    { group: '', version: 'v1', resource: 'secrets', kind: 'Secret', namespaced: true },
    { group: 'apps', version: 'v1', resource: 'replicasets', kind: 'ReplicaSet', namespaced: true },
    { group: '', version: 'v1', resource: 'pods', kind: 'Pod', namespaced: true },
    { group: '', version: 'v1', resource: 'nodes', kind: 'Node', namespaced: false },
];
/** How long the member's own controllers take at most, ms. */
const POD_MS = 3_000;
const TERMINATION_MS = 2_000;
/**
 * A member cluster in memory: server-side apply and ownership as the real server has them, preconditions, terminating
 * namespaces and slow deletions, and a controller that makes pods ready after a while.
 */
export class SimMember {
    name;
    clock;
    random;
    watcher;
    log = new ObjectLog();
    /** The API server answers. */
    up = true;
    /** Changes over the agent's connection. */
    writes = 0;
    uids = 0;
    constructor(name, clock, random, watcher) {
        this.name = name;
        this.clock = clock;
        this.random = random;
        this.watcher = watcher;
        this.namespace('default');
    }
    /** As the cluster's admin makes it. */
    namespace(name) {
        this.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    }
    /** Somebody else's object. */
    create(object, manager = 'kubectl') {
        return this.store(undefined, this.tracked(undefined, object, manager));
    }
    /** Somebody else changes an object; undefined: it is not there. */
    edit(key, change, manager = 'kubectl-edit') {
        const live = this.log.get(key);
        if (live)
            this.store(live, this.tracked(live, change(structuredClone(live)), manager));
    }
    apply(object, manager) {
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
        if (merged === live)
            return live;
        return this.byAgent('apply', live, merged);
    }
    patch(key, patch, manager) {
        const live = this.found(key);
        const { uid } = patch.metadata ?? {};
        if (uid !== undefined && uid !== live.metadata.uid)
            throw new StatusError('Conflict', 'another uid');
        const patched = mergePatch(live, patch);
        const updated = this.tracked(live, patched, manager);
        if (JSON.stringify(updated) === JSON.stringify(live))
            return live;
        return this.byAgent('patch', live, updated);
    }
    /** Undefined when it is gone at once. */
    delete(key, uid) {
        const live = this.found(key);
        if (uid !== undefined && uid !== live.metadata.uid)
            throw new StatusError('Conflict', 'another uid');
        if (live.metadata.deletionTimestamp !== undefined)
            return live;
        this.writes++;
        this.watcher.changed(this, 'delete', live, undefined);
        return this.terminate(key);
    }
    /** By whomever. Undefined when it is gone at once. */
    terminate(key) {
        const live = this.log.get(key);
        if (!live || live.metadata.deletionTimestamp !== undefined)
            return live;
        if (live.kind !== 'Namespace' && this.random() < 0.7) {
            this.log.remove(key);
            return undefined;
        }
        const metadata = { ...live.metadata, deletionTimestamp: new Date(this.clock.now()).toISOString() };
        const terminating = this.log.put(key, { ...live, metadata });
        this.clock.after(this.random() * TERMINATION_MS, () => this.finish(key, terminating));
        return terminating;
    }
    /** Pods as the looker of the agent sees them. */
    pods(namespace, app) {
        const set = this.log.get({ group: 'apps', resource: 'replicasets', namespace, name: app });
        const ready = set?.['status']?.readyReplicas ?? 0;
        return Array.from({ length: ready }, (_, at) => ({
            apiVersion: 'v1',
            kind: 'Pod',
            metadata: { name: `${app}-${at}`, namespace },
            status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
        }));
    }
    finish(key, object) {
        if (this.log.get(key)?.metadata.uid !== object.metadata.uid)
            return;
        if (object.kind === 'Namespace')
            for (const resource of RESOURCES.filter(({ namespaced }) => namespaced))
                for (const inside of this.log.of(resource, key.name))
                    this.log.remove(keyOf(inside));
        this.log.remove(key);
    }
    found(key) {
        const live = this.log.get(key);
        if (!live)
            throw new StatusError('NotFound', `${key.resource} "${key.name}" not found`);
        return live;
    }
    refuseWithoutNamespace({ namespace, resource }) {
        if (namespace === '')
            return;
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
    byAgent(verb, live, after) {
        this.writes++;
        const stored = this.store(live, after);
        this.watcher.changed(this, verb, live, stored);
        return stored;
    }
    store(live, object) {
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
        if (changed && object.kind === 'ReplicaSet')
            this.scaleSoon(key, stored);
        return stored;
    }
    scaleSoon(key, { metadata }) {
        this.clock.after(this.random() * POD_MS, () => {
            const live = this.log.get(key);
            if (!live)
                return;
            if (live.metadata.uid !== metadata.uid || live.metadata.generation !== metadata.generation)
                return;
            const { replicas = 1 } = live['spec'];
            const status = { replicas, readyReplicas: replicas, observedGeneration: live.metadata.generation };
            this.log.put(key, { ...live, status });
        });
    }
    tracked(old, updated, manager) {
        return trackUpdate({ ...this.write(updated, manager), old, updated });
    }
    write(object, manager) {
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
function schemaOf(object) {
    const definition = builtinResource(keyOf(object));
    if (!definition)
        throw new Error(`no ${object.kind} here`);
    return definition.versions[0].schema;
}
export function keyOf({ kind, metadata }) {
    const resource = RESOURCES.find((row) => row.kind === kind);
    if (!resource)
        throw new Error(`no ${kind} here`);
    const { group, resource: name } = resource;
    return { group, resource: name, namespace: metadata.namespace ?? '', name: metadata.name ?? '' };
}
//# sourceMappingURL=sim-member.js.map