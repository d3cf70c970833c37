import { isJsonObject } from '#libs/apimachinery';
import { ANNOTATION_GLOBAL_ADDRESS } from '#libs/kinds';
import { routeKeys } from '#libs/protocol';
/** The IngressClass that is ours; an Ingress without class is ours too. */
const OUR_CLASS = 'meridian';
const LEGACY_CLASS = 'kubernetes.io/ingress.class';
/** Undefined for an Ingress of another class, and for one that is being deleted. */
export function readIngress(ingress) {
    if (!isOurs(ingress))
        return undefined;
    const { namespace = '', name = '', annotations = {}, creationTimestamp = '' } = ingress.metadata;
    const spec = mapOf(ingress['spec']);
    const hosts = new Map();
    const tables = new Set();
    const tableOf = (backend) => {
        const table = serviceTable(namespace, backend);
        if (table !== undefined)
            tables.add(table);
        return table;
    };
    for (const rule of listOf(spec['rules'])) {
        const host = textOf(rule['host']).toLowerCase();
        const paths = listOf(mapOf(rule['http'])['paths']).flatMap((path) => readPath(path, tableOf(path['backend'])));
        hosts.set(host, [...(hosts.get(host) ?? []), ...paths]);
    }
    return {
        key: `${namespace}/${name}`,
        namespace,
        name,
        created: creationTimestamp,
        address: annotations[ANNOTATION_GLOBAL_ADDRESS] ?? '',
        hosts,
        defaultTable: tableOf(spec['defaultBackend']),
        certificates: readCertificates(namespace, spec['tls']),
        tables,
    };
}
function isOurs({ metadata, spec }) {
    const className = mapOf(spec)['ingressClassName'] ?? metadata.annotations?.[LEGACY_CLASS] ?? OUR_CLASS;
    return className === OUR_CLASS && metadata.deletionTimestamp === undefined;
}
/** `/a/` and `/a` are one prefix; a `*` at the end is how older controllers wrote a prefix. */
function readPath(path, table) {
    if (table === undefined)
        return [];
    const text = textOf(path['path']) || '/';
    if (!text.startsWith('/'))
        return [];
    if (path['pathType'] === 'Exact')
        return [{ path: text, match: 'Exact', table }];
    const prefix = text.replace(/\*$/, '').replace(/\/+$/, '');
    return [{ path: prefix === '' ? '/' : prefix, match: 'Prefix', table }];
}
function serviceTable(namespace, backend) {
    const service = mapOf(mapOf(backend)['service']);
    const { number, name } = mapOf(service['port']);
    const port = typeof number === 'number' ? String(number) : textOf(name);
    const serviceName = textOf(service['name']);
    return serviceName === '' || port === '' ? undefined : routeKeys.service(namespace, serviceName, port);
}
function readCertificates(namespace, tls) {
    const found = new Map();
    for (const entry of listOf(tls)) {
        const secret = textOf(entry['secretName']);
        if (secret === '' || !Array.isArray(entry['hosts']))
            continue;
        for (const host of entry['hosts'])
            if (typeof host === 'string')
                found.set(host.toLowerCase(), routeKeys.certificate(namespace, secret));
    }
    return found;
}
function listOf(value) {
    return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
function mapOf(value) {
    return isJsonObject(value) ? value : {};
}
function textOf(value) {
    return typeof value === 'string' ? value : '';
}
//# sourceMappingURL=ingress-rules.js.map