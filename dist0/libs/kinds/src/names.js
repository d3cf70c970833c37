/** Every label, annotation and finalizer that Meridian reads or writes (DESIGN section 3; federation-v1.md 1.3). */
/** On member objects: the uid of the hub that manages them. */
export const LABEL_MANAGED_BY = 'federation.meridian.dev/managed-by';
/** On member objects: generation and manifest hash of the work they show. */
export const ANNOTATION_GENERATION = 'federation.meridian.dev/generation';
export const ANNOTATION_MANIFEST_HASH = 'federation.meridian.dev/manifest-hash';
/** At the hub: `adopt` takes over a member object that nobody manages. */
export const ANNOTATION_CONFLICT_RESOLUTION = 'federation.meridian.dev/conflict-resolution';
/** On Ingresses, at the hub and in members: the one name under which clients reach it (DESIGN section 6). */
export const ANNOTATION_GLOBAL_ADDRESS = 'federation.meridian.dev/global-address';
/** On Clusters, NoSchedule and NoExecute: no heartbeat for too long; its API server does not answer. */
export const TAINT_UNREACHABLE = 'federation.meridian.dev/unreachable';
export const TAINT_NOT_READY = 'federation.meridian.dev/not-ready';
/** On ReplicaSets at the hub that are no more than a record of what a Deployment has been. */
export const LABEL_REVISION = 'federation.meridian.dev/revision';
/** Holds a hub object until reachable members have undone it. */
export const MEMBERS_FINALIZER = 'federation.meridian.dev/members';
/** Holds a Cluster until what its member has is settled and its credentials are void. */
export const CLUSTER_FINALIZER = 'federation.meridian.dev/cluster';
/** The original federation's annotations, with their original meaning. */
export const ANNOTATION_REPLICA_SET_PREFERENCES = 'federation.kubernetes.io/replica-set-preferences';
export const ANNOTATION_DEPLOYMENT_PREFERENCES = 'federation.kubernetes.io/deployment-preferences';
export const ANNOTATION_CLUSTER_SELECTOR = 'federation.alpha.kubernetes.io/cluster-selector';
export const ANNOTATION_JOB_PREFERENCES = 'federation.kubernetes.io/job-preferences';
//# sourceMappingURL=names.js.map