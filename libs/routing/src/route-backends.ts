import { duplicateField, invalidField, type StatusCause } from '#libs/apimachinery';
import { refused, wrongClusters } from './check-input.js';
import { MAX_BACKEND_WEIGHT, MAX_BACKENDS } from './limits.js';
import { type ClientFacts, type ClusterFacts, type Routing, type RoutingPolicy } from './model.js';
import { routeDemand } from './route-demand.js';

/** One backend of a rule that divides its requests by weight (a canary beside the stable version). */
export interface Backend {
  readonly name: string;
  /** A whole number; its part of the sum of all weights is its part of every region's demand. */
  readonly weight: number;
  /** Undefined: the reference leads nowhere, and its part is answered 500. */
  readonly clusters: readonly ClusterFacts[] | undefined;
}

export interface BackendsInput {
  readonly backends: readonly Backend[];
  readonly clients: readonly ClientFacts[];
  readonly policy: RoutingPolicy;
}

/** How one client region is served, over all backends; the parts add up to 1. */
export interface MixedRouting {
  readonly targets: readonly { readonly backend: string; readonly cluster: string; readonly share: number }[];
  /** Answered 503: no backend of that part has room or endpoints. */
  readonly shed: number;
  /** Answered 500: the reference leads nowhere, or no weight is above 0. */
  readonly unresolved: number;
}

export interface BackendsRouting {
  /** By backend, of those that are resolved and have a weight above 0. */
  readonly routings: ReadonlyMap<string, Routing>;
  readonly clients: ReadonlyMap<string, MixedRouting>;
}

/**
 * Divides every region's demand by weight first, then routes each part by itself (reference: rule 8): where a version
 * runs never changes the mix of versions, and what one backend cannot serve is not given to another. Throws Invalid for
 * weights that are no whole numbers, and as `routeDemand` does.
 */
export function routeBackends({ backends, clients, policy }: BackendsInput): BackendsRouting {
  checkBackends(backends);
  const total = backends.reduce((sum, { weight }) => sum + weight, 0);
  const routings = new Map<string, Routing>();
  for (const { name, weight, clusters } of backends) {
    if (weight === 0 || clusters === undefined) continue;
    const part = clients.map((client) => ({ ...client, demandRps: (client.demandRps * weight) / total }));
    routings.set(name, routeDemand({ clusters, clients: part, policy }));
  }
  const mixed = clients.map(({ name }) => [name, mix(name, backends, routings)] as const);
  return { routings, clients: new Map(mixed.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function mix(
  client: string,
  backends: readonly Backend[],
  routings: ReadonlyMap<string, Routing>,
): MixedRouting {
  const total = backends.reduce((sum, { weight }) => sum + weight, 0);
  const targets: { backend: string; cluster: string; share: number }[] = [];
  let shed = 0;
  let unresolved = total === 0 ? 1 : 0;
  for (const { name: backend, weight } of backends) {
    if (weight === 0) continue;
    const part = weight / total;
    const served = routings.get(backend)?.clients.get(client);
    if (served === undefined) unresolved += part;
    shed += part * (served?.shed ?? 0);
    for (const [cluster, share] of served?.shares ?? [])
      targets.push({ backend, cluster, share: part * share });
  }
  return { targets, shed, unresolved };
}

function checkBackends(backends: readonly Backend[]): void {
  const causes: StatusCause[] = [];
  if (backends.length > MAX_BACKENDS)
    causes.push(invalidField('backends', backends.length, `at most ${MAX_BACKENDS} are supported`));
  const names = new Set<string>();
  for (const [at, { name, weight, clusters }] of backends.entries()) {
    const field = `backends[${at}]`;
    if (!Number.isInteger(weight) || weight < 0 || weight > MAX_BACKEND_WEIGHT)
      causes.push(invalidField(`${field}.weight`, weight, WEIGHT_RANGE));
    if (names.has(name)) causes.push(duplicateField(`${field}.name`, name));
    names.add(name);
    causes.push(...wrongClusters(clusters ?? [], `${field}.clusters`));
  }
  if (causes.length > 0) throw refused(causes);
}

const WEIGHT_RANGE = `must be a whole number from 0 to ${MAX_BACKEND_WEIGHT}`;
