import { type PropagationPolicy } from '#libs/placement';
import { type Observed } from './fullness.js';
import { type Role } from './standing.js';

/** Since when fewer replicas of an object are ready in a member than it was given. */
export interface Ill {
  /** Hub's clock, ms. */
  readonly since: number;
  /** What it was given then: with more the time begins anew. */
  readonly given: number;
  /** It was too long: what is not ready is to go elsewhere, whatever becomes of it there. */
  readonly out?: true;
}

export interface Illness {
  /** To be remembered; undefined: all are ready, or nobody asks. */
  readonly memory: Ill | undefined;
  /** Of what is given, so many are not ready for too long. */
  readonly count: number;
  readonly lookInMs: number | undefined;
}

export interface IllnessInput extends Observed {
  readonly before: Ill | undefined;
  readonly role: Role;
  /** Undefined: what is unhealthy stays. */
  readonly policy: PropagationPolicy['application'];
  /** Whether it is the member that is to blame, as far as anybody can tell. */
  readonly isElsewhereWell: boolean;
  readonly now: number;
}

const WELL: Illness = { memory: undefined, count: 0, lookInMs: undefined };

/**
 * How many replicas of an object are to be given up in a member, because they did not become ready for as long as its policy allows
 * (or are ready no more). Members that are not Ready are judged by their own rules.
 */
export function illness(input: IllnessInput): Illness {
  const { before, role, policy, given, workload, isElsewhereWell, now } = input;
  if (!policy || role !== 'takes') return WELL;
  // The newest was not applied yet.
  if (!workload) return { memory: before, count: 0, lookInMs: undefined };
  if (workload.ready >= given) return WELL;
  const memory = before && given <= before.given ? { ...before, given } : { since: now, given };
  const left = memory.since + policy.unhealthyMs - now;
  if (left > 0) return { memory, count: 0, lookInMs: left };
  const isOut = memory.out === true || isElsewhereWell;
  if (!isOut) return { memory, count: 0, lookInMs: undefined };
  return { memory: { ...memory, out: true }, count: given - workload.ready, lookInMs: undefined };
}
