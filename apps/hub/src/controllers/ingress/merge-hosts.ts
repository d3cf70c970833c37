import { MAX_ROUTE_RULES, type HostRule } from '#libs/protocol';
import { type IngressPath, type IngressRules } from './ingress-rules.js';

export interface MergedHost {
  readonly rules: readonly HostRule[];
  readonly certificate?: string;
  /** Ingresses that name the host, which belongs to another namespace: they get nothing of it. */
  readonly refused: readonly string[];
}

interface Candidate extends IngressPath {
  readonly ingress: string;
  /** 1: a default backend, which takes what nothing else fits. */
  readonly last: 0 | 1;
}

/**
 * What all Ingresses together say of one host. A host belongs to the namespace of the oldest Ingress that names it ('' belongs
 * to nobody); of two that give the same path the older one counts, of equally old ones the first by name. Exact goes before
 * Prefix, longer before shorter, default backends last. Undefined where no Ingress names it.
 */
export function mergeHost(host: string, ingresses: readonly IngressRules[]): MergedHost | undefined {
  const naming = ingresses.filter((one) => names(one, host)).sort(byAge);
  const [oldest] = naming;
  if (oldest === undefined) return undefined;
  const own = host === '' ? naming : naming.filter(({ namespace }) => namespace === oldest.namespace);
  const taken = new Map<string, Candidate>();
  for (const candidate of own.flatMap((one) => candidatesOf(one, host))) {
    const place = `${candidate.match} ${candidate.path}`;
    const held = taken.get(place);
    if (held === undefined || held.last > candidate.last) taken.set(place, candidate);
  }
  const certificate = own.flatMap(({ certificates }) => certificateFor(host, certificates)).at(0);
  return {
    rules: [...taken.values()].sort(byPrecision).slice(0, MAX_ROUTE_RULES).map(toRule),
    ...(certificate === undefined ? {} : { certificate }),
    refused: naming.filter((one) => !own.includes(one)).map(({ key }) => key),
  };
}

/** All hosts that an Ingress has a say in: its own, its global address, and any host where it has a default backend. */
export function hostsOf(ingress: IngressRules): string[] {
  const { hosts, address, defaultTable } = ingress;
  const all = [...hosts.keys(), ...(address === '' ? [] : [address])];
  return [...new Set(defaultTable === undefined ? all : [...all, ''])];
}

function names(ingress: IngressRules, host: string): boolean {
  return hostsOf(ingress).includes(host);
}

function candidatesOf(ingress: IngressRules, host: string): Candidate[] {
  const { hosts, address, defaultTable, key } = ingress;
  const paths = hosts.get(host) ?? (host === address ? hosts.get('') : undefined) ?? [];
  const rest: readonly IngressPath[] =
    defaultTable === undefined ? [] : [{ path: '/', match: 'Prefix', table: defaultTable }];
  return [
    ...paths.map((path) => ({ ...path, ingress: key, last: 0 as const })),
    ...rest.map((path) => ({ ...path, ingress: key, last: 1 as const })),
  ];
}

/** By the host's own name, or by the wildcard above it. */
function certificateFor(host: string, certificates: ReadonlyMap<string, string>): string[] {
  const wildcard = host.replace(/^[^.]+/, '*');
  const found = certificates.get(host) ?? (host.includes('.') ? certificates.get(wildcard) : undefined);
  return found === undefined ? [] : [found];
}

function byAge(a: IngressRules, b: IngressRules): number {
  if (a.created !== b.created) return a.created < b.created ? -1 : 1;
  return a.key < b.key ? -1 : 1;
}

function byPrecision(a: Candidate, b: Candidate): number {
  if (a.last !== b.last) return a.last - b.last;
  if (a.match !== b.match) return a.match === 'Exact' ? -1 : 1;
  return b.path.length - a.path.length || (a.path < b.path ? -1 : 1);
}

function toRule({ path, match, table, ingress }: Candidate): HostRule {
  return { path, match, backends: [{ table, weight: 1 }], ingress };
}
