/** The guard against taking ourselves for the world: most agents silent at once means that the hub is the one cut off. */

export interface MassWithdrawRules {
  /** The share of clusters that must fall silent ... */
  readonly fraction: number;
  /** ... within so long. */
  readonly windowMs: number;
}

export const DEFAULT_MASS_WITHDRAW_RULES: MassWithdrawRules = { fraction: 0.5, windowMs: 10_000 };

/** When each cluster's agent fell silent; undefined: it reports. A fresh report of nothing ready is not silence. */
export type Silences = ReadonlyMap<string, number | undefined>;

export interface MassWithdraw {
  /** Since when silence is not believed; undefined: it is. */
  readonly frozenSinceMs: number | undefined;
}

/**
 * Freezes when more than `fraction` of the clusters fell silent within one window, and thaws when no more than that are
 * silent. Ask at least once in a window: what fell silent earlier is no longer `at once`.
 */
export function guardMassWithdraw(
  guard: MassWithdraw,
  silences: Silences,
  nowMs: number,
  rules: MassWithdrawRules = DEFAULT_MASS_WITHDRAW_RULES,
): MassWithdraw {
  const silent = [...silences.values()].filter((since) => since !== undefined);
  const most = rules.fraction * silences.size;
  if (guard.frozenSinceMs !== undefined) return silent.length > most ? guard : { frozenSinceMs: undefined };
  const together = silent.filter((since) => nowMs - since <= rules.windowMs);
  return together.length > most ? { frozenSinceMs: nowMs } : guard;
}

/**
 * While frozen, silence is held to be news from nobody: the silent clusters keep their last capacity. What is heard still
 * counts, a fresh report of nothing ready as well as a failing probe, so a cluster that is really gone goes.
 */
export function heldSignal<T extends { readonly signal: 'fresh' | 'stale' }>(
  guard: MassWithdraw,
  cluster: T,
): T {
  return guard.frozenSinceMs === undefined || cluster.signal === 'fresh'
    ? cluster
    : { ...cluster, signal: 'fresh' as const };
}
