/** Every bound of the transport. Times in ms, sizes in bytes. */

export const CONNECT_TIMEOUT_MS = 3_000;
/** The first pause after a lost connection; doubles up to the second, each with full jitter. */
export const RECONNECT_FIRST_MS = 100;
export const RECONNECT_MAX_MS = 2_000;
/** A silent broker counts as gone after three of these. */
export const PING_INTERVAL_MS = 5_000;
/** ... and one that has not confirmed a message for so long, if it does not answer a ping either. Together less than a cluster's way to Offline. */
export const SUSPECT_AFTER_MS = 2_000;
export const SUSPECT_PING_MS = 2_000;
export const API_TIMEOUT_MS = 5_000;
export const PUBLISH_TIMEOUT_MS = 5_000;
/** How long a closing connection may take to send what it holds. */
export const CLOSE_TIMEOUT_MS = 2_000;

/** Messages sent and not yet confirmed; 512 saturate one broker (reference/stack.md). */
export const MAX_IN_FLIGHT = 512;
export const MAX_IN_FLIGHT_BYTES = 16 * 1024 * 1024;
/** Calls that wait for a place in flight; beyond, publishing is refused. */
export const MAX_WAITING_PUBLISHES = 65_536;

/** What a part of a large message leaves free of the broker's limit, for its header. */
export const PART_MARGIN_BYTES = 4_096;
/** Parts that wait for the rest of their message; beyond, the oldest are asked for again. */
export const MAX_HELD_BYTES = 64 * 1024 * 1024;

/** Deliveries that one handler call gets at most. */
export const MAX_BATCH = 256;
/** Deliveries asked for and not yet handled, per subscription. */
export const PULL_WINDOW = 1_024;
/** Pull requests end after this, and are renewed two sixths before; every sixth of it the broker says that they stand. */
export const PULL_EXPIRES_MS = 30_000;
/** First and longest pause before asking again for a consumer that is not there. */
export const PULL_RETRY_FIRST_MS = 250;
export const PULL_RETRY_MAX_MS = 2_000;
/** How soon a batch whose handler threw comes again. */
export const THROWN_RETRY_MS = 1_000;

/**
 * Unconfirmed deliveries come again after this. What a killed hub or agent had in hand waits as long, so it is short; a
 * handler that takes longer only gets some of them twice, which is without effect.
 */
export const ACK_WAIT_MS = 5_000;
export const MAX_WORK_ACK_PENDING = 4_096;
export const MAX_REPORT_ACK_PENDING = 16_384;
/** Pull requests that may stand at one consumer: each hub or agent holds a handful. */
export const MAX_PULLS_WAITING = 128;

/** File storage of the streams; the oldest last values go first when it is full, and anti-entropy brings them back. */
export const WORK_STREAM_BYTES = 8 * 1024 ** 3;
export const REPORT_STREAM_BYTES = 4 * 1024 ** 3;
export const ROUTE_STREAM_BYTES = 1024 ** 3;
/** DESIGN section 8: a million work rows. Beyond 300,000 subjects a broker restart takes more than 5 s. */
export const MAX_STREAM_MESSAGES = 1_000_000;

/** How often a connected hub looks whether the streams and consumers are still there. */
export const STREAM_CHECK_MS = 5_000;
/** A broker that takes connections and does not answer about its streams for so long will not by itself. */
export const UNSERVED_MS = 15_000;
/** Consumers created at once when all of them are missing. */
export const CONSUMER_CREATES_AT_ONCE = 32;
