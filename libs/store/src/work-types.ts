import { type ObjectReport, type HeartbeatReport } from './wire-types.js';

/** What the hub's controllers read and write beside objects. Keys are formatObjectKey texts. */

export type WorkAction = 'apply' | 'delete' | 'release';

/** What one cluster shall do about one object, as decided by the reconciler. */
export interface PlannedWork {
  readonly cluster: string;
  readonly action: WorkAction;
  /** RFC 7386 merge patch over the object's manifest: what differs in this cluster. */
  readonly patch?: Readonly<Record<string, unknown>>;
  /** One short sentence for people. */
  readonly reason: string;
  readonly adopt?: boolean;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  /** Of the object that is meant, where it is not the plan's: one that bore the name before. */
  readonly uid?: string;
  /** Of the manifest that the cluster keeps, where that is not the plan's: a stored one, which the row refers to already. */
  readonly manifestHash?: string;
  /** What the next plan is told and the cluster is not: a change of it alone is no new generation. JSON. */
  readonly memory?: Readonly<Record<string, unknown>>;
}

/** The complete decision about one object: clusters that are not named lose their row. */
export interface ObjectPlan {
  readonly key: string;
  readonly uid: string;
  /** resourceVersion of the object this was computed from; '' when the object is gone from the API. */
  readonly basis: string;
  /**
   * Newest generation of the rows that this was computed from; given where a plan is a step from those rows. It is refused
   * when it would change rows that are newer.
   */
  readonly seen?: number;
  /** Plain manifest text (canonical JSON) and its SHA-256 hex; absent when no target applies. */
  readonly manifest?: { readonly hash: string; readonly text: string; readonly secret: boolean };
  readonly targets: readonly PlannedWork[];
}

/** A stored row: one per (object, cluster). */
export interface WorkRow extends PlannedWork {
  readonly key: string;
  readonly uid: string;
  readonly manifestHash: string;
  /** From one counter for the whole hub; changes only when the row's content does. */
  readonly generation: number;
  readonly published: boolean;
}

/** A row together with its plain manifest, ready to be sent. */
export interface OutboxItem extends WorkRow {
  /** Grows each time that the row is put back into the outbox. */
  readonly attempt: number;
  /** Of the hub, when the row was read. */
  readonly epoch: number;
  /** To whom what is secret is sealed; absent: no agent of this cluster has joined. */
  readonly agent?: Pick<AgentCredential, 'sealingKeyId' | 'sealingPublicKey'>;
  /** Plain manifest text before `patch`; '' unless action is apply. */
  readonly manifest: string;
  readonly secret: boolean;
}

/** What a member said last about one object. */
export interface ReportRow {
  readonly key: string;
  readonly cluster: string;
  readonly report: ObjectReport;
  /** Hub's clock, ms since the epoch. */
  readonly receivedAt: number;
}

export interface HeartbeatRow {
  readonly cluster: string;
  readonly report: HeartbeatReport;
  readonly receivedAt: number;
}

/** Who joined as a cluster. */
export interface AgentCredential {
  readonly cluster: string;
  readonly natsPublicKey: string;
  /** Raw X25519 public key, base64. */
  readonly sealingPublicKey: string;
  readonly sealingKeyId: string;
  readonly joinedAt: number;
}

export interface JoinTokenRow {
  readonly id: string;
  /** SHA-256 hex of the secret part. */
  readonly secretHash: string;
  readonly role: 'cluster' | 'edge';
  readonly name: string;
  readonly expiresAt: number;
  readonly revoked: boolean;
  /** First use binds the token to this NATS key, so that a retried join of the same process works and another's does not. */
  readonly usedBy: string | undefined;
}
