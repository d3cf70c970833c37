import { DEFAULT_MASS_WITHDRAW_RULES, type MassWithdrawRules } from '#libs/routing';

/** Clusters below which nobody can tell whose fault it is that none answers. */
const MIN_CLUSTERS = 3;

/** A cluster's gateways: whether none of them passes, and since when (ms). */
export interface ClusterStanding {
  readonly cluster: string;
  readonly failingSinceMs: number | undefined;
}

/**
 * Is it this edge that is cut off? It is where no cluster of at least three passes any more, and more than half of them began to fail
 * within one window: the world does not end all at once. Answers those that are not to be blamed for it; empty: all verdicts stand.
 */
export function doubtedClusters(
  standings: readonly ClusterStanding[],
  nowMs: number,
  { fraction, windowMs }: MassWithdrawRules = DEFAULT_MASS_WITHDRAW_RULES,
): ReadonlySet<string> {
  if (standings.length < MIN_CLUSTERS) return NONE;
  if (standings.some(({ failingSinceMs }) => failingSinceMs === undefined)) return NONE;
  const together = standings.filter(({ failingSinceMs = 0 }) => nowMs - failingSinceMs <= windowMs);
  return together.length > fraction * standings.length
    ? new Set(together.map(({ cluster }) => cluster))
    : NONE;
}

const NONE: ReadonlySet<string> = new Set();
