/** What one member connection may take, in time and in space. */
export interface MemberTimeouts {
  /** One call, its retries included. */
  readonly requestMs: number;
  /** The readiness probe. */
  readonly readyMs: number;
  /** A watch on which nothing came for so long (no bookmark either) is opened again. */
  readonly watchIdleMs: number;
}

export const DEFAULT_MEMBER_TIMEOUTS: MemberTimeouts = {
  requestMs: 10_000,
  readyMs: 1_500,
  watchIdleMs: 90_000,
};

/** Sockets to one API server: 16 applies at once, a few reads, and a watch per resource type. */
export const MAX_SOCKETS = 128;
/** Idle sockets kept open. */
export const MAX_FREE_SOCKETS = 24;
/** Objects a page of a list. */
export const PAGE_SIZE = 500;
/** A single answer; a page of 500 objects of 100 kB stays below. */
export const MAX_RESPONSE_BYTES = 64 * 1024 * 1024;
/** One line of a watch. An object in etcd has at most 1.5 MiB; its JSON may be longer. */
export const MAX_EVENT_CHARS = 16 * 1024 * 1024;
/** How often a call is tried when the server says Retry-After or an idle connection was cut. */
export const MAX_TRIES = 3;
/** Server-side end of a watch, seconds: between the two, so that watches do not end in step. */
export const WATCH_SECONDS = { min: 300, max: 600 } as const;
/** Discovery of an unknown kind is repeated at most so often. */
export const DISCOVERY_MIN_MS = 1_000;
/** Credentials (token files, exec plugins) are read again after so long, or at once after a 401. */
export const CREDENTIALS_TTL_MS = 30_000;
