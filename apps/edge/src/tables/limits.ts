/** How soon a batch that could not be written to disk comes again, ms. */
export const DISK_RETRY_MS = 5_000;
