/** Bounds of a cluster's removal. Times in ms. */
/** How often what is left is counted while a cluster is being removed. */
export const REMOVAL_POLL_MS = 1_000;
/**
 * Between "nothing is left" and the end: other hubs have heard by then that the cluster takes nothing any more, and what they
 * had in hand is seen.
 */
export const REMOVAL_SETTLE_MS = 2_000;
/** How long a cluster that is being removed must have been Offline before nobody waits for it: an agent restarts in less. */
export const REMOVAL_GRACE_MS = 60_000;
/** The pause before a step that failed, for want of the broker mostly, is tried again. */
export const REMOVAL_RETRY_MS = 2_000;
/**
 * Rows of an agent without a Cluster are dropped when it joined longer ago than this: a join writes one before the other.
 */
export const STRAY_AGENT_MS = 60_000;
//# sourceMappingURL=limits.js.map