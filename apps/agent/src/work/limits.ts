/** What the work half of an agent may hold, and how it paces itself. */
export interface WorkLimits {
  /** Objects of one cluster (DESIGN section 8); work beyond is sent back and counted. */
  readonly objects: number;
  /** Finished deletes that are remembered, to refuse older messages about the same object. */
  readonly tombstones: number;
  /** Objects in hand at once. */
  readonly workers: number;
  /** Packed bodies kept in memory until applied, bytes; beyond it they are read back from the checkpoint. */
  readonly bodyBytes: number;
  /** Reports on their way at once. */
  readonly reportsInFlight: number;
  /** Changes of one object within so many ms make one report. */
  readonly reportDelayMs: number;
  /** Reports in a row leave so far apart, all that is due at once; the first at once. */
  readonly reportGapMs: number;
  /** A report that could not be sent is tried again after so long, or when the broker is back. */
  readonly reportRetryMs: number;
  /** Answers that will not change soon (Forbidden, Invalid, foreign object): tried again after so long. */
  readonly slowRetryMs: number;
  /** Kinds that the member does not serve are looked for so often. */
  readonly missingApiMs: number;
  /** An object whose namespace is to be deleted waits so long for its own delete, or for the namespace's return. */
  readonly namespaceWaitMs: number;
  /** First and longest delay while the member cannot be reached. */
  readonly unreachableBaseMs: number;
  readonly unreachableMaxMs: number;
  /** How often a deletion is looked at, beside the watch. */
  readonly deletionPollMs: number;
  /** A deletion that takes longer is reported, with what holds it. */
  readonly deletionSlowMs: number;
  /** `fightLimit`: repairs of one object within `fightWindowMs`; then one per window, and a report that names the rival. */
  readonly fightLimit: number;
  readonly fightWindowMs: number;
  /** How often pods of workloads that are not all ready are looked at, and how many workloads at once. */
  readonly podLookMs: number;
  readonly podLookParallel: number;
  /** A pod must be unschedulable for so long before it counts (federation-v1.md, podanalyzer). */
  readonly unschedulableMs: number;
}

export const DEFAULT_WORK_LIMITS: WorkLimits = {
  objects: 20_000,
  tombstones: 20_000,
  workers: 16,
  bodyBytes: 16 * 1024 * 1024,
  reportsInFlight: 64,
  reportDelayMs: 3,
  reportGapMs: 20,
  reportRetryMs: 1_000,
  slowRetryMs: 60_000,
  missingApiMs: 10_000,
  namespaceWaitMs: 1_000,
  unreachableBaseMs: 200,
  unreachableMaxMs: 30_000,
  deletionPollMs: 2_000,
  deletionSlowMs: 30_000,
  fightLimit: 5,
  fightWindowMs: 60_000,
  podLookMs: 1_000,
  podLookParallel: 4,
  unschedulableMs: 60_000,
};

/** A message for people in a report, characters. */
export const MAX_MESSAGE_CHARS = 1_000;

/** Between two looks for the API of a kind that is the member's own, in ms; where the member does not serve it. */
export const API_RETRY_MS = 2_000;
export const MISSING_API_RETRY_MS = 60_000;
