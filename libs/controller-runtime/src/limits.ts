/** What a loop may hold and how long it may take. */
export interface LoopLimits {
  /** Distinct keys waiting, delayed or running; beyond it new keys are refused and a resync is owed. */
  readonly keys: number;
  /** First retry delay; doubles with each failure of the same key. */
  readonly backoffBaseMs: number;
  readonly backoffMaxMs: number;
  /** One run; its signal aborts then. The key stays in hand until the run has really ended. */
  readonly runMs: number;
  /** How long stop() waits for the keys in hand. */
  readonly stopMs: number;
}

export const DEFAULT_LOOP_LIMITS: LoopLimits = {
  keys: 200_000,
  backoffBaseMs: 50,
  backoffMaxMs: 60_000,
  runMs: 60_000,
  stopMs: 8_000,
};

/** How an informer paces itself when its source fails. */
export interface InformerLimits {
  readonly backoffBaseMs: number;
  readonly backoffMaxMs: number;
}

export const DEFAULT_INFORMER_LIMITS: InformerLimits = { backoffBaseMs: 100, backoffMaxMs: 30_000 };
