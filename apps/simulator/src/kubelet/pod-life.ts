import { EXIT_CODE, READY, RUN_SECONDS, WAITING_REASON } from '../cluster/annotations.js';
import { type Pod } from '../cluster/pod.js';
import { DEFAULT_RUN_MS, RESTART_BACKOFF_MAX_MS, RESTART_BACKOFF_MS } from '../limits.js';

/** How the containers of a pod live: what they are told by annotations, and what follows from that and the time. Pure. */

export interface PodBehavior {
  /** Undefined: for ever. */
  readonly runMs: number | undefined;
  readonly exitCode: number;
  readonly becomesReady: boolean;
  /** Undefined: they start. */
  readonly waitingReason: string | undefined;
  readonly restarts: 'Always' | 'OnFailure' | 'Never';
}

/** Malformed annotations count as absent. */
export function behaviorOf(pod: Pod): PodBehavior {
  const { annotations = {} } = pod.metadata;
  const policy = pod.spec['restartPolicy'];
  const restarts = policy === 'Never' || policy === 'OnFailure' ? policy : 'Always';
  const seconds = numberOf(annotations[RUN_SECONDS]);
  return {
    runMs: seconds === undefined ? (restarts === 'Always' ? undefined : DEFAULT_RUN_MS) : seconds * 1000,
    exitCode: numberOf(annotations[EXIT_CODE]) ?? 0,
    becomesReady: annotations[READY] !== 'false',
    waitingReason: annotations[WAITING_REASON],
    restarts,
  };
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}(\.\d{1,3})?$/.test(text) ? Number(text) : undefined;
}

/** Of a pod's containers, which start and end together. */
export interface Run {
  /** ms; when they started last, or will. */
  readonly startedAt: number;
  /** How often they were started again. */
  readonly restarts: number;
}

export type Life =
  | { readonly kind: 'waits'; readonly reason: string }
  /** `changesInMs`: when they get ready or end; undefined: nothing is to come. */
  | { readonly kind: 'runs'; readonly ready: boolean; readonly changesInMs: number | undefined }
  /** They ended and start again as `next` says. */
  | { readonly kind: 'restarts'; readonly next: Run; readonly endedAt: number }
  | { readonly kind: 'backs-off'; readonly changesInMs: number }
  | { readonly kind: 'ended' };

/** What the containers do now. `readyMs`: from start to ready. */
export function lifeOf(behavior: PodBehavior, run: Run, readyMs: number, now: number): Life {
  if (behavior.waitingReason !== undefined) return { kind: 'waits', reason: behavior.waitingReason };
  const sinceMs = now - run.startedAt;
  if (sinceMs < 0) return { kind: 'backs-off', changesInMs: -sinceMs };
  const endsInMs = (behavior.runMs ?? Infinity) - sinceMs;
  if (endsInMs <= 0) return comesBack(behavior) ? restarted(run, now + endsInMs, now) : { kind: 'ended' };
  const ready = behavior.becomesReady && sinceMs >= readyMs;
  const readyInMs = behavior.becomesReady && !ready ? readyMs - sinceMs : Infinity;
  const nextMs = Math.min(endsInMs, readyInMs);
  return { kind: 'runs', ready, changesInMs: nextMs === Infinity ? undefined : nextMs };
}

function comesBack({ restarts, exitCode }: PodBehavior): boolean {
  return restarts === 'Always' || (restarts === 'OnFailure' && exitCode !== 0);
}

function restarted(run: Run, endedAt: number, now: number): Life {
  const startedAt = now + backoffMs(run.restarts);
  return { kind: 'restarts', next: { startedAt, restarts: run.restarts + 1 }, endedAt };
}

/** Before the next start of what was started again `restarts` times: the first is at once, as a kubelet does it. */
function backoffMs(restarts: number): number {
  return restarts === 0 ? 0 : Math.min(RESTART_BACKOFF_MAX_MS, RESTART_BACKOFF_MS * 2 ** (restarts - 1));
}
