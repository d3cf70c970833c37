/** How the agent compares itself with the hub. */
export interface AuditLimits {
  /** How often a digest goes out, ms; a little more or less, so that a fleet does not speak at once. */
  readonly everyMs: number;
  /** No work came and no report waited for so long, ms: nothing is on its way. After `everyMs` it goes out all the same. */
  readonly quietMs: number;
}

export const DEFAULT_AUDIT_LIMITS: AuditLimits = { everyMs: 60_000, quietMs: 2_000 };

/** Member objects with our mark, of which no work is known, that are remembered. */
export const MAX_ORPHANS = 1_000;
