import { routeKeys, } from '#libs/protocol';
/** Routing tables as a hub would send them, for tests of edges. */
let version = 0;
export function head(key) {
    return { v: 1, hubUid: 'hub-1', epoch: 1, version: ++version, key };
}
export function removed(key) {
    return { ...head(key), type: 'removed' };
}
/** A service of namespace `shop` by weights, nearest first. */
export function serviceTable(service, clusters, more = {}) {
    const { affinity, timeouts, ...route } = more;
    return {
        ...head(routeKeys.service('shop', service, '80')),
        type: 'service',
        namespace: 'shop',
        service,
        port: '80',
        affinity: affinity ?? { type: 'none', ttlSeconds: 0 },
        timeouts: timeouts ?? { connectMs: 1_000, responseMs: 10_000, idleMs: 30_000 },
        regions: [
            {
                region: '',
                outcome: 'served',
                shed: 0,
                clusters: Object.entries(clusters).map(([cluster, weight]) => ({ cluster, weight })),
                ...route,
            },
        ],
    };
}
/** `rules`: path to service of namespace `shop`; a path that ends with `$` is Exact. */
export function hostTable(host, rules, certificate) {
    return {
        ...head(routeKeys.host(host)),
        type: 'host',
        host,
        rules: Object.entries(rules).map(([path, service]) => ({
            path: path.replace(/\$$/, ''),
            match: path.endsWith('$') ? 'Exact' : 'Prefix',
            backends: [{ table: routeKeys.service('shop', service, '80'), weight: 1 }],
            ingress: 'shop/web',
        })),
        ...(certificate === undefined ? {} : { certificate }),
    };
}
export function clusterTable(cluster, ...gateways) {
    return {
        ...head(routeKeys.cluster(cluster)),
        type: 'cluster',
        cluster,
        region: 'eu',
        zones: ['eu-1'],
        gateways,
    };
}
export function federationTable(domain) {
    return {
        ...head(routeKeys.federation),
        type: 'federation',
        federation: 'fed',
        domain,
        nameservers: [`ns1.${domain}`],
        edges: [],
    };
}
export function recordTable(name, sets) {
    return { ...head(routeKeys.records('Ingress', 'shop', name)), type: 'records', sets };
}
//# sourceMappingURL=edge-tables.js.map