import { type KubeObject } from '#libs/apimachinery';
import { type BackendFacts, type RegionRoute } from '#libs/protocol';
import {
  explainRouting,
  quantiseShares,
  routeDemand,
  type Candidate,
  type ClientFacts,
  type ClusterFacts,
  type Routing,
  type RoutingInput,
} from '#libs/routing';
import { type ClusterView } from './cluster-view.js';
import { fenceOf, readWishes, type ServiceWishes } from './service-wishes.js';

/** What is known of a cluster beside its Cluster object. */
export interface ClusterSignals {
  readonly probe: 'ok' | 'fail' | 'unknown';
  /** Slow start, 0 to 1. */
  readonly scaler: number;
  readonly signal: 'fresh' | 'stale';
  readonly staleForMs: number;
}

export interface ServiceScene {
  readonly service: KubeObject;
  readonly clusters: readonly ClusterView[];
  readonly signalsOf: (cluster: ClusterView) => ClusterSignals;
  /** By cluster; a cluster that is absent has no such Service, or its agent has not told. */
  readonly backends: ReadonlyMap<string, BackendFacts>;
  readonly clients: readonly ClientFacts[];
}

export interface RoutedService {
  readonly input: RoutingInput;
  readonly routing: Routing;
  readonly wishes: ServiceWishes;
}

/** The engine's answer for one Service. Clusters without a gateway cannot serve; they stand as disabled. */
export function routeService(scene: ServiceScene): RoutedService {
  const wishes = readWishes(scene.service);
  const clusters = scene.clusters.flatMap((cluster): ClusterFacts[] => {
    const backend = scene.backends.get(cluster.name);
    if (backend === undefined) return [];
    const { name: id, region, zones, state, gateways } = cluster;
    const signals = scene.signalsOf(cluster);
    return [
      {
        id,
        region,
        ...(zones[0] === undefined ? {} : { zone: zones[0] }),
        ready: backend.ready,
        desired: backend.wanted,
        ratePerEndpoint: wishes.ratePerEndpoint,
        state: gateways.length === 0 ? 'disabled' : state,
        ...signals,
        scaler: signals.scaler * (wishes.scalers.get(id) ?? 1),
      },
    ];
  });
  const clients = wishes.fences.size === 0 ? scene.clients : scene.clients.map((one) => fenced(one, wishes));
  const input = { clusters, clients, policy: wishes.policy };
  return { input, routing: routeDemand(input), wishes };
}

function fenced(client: ClientFacts, wishes: ServiceWishes): ClientFacts {
  const allowed = fenceOf(wishes, client.region);
  return allowed === undefined ? client : { ...client, allowed };
}

/** Candidates that may serve when those with a weight do not answer. */
const STANDBY: ReadonlySet<Candidate['reason']> = new Set(['NotNeeded', 'Full']);

/** The answer as edges get it. */
export function toRegions({ input, routing }: RoutedService): RegionRoute[] {
  return [...routing.clients].map(([region, { shares, shed, outcome }]) => {
    const weights = quantiseShares(shares);
    const listed = explainRouting(input, routing, region).filter(
      ({ cluster, reason }) => weights.has(cluster) || STANDBY.has(reason),
    );
    const clusters = listed.map(({ cluster }) => ({ cluster, weight: weights.get(cluster) ?? 0 }));
    return { region, outcome, shed, clusters };
  });
}
