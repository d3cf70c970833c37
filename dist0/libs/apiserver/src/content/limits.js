/** Bounds on what one request or answer may cost. */
/** Nesting of a JSON object or protobuf message that is still looked into. */
export const MAX_DEPTH = 256;
/** Problems that one answer names; the rest is left out. */
export const MAX_PROBLEMS = 100;
/** Elements (fields, list items, map entries) that one protobuf body may hold. */
export const MAX_PROTOBUF_ELEMENTS = 1_000_000;
/** Clauses of an Accept header that are looked at. */
export const MAX_ACCEPT_CLAUSES = 32;
/** How long a client may keep an OpenAPI document that it asked for by hash. */
export const OPENAPI_CACHE_SECONDS = 365 * 24 * 3600;
//# sourceMappingURL=limits.js.map