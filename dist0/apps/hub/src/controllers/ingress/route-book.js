import {} from '#libs/apimachinery';
import {} from '#libs/controller-runtime';
import { routeKeys } from '#libs/protocol';
import { guardMassWithdraw, heldSignal } from '#libs/routing';
import {} from '../../apiserver/federation.admission.js';
import { clientFacts } from './client-facts.js';
import { clusterView } from './cluster-view.js';
import { certificateContent, federationContent, isSealedFor, recordsContent, } from './edge-tables.js';
import { EdgeViews } from './edge-views.js';
import { IngressIndex, serviceOf } from './ingress-index.js';
import { readIngress } from './ingress-rules.js';
import { mergeHost } from './merge-hosts.js';
import {} from './published-table.js';
import { affinityOf, routeService, timeouts, toRegions, } from './route-service.js';
/**
 * All that tables are made of, and which of them must be made again. Level-triggered: `build` makes a table from what is known
 * now, however it came about.
 */
export class RouteBook {
    deps;
    edges = new EdgeViews();
    index = new IngressIndex();
    views = new Map();
    dirty = new Set();
    reported = new Map();
    guard = { frozenSinceMs: undefined };
    /** Edges when their tables were last marked. */
    liveCount = 0;
    wake = () => undefined;
    constructor(deps) {
        this.deps = deps;
        const { ingresses, services, secrets, clusters } = deps;
        ingresses.onChange(({ type, object }) => {
            const { namespace = '', name = '' } = object.metadata;
            this.mark(this.index.set(`${namespace}/${name}`, type === 'DELETED' ? undefined : readIngress(object)));
        });
        services.onChange(({ object: { metadata } }) => this.serviceChanged(`${metadata.namespace ?? ''}/${metadata.name ?? ''}`));
        secrets.onChange(({ object: { metadata } }) => {
            const key = routeKeys.certificate(metadata.namespace ?? '', metadata.name ?? '');
            if (this.index.isUsed(key))
                this.mark([key]);
        });
        clusters.onChange(({ type, object }) => this.clusterChanged(type === 'DELETED', object));
    }
    /** `listener` is called when there is something to make. One listener. */
    onDirty(listener) {
        this.wake = listener;
    }
    /** These tables must be made again. */
    mark(keys) {
        const before = this.dirty.size;
        for (const key of keys)
            this.dirty.add(key);
        if (this.dirty.size > before)
            this.wake();
    }
    /** Everything that there is. */
    markAll() {
        this.mark([
            ...this.index.allTables(),
            ...[...this.views.keys()].map((name) => routeKeys.cluster(name)),
            routeKeys.federation,
        ]);
    }
    get hasDirty() {
        return this.dirty.size > 0;
    }
    /** At most `limit` of the tables to be made. */
    take(limit) {
        const taken = [...this.dirty].slice(0, limit);
        for (const key of taken)
            this.dirty.delete(key);
        return taken;
    }
    /** A member said something new of the Service `namespace/name`; undefined: of anything. */
    backendChanged(service) {
        if (service === undefined)
            this.reported.clear();
        else
            this.reported.delete(service);
        this.mark(service === undefined ? this.index.serviceTables() : this.index.tablesOfService(service));
    }
    /** An edge joined, with new keys perhaps. */
    edgeJoined() {
        this.mark([...this.index.allTables()].filter((key) => key.startsWith('certificate/')));
    }
    edgeSaid(report) {
        const news = this.edges.take(report, this.deps.now());
        if (news.edges)
            this.markEdges();
        if (news.routes)
            this.mark(this.index.serviceTables());
        else
            this.mark(news.demand.filter((table) => this.index.isUsed(table)));
    }
    /** What time alone changes: silence that is believed, edges that are gone. */
    tick(sinceMs) {
        const now = this.deps.now();
        const silences = new Map([...this.views].map(([name, view]) => [name, view.silentSince]));
        const before = this.guard;
        this.guard = guardMassWithdraw(this.guard, silences, now);
        const graceEnds = [...this.views.values()].some(({ silentSince }) => {
            const forMs = silentSince === undefined ? 0 : now - silentSince;
            return forMs > GRACE_MS && forMs - sinceMs <= GRACE_MS;
        });
        if (before.frozenSinceMs !== this.guard.frozenSinceMs || graceEnds)
            this.mark(this.index.serviceTables());
        if (this.edges.live(now).length !== this.liveCount)
            this.markEdges();
    }
    /** While a cluster comes back, its share grows with time. */
    markRecovering() {
        if (this.edges.isRecovering())
            this.mark(this.index.serviceTables());
    }
    markEdges() {
        this.liveCount = this.edges.live(this.deps.now()).length;
        this.mark([routeKeys.federation, ...this.index.serviceTables()]);
        this.mark([...this.index.allTables()].filter((key) => key.startsWith('records/')));
    }
    /** The table of this key as it should be; undefined: there should be none. `held`: what edges have now. */
    async build(key, held) {
        if (key === routeKeys.federation)
            return federationContent(this.deps.names, this.reachableEdges());
        const [type, first = '', ...rest] = key.split('/');
        if (type === 'cluster')
            return this.cluster(first);
        if (!this.index.isUsed(key))
            return undefined;
        switch (type) {
            case 'host':
                return this.host(first);
            case 'certificate':
                return this.certificate(key, held);
            case 'records':
                return recordsContent(this.ingress(rest.join('/'))?.address ?? '', this.reachableEdges());
            case 'service':
                return this.service(key);
            default:
                return undefined;
        }
    }
    /** The engine's view of a service's table; undefined where there is no such Service. */
    async route(table) {
        const named = serviceOf(table);
        const service = named && this.deps.services.get(named.key);
        if (!service || service.metadata.deletionTimestamp !== undefined)
            return undefined;
        const { namespace, name, key } = named;
        let backends = this.reported.get(key);
        if (backends === undefined) {
            backends = this.deps.backends(namespace, name);
            this.reported.set(key, backends);
            backends.catch(() => this.reported.delete(key));
        }
        return routeService({
            service,
            clusters: [...this.views.values()],
            signalsOf: (cluster) => this.signals(cluster),
            backends: await backends,
            clients: clientFacts(this.edges, [...this.views.values()], table, this.deps.now()),
        });
    }
    ingress(key) {
        return this.index.get(key);
    }
    hostOf(host) {
        return mergeHost(host, this.index.usersOf(routeKeys.host(host)));
    }
    async service(key) {
        const named = serviceOf(key);
        const routed = await this.route(key);
        const service = named && this.deps.services.get(named.key);
        if (!routed || !service)
            return undefined;
        const { namespace, name, port } = named;
        return {
            type: 'service',
            namespace,
            service: name,
            port,
            affinity: affinityOf(service),
            timeouts,
            regions: toRegions(routed),
        };
    }
    host(host) {
        const merged = this.hostOf(host);
        if (!merged)
            return undefined;
        const { rules, certificate } = merged;
        return { type: 'host', host, rules, ...(certificate === undefined ? {} : { certificate }) };
    }
    cluster(name) {
        const view = this.views.get(name);
        if (!view)
            return undefined;
        const { region, zones, gateways } = view;
        return { type: 'cluster', cluster: name, region, zones, gateways };
    }
    /** If none is heard it is this hub that hears nothing: the last ones stay. */
    reachableEdges() {
        const live = this.edges.live(this.deps.now());
        return live.length > 0 ? live : this.edges.all();
    }
    async certificate(key, held) {
        const [, namespace = '', name = ''] = key.split('/');
        const known = this.deps.secrets.get(`${namespace}/${name}`);
        if (!known)
            return undefined;
        const revision = `${known.metadata.uid ?? ''}/${known.metadata.resourceVersion ?? ''}`;
        const edges = await this.deps.edgeKeys();
        if (held?.type === 'certificate' && isSealedFor(held, revision, edges))
            return held;
        const secret = await this.deps.secret(namespace, name);
        return certificateContent(secret, edges, { hubUid: this.deps.hubUid, key, revision });
    }
    signals(cluster) {
        const now = this.deps.now();
        const { silentSince, name } = cluster;
        const stale = silentSince === undefined ? 0 : Math.max(0, now - silentSince);
        const said = {
            signal: silentSince === undefined ? 'fresh' : 'stale',
            staleForMs: stale,
        };
        return { ...heldSignal(this.guard, said), ...this.edges.probeOf(name, now) };
    }
    serviceChanged(service) {
        this.mark(this.index.tablesOfService(service));
    }
    clusterChanged(deleted, object) {
        const name = object.metadata.name ?? '';
        const before = this.views.get(name);
        const after = deleted ? undefined : clusterView(object);
        if (JSON.stringify(before) === JSON.stringify(after))
            return;
        if (after)
            this.views.set(name, after);
        else
            this.views.delete(name);
        this.mark([routeKeys.cluster(name), ...this.index.serviceTables()]);
    }
}
/** Silence that is forgiven: the engine's own default. */
const GRACE_MS = 60_000;
//# sourceMappingURL=route-book.js.map