import { distanceKey, ineligible, type Ineligible } from './candidates.js';
import { type ClientRouting, type Routing, type RoutingInput } from './model.js';
import { judgeClusters, type Unusable } from './usable.js';

/** One cluster as a candidate for one client region; the nearest stands first. */
export interface Candidate {
  readonly cluster: string;
  /** Undefined where no round trip is known. */
  readonly rttMs: number | undefined;
  /** Share of the region's demand. */
  readonly share: number;
  /**
   * `Serving`; `Overloaded`: serving beyond its capacity; `Panic`: serving although it reports nothing ready; `Full`:
   * others took all of its capacity; `NotNeeded`: nearer ones suffice; else why it is out.
   */
  readonly reason: 'Serving' | 'Overloaded' | 'Panic' | 'Full' | 'NotNeeded' | Unusable | Ineligible;
}

/**
 * Why a region is routed as it is: all clusters in order of distance, each with its reason. `routing` is what
 * `routeDemand` said of `input`. An unknown region has no candidates.
 */
export function explainRouting(input: RoutingInput, routing: Routing, client: string): Candidate[] {
  const facts = input.clients.find(({ name }) => name === client);
  const served = routing.clients.get(client);
  if (facts === undefined || served === undefined) return [];
  const { clusters, policy } = input;
  const verdicts = judgeClusters(clusters, policy);
  const farthest = Math.max(
    -1,
    ...clusters
      .filter(({ id }) => served.shares.has(id))
      .map((one) => distanceKey(facts, one, policy.rttBandMs)),
  );
  return clusters
    .map((cluster, at) => {
      const key = distanceKey(facts, cluster, policy.rttBandMs);
      const unused: Candidate['reason'] = served.shed > 0 || key < farthest ? 'Full' : 'NotNeeded';
      const out = ineligible(facts, cluster, policy) ?? verdicts[at];
      const reason: Candidate['reason'] = servingReason(routing, served, cluster.id) ?? out ?? unused;
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

function servingReason(
  routing: Routing,
  served: ClientRouting,
  id: string,
): 'Serving' | 'Overloaded' | 'Panic' | undefined {
  if (!served.shares.has(id)) return undefined;
  if (served.outcome === 'panic') return 'Panic';
  return routing.overload.has(id) ? 'Overloaded' : 'Serving';
}
