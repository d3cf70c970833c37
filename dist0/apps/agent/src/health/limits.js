export const DEFAULT_HEALTH_LIMITS = {
    heartbeatMs: 2_000,
    nodesMs: 10_000,
    requestedMs: 30_000,
};
/** What a probe that failed says, characters. */
export const MAX_API_MESSAGE_CHARS = 300;
//# sourceMappingURL=limits.js.map