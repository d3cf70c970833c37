/** Every bound of the embedded proxy. Times in ms, sizes in bytes. */

/** Names and values of a request's head together; more is 431. */
export const MAX_HEAD_BYTES = 32 * 1024;
export const MAX_HEADERS = 200;
/** Until the head of a request is here, and the TLS handshake done: slow ones are cut off. */
export const HEAD_TIMEOUT_MS = 5_000;
export const HANDSHAKE_TIMEOUT_MS = 5_000;
/** How often connections are looked at for it. */
export const CONNECTION_CHECK_MS = 1_000;
/** A client's connection without a request. */
export const CLIENT_IDLE_MS = 60_000;
/** Connections of clients, of each listener. */
export const MAX_CONNECTIONS = 20_000;
/** HTTP/2 requests at once on one connection. */
export const MAX_STREAMS = 128;

/** Requests under way; those of one host; those at one gateway. Beyond: 503 and Retry-After. */
export const MAX_REQUESTS = 10_000;
export const MAX_HOST_REQUESTS = 5_000;
export const MAX_GATEWAY_REQUESTS = 4_096;
/** Connections to one gateway that are kept without a request. */
export const MAX_IDLE_SOCKETS = 256;

/** Gateways that one request is tried at. */
export const MAX_ATTEMPTS = 3;
/** Second tries in proportion to requests (Envoy's retry budget), and how many may be saved up. */
export const RETRY_SHARE = 0.2;
export const RETRY_BURST = 1_000;

/** Up to so much a whole answer goes out in one piece with its head. */
export const MAX_WHOLE_BYTES = 16 * 1024;

/** What a 503 tells the client, seconds. */
export const RETRY_AFTER_S = 1;

/** Clients whose rate is counted; beyond, those that asked least lately are forgotten. Twice as many are held for a moment. */
export const MAX_COUNTED_CLIENTS = 50_000;

/** Certificates that were opened, with their keys in memory. */
export const MAX_CERTIFICATES = 10_000;
