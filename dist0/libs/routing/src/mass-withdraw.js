/** The guard against taking ourselves for the world: most agents silent at once means that the hub is the one cut off. */
export const DEFAULT_MASS_WITHDRAW_RULES = { fraction: 0.5, windowMs: 10_000 };
/**
 * Freezes when more than `fraction` of the clusters fell silent within one window, and thaws when no more than that are
 * silent. Ask at least once in a window: what fell silent earlier is no longer `at once`.
 */
export function guardMassWithdraw(guard, silences, nowMs, rules = DEFAULT_MASS_WITHDRAW_RULES) {
    const silent = [...silences.values()].filter((since) => since !== undefined);
    const most = rules.fraction * silences.size;
    if (guard.frozenSinceMs !== undefined)
        return silent.length > most ? guard : { frozenSinceMs: undefined };
    const together = silent.filter((since) => nowMs - since <= rules.windowMs);
    return together.length > most ? { frozenSinceMs: nowMs } : guard;
}
/**
 * While frozen, silence is held to be news from nobody: the silent clusters keep their last capacity. What is heard still
 * counts, a fresh report of nothing ready as well as a failing probe, so a cluster that is really gone goes.
 */
export function heldSignal(guard, cluster) {
    return guard.frozenSinceMs === undefined || cluster.signal === 'fresh'
        ? cluster
        : { ...cluster, signal: 'fresh' };
}
//# sourceMappingURL=mass-withdraw.js.map