import { setImmediate as nextTurn } from 'node:timers/promises';
import { formatObjectKey } from '#libs/apimachinery';
import {} from '#libs/controller-runtime';
import { sleep } from '#libs/process';
import { clusterView, sameForPlacement } from './cluster-view.js';
import { RESYNC_GAP_MS, RESYNC_RETRY_MS, RESYNC_SLICE } from './limits.js';
/**
 * What wakes the propagation loop: every change of a spread object, and every change of a member that matters to plans. Make it
 * before the informers start, which others do; it reads nothing but the debts.
 */
export class PropagationSources {
    options;
    objects = new Set();
    controller = new AbortController();
    /** What policies select, by its text. */
    scopes = new Map();
    owed = false;
    debtsOwed = false;
    running;
    constructor(options) {
        this.options = options;
        for (const informer of options.objects)
            this.add(informer);
        options.clusters.onChange(({ type, object, previous }) => {
            const same = type === 'MODIFIED' && previous && sameForPlacement(clusterView(object), clusterView(previous));
            if (same)
                return;
            // A debt ends with its cluster; nothing else of a cluster changes one.
            this.request({ debts: type === 'DELETED' });
        });
    }
    /** One more resource is spread; before its informer starts. */
    add(informer) {
        this.objects.add(informer);
        informer.onChange(({ object }) => this.enqueue(informer.resource, object));
    }
    /** A resource is gone; debts of its objects have gone with it. */
    remove(informer) {
        this.objects.delete(informer);
        this.request({ debts: true });
    }
    /** Debts are not told by any change, so they are looked through once. */
    start() {
        this.request({ debts: true });
    }
    async stop() {
        this.controller.abort();
        await this.running;
    }
    /** Enqueues every object there is and every debt; requests while one runs become one more. */
    requestResync() {
        this.request({ debts: true });
    }
    /** Enqueues the objects of a kind, of one namespace or of one name: another policy may govern them now. */
    requestScope(scope) {
        this.scopes.set(JSON.stringify(scope), scope);
        this.running ??= this.run();
    }
    request({ debts }) {
        this.owed = true;
        this.debtsOwed ||= debts;
        this.running ??= this.run();
    }
    async run() {
        const { signal } = this.controller;
        // Many clusters change at once, when they join or a region is lost.
        await nextTurn();
        while ((this.owed || this.scopes.size > 0) && !isAborted(signal))
            await this.pass();
        // In the same turn as the last look: a request that comes now starts anew.
        this.running = undefined;
    }
    async pass() {
        const { clock, logger } = this.options;
        const { signal } = this.controller;
        const debts = this.debtsOwed;
        const everything = this.owed;
        const scopes = [...this.scopes.values()];
        this.owed = this.debtsOwed = false;
        this.scopes = new Map();
        try {
            await (everything ? this.enqueueObjects() : this.enqueueScopes(scopes));
            if (!everything)
                return;
            if (debts)
                await this.enqueueDebts();
            await sleep(clock, RESYNC_GAP_MS, signal);
        }
        catch (error) {
            this.owed = true;
            this.debtsOwed ||= debts;
            logger.warn({ err: error }, 'could not go through all objects; trying again');
            await sleep(clock, RESYNC_RETRY_MS, signal);
        }
    }
    /** In slices: requests are answered meanwhile. */
    async enqueueObjects() {
        let taken = 0;
        for (const informer of this.objects)
            for (const object of informer.list()) {
                this.enqueue(informer.resource, object);
                if (++taken % RESYNC_SLICE === 0)
                    await nextTurn();
                if (isAborted(this.controller.signal))
                    return;
            }
    }
    async enqueueScopes(scopes) {
        for (const { resource, namespace, name } of scopes) {
            const informer = [...this.objects].find((one) => isSame(one.resource, resource));
            const one = name !== '' && informer ? informer.get(`${namespace}/${name}`) : undefined;
            const objects = one ? [one] : (informer?.list() ?? []);
            let taken = 0;
            for (const object of objects) {
                if (++taken % RESYNC_SLICE === 0)
                    await nextTurn();
                if (isIn(object, namespace, name))
                    this.enqueue(resource, object);
            }
        }
    }
    async enqueueDebts() {
        for await (const key of this.options.debts()) {
            this.options.loop.enqueue(key);
            if (isAborted(this.controller.signal))
                return;
        }
    }
    enqueue(resource, { metadata }) {
        const { namespace = '', name = '' } = metadata;
        this.options.loop.enqueue(formatObjectKey({ ...resource, namespace, name }));
    }
}
function isSame(a, b) {
    return a.group === b.group && a.resource === b.resource;
}
function isIn({ metadata }, namespace, name) {
    return (namespace === '' || metadata.namespace === namespace) && (name === '' || metadata.name === name);
}
function isAborted(signal) {
    return signal.aborted;
}
//# sourceMappingURL=propagation.sources.js.map