/** Every bound of the HAProxy driver. Times in ms, sizes in bytes. */

/** Clients whose rate is counted, and how long after their last request. */
export const MAX_COUNTED_CLIENTS = 100_000;
export const CLIENT_COUNT_MS = 10_000;

/** Client connections of one process; less where the limit of open files does not allow two for each. */
export const MAX_CONNECTIONS = 20_000;
/** Open files that are kept for what is no request: listeners, sockets of the runtime, probes' own. */
export const RESERVED_FILES = 512;
/** HAProxy's buffer: the head of a request, and what one command may carry. */
export const BUFFER_BYTES = 32 * 1024;
/** Of one line of commands and of one certificate with its key; below the buffer. */
export const MAX_COMMAND_BYTES = 24 * 1024;
export const MAX_CERTIFICATE_BYTES = 30 * 1024;
export const MAX_CERTIFICATES = 10_000;

/** Places for gateways in each backend; a service that needs more gets twice as many, up to HAProxy's own limit. */
export const MIN_SLOTS = 8;
export const MAX_SLOTS = 4_095;
/** Backends without a service, so that a new one needs no reload: so many, and one for every so many services. */
export const MIN_SPARES = 16;
export const SERVICES_PER_SPARE = 10;

/** Between two reloads, and how many processes of before may still end what is under way; the oldest is cut off beyond. */
export const RELOAD_GAP_MS = 5_000;
export const MAX_DRAINING = 4;
/** How long the requests of before a reload may take. */
export const DRAIN_MS = 1_800_000;
/** What changes together goes into one reload. */
export const RELOAD_DEBOUNCE_MS = 50;

/** Until HAProxy serves, and until it answers a command. */
export const START_TIMEOUT_MS = 20_000;
export const COMMAND_TIMEOUT_MS = 5_000;
export const READY_POLL_MS = 15;
/** After it died: the first pause, the longest, and how long it must have run to begin again with the first. */
export const RESTART_BASE_MS = 100;
export const RESTART_MAX_MS = 5_000;
export const STEADY_MS = 10_000;
/** How often its counters are read. */
export const STATS_INTERVAL_MS = 1_000;
/** What is kept of its output, characters. */
export const OUTPUT_CHARS = 2_000;

/** Second tries of one request; beyond what marks a gateway down, so that some are left for another. */
export const RETRIES = 4;
/** Connections in a row that fail until HAProxy takes a gateway out by itself, and how soon it looks whether it is back. */
export const CONNECT_ERRORS = 2;
export const DOWN_CHECK_MS = 500;
/** How often it looks at one that works: seldom, since the edge's own probes do. */
export const UP_CHECK_MS = 30_000;
/** Places in each backend for gateways that serve when all with a weight are down. */
export const STANDBYS = 2;
