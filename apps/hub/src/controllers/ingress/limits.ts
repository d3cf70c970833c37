/** Bounds of global ingress at the hub. Times in ms. */

/** From a change to the tables that follow from it: what changes together is published together. */
export const DEBOUNCE_MS = 50;
/** Between two looks at what time alone changes: silence, slow starts, tables held back. */
export const TICK_MS = 1_000;
/** While a cluster comes back slowly its share is looked at again so often. */
export const SLOW_START_MS = 5_000;
/** After a failed pass. */
export const RETRY_MS = 1_000;
/** Tables made and published at once. */
export const BATCH = 256;
/** How long a new publisher waits to hear edges before it believes what it does not hear. */
export const SETTLE_MS = 5_000;
/** An edge that is silent for so long gets no clients from DNS, and its probes count no more. */
export const EDGE_SILENT_MS = 10_000;
/** An edge that reports other tables than were published, so long after the last one, is sent all of them, at most so often. */
export const EDGE_DIFFERS_MS = 10_000;
export const RESEND_GAP_MS = 60_000;
/** Edges that one hub listens to; the contract's limit. */
export { MAX_ROUTE_EDGES as MAX_EDGES } from '#libs/protocol';
/** What edges wait for, unless a Service says otherwise. */
export const TIMEOUTS = { connectMs: 500, responseMs: 30_000, idleMs: 60_000 } as const;
/** Seconds that an address of a global name may be remembered. */
export const ADDRESS_TTL = 10;
/** What ClientIP affinity means to a cookie-less edge, seconds: as in Kubernetes. */
export const AFFINITY_TTL = 10_800;
/** The longest time that a Service may ask edges to wait, and the longest life of a cookie, seconds. */
export const MAX_TIMEOUT_MS = 3_600_000;
export const MAX_AFFINITY_TTL = 31_536_000;
/** The highest rate of one client that is counted. */
export const MAX_CLIENT_RATE = 100_000;
/** Services whose shares are told as metrics: a series for each of their regions and clusters. */
export const MAX_METRIC_SERVICES = 1_000;
/** Endpoints of one Service that a cluster is believed to have: as many pods as Kubernetes takes in a whole cluster. */
export const MAX_SHARD_ENDPOINTS = 150_000;
