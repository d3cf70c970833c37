import { type DigestReport, type InventoryReport, type SetDigest } from './audit.js';
import { type EventsReport } from './member-events.js';

/**
 * What hub and agent say to each other. Versioned: `v` is 1; a reader refuses other versions as unreadable.
 * Identity is in the payload, never in the subject (names may hold '.', '*', '>').
 */

/** Which object, as the hub knows it. `namespace` is '' for cluster-scoped ones. */
export interface ObjectIdentity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Work down: the last value for one (object, cluster). The agent refuses older (epoch, generation). */
export interface WorkMessage {
  readonly v: 1;
  readonly hubUid: string;
  readonly epoch: number;
  /** From one counter of the hub's Postgres; grows with every change of any work. */
  readonly generation: number;
  readonly cluster: string;
  /** `release`: stop managing, leave the member object alone (orphan). */
  readonly action: 'apply' | 'delete' | 'release';
  readonly object: ObjectIdentity;
  /** metadata.uid of the object at the hub. */
  readonly uid: string;
  /** SHA-256 (hex) of the plain manifest; '' unless `action` is apply. */
  readonly manifestHash: string;
  readonly encoding: BodyEncoding;
  /** Which of the agent's X25519 keys seals the body; '' when it is not sealed. */
  readonly keyId: string;
  /** The complete manifest for this cluster: JSON text for `json`, base64 otherwise; '' unless action is apply. */
  readonly body: string;
  /** Take over an unmanaged object of the same name (annotation conflict-resolution: adopt). */
  readonly adopt: boolean;
  /** For `delete`: how the member deletes dependents; default Background. */
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
}

export type BodyEncoding = 'json' | 'gzip' | 'sealed';

/** Report up about one object: the last value for one (cluster, object). */
export interface ObjectReport {
  readonly v: 1;
  readonly type: 'object';
  readonly cluster: string;
  readonly hubUid: string;
  readonly epoch: number;
  /** The newest work generation this report speaks of. */
  readonly generation: number;
  readonly object: ObjectIdentity;
  readonly uid: string;
  /** Changes with every agent start; `sequence` grows within one instance. Older ones are dropped. */
  readonly instance: string;
  readonly sequence: number;
  readonly state: ObjectState;
  /** CamelCase word, for anything but Applied and Deleted: ForeignObject, MissingApi, Invalid, Forbidden, Unreachable... */
  readonly reason?: string;
  /** For people; never holds the object's data. */
  readonly message?: string;
  readonly memberUid?: string;
  readonly memberGeneration?: number;
  /** The member object's `.status`, as it is. */
  readonly status?: Record<string, unknown>;
  /** Workloads: what the division needs to know. */
  readonly workload?: WorkloadFacts;
  /** Services: what stands behind it in this member. Absent where that is not known. */
  readonly backend?: BackendFacts;
  /** ServiceExports that the member has of its own: what it exports. */
  readonly exported?: MemberExport;
  /** Agent's clock, ms since the epoch: for display only. */
  readonly at: number;
}

/** Applied: the member has what the work says. Deleted: delete or release is complete. */
export type ObjectState = 'Applied' | 'Deleted' | 'Conflict' | 'Failed';

/** Endpoints of a Service, without those that are on their way out. */
export interface BackendFacts {
  readonly ready: number;
  /** Ready or not. */
  readonly wanted: number;
}

/** A Service that a member exports by a ServiceExport of its own. */
export interface MemberExport {
  /** When the ServiceExport was made, ms since the epoch. */
  readonly createdAt: number;
  readonly type: 'ClusterSetIP' | 'Headless';
  /** At most MAX_NAME_PORTS. */
  readonly ports: readonly MemberPort[];
  /** How long clients are bound by their address; absent: they are not. */
  readonly affinitySeconds?: number;
  /** What stands behind it; absent where that is not known. */
  readonly backend?: BackendFacts;
  /** Of its load balancer; at most MAX_NAME_ADDRESSES. */
  readonly addresses: readonly string[];
}

export interface MemberPort {
  readonly name: string;
  readonly protocol: string;
  readonly appProtocol?: string;
  readonly port: number;
}

export interface WorkloadFacts {
  /** Pods Running and Ready (condition status True). */
  readonly ready: number;
  /** Pods not Running with PodScheduled=False, reason Unschedulable for at least 60 s. */
  readonly unschedulable: number;
}

/** Nodes that take pods, by what is free on them. */
export interface FreeNodes {
  /** How long before the heartbeat the pods were counted, ms. */
  readonly agoMs: number;
  /** At most MAX_NODE_BUCKETS. */
  readonly buckets: readonly NodeBucket[];
}

/** So many nodes of which each has at least so much free. */
export interface NodeBucket {
  readonly nodes: number;
  readonly milliCpu: number;
  /** Bytes. */
  readonly memory: number;
  /** Pods that it still takes, whatever they ask for. */
  readonly pods: number;
}

/** Every 2 s; judged on the hub's clock. Also the last value of its subject. */
export interface HeartbeatReport {
  readonly v: 1;
  readonly type: 'heartbeat';
  readonly cluster: string;
  readonly hubUid: string;
  readonly instance: string;
  readonly sequence: number;
  readonly agentVersion: string;
  /** Is the member's API server answering /readyz (or /healthz)? */
  readonly apiReady: boolean;
  readonly apiMessage?: string;
  readonly kubernetesVersion: string;
  readonly region: string;
  readonly zones: readonly string[];
  /** Where traffic for the member goes, `HOST:PORT`; absent where its agent was not told. */
  readonly gateways?: readonly string[];
  readonly nodes: { readonly total: number; readonly ready: number };
  /** Quantities as text; allocatable of schedulable nodes. */
  readonly allocatable: Readonly<Record<string, string>>;
  readonly requested: Readonly<Record<string, string>>;
  /** Of the tables of names that it holds; absent where it serves no names. */
  readonly names?: SetDigest;
  /** What fits on its nodes. Absent where that is not known, and of agents that do not tell. */
  readonly free?: FreeNodes;
  /** The agent's newest known work generation: shows what has not arrived. */
  readonly generation: number;
  readonly objects: number;
  /** Where another agent of this cluster stands by, `host:/directory`. Absent while there is none. */
  readonly rival?: string;
  /** Why new work cannot be stored, and hence is not taken: for people. Absent while all is well. */
  readonly checkpointError?: string;
  readonly at: number;
}

export type ReportMessage = ObjectReport | HeartbeatReport | DigestReport | InventoryReport | EventsReport;

/** POST /join with `Authorization: Bearer <join token>`. */
export interface JoinRequest {
  readonly v: 1;
  readonly role: 'cluster' | 'edge';
  readonly name: string;
  /** NKey public user key (U...), made by the joining process. */
  readonly natsPublicKey: string;
  /** Raw X25519 public key, base64. */
  readonly sealingPublicKey: string;
  readonly region: string;
  readonly zone: string;
  readonly version: string;
}

export interface JoinResponse {
  readonly v: 1;
  readonly hubUid: string;
  readonly epoch: number;
  readonly name: string;
  readonly natsUrl: string;
  /** Signed by the hub's account: this user's subjects only. */
  readonly natsJwt: string;
  /** PEM of the CA that signs the broker's certificate; '' where the broker has a public one. */
  readonly natsCa: string;
  readonly sealingKeyId: string;
}
