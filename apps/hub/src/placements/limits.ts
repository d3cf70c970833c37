/** Bounds of the placement view. Times in ms. */

/** Changed placements that a watch may be behind; one that is further behind begins anew (410). */
export const REMEMBERED_CHANGES = 20_000;
/** Changes that come within this are told as one. */
export const COALESCE_MS = 100;
/** Placements computed at once for a watch or a page. */
export const COMPUTE_BATCH = 200;
/** How often an idle watch is told how far it is. */
export const PROGRESS_MS = 1_000;
/** Clusters that are named for one reason of not having the object; the others are counted. */
export const MAX_EXCLUDED_NAMES = 20;
/** A member's status beyond this is left out: characters of its JSON. */
export const MAX_STATUS_CHARS = 16 * 1024;
/** Characters of a member's message. */
export const MAX_FAILURE_MESSAGE = 1_000;
/** Objects of one kind that are gone and not undone everywhere, and are listed. */
export const MAX_UNDONE = 10_000;
/** Clusters for which one request shows what they would get. */
export const MAX_RENDERED = 20;
/** Clusters that one what-if may change: as many as a division may have. */
export const MAX_CHANGED_CLUSTERS = 10_000;
/** Plans that one what-if makes, one after the other, until nothing changes. */
export const MAX_PREVIEW_STEPS = 64;
