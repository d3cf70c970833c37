/** What a run of a reconciler asks for. There is no "again at once": throw, and the queue backs off. */
export type Result =
  | { readonly kind: 'done' }
  /** Run again in `ms` even if nothing happens; `reason` is shown at the debug endpoint. */
  | { readonly kind: 'requeueAfter'; readonly ms: number; readonly reason: string };

export const done: Result = { kind: 'done' };

export function requeueAfter(ms: number, reason: string): Result {
  return { kind: 'requeueAfter', ms, reason };
}

/**
 * Makes the world match what is wanted for one key. The key holds names only, never an event or an object: whatever woke
 * it may be old, so it reads the present. Throw to be retried with growing delay; throw TerminalError to be left alone
 * until the next wake-up. `signal` aborts when the loop stops or the run took too long.
 */
export interface Reconciler {
  reconcile(key: string, signal: AbortSignal): Promise<Result>;
}

/** Repeating would fail the same way (a malformed object, a refusal): logged and counted, never retried. */
export class TerminalError extends Error {
  override readonly name = 'TerminalError';
}
