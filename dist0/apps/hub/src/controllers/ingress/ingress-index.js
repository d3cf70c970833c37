import { routeKeys } from '#libs/protocol';
import {} from './ingress-rules.js';
import { hostsOf } from './merge-hosts.js';
/** Ingresses by what their tables need: no look at all of them for a change of one. */
export class IngressIndex {
    ingresses = new Map();
    /** Keys of Ingresses by key of table. */
    users = new Map();
    /** Tables of a Service, one for each port that is named, by `namespace/name`. */
    tables = new Map();
    /** Replaces or, without `next`, removes what is known under `key`. Answers the keys of all tables that it touches. */
    set(key, next) {
        const before = this.ingresses.get(key);
        const touched = [...(before ? tablesOf(before) : []), ...(next ? tablesOf(next) : [])];
        if (before)
            for (const table of tablesOf(before))
                this.forget(table, key);
        this.ingresses.delete(key);
        if (!next)
            return touched;
        this.ingresses.set(key, next);
        for (const table of tablesOf(next))
            this.remember(table, key);
        return touched;
    }
    get(key) {
        return this.ingresses.get(key);
    }
    /** Those that make this table. */
    usersOf(table) {
        return [...(this.users.get(table) ?? [])].flatMap((key) => this.ingresses.get(key) ?? []);
    }
    isUsed(table) {
        return this.users.has(table);
    }
    /** Tables of the Service `namespace/name`. */
    tablesOfService(service) {
        return this.tables.get(service) ?? NONE;
    }
    serviceTables() {
        return [...this.tables.values()].flatMap((keys) => [...keys]);
    }
    allTables() {
        return this.users.keys();
    }
    remember(table, key) {
        add(this.users, table, key);
        const service = serviceOf(table);
        if (service !== undefined)
            add(this.tables, service.key, table);
    }
    forget(table, key) {
        remove(this.users, table, key);
        if (this.users.has(table))
            return;
        const service = serviceOf(table);
        if (service !== undefined)
            remove(this.tables, service.key, table);
    }
}
const NONE = new Set();
/** The Service behind a table's key; undefined for tables of other sorts. */
export function serviceOf(table) {
    const [type, namespace = '', name = '', port = ''] = table.split('/');
    return type === 'service' ? { key: `${namespace}/${name}`, namespace, name, port } : undefined;
}
function tablesOf(ingress) {
    return [
        ...hostsOf(ingress).map((host) => routeKeys.host(host)),
        ...ingress.tables,
        ...ingress.certificates.values(),
        routeKeys.records('Ingress', ingress.namespace, ingress.name),
    ];
}
function add(map, key, value) {
    const held = map.get(key);
    if (held)
        held.add(value);
    else
        map.set(key, new Set([value]));
}
function remove(map, key, value) {
    const held = map.get(key);
    held?.delete(value);
    if (held?.size === 0)
        map.delete(key);
}
//# sourceMappingURL=ingress-index.js.map