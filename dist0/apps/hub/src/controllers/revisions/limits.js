/** Bounds of the histories of workloads that the hub keeps. */
/** Histories looked at at once. */
export const REVISION_WORKERS = 8;
/** Between a change of a workload and the look at its history: members report many times while it rolls. */
export const REVISION_DELAY_MS = 200;
//# sourceMappingURL=limits.js.map