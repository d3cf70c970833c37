export const DEFAULT_MEMBER_TIMEOUTS = {
    requestMs: 10_000,
    readyMs: 1_500,
    watchIdleMs: 90_000,
};
/** Sockets to one API server for calls: 16 applies at once and a few reads; more calls wait for one. */
export const MAX_CALL_SOCKETS = 32;
/** And for watches, one per resource type. */
export const MAX_WATCH_SOCKETS = 256;
/** Idle sockets are closed after so long. Go's servers close them after 90 s or more. */
export const IDLE_SOCKET_MS = 60_000;
/** TCP and TLS of a new socket. */
export const CONNECT_TIMEOUT_MS = 10_000;
/** Objects a page of a list. */
export const PAGE_SIZE = 500;
/** A single answer; a page of 500 objects of 100 kB stays below. */
export const MAX_RESPONSE_BYTES = 64 * 1024 * 1024;
/** One line of a watch. An object in etcd has at most 1.5 MiB; its JSON may be longer. */
export const MAX_EVENT_CHARS = 16 * 1024 * 1024;
/** How often a call is tried when the server says Retry-After or an idle connection was cut. */
export const MAX_TRIES = 3;
/** Server-side end of a watch, seconds: between the two, so that watches do not end in step. */
export const WATCH_SECONDS = { min: 300, max: 600 };
/** Discovery of an unknown kind is repeated at most so often. */
export const DISCOVERY_MIN_MS = 1_000;
/** Credentials (token files, exec plugins) are read again after so long, or at once after a 401. */
export const CREDENTIALS_TTL_MS = 30_000;
//# sourceMappingURL=limits.js.map