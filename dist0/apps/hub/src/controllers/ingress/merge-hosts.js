import { MAX_ROUTE_RULES } from '#libs/protocol';
import {} from './ingress-rules.js';
/**
 * What all Ingresses together say of one host. A host belongs to the namespace of the oldest Ingress that names it ('' belongs
 * to nobody); of two that give the same path the older one counts, of equally old ones the first by name. Exact goes before
 * Prefix, longer before shorter, default backends last. Undefined where no Ingress names it.
 */
export function mergeHost(host, ingresses) {
    const naming = ingresses.filter((one) => names(one, host)).sort(byAge);
    const [oldest] = naming;
    if (oldest === undefined)
        return undefined;
    const own = host === '' ? naming : naming.filter(({ namespace }) => namespace === oldest.namespace);
    const taken = new Map();
    for (const candidate of own.flatMap((one) => candidatesOf(one, host))) {
        const place = `${candidate.match} ${candidate.path}`;
        const held = taken.get(place);
        if (held === undefined || held.last > candidate.last)
            taken.set(place, candidate);
    }
    const certificate = own.flatMap(({ certificates }) => certificateFor(host, certificates)).at(0);
    return {
        rules: [...taken.values()].sort(byPrecision).slice(0, MAX_ROUTE_RULES).map(toRule),
        ...(certificate === undefined ? {} : { certificate }),
        refused: naming.filter((one) => !own.includes(one)).map(({ key }) => key),
    };
}
/** All hosts that an Ingress has a say in: its own, its global address, and any host where it has a default backend. */
export function hostsOf(ingress) {
    const { hosts, address, defaultTable } = ingress;
    const all = [...hosts.keys(), ...(address === '' ? [] : [address])];
    return [...new Set(defaultTable === undefined ? all : [...all, ''])];
}
function names(ingress, host) {
    return hostsOf(ingress).includes(host);
}
function candidatesOf(ingress, host) {
    const { hosts, address, defaultTable, key } = ingress;
    const paths = hosts.get(host) ?? (host === address ? hosts.get('') : undefined) ?? [];
    const rest = defaultTable === undefined ? [] : [{ path: '/', match: 'Prefix', table: defaultTable }];
    return [
        ...paths.map((path) => ({ ...path, ingress: key, last: 0 })),
        ...rest.map((path) => ({ ...path, ingress: key, last: 1 })),
    ];
}
/** By the host's own name, or by the wildcard above it. */
function certificateFor(host, certificates) {
    const wildcard = host.replace(/^[^.]+/, '*');
    const found = certificates.get(host) ?? (host.includes('.') ? certificates.get(wildcard) : undefined);
    return found === undefined ? [] : [found];
}
function byAge(a, b) {
    if (a.created !== b.created)
        return a.created < b.created ? -1 : 1;
    return a.key < b.key ? -1 : 1;
}
function byPrecision(a, b) {
    if (a.last !== b.last)
        return a.last - b.last;
    if (a.match !== b.match)
        return a.match === 'Exact' ? -1 : 1;
    return b.path.length - a.path.length || (a.path < b.path ? -1 : 1);
}
function toRule({ path, match, table, ingress }) {
    return { path, match, backends: [{ table, weight: 1 }], ingress };
}
//# sourceMappingURL=merge-hosts.js.map