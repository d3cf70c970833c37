/** Bounds of the events that the hub writes. */

/** Notices remembered, so that one that is still true is not written again and again. */
export const REMEMBERED = 20_000;
/** A notice that is still true is counted again after this, ms. */
export const REPEAT_AFTER_MS = 10 * 60_000;
/** Events waiting to be written; beyond it new ones are dropped and counted. */
export const PENDING = 5_000;
/** Events written at once. */
export const WRITERS = 16;
/** Characters of a message, as Kubernetes' own recorders keep them. */
export const MAX_EVENT_MESSAGE = 1_024;
/** Characters of the object's name in the name of its event, which may have 253. */
export const MAX_EVENT_NAME = 200;
