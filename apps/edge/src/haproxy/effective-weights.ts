import { type RegionRoute } from '#libs/protocol';

/** What decides where the requests of a service go. */
export interface Standing {
  readonly gatewaysOf: (cluster: string) => readonly string[];
  readonly isHealthy: (address: string) => boolean;
}

const FULL = 256;

/** Who serves, and who would if none of them could be reached. */
export interface Effective {
  /** 1 to 256, by gateway (`HOST:PORT`). */
  readonly weights: ReadonlyMap<string, number>;
  /** Nearest first. */
  readonly standbys: readonly string[];
}

/**
 * Where the requests of a service go. As the embedded proxy chooses: by weight among the clusters that pass the probes; if none
 * does, the nearest of weight 0 that does; if nothing passes, as if all did.
 */
export function effectiveWeights(
  { outcome, clusters }: Pick<RegionRoute, 'outcome' | 'clusters'>,
  { gatewaysOf, isHealthy }: Standing,
): Effective {
  if (outcome === 'failClosed' || outcome === 'noBackends') return { weights: new Map(), standbys: [] };
  const healthy = clusters.map(({ cluster, weight }) => ({
    weight,
    addresses: gatewaysOf(cluster).filter(isHealthy),
  }));
  const chosen = pick(healthy);
  if (chosen.size > 0) {
    const others = healthy.flatMap(({ addresses }) => addresses).filter((one) => !chosen.has(one));
    return { weights: chosen, standbys: [...new Set(others)] };
  }
  const all = clusters.map(({ cluster, weight }) => ({ weight, addresses: gatewaysOf(cluster) }));
  return { weights: pick(all), standbys: [] };
}

interface Part {
  readonly weight: number;
  readonly addresses: readonly string[];
}

function pick(parts: readonly Part[]): ReadonlyMap<string, number> {
  const open = parts.filter(({ addresses }) => addresses.length > 0);
  const weighted = open.filter(({ weight }) => weight > 0);
  const [nearest] = open;
  const used = weighted.length > 0 || nearest === undefined ? weighted : [{ ...nearest, weight: FULL }];
  const raw = new Map<string, number>();
  for (const { weight, addresses } of used)
    for (const one of addresses) raw.set(one, (raw.get(one) ?? 0) + weight / addresses.length);
  // The finest steps that HAProxy has: the heaviest gets all of them.
  const scale = FULL / Math.max(...raw.values());
  return new Map([...raw].map(([one, weight]) => [one, Math.max(1, Math.round(weight * scale))]));
}
