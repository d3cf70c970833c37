import { routeKeys } from '#libs/protocol';
import { type IngressRules } from './ingress-rules.js';
import { hostsOf } from './merge-hosts.js';

/** Ingresses by what their tables need: no look at all of them for a change of one. */
export class IngressIndex {
  private readonly ingresses = new Map<string, IngressRules>();
  /** Keys of Ingresses by key of table. */
  private readonly users = new Map<string, Set<string>>();
  /** Tables of a Service, one for each port that is named, by `namespace/name`. */
  private readonly tables = new Map<string, Set<string>>();

  /** Replaces or, without `next`, removes what is known under `key`. Answers the keys of all tables that it touches. */
  set(key: string, next: IngressRules | undefined): string[] {
    const before = this.ingresses.get(key);
    const touched = [...(before ? tablesOf(before) : []), ...(next ? tablesOf(next) : [])];
    if (before) for (const table of tablesOf(before)) this.forget(table, key);
    this.ingresses.delete(key);
    if (!next) return touched;
    this.ingresses.set(key, next);
    for (const table of tablesOf(next)) this.remember(table, key);
    return touched;
  }

  get(key: string): IngressRules | undefined {
    return this.ingresses.get(key);
  }

  /** Those that make this table. */
  usersOf(table: string): IngressRules[] {
    return [...(this.users.get(table) ?? [])].flatMap((key) => this.ingresses.get(key) ?? []);
  }

  isUsed(table: string): boolean {
    return this.users.has(table);
  }

  /** Tables of the Service `namespace/name`. */
  tablesOfService(service: string): ReadonlySet<string> {
    return this.tables.get(service) ?? NONE;
  }

  /** Ports of the Service, by name or number, that Ingresses lead to. */
  portsOfService(service: string): ReadonlySet<string> {
    return new Set([...this.tablesOfService(service)].flatMap((table) => serviceOf(table)?.port ?? []));
  }

  serviceTables(): string[] {
    return [...this.tables.values()].flatMap((keys) => [...keys]);
  }

  allTables(): IterableIterator<string> {
    return this.users.keys();
  }

  private remember(table: string, key: string): void {
    add(this.users, table, key);
    const service = serviceOf(table);
    if (service !== undefined) add(this.tables, service.key, table);
  }

  private forget(table: string, key: string): void {
    remove(this.users, table, key);
    if (this.users.has(table)) return;
    const service = serviceOf(table);
    if (service !== undefined) remove(this.tables, service.key, table);
  }
}

const NONE: ReadonlySet<string> = new Set();

/** The Service behind a table's key; undefined for tables of other sorts. */
export function serviceOf(
  table: string,
):
  | { readonly key: string; readonly namespace: string; readonly name: string; readonly port: string }
  | undefined {
  const [type, namespace = '', name = '', port = ''] = table.split('/');
  return type === 'service' ? { key: `${namespace}/${name}`, namespace, name, port } : undefined;
}

function tablesOf(ingress: IngressRules): string[] {
  return [
    ...hostsOf(ingress).map((host) => routeKeys.host(host)),
    ...ingress.tables,
    ...ingress.certificates.values(),
    routeKeys.records('Ingress', ingress.namespace, ingress.name),
  ];
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const held = map.get(key);
  if (held) held.add(value);
  else map.set(key, new Set([value]));
}

function remove(map: Map<string, Set<string>>, key: string, value: string): void {
  const held = map.get(key);
  held?.delete(value);
  if (held?.size === 0) map.delete(key);
}
