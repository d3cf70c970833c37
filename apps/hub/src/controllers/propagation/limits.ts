/** Bounds of the propagation: what is shown of what members say, and how often all objects are gone through. */

/** Members that are named one by one; the others are counted. */
export const MAX_MEMBER_NOTICES = 20;
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
