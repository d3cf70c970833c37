import { type ClientFacts, type ClusterFacts, type RoutingPolicy } from './model.js';

/** Why a cluster is not for these clients, although others may use it. */
export type Ineligible = 'Fenced' | 'TooFar';

/** Undefined where the client may use the cluster. An unmeasured distance is Infinity: not within any bound. */
export function ineligible(
  client: ClientFacts,
  cluster: ClusterFacts,
  policy: RoutingPolicy,
): Ineligible | undefined {
  const { allowed } = client;
  if (allowed !== undefined && !allowed.has(cluster.id) && !allowed.has(cluster.region)) return 'Fenced';
  return rttOf(client, cluster) > policy.maxRttMs ? 'TooFar' : undefined;
}

/** Larger than the band of any round trip, so that tiers never mix; small enough that keys stay exact. */
const TIER = 2 ** 44;

/**
 * How near a cluster is, as one number (reference: rule 3): first the tier (0 the client's zone, 1 its region, 2
 * elsewhere), then the band of the round trip. Equal numbers are equally near.
 */
export function distanceKey(client: ClientFacts, cluster: ClusterFacts, rttBandMs: number): number {
  const rttMs = rttOf(client, cluster);
  const band = Number.isFinite(rttMs) ? Math.min(TIER - 2, Math.floor(rttMs / rttBandMs)) : TIER - 1;
  return tierOf(client, cluster) * TIER + band;
}

function tierOf(client: ClientFacts, cluster: ClusterFacts): 0 | 1 | 2 {
  if (client.region !== cluster.region) return 2;
  return client.zone !== undefined && client.zone === cluster.zone ? 0 : 1;
}

/** The measured round trip; Infinity where there is none. */
export function rttOf(client: ClientFacts, cluster: ClusterFacts): number {
  return client.rttMs.get(cluster.id) ?? Number.POSITIVE_INFINITY;
}
