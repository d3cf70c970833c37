import {} from '#libs/apimachinery';
import {} from '#libs/protocol';
import { DEFAULT_POLICY, explainRouting, quantiseShares, routeDemand, } from '#libs/routing';
import {} from './cluster-view.js';
import { AFFINITY_TTL, TIMEOUTS } from './limits.js';
/** Annotations of a Service, at the hub. What does not parse counts as absent. */
export const ANNOTATION_MAX_RATE = 'federation.meridian.dev/max-rate-per-endpoint';
export const ANNOTATION_MAX_OVERLOAD = 'federation.meridian.dev/max-overload';
export const ANNOTATION_PANIC = 'federation.meridian.dev/panic';
/** The engine's answer for one Service. Clusters without a gateway cannot serve; they stand as disabled. */
export function routeService(scene) {
    const rate = numberAt(scene.service, ANNOTATION_MAX_RATE);
    const clusters = scene.clusters.flatMap((cluster) => {
        const backend = scene.backends.get(cluster.name);
        if (backend === undefined)
            return [];
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
function policyOf(service) {
    const overload = numberAt(service, ANNOTATION_MAX_OVERLOAD);
    const panic = service.metadata.annotations?.[ANNOTATION_PANIC];
    return {
        ...DEFAULT_POLICY,
        ...(overload !== undefined && overload >= 1 ? { maxOverload: overload } : {}),
        ...(panic === 'failClosed' ? { panic } : {}),
    };
}
function numberAt(service, annotation) {
    const value = Number(service.metadata.annotations?.[annotation] ?? '');
    return Number.isFinite(value) && value > 0 ? value : undefined;
}
/** Candidates that may serve when those with a weight do not answer. */
const STANDBY = new Set(['NotNeeded', 'Full']);
/** The answer as edges get it. */
export function toRegions({ input, routing }) {
    return [...routing.clients].map(([region, { shares, shed, outcome }]) => {
        const weights = quantiseShares(shares);
        const listed = explainRouting(input, routing, region).filter(({ cluster, reason }) => weights.has(cluster) || STANDBY.has(reason));
        const clusters = listed.map(({ cluster }) => ({ cluster, weight: weights.get(cluster) ?? 0 }));
        return { region, outcome, shed, clusters };
    });
}
/** ClientIP as Kubernetes means it; cookies by annotation are for later. */
export function affinityOf(service) {
    const spec = (service['spec'] ?? {});
    if (spec.sessionAffinity !== 'ClientIP')
        return { type: 'none', ttlSeconds: 0 };
    return {
        type: 'clientIP',
        ttlSeconds: spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? AFFINITY_TTL,
    };
}
export const timeouts = TIMEOUTS;
//# sourceMappingURL=route-service.js.map