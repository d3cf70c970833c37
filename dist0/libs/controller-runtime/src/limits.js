export const DEFAULT_LOOP_LIMITS = {
    keys: 200_000,
    backoffBaseMs: 50,
    backoffMaxMs: 60_000,
    runMs: 60_000,
    stopMs: 8_000,
};
export const DEFAULT_INFORMER_LIMITS = { backoffBaseMs: 100, backoffMaxMs: 30_000 };
//# sourceMappingURL=limits.js.map