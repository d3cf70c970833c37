import {} from './model.js';
/** Undefined where the client may use the cluster. An unmeasured distance is Infinity: not within any bound. */
export function ineligible(client, cluster, policy) {
    const { allowed } = client;
    if (allowed !== undefined && !allowed.has(cluster.id) && !allowed.has(cluster.region))
        return 'Fenced';
    return rttOf(client, cluster) > policy.maxRttMs ? 'TooFar' : undefined;
}
/** Larger than the band of any round trip, so that tiers never mix; small enough that keys stay exact. */
const TIER = 2 ** 44;
/**
 * How near a cluster is, as one number (reference: rule 3): first the tier (0 the client's zone, 1 its region, 2
 * elsewhere), then the band of the round trip. Equal numbers are equally near.
 */
export function distanceKey(client, cluster, rttBandMs) {
    const rttMs = rttOf(client, cluster);
    const band = Number.isFinite(rttMs) ? Math.min(TIER - 2, Math.floor(rttMs / rttBandMs)) : TIER - 1;
    return tierOf(client, cluster) * TIER + band;
}
function tierOf(client, cluster) {
    if (client.region !== cluster.region)
        return 2;
    return client.zone !== undefined && client.zone === cluster.zone ? 0 : 1;
}
/** The measured round trip; Infinity where there is none. */
export function rttOf(client, cluster) {
    return client.rttMs.get(cluster.id) ?? Number.POSITIVE_INFINITY;
}
//# sourceMappingURL=candidates.js.map