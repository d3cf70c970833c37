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
/** How often a hub looks whether another one began an epoch, or an admin released deletions. */
export const STATE_POLL_MS = 5_000;
/** How far beyond every number that a counter can have reached an agent may claim to know work, and be believed. */
export const CLAIM_SPAN = 1_000_000_000;
/** After a new epoch on the word of an agent alone, the next such word is not believed for this long: it may be hostile. */
export const CLAIM_GAP_MS = 60 * 60_000;
//# sourceMappingURL=limits.js.map