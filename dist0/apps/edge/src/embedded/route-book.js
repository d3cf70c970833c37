import { routeKeys, } from '#libs/protocol';
import {} from './gateways.js';
import { compilePaths, matchPath } from './path-rules.js';
/** Tables as requests need them, changed one by one. */
export class RouteBook {
    region;
    gateways;
    hosts = new Map();
    services = new Map();
    clusters = new Map();
    regions = new Map();
    /** `region`: whose clients come to this edge. */
    constructor(region, gateways) {
        this.region = region;
        this.gateways = gateways;
    }
    apply(table) {
        switch (table.type) {
            case 'host':
                this.putHost(table);
                return;
            case 'service':
                this.putService(table);
                return;
            case 'cluster':
                this.putCluster(table);
                return;
            case 'removed':
                this.remove(table.key);
                return;
            case 'certificate':
            case 'records':
            case 'federation':
                return;
        }
    }
    /** An exact name before a wildcard for its first label, and that before any host. In lower case. */
    hostOf(host) {
        const exact = this.hosts.get(host);
        if (exact !== undefined)
            return exact;
        const dot = host.indexOf('.');
        const wild = dot > 0 ? this.hosts.get(`*${host.slice(dot)}`) : undefined;
        return wild ?? this.hosts.get('');
    }
    ruleOf(routes, path) {
        return matchPath(routes.paths, path);
    }
    /** `draw`: from 0 to below 1. Undefined where all weights are 0, or the table it falls to is not there. */
    serviceOf({ backends }, draw) {
        const [only] = backends;
        if (backends.length === 1 && only !== undefined)
            return only.weight > 0 ? this.services.get(only.table) : undefined;
        let left = draw * backends.reduce((sum, { weight }) => sum + weight, 0);
        for (const { table, weight } of backends) {
            if (left < weight)
                return this.services.get(table);
            left -= weight;
        }
        return undefined;
    }
    gatewaysOf(cluster) {
        return this.clusters.get(cluster) ?? [];
    }
    /** '' where it is not known. */
    regionOf(cluster) {
        return this.regions.get(cluster) ?? '';
    }
    takeOffered() {
        const offered = new Map();
        for (const service of this.services.values()) {
            if (service.offered === 0)
                continue;
            offered.set(service.key, service.offered);
            service.offered = 0;
        }
        return offered;
    }
    putHost({ host, rules, certificate }) {
        const load = this.hosts.get(host)?.load ?? { requests: 0 };
        this.hosts.set(host, { host, paths: compilePaths(rules), certificate, load });
    }
    putService({ key, regions, affinity, timeouts }) {
        const route = regions.find(({ region }) => region === this.region) ?? regions.find((one) => one.region === '');
        if (route === undefined)
            return;
        const { outcome, shed, clusters: candidates } = route;
        const offered = this.services.get(key)?.offered ?? 0;
        const slots = slotsOf(candidates);
        this.services.set(key, { key, outcome, shed, candidates, slots, affinity, timeouts, offered });
    }
    putCluster({ cluster, region, gateways }) {
        this.regions.set(cluster, region);
        const before = this.clusters.get(cluster) ?? [];
        this.clusters.set(cluster, gateways.map((address) => this.gateways.take(address)));
        for (const gateway of before)
            this.gateways.release(gateway);
    }
    remove(key) {
        this.services.delete(key);
        if (key.startsWith(HOST))
            this.hosts.delete(key.slice(HOST.length));
        if (!key.startsWith(CLUSTER))
            return;
        const cluster = key.slice(CLUSTER.length);
        for (const gateway of this.clusters.get(cluster) ?? [])
            this.gateways.release(gateway);
        this.clusters.delete(cluster);
        this.regions.delete(cluster);
    }
}
const HOST = routeKeys.host('');
const CLUSTER = routeKeys.cluster('');
function slotsOf(candidates) {
    const total = candidates.reduce((sum, { weight }) => sum + weight, 0);
    const slots = new Uint16Array(total);
    let at = 0;
    for (const [index, { weight }] of candidates.entries()) {
        slots.fill(index, at, at + weight);
        at += weight;
    }
    return slots;
}
//# sourceMappingURL=route-book.js.map