export const DEFAULT_LEASE_LIMITS = { renewMs: 10_000, durationMs: 30_000 };
//# sourceMappingURL=limits.js.map