export const DEFAULT_AUDIT_LIMITS = { everyMs: 60_000, quietMs: 2_000 };
/** Member objects with our mark, of which no work is known, that are remembered. */
export const MAX_ORPHANS = 1_000;
//# sourceMappingURL=limits.js.map