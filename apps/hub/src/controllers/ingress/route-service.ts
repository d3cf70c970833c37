import { type KubeObject } from '#libs/apimachinery';
import { type BackendFacts, type RegionRoute, type RoutingTable } from '#libs/protocol';
import {
  DEFAULT_POLICY,
  explainRouting,
  quantiseShares,
  routeDemand,
  type Candidate,
  type ClientFacts,
  type ClusterFacts,
  type Routing,
  type RoutingInput,
  type RoutingPolicy,
} from '#libs/routing';
import { type ClusterView } from './cluster-view.js';
import { AFFINITY_TTL, TIMEOUTS } from './limits.js';

/** Annotations of a Service, at the hub. What does not parse counts as absent. */
export const ANNOTATION_MAX_RATE = 'federation.meridian.dev/max-rate-per-endpoint';
export const ANNOTATION_MAX_OVERLOAD = 'federation.meridian.dev/max-overload';
export const ANNOTATION_PANIC = 'federation.meridian.dev/panic';

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
}

/** The engine's answer for one Service. Clusters without a gateway cannot serve; they stand as disabled. */
export function routeService(scene: ServiceScene): RoutedService {
  const rate = numberAt(scene.service, ANNOTATION_MAX_RATE);
  const clusters = scene.clusters.flatMap((cluster): ClusterFacts[] => {
    const backend = scene.backends.get(cluster.name);
    if (backend === undefined) return [];
    const { name: id, region, zones, state, gateways } = cluster;
    return [
      {
        id,
        region,
        ...(zones[0] === undefined ? {} : { zone: zones[0] }),
        ready: backend.ready,
        desired: backend.wanted,
        ratePerEndpoint: rate ?? null,
        state: gateways.length === 0 ? 'disabled' : state,
        ...scene.signalsOf(cluster),
      },
    ];
  });
  const input = { clusters, clients: scene.clients, policy: policyOf(scene.service) };
  return { input, routing: routeDemand(input) };
}

/** How this Service wants to be routed, by its annotations. */
export function policyOf(service: KubeObject): RoutingPolicy {
  const overload = numberAt(service, ANNOTATION_MAX_OVERLOAD);
  const panic = service.metadata.annotations?.[ANNOTATION_PANIC];
  return {
    ...DEFAULT_POLICY,
    ...(overload !== undefined && overload >= 1 ? { maxOverload: overload } : {}),
    ...(panic === 'failClosed' ? { panic } : {}),
  };
}

function numberAt(service: KubeObject, annotation: string): number | undefined {
  const value = Number(service.metadata.annotations?.[annotation] ?? '');
  return Number.isFinite(value) && value > 0 ? value : undefined;
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

/** ClientIP as Kubernetes means it; cookies by annotation are for later. */
export function affinityOf(service: KubeObject): RoutingTable['affinity'] {
  const spec = (service['spec'] ?? {}) as {
    readonly sessionAffinity?: string;
    readonly sessionAffinityConfig?: { readonly clientIP?: { readonly timeoutSeconds?: number } };
  };
  if (spec.sessionAffinity !== 'ClientIP') return { type: 'none', ttlSeconds: 0 };
  return {
    type: 'clientIP',
    ttlSeconds: spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? AFFINITY_TTL,
  };
}

export const timeouts: RoutingTable['timeouts'] = TIMEOUTS;
