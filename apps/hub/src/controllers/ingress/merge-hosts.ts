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

/** What canaries take of a place, by key of table. */
type Canaries = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * What all Ingresses together say of one host. A host belongs to the namespace of the oldest Ingress that names it ('' belongs
 * to nobody); of two that give the same path the older one counts, of equally old ones the first by name. Exact goes before
 * Prefix, longer before shorter, default backends last. A canary (`canaryPercent`) has no place of its own: it takes its part of
 * what another Ingress of the namespace has, but for its own global address. Undefined where no Ingress names the host.
 */
export function mergeHost(host: string, ingresses: readonly IngressRules[]): MergedHost | undefined {
  const naming = ingresses.filter((one) => names(one, host)).sort(byAge);
  const [oldest] = naming.filter((one) => !isCanary(one, host));
  if (oldest === undefined) return undefined;
  const own = host === '' ? naming : naming.filter(({ namespace }) => namespace === oldest.namespace);
  const mains = own.filter((one) => !isCanary(one, host));
  const taken = new Map<string, Candidate>();
  for (const candidate of mains.flatMap((one) => candidatesOf(one, host))) {
    const held = taken.get(placeOf(candidate));
    if (held === undefined || held.last > candidate.last) taken.set(placeOf(candidate), candidate);
  }
  const canaries = canariesOf(own, host, taken);
  const certificate = mains.flatMap(({ certificates }) => certificateFor(host, certificates)).at(0);
  return {
    rules: [...taken.values()]
      .sort(byPrecision)
      .slice(0, MAX_ROUTE_RULES)
      .map((one) => toRule(one, canaries)),
    ...(certificate === undefined ? {} : { certificate }),
    refused: naming.filter((one) => !own.includes(one)).map(({ key }) => key),
  };
}

function isCanary({ canaryPercent, address }: IngressRules, host: string): boolean {
  return canaryPercent !== undefined && host !== address;
}

/** Of the older canary first, until nothing is left; only of places that an Ingress of the same namespace has. */
function canariesOf(
  own: readonly IngressRules[],
  host: string,
  taken: ReadonlyMap<string, Candidate>,
): Canaries {
  const found = new Map<string, Map<string, number>>();
  for (const one of own) {
    const { namespace, canaryPercent = 0 } = one;
    if (!isCanary(one, host)) continue;
    for (const candidate of candidatesOf(one, host)) {
      const place = placeOf(candidate);
      const parts = found.get(place) ?? new Map<string, number>();
      const left = WHOLE - sumOf(parts);
      const isTheirs = taken.get(place)?.ingress.startsWith(`${namespace}/`) === true;
      if (!isTheirs || left <= 0 || parts.size >= MAX_CANARIES || parts.has(candidate.table)) continue;
      found.set(place, parts.set(candidate.table, Math.min(canaryPercent, left)));
    }
  }
  return found;
}

const WHOLE = 100;
/** A rule has at most 16 backends, of which one is not a canary. */
const MAX_CANARIES = 15;

function sumOf(parts: ReadonlyMap<string, number>): number {
  return [...parts.values()].reduce((sum, one) => sum + one, 0);
}

function placeOf({ match, path }: IngressPath): string {
  return `${match} ${path}`;
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

function toRule(candidate: Candidate, canaries: Canaries): HostRule {
  const { path, match, table, ingress } = candidate;
  const parts = canaries.get(placeOf(candidate));
  if (parts === undefined) return { path, match, backends: [{ table, weight: 1 }], ingress };
  const backends = [...parts].map(([canary, weight]) => ({ table: canary, weight }));
  return { path, match, backends: [{ table, weight: WHOLE - sumOf(parts) }, ...backends], ingress };
}
