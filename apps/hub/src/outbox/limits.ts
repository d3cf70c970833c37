/** Bounds of the outbox. Times in ms. */

/** Rows taken at once; the transport bounds what is in flight, the store the bytes. */
export const BATCH = 512;
/** Looks for forgotten rows: of a hub that died between save and publish. */
export const POLL_MS = 1_000;
/** The pause before what could not be sent is tried again. */
export const RETRY_MS = 1_000;
/**
 * How long after a takeover something that the hub before sent may still arrive: its publish timeout (5 s) and as much again.
 */
export const SETTLE_MS = 10_000;
