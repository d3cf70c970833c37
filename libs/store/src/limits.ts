/** Every bound of the store, with its default. `openStore` takes overrides. Times in milliseconds. */
export interface StoreLimits {
  /** Connections for the hot paths; one more listens, two more serve the cold paths and close when idle. */
  readonly poolSize: number;
  readonly connectTimeoutMs: number;
  /** A statement is cancelled by the server after this long. */
  readonly statementTimeoutMs: number;
  /** How long a first start waits for Postgres. */
  readonly startTimeoutMs: number;
  /** How often an idempotent statement is tried when the connection is lost or the server asks to retry. */
  readonly attempts: number;
  /** How long a write whose answer was lost is looked for in the log before it answers ServerTimeout. */
  readonly proveTimeoutMs: number;

  /** Group commit: writes in one transaction, and the bytes of their bodies. */
  readonly writeBatch: number;
  readonly writeBatchBytes: number;
  /** Callers that wait in any one queue; more are answered TooManyRequests. */
  readonly queued: number;
  readonly readBatch: number;
  readonly planBatch: number;
  readonly reportBatch: number;
  /** Reports that come in a stream are written this far apart at most, all that came meanwhile at once; the first at once. */
  readonly reportGapMs: number;

  /** The tailer looks by itself this often, whatever NOTIFY says. */
  readonly pollMs: number;
  /** PROGRESS items of a watch are at least this far apart. */
  readonly progressMs: number;
  /** Least time between two NOTIFY of one channel. */
  readonly notifyGapMs: number;
  readonly tailBatch: number;
  readonly tailBatchBytes: number;
  /** How many past changes a starting process takes into its ring. */
  readonly preload: number;
  readonly ringEntries: number;
  readonly ringBytes: number;
  /** Objects that were written or read moments ago and are kept open, and the bytes of their bodies. */
  readonly recentObjects: number;
  readonly recentObjectBytes: number;
  /** Changes a watcher takes at once, from the ring or the table. */
  readonly watchBatch: number;

  /** Changes older than this, or beyond the newest `retainedChanges` of a shard, are compacted. */
  readonly retentionMs: number;
  readonly retainedChanges: number;
  readonly compactionMs: number;
  readonly compactionBatch: number;
  /** Rows looked at by one pass of the manifest and report sweep. */
  readonly sweepBatch: number;
  readonly sweepMs: number;
  /** Rows that one statement of `republish` touches. */
  readonly republishBatch: number;
  /** Stored bytes of manifests that one page of the outbox takes. */
  readonly outboxBytes: number;

  /**
   * Token buckets of moved replicas, over all hubs together: federation-wide, and for each cluster that receives them. A
   * second's worth, and what a full bucket holds.
   */
  readonly movesPerSecond: number;
  readonly movesAtOnce: number;
  readonly clusterMovesPerSecond: number;
  readonly clusterMovesAtOnce: number;

  /** How often a process asks for a lock (`exclusive`) that another one holds. */
  readonly lockPollMs: number;
  /** How often the holder of a lock proves that its session lives. */
  readonly lockProofMs: number;
  /** How long the holder trusts a proof. Less than `lockSilenceMs`, so that it stops before another can begin. */
  readonly lockTrustMs: number;
  /** The server ends the session of a holder that has been silent this long. */
  readonly lockSilenceMs: number;
}

export const DEFAULT_STORE_LIMITS: StoreLimits = {
  poolSize: 8,
  connectTimeoutMs: 5_000,
  statementTimeoutMs: 10_000,
  startTimeoutMs: 30_000,
  attempts: 3,
  proveTimeoutMs: 3_000,
  writeBatch: 64,
  writeBatchBytes: 8 * 1024 * 1024,
  queued: 20_000,
  readBatch: 200,
  planBatch: 64,
  reportBatch: 1_000,
  reportGapMs: 50,
  pollMs: 500,
  progressMs: 1_000,
  notifyGapMs: 5,
  tailBatch: 1_000,
  tailBatchBytes: 8 * 1024 * 1024,
  preload: 1_000,
  ringEntries: 50_000,
  ringBytes: 16 * 1024 * 1024,
  recentObjects: 1_000,
  recentObjectBytes: 4 * 1024 * 1024,
  watchBatch: 256,
  retentionMs: 10 * 60_000,
  retainedChanges: 100_000,
  compactionMs: 30_000,
  compactionBatch: 5_000,
  sweepBatch: 1_000,
  sweepMs: 60_000,
  republishBatch: 5_000,
  outboxBytes: 8 * 1024 * 1024,
  movesPerSecond: 100,
  movesAtOnce: 1_000,
  clusterMovesPerSecond: 50,
  clusterMovesAtOnce: 250,
  lockPollMs: 500,
  lockProofMs: 1_000,
  lockTrustMs: 3_500,
  lockSilenceMs: 5_000,
};
