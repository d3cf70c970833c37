/** Bounds of the comparison with agents. Times in ms. */
/** Clusters compared at once: each costs a statement or two. */
export const AUDITS_AT_ONCE = 2;
/** Digests and inventories that wait; what comes beyond is dropped, since the next minute brings it again. */
export const MAX_PENDING_AUDITS = 10_000;
/** What was published so lately may still be on its way, and says nothing. */
export const ON_ITS_WAY_MS = 10_000;
/** A difference that nothing could repair is looked at again after so long, or when it changes. */
export const UNRESOLVED_MS = 600_000;
/** Last values looked up for one inventory. */
export const MAX_TOMBSTONE_LOOKS = 200;
//# sourceMappingURL=limits.js.map