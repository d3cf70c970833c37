/** Bounds of the Warnings that an agent passes on. Times in ms. */

/** Warnings waiting to be sent; beyond it new ones are dropped. */
export const PENDING_WARNINGS = 200;
/** Between two messages. */
export const SEND_GAP_MS = 2_000;
/** The same of one object is sent again after this. */
export const WARNING_REPEAT_MS = 10 * 60_000;
/** Warnings that are older when they are first seen, as after a restart, are not passed on. */
export const WARNING_MAX_AGE_MS = 5 * 60_000;
/** Warnings remembered, and owners. */
export const REMEMBERED_WARNINGS = 2_000;
/** From a pod to the object: over its ReplicaSet, or its Job. */
export const MAX_OWNERS = 3;
/** Owners looked up at once, and waiting for that; beyond it the Warning is dropped. */
export const OWNER_LOOKUPS = 2;
export const WAITING_LOOKUPS = 100;
