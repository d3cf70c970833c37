import { distanceKey, ineligible } from './candidates.js';
import {} from './model.js';
import { judgeClusters } from './usable.js';
/**
 * Why a region is routed as it is: all clusters in order of distance, each with its reason. `routing` is what
 * `routeDemand` said of `input`. An unknown region has no candidates.
 */
export function explainRouting(input, routing, client) {
    const facts = input.clients.find(({ name }) => name === client);
    const served = routing.clients.get(client);
    if (facts === undefined || served === undefined)
        return [];
    const { clusters, policy } = input;
    const verdicts = judgeClusters(clusters, policy);
    const farthest = Math.max(-1, ...clusters
        .filter(({ id }) => served.shares.has(id))
        .map((one) => distanceKey(facts, one, policy.rttBandMs)));
    return clusters
        .map((cluster, at) => {
        const key = distanceKey(facts, cluster, policy.rttBandMs);
        const unused = served.shed > 0 || key < farthest ? 'Full' : 'NotNeeded';
        const out = ineligible(facts, cluster, policy) ?? verdicts[at];
        const reason = servingReason(routing, served, cluster.id) ?? out ?? unused;
        return { cluster: cluster.id, key, rttMs: facts.rttMs.get(cluster.id), reason };
    })
        .sort((a, b) => a.key - b.key || (a.cluster < b.cluster ? -1 : 1))
        .map(({ cluster, rttMs, reason }) => ({
        cluster,
        rttMs,
        share: served.shares.get(cluster) ?? 0,
        reason,
    }));
}
function servingReason(routing, served, id) {
    if (!served.shares.has(id))
        return undefined;
    if (served.outcome === 'panic')
        return 'Panic';
    return routing.overload.has(id) ? 'Overloaded' : 'Serving';
}
//# sourceMappingURL=explain.js.map