export { clusters } from './cluster.js';
export { ownResources } from './own-resources.js';
export { clusterOverridePolicies, overridePolicies } from './override-policy.js';
export { customPropagation } from './custom-propagation.js';
export { partsOf, sharePatches } from './division.js';
export { jobNumbers, jobPatch } from './job-division.js';
export { manifestFor } from './manifest.js';
export {} from './member-values.js';
export {} from './merge-status.js';
export { ANNOTATION_CLUSTER_SELECTOR, ANNOTATION_CONFLICT_RESOLUTION, ANNOTATION_DEPLOYMENT_PREFERENCES, ANNOTATION_GENERATION, ANNOTATION_GLOBAL_ADDRESS, ANNOTATION_JOB_PREFERENCES, ANNOTATION_MANIFEST_HASH, ANNOTATION_REPLICA_SET_PREFERENCES, CLUSTER_FINALIZER, LABEL_MANAGED_BY, LABEL_REVISION, MEMBERS_FINALIZER, TAINT_NOT_READY, TAINT_UNREACHABLE, } from './names.js';
export { neverSpread } from './never-spread.js';
export { placements } from './placement.js';
export {} from './propagation-row.js';
export { clusterPropagationPolicies, propagationPolicies } from './propagation-policy.js';
export { heedsMembers, propagationOf, propagationOfKind, propagations } from './propagation.js';
export { isFinishedJob } from './status-rules.js';
export { createSpreadKinds } from './spread-kinds.js';
//# sourceMappingURL=index.js.map