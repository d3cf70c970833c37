/** Every bound of the API server, in one place. Times are milliseconds, sizes bytes. */
/** Largest request body (kube-apiserver's own limit). */
export const MAX_BODY_BYTES = 3 * 1024 * 1024;
/** YAML anchors may multiply a document; beyond this many aliases it is refused. */
export const MAX_YAML_ALIASES = 100;
/**
 * The longest body that is parsed as YAML. Clients send JSON, also for server-side apply; YAML costs some
 * microseconds a character, during which nothing else is served.
 */
export const MAX_YAML_CHARS = 256 * 1024;
/** Keys named that a YAML map holds twice. */
export const MAX_YAML_DUPLICATES = 20;
/** Warning headers of one answer together, and one of them. */
export const MAX_WARNING_CHARS = 4096;
export const MAX_WARNING_ITEM_CHARS = 256;
/** Requests being answered at once, watches apart; more are told to come back (429). */
export const MAX_IN_FLIGHT = 600;
/** How deep a decoded body may nest. */
export const MAX_BODY_DEPTH = 200;
/** Read-modify-write rounds before a write under contention is given up with Conflict. */
export const WRITE_ATTEMPTS = 20;
/** New suffixes tried for metadata.generateName. */
export const GENERATE_NAME_ATTEMPTS = 8;
/** Objects read from storage at a time when a selector filters a page. */
export const LIST_CHUNK = 500;
/** A list or a get "not older than" a future version waits this long. */
export const FUTURE_VERSION_WAIT_MS = 3_000;
export const FUTURE_VERSION_POLL_MS = 50;
/** A watch without timeoutSeconds ends between the minimum and twice that. */
export const WATCH_MIN_TIMEOUT_MS = 30 * 60_000;
export const BOOKMARK_INTERVAL_MS = 60_000;
/** JSON texts of objects that were written last, kept to be shared between answers and watchers; characters together. */
export const SHARED_TEXT_CHARS = 2 * 1024 * 1024;
/** A client that reads nothing for this long while a watch has something for it is cut off. */
export const SLOW_CLIENT_MS = 60_000;
/** Watch events that come without a pause are written together, up to this many characters. */
export const STREAM_WRITE_CHARS = 64 * 1024;
/** Idle connections outlive Go's client pool (90 s). */
export const KEEP_ALIVE_MS = 120_000;
export const HEADERS_TIMEOUT_MS = 30_000;
/** For a request to arrive; what is answered may take as long as it takes. */
export const REQUEST_TIMEOUT_MS = 60_000;
/** Changes that memory storage remembers per resource, for watches and paging. */
export const MEMORY_HISTORY = 2_000;
/** Changes in storage in memory that its watchers may be behind within one turn of the event loop. */
export const UNHEARD_CHANGES = 200;
/** How often storage in memory tells idle watchers how far they are. */
export const MEMORY_PROGRESS_MS = 5_000;
/** Causes that one Invalid answer names. */
export const MAX_CAUSES = 100;
export const MAX_FIELD_MANAGER_LENGTH = 128;
/** Answers from this size on are compressed for clients that take gzip; smaller ones are not worth the work. */
export const GZIP_MIN_BYTES = 128 * 1024;
//# sourceMappingURL=limits.js.map