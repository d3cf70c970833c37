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
/** Different Events about one object within `SIMILAR_MS`; what comes beyond is one Event for each reason, with the newest text. */
export const MAX_DIFFERENT = 25;
export const SIMILAR_MS = 10 * 60_000;
/** Such a combined Event is written again after this, ms. */
export const COMBINED_AFTER_MS = 60_000;
/** An Event goes so long after it was last seen, as in kube-apiserver, ms. */
export const EVENT_TTL_MS = 60 * 60_000;
/** Events looked at by one pass, and deletes at once. */
export const EXPIRY_PAGE = 500;
export const EXPIRY_DELETES = 16;
/** The next pass: where the last one ended, or from the beginning, ms. */
export const EXPIRY_NEXT_PAGE_MS = 2_000;
export const EXPIRY_ROUND_MS = 60_000;
/** Events of members waiting to be looked at; beyond it new ones are dropped and counted. */
export const MEMBER_EVENTS_PENDING = 2_000;
/** Members' events looked at at once. */
export const MEMBER_EVENTS_AT_ONCE = 50;
//# sourceMappingURL=limits.js.map