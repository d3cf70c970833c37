export { clusters, ownResources } from './cluster.js';
export { customResourceDefinitions } from './custom-resource-definition.js';
export { manifestFor } from './manifest.js';
export { type JsonMap, type MemberStatus, type StatusMerge } from './merge-status.js';
export {
  ANNOTATION_CLUSTER_SELECTOR,
  ANNOTATION_CONFLICT_RESOLUTION,
  ANNOTATION_DEPLOYMENT_PREFERENCES,
  ANNOTATION_GENERATION,
  ANNOTATION_GLOBAL_ADDRESS,
  ANNOTATION_MANIFEST_HASH,
  ANNOTATION_REPLICA_SET_PREFERENCES,
  CLUSTER_FINALIZER,
  LABEL_MANAGED_BY,
  MEMBERS_FINALIZER,
  TAINT_NOT_READY,
  TAINT_UNREACHABLE,
} from './names.js';
export { neverSpread } from './never-spread.js';
export { placements } from './placement.js';
export { propagationOf, propagationOfKind, propagations, type Propagation } from './propagation.js';
