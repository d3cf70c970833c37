/** Bounds of merged statuses: what members say is shown in part. */
/** Members named one by one in a merged condition; the others are counted. */
export const MAX_NAMED_MEMBERS = 5;
/** Characters of one member's condition message, and of a reason. */
export const MAX_TOLD = 300;
export const MAX_REASON = 128;
/** Jobs listed in the `active` of a CronJob, over all members. */
export const MAX_ACTIVE_JOBS = 100;
//# sourceMappingURL=limits.js.map