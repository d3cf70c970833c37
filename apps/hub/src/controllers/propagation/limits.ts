/** Bounds of the propagation: how long it waits, what is shown of what members say, how often all objects are gone through. */

/** How long a silent member keeps what it holds before its replicas go elsewhere (DESIGN section 4). */
export const OFFLINE_GRACE_MS = 60_000;
/** How long a member that was lost must be Ready before it gets back what it had: one that comes and goes moves nothing. */
export const SETTLE_MS = 30_000;
/** How long a deletion waits for a member that is not Ready and not Offline; then what it owes is a debt. */
export const CONFIRM_GRACE_MS = 60_000;

/** How long a member counts as full after pods stayed Pending there; doubled each time, this often at most. */
export const FULL_HOLD_MS = 10 * 60_000;
export const FULL_DOUBLINGS = 4;
/** It counts as full no more when this part of what it has becomes free. Looked at this often. */
export const FREED_PART = 0.05;
export const FULL_LOOK_MS = 60_000;

/** Before a move that was not granted is asked for again; and per move that waits before it, at most. */
export const MOVE_RETRY_MS = 1_000;
export const MOVE_RETRY_MAX_MS = 60_000;

/** Members that are named one by one; the others are counted. */
export const MAX_MEMBER_NOTICES = 20;
/** Clusters, and policies, that one message names; the others are counted. */
export const MAX_NAMED_CLUSTERS = 5;
/** Characters of one member's message. An agent sends at most 1,000. */
export const MAX_MEMBER_MESSAGE = 1_000;
/** Characters of a condition's message that lists several. */
export const MAX_CONDITION_MESSAGE = 2_000;

/** Between two passes over all objects: a fleet that joins one by one does not make each join a pass. */
export const RESYNC_GAP_MS = 200;
export const RESYNC_RETRY_MS = 1_000;
/** Keys enqueued before others get the processor. */
export const RESYNC_SLICE = 2_000;

/**
 * What members report about one object within this time is merged in one run: nine members answer within a few
 * milliseconds of each other, and the first answers would take the processor from the last members' work.
 */
export const STATUS_DELAY_MS = 8;
/** With more keys than this at hand, plans go before statuses, which then wait longer and come together. */
export const BUSY_LOAD = 32;
export const BUSY_STATUS_DELAY_MS = 200;

/** What was placed this long before a cluster counted its pods is in the count: work arrives, is applied, and pods get nodes. */
export const COUNTED_AFTER_MS = 10_000;
/** What was placed longer ago is counted, or Pending, or of a cluster that does not say when it counted. */
export const IN_FLIGHT_MS = 2 * 60_000;
/** Objects that are on their way to one cluster; the oldest are forgotten. */
export const MAX_IN_FLIGHT = 5_000;
