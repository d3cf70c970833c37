/** Every bound of the simulator, in one place. Times are milliseconds, sizes bytes. */
/** Writes waiting for the journal are gathered for this long; what kill -9 may lose. */
export const JOURNAL_FLUSH_MS = 100;
/** A journal longer than this, and than twice the snapshot, is folded into a new snapshot. */
export const JOURNAL_FOLD_BYTES = 8 * 1024 * 1024;
/** Simulated nodes of one cluster. */
export const MAX_NODES = 5_000;
/** Pods per node, as a kubelet allows by default. */
export const PODS_PER_NODE = 110;
/** Memory per node, as a Kubernetes quantity. */
export const NODE_MEMORY = '16Gi';
/** How long containers run that are to end and do not say when. */
export const DEFAULT_RUN_MS = 1_000;
/** Containers that ended start again after this, the first time at once; it doubles each time. */
export const RESTART_BACKOFF_MS = 10_000;
export const RESTART_BACKOFF_MAX_MS = 300_000;
/** The pods of a Job are tried again after this, and after twice as long each time in a row. */
export const JOB_BACKOFF_MS = 10_000;
export const JOB_BACKOFF_MAX_MS = 600_000;
/** An autoscaler follows a smaller load only when it has been smaller for so long, and a larger one in steps of this. */
export const SCALE_DOWN_WINDOW_MS = 300_000;
export const SCALE_UP_PERIOD_MS = 15_000;
/** A target without a mirror (a custom kind), or one that is not there, is looked at again after this. */
export const SCALE_RETRY_MS = 15_000;
/** Nodes tell that they live this often: as a real kubelet does when nothing changes. */
export const NODE_HEARTBEAT_MS = 300_000;
/** Pods of one workload; beyond it the rest is not made, and a condition says so. */
export const MAX_WORKLOAD_PODS = 5_000;
/** Pods of one cluster; beyond it creating one is refused. */
export const MAX_PODS = 20_000;
/** Pods created or deleted by one run for one workload; the rest follows in the next run. */
export const REPLICA_BURST = 250;
/** Created or deleted pods that did not show up in the mirror are forgotten after this. */
export const EXPECTATION_MS = 5_000;
/** Pods of one workload are counted, and endpoints of one Service written, at most this often while pods come and go. */
export const STATUS_PACE_MS = 50;
export const ENDPOINTS_PACE_MS = 100;
/** The status of a ResourceQuota follows the use at most this often. */
export const QUOTA_PACE_MS = 100;
/** Pods bound by one run of the scheduler. */
export const BIND_BATCH = 250;
/** Rounds of read, change, write under contention. */
export const WRITE_ATTEMPTS = 8;
/** Endpoints in one EndpointSlice, and addresses in one Endpoints object, as kube-controller-manager cuts them. */
export const SLICE_ENDPOINTS = 100;
export const ENDPOINTS_ADDRESSES = 1_000;
/** Events kept; the oldest go first. */
export const MAX_EVENTS = 1_000;
/** An event that repeats within this time is counted, not repeated. */
export const EVENT_REPEAT_MS = 60_000;
/** Workers of the loops. */
export const WORKERS = 4;
/** How long the TLS server and the loops get to end. */
export const STOP_MS = 5_000;
//# sourceMappingURL=limits.js.map