/** Bounds of joining. */
export const DEFAULT_TOKEN_TTL_SECONDS = 24 * 60 * 60;
export const MIN_TOKEN_TTL_SECONDS = 60;
export const MAX_TOKEN_TTL_SECONDS = 30 * 24 * 60 * 60;
/** A join or token request is a handful of short fields. */
export const MAX_JOIN_BODY_BYTES = 16 * 1024;
/** How often certificates in use are looked at, ms. */
export const RENEWAL_CHECK_MS = 60 * 60 * 1000;
//# sourceMappingURL=limits.js.map