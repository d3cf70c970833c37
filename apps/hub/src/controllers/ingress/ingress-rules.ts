import { isJsonObject, type KubeObject } from '#libs/apimachinery';
import { ANNOTATION_GLOBAL_ADDRESS } from '#libs/kinds';
import { routeKeys } from '#libs/protocol';

/** One path of one Ingress, ready to be merged with those of others. */
export interface IngressPath {
  readonly path: string;
  readonly match: 'Exact' | 'Prefix';
  /** Key of the service's table. */
  readonly table: string;
}

/** An Ingress as far as routing goes. */
export interface IngressRules {
  /** `namespace/name`. */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  /** RFC 3339, as text: older goes first. */
  readonly created: string;
  /** The global address' name; '' before there is one. */
  readonly address: string;
  /** By host; '' is any host. */
  readonly hosts: ReadonlyMap<string, readonly IngressPath[]>;
  /** Key of the table that takes what no path fits; undefined: 404. */
  readonly defaultTable: string | undefined;
  /** Key of the certificate's table by host. */
  readonly certificates: ReadonlyMap<string, string>;
  /** Percent of the requests that it takes from the Ingress which has the same host and path; undefined: it is no canary. */
  readonly canaryPercent: number | undefined;
  /** Tables of services that it leads to. */
  readonly tables: ReadonlySet<string>;
}

/** The IngressClass that is ours; an Ingress without class is ours too. */
const OUR_CLASS = 'meridian';
/** 0 to 100. What is no such number is 0: a canary by mistake takes nothing. */
export const ANNOTATION_CANARY = 'federation.meridian.dev/canary-weight';
const LEGACY_CLASS = 'kubernetes.io/ingress.class';

/** Undefined for an Ingress of another class, and for one that is being deleted. */
export function readIngress(ingress: KubeObject): IngressRules | undefined {
  if (!isOurs(ingress)) return undefined;
  const { namespace = '', name = '', annotations = {}, creationTimestamp = '' } = ingress.metadata;
  const spec = mapOf(ingress['spec']);
  const hosts = new Map<string, IngressPath[]>();
  const tables = new Set<string>();
  const tableOf = (backend: unknown): string | undefined => {
    const table = serviceTable(namespace, backend);
    if (table !== undefined) tables.add(table);
    return table;
  };
  for (const rule of listOf(spec['rules'])) {
    const host = textOf(rule['host']).toLowerCase();
    const paths = listOf(mapOf(rule['http'])['paths']).flatMap((path) =>
      readPath(path, tableOf(path['backend'])),
    );
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
    canaryPercent: canaryPercent(annotations[ANNOTATION_CANARY]),
    tables,
  };
}

function canaryPercent(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const percent = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isInteger(percent) && percent >= 0 && percent <= 100 ? percent : 0;
}

function isOurs({ metadata, spec }: KubeObject): boolean {
  const className = mapOf(spec)['ingressClassName'] ?? metadata.annotations?.[LEGACY_CLASS] ?? OUR_CLASS;
  return className === OUR_CLASS && metadata.deletionTimestamp === undefined;
}

/** `/a/` and `/a` are one prefix; a `*` at the end is how older controllers wrote a prefix. */
function readPath(path: Readonly<Record<string, unknown>>, table: string | undefined): IngressPath[] {
  if (table === undefined) return [];
  const text = textOf(path['path']) || '/';
  if (!text.startsWith('/')) return [];
  if (path['pathType'] === 'Exact') return [{ path: text, match: 'Exact', table }];
  const prefix = text.replace(/\*$/, '').replace(/\/+$/, '');
  return [{ path: prefix === '' ? '/' : prefix, match: 'Prefix', table }];
}

function serviceTable(namespace: string, backend: unknown): string | undefined {
  const service = mapOf(mapOf(backend)['service']);
  const { number, name } = mapOf(service['port']);
  const port = typeof number === 'number' ? String(number) : textOf(name);
  const serviceName = textOf(service['name']);
  return serviceName === '' || port === '' ? undefined : routeKeys.service(namespace, serviceName, port);
}

function readCertificates(namespace: string, tls: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const entry of listOf(tls)) {
    const secret = textOf(entry['secretName']);
    if (secret === '' || !Array.isArray(entry['hosts'])) continue;
    for (const host of entry['hosts'] as unknown[])
      if (typeof host === 'string') found.set(host.toLowerCase(), routeKeys.certificate(namespace, secret));
  }
  return found;
}

function listOf(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? (value as unknown[]).filter(isJsonObject) : [];
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return isJsonObject(value) ? value : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
