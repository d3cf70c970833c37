import { StatusError, type KubeObject } from '#libs/apimachinery';
import { EMPTY_DIGEST, routeKeys, type EdgeReport, type HostRule, type SetDigest } from '#libs/protocol';
import { explainRouting, quantiseShares } from '#libs/routing';
import { hostsOf } from './merge-hosts.js';
import { serviceOf } from './ingress-index.js';
import { type RouteBook } from './route-book.js';
import { type RoutedService } from './route-service.js';

export interface RoutesViewDeps {
  readonly book: RouteBook;
  /** What edges should have, at the hub that publishes. */
  readonly wanted: () => { readonly version: number; readonly digest: SetDigest } | undefined;
  readonly now: () => number;
}

/**
 * `GET .../ingresses/NAME/routes?region=`: who serves the clients of each region, and why: all clusters in order of distance,
 * each with its reason. Computed when asked, by any hub, from what it knows now; what edges have may be older by the deadband.
 * @throws StatusError BadRequest for a region that there is not
 */
export async function describeRoutes(
  { book, wanted, now }: RoutesViewDeps,
  ingress: KubeObject,
  region: string | null,
): Promise<unknown> {
  const { namespace = '', name = '' } = ingress.metadata;
  const key = `${namespace}/${name}`;
  const rules = book.ingress(key);
  const services = await Promise.all(
    [...(rules?.tables ?? [])].sort().map((table) => describeService(book, table, region)),
  );
  const hosts = rules === undefined ? [] : hostsOf(rules);
  return {
    apiVersion: 'federation.meridian.dev/v1alpha1',
    kind: 'IngressRoutes',
    metadata: { name, namespace },
    ...(rules === undefined ? { reason: 'NotOurs', message: 'its IngressClass is not meridian' } : {}),
    address: rules?.address ?? '',
    hosts: hosts.map((host) => describeHost(book, host, key)),
    services,
    edges: book.edges.live(now()).map((edge) => describeEdge(edge, wanted(), tablesOf(rules))),
  };
}

/** Keys of the tables that an Ingress has a part in. */
function tablesOf(rules: ReturnType<RouteBook['ingress']>): ReadonlySet<string> {
  if (rules === undefined) return new Set();
  const hosts = hostsOf(rules).map((host) => routeKeys.host(host));
  return new Set([...hosts, ...rules.tables, ...rules.certificates.values()]);
}

function describeHost(book: RouteBook, host: string, ingress: string): unknown {
  const merged = book.hostOf(host);
  const isRefused = merged?.refused.includes(ingress) ?? false;
  return {
    host,
    paths: (merged?.rules ?? []).map(({ path, match, backends, ingress: from }) => ({
      path,
      pathType: match,
      service: backends[0]?.table.replace(/^service\//, ''),
      ...(backends.length < 2 ? {} : { backends: backends.map(describeBackend) }),
      ingress: from,
    })),
    ...(merged?.certificate === undefined
      ? {}
      : { certificate: merged.certificate.replace(/^certificate\//, '') }),
    ...(isRefused
      ? { reason: 'HostTaken', message: 'an older Ingress of another namespace has this host' }
      : {}),
  };
}

function describeBackend({ table, weight }: HostRule['backends'][number]): unknown {
  return { service: table.replace(/^service\//, ''), weight };
}

async function describeService(book: RouteBook, table: string, region: string | null): Promise<unknown> {
  const named = serviceOf(table);
  const routed = await book.route(table);
  const what = { service: `${named?.namespace ?? ''}/${named?.name ?? ''}`, port: named?.port ?? '' };
  if (!routed) return { ...what, reason: 'NoService', message: 'there is no such Service', regions: [] };
  const known = [...routed.routing.clients.keys()];
  if (region !== null && !known.includes(region))
    throw new StatusError(
      'BadRequest',
      `there is no region ${JSON.stringify(region)}; known are ${known.map((one) => one || '"" (all others)').join(', ')}`,
    );
  const shown = region === null ? known : [region];
  const { ignored } = routed.wishes;
  return {
    ...what,
    mode: routed.routing.mode,
    ...(ignored.length === 0 ? {} : { ignored }),
    regions: shown.map((one) => describeRegion(routed, one)),
  };
}

function describeRegion({ input, routing }: RoutedService, region: string): unknown {
  const served = routing.clients.get(region);
  const weights = quantiseShares(served?.shares ?? new Map());
  const facts = new Map(input.clusters.map((one) => [one.id, one]));
  return {
    region,
    outcome: served?.outcome,
    shed: served?.shed,
    candidates: explainRouting(input, routing, region).map(({ cluster, rttMs, share, reason }) => ({
      cluster,
      region: facts.get(cluster)?.region,
      // Nothing but a missing gateway makes a cluster `disabled` here.
      reason: reason === 'Disabled' ? 'NoGateway' : reason,
      share,
      weight: weights.get(cluster) ?? 0,
      ...(rttMs === undefined ? {} : { rttMs }),
      ready: facts.get(cluster)?.ready,
      wanted: facts.get(cluster)?.desired,
      probe: facts.get(cluster)?.probe,
    })),
  };
}

function describeEdge(
  { edge, region, applied, troubles }: EdgeReport,
  wanted: ReturnType<RoutesViewDeps['wanted']>,
  tables: ReadonlySet<string>,
): unknown {
  const own = troubles.filter(({ key }) => tables.has(key));
  const { version, digest } = applied;
  const isCurrent =
    wanted && JSON.stringify(wanted.digest) === JSON.stringify({ ...EMPTY_DIGEST, ...digest });
  return {
    edge,
    region,
    appliedVersion: version,
    ...(wanted ? { wantedVersion: wanted.version, current: isCurrent } : {}),
    // What of this Ingress is not in effect there.
    ...(own.length === 0 ? {} : { troubles: own.map(({ key, message }) => ({ table: key, message })) }),
  };
}
