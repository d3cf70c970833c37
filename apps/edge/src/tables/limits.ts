/** How soon a batch that could not be written to disk comes again, ms. */
export const DISK_RETRY_MS = 5_000;
/** Fewer services than this may all lose their clusters at once: somebody may have meant it. */
export const MIN_GUARDED_SERVICES = 4;
