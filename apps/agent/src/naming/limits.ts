/** Bounds of serving names in the cluster. Times in ms. */

/** How soon a batch of tables comes again that could not be written to disk, or is for the other agent. */
export const DISK_RETRY_MS = 5_000;
export const STANDBY_RETRY_MS = 2_000;
/** Services of the member whose addresses are kept; of more, those beyond are not answered locally. */
export const MAX_LOCAL_SERVICES = 50_000;
/** Answers per second to one network: as a rule all questions of a cluster come from its own DNS server. */
export const ANSWERS_PER_SECOND = 200_000;
