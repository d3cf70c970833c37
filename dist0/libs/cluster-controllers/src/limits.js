/** Namespaces emptied at the same time. */
export const NAMESPACE_WORKERS = 4;
/** Deletes in flight for one namespace. */
export const NAMESPACE_DELETES = 16;
/** How often a namespace whose objects take their time is looked at again: a quarter of its age within these bounds, ms. */
export const NAMESPACE_RECHECK_MIN_MS = 100;
export const NAMESPACE_RECHECK_MAX_MS = 10_000;
/** Objects judged at the same time. */
export const COLLECTOR_WORKERS = 8;
/** A dependent whose owner is not in the index yet is judged after this: its owner's event may be on its way. */
export const UNKNOWN_OWNER_WAIT_MS = 500;
/** Safety net behind the events for owners that wait for their dependents. */
export const FOREGROUND_RECHECK_MS = 30_000;
/** Owner uids that a live read has shown to be gone; a uid never comes back, so that this only saves reads. */
export const ABSENT_OWNERS = 1_000;
/** An object that changed while it was judged is judged again after this. */
export const CONFLICT_WAIT_MS = 20;
/** Definitions of custom kinds one by one, so that two never get one name; deletes under way; pause before the next look. */
export const CUSTOM_WORKERS = 1;
export const CUSTOM_DELETES = 16;
export const CUSTOM_RECHECK_MS = 500;
//# sourceMappingURL=limits.js.map