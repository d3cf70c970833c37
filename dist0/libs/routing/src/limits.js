/** Most clusters that one backend may have, and most client regions that one call may ask for. */
export const MAX_CLUSTERS = 10_000;
export const MAX_CLIENTS = 1_000;
/** Most pairs of client region and cluster in one call: what a second of one core can take. */
export const MAX_PAIRS = 1_000_000;
/** Most backends of one rule: the maximum of the Gateway API's backendRefs. */
export const MAX_BACKENDS = 16;
/** Largest weight of a backend, as in the Gateway API. */
export const MAX_BACKEND_WEIGHT = 1_000_000;
/** Largest count of endpoints, rate and demand: what is beyond is a report that lies or a unit that is wrong. */
export const MAX_QUANTITY = 1e12;
/** Longest round trip or distance band, in ms. */
export const MAX_RTT_MS = 1e6;
//# sourceMappingURL=limits.js.map