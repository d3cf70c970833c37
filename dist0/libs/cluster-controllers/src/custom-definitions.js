import {} from '#libs/apimachinery';
import { ControlLoop, done, Informer, requeueAfter } from '#libs/controller-runtime';
import {} from '#libs/process';
import { CUSTOM_DELETES, CUSTOM_RECHECK_MS, CUSTOM_WORKERS } from './limits.js';
import { acceptNames } from './custom-names.js';
import { withStatus, withTerminating } from './custom-status.js';
const DEFINITIONS = { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' };
/**
 * Serves custom kinds as their definitions come, change and go: names first come, first served; objects before their
 * definition when it is deleted.
 */
export class CustomDefinitions {
    options;
    /** For who shows all loops; start() and stop() are about it. */
    loop;
    definitions;
    /** By name of the definition: what is served, and of which state of it. */
    served = new Map();
    constructor(options) {
        this.options = options;
        const { client, clock, logger } = options;
        this.definitions = new Informer({ client, resource: DEFINITIONS, clock, logger });
        this.loop = new ControlLoop({
            name: 'custom-definitions',
            reconciler: { reconcile: (name) => this.reconcile(name) },
            workers: CUSTOM_WORKERS,
            clock,
            logger,
            resync: () => this.enqueueAll(),
        });
        this.definitions.onChange(({ object, type }) => {
            this.loop.enqueue(object.metadata.name ?? '');
            // The names that it had are free.
            if (type === 'DELETED')
                this.enqueueAll();
        });
    }
    /** Resolves when everything is served that was established before: in time for the first request. */
    async start() {
        this.definitions.start();
        await this.definitions.synced;
        for (const definition of this.definitions.list())
            if (isEstablished(definition))
                this.serve(definition);
        this.loop.start();
    }
    async stop() {
        await this.definitions.stop();
        await this.loop.stop();
    }
    enqueueAll() {
        for (const { metadata } of this.definitions.list())
            this.loop.enqueue(metadata.name ?? '');
    }
    async reconcile(name) {
        const { client } = this.options;
        const key = { ...DEFINITIONS, namespace: '', name };
        const definition = await client.get(key);
        if (!definition) {
            this.withdraw(name);
            return done;
        }
        if (definition.metadata.deletionTimestamp !== undefined)
            return this.empty(key, definition);
        const others = (await this.all(definition)).filter(({ metadata }) => metadata.name !== name);
        const verdict = acceptNames(definition, others, this.options.reserved);
        const next = withStatus(definition, verdict, this.options.clock.now());
        if (verdict.accepted || isEstablished(definition))
            this.serve(next);
        await this.writeStatus(key, verdict);
        return done;
    }
    /** Before names are given out, as they are stored: the mirror may not show yet what was given a moment ago. */
    async all(definition) {
        if (isEstablished(definition))
            return [...this.definitions.list()];
        return (await this.options.client.list(DEFINITIONS)).items;
    }
    async writeStatus(key, verdict) {
        const { client, clock } = this.options;
        await client.modify(key, (current) => {
            const next = withStatus(current, verdict, clock.now());
            return next === current ? undefined : next;
        }, 'status');
    }
    /** Its objects are told to go; it follows when none is left. */
    async empty(key, definition) {
        const { client, clock, finalizer } = this.options;
        const finalizers = definition.metadata.finalizers ?? [];
        if (!finalizers.includes(finalizer))
            return done;
        await client.modify(key, (current) => withTerminating(current, clock.now()), 'status');
        const row = this.serve(definition);
        const left = row ? await this.deleteObjects(row.storage, finalizers.includes('orphan')) : 0;
        if (left > 0)
            return requeueAfter(CUSTOM_RECHECK_MS, `${left} objects are left`);
        await client.modify(key, (current) => withoutFinalizer(current, finalizer));
        return done;
    }
    /** Answers how many there still are. */
    async deleteObjects(resource, orphan) {
        const { client } = this.options;
        const { items } = await client.list(resource);
        const doomed = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
        for (let from = 0; from < doomed.length; from += CUSTOM_DELETES)
            await Promise.all(doomed
                .slice(from, from + CUSTOM_DELETES)
                .map(({ metadata: { namespace = '', name = '' } }) => client.delete({ ...resource, namespace, name }, { propagationPolicy: orphan ? 'Orphan' : 'Background' })));
        return items.length;
    }
    /** Serves the row of this state of a definition, if it is not served already. */
    serve(definition) {
        const { name = '', uid = '', generation, deletionTimestamp } = definition.metadata;
        const row = this.options.rowOf(definition);
        if (!row)
            return undefined;
        const { kind, listKind, singular, shortNames, categories } = row;
        const names = JSON.stringify([kind, listKind, singular, shortNames, categories]);
        const state = `${uid}/${generation ?? 0}/${deletionTimestamp ?? ''}/${names}`;
        if (this.served.get(name)?.state === state)
            return row;
        this.served.set(name, { state, resource: row.storage });
        this.options.serve(row);
        return row;
    }
    withdraw(name) {
        const known = this.served.get(name);
        if (!known)
            return;
        this.served.delete(name);
        this.options.withdraw(known.resource);
    }
}
function isEstablished(definition) {
    const status = definition['status'];
    return (status?.conditions?.some(({ type, status: value }) => type === 'Established' && value === 'True') ?? false);
}
function withoutFinalizer(object, finalizer) {
    const finalizers = (object.metadata.finalizers ?? []).filter((name) => name !== finalizer);
    return { ...object, metadata: { ...object.metadata, finalizers } };
}
//# sourceMappingURL=custom-definitions.js.map