export const DEFAULT_WORK_LIMITS = {
    objects: 20_000,
    tombstones: 20_000,
    workers: 16,
    bodyBytes: 16 * 1024 * 1024,
    reportsInFlight: 64,
    reportDelayMs: 3,
    reportRetryMs: 1_000,
    slowRetryMs: 60_000,
    missingApiMs: 10_000,
    namespaceWaitMs: 1_000,
    unreachableBaseMs: 200,
    unreachableMaxMs: 30_000,
    deletionPollMs: 2_000,
    deletionSlowMs: 30_000,
    fightLimit: 5,
    fightWindowMs: 60_000,
    podLookMs: 1_000,
    podLookParallel: 4,
    unschedulableMs: 60_000,
};
/** A message for people in a report, characters. */
export const MAX_MESSAGE_CHARS = 1_000;
//# sourceMappingURL=limits.js.map