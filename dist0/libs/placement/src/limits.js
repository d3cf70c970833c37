/** Most clusters that one object may be divided over. */
export const MAX_CLUSTERS = 10_000;
/** Largest weight: the sum over MAX_CLUSTERS clusters stays an exact number. */
export const MAX_WEIGHT = 2 ** 39;
/** Largest number of replicas, minimum, maximum or capacity; the original's fields are Go int64, ours exact doubles. */
export const MAX_REPLICAS = 2 ** 40;
/** Longest preferences or selector annotation that is parsed. */
export const MAX_ANNOTATION_LENGTH = 256 * 1024;
/** Rules of an override policy, and overriders of each kind in a rule. */
export const MAX_OVERRIDE_RULES = 256;
export const MAX_OVERRIDERS = 256;
/** Characters of an overridden object's JSON: as much as a federated object may have. */
export const MAX_OVERRIDDEN_CHARS = 1_048_576;
/** Largest priority of a policy, and smallest below zero: as of Kubernetes' int32. */
export const MAX_PRIORITY = 2 ** 31 - 1;
/** Longest time that a policy may wait for a cluster to return: ten years. */
export const MAX_TOLERATION_SECONDS = 10 * 366 * 86_400;
//# sourceMappingURL=limits.js.map