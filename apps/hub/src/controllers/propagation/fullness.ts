import { isQuantity, parseQuantity, quantityToNumber } from '#libs/apimachinery';
import { type ClusterView, type Quantities } from './cluster-view.js';
import { FREED_PART, FULL_DOUBLINGS, FULL_HOLD_MS, FULL_LOOK_MS } from './limits.js';

/** That pods of an object could not be scheduled in a member: how many fit, and what was free then. */
export interface Full {
  readonly fits: number;
  /** Hub's clock, ms. */
  readonly at: number;
  /** How often in a row it turned out to be full still. */
  readonly times: number;
  readonly free: Readonly<Record<string, number>>;
  /** Not for want of room: they were not ready for too long. */
  readonly ill?: true;
}

export interface Fullness {
  /** To be remembered; undefined: nothing. */
  readonly memory: Full | undefined;
  /** Most that fits, as far as is known. */
  readonly capacity: number | undefined;
  readonly lookInMs: number | undefined;
}

export interface Observed {
  readonly given: number;
  /** From a report about what is given now; undefined: there is none yet. */
  readonly workload: { readonly ready: number; readonly unschedulable: number } | undefined;
  /** Of what is given, so many are not ready for too long, as a policy has it. */
  readonly ill?: number;
}

const UNKNOWN: Fullness = { memory: undefined, capacity: undefined, lookInMs: undefined };
/** What keeps pods Pending, in the end. */
const RESOURCES = ['cpu', 'memory'] as const;

/**
 * How many replicas of an object fit in a member, by what became of those that it was given. Pods that stay Pending lower it
 * at once. It rises again, all the way, only after a hold that doubles each time it turns out to be too early, or when the
 * member reports that enough has become free: so nothing goes to and fro.
 */
export function fullness(
  before: Full | undefined,
  { given, workload, ill = 0 }: Observed,
  cluster: ClusterView,
  now: number,
): Fullness {
  const holds = before !== undefined && now < endOf(before) && !hasFreed(before, cluster);
  if (workload === undefined || (workload.unschedulable === 0 && ill === 0))
    return before ? quiet(before, { given, workload }, holds, now) : UNKNOWN;
  const away = Math.max(workload.unschedulable, ill);
  const fits = Math.max(Math.min(workload.ready, given), given - away, 0);
  if (holds && fits >= before.fits) return applied(before, now);
  const times = before ? before.times + Number(!holds) : 1;
  const isIll = ill > workload.unschedulable;
  return applied({ fits, at: now, times, free: freeIn(cluster), ...(isIll ? { ill: true } : {}) }, now);
}

/** Nothing is Pending (or nothing was said): how long the memory lasts. */
function quiet(before: Full, { given, workload }: Observed, holds: boolean, now: number): Fullness {
  // More run than were thought to fit.
  if (workload && given > before.fits && workload.ready >= given) return UNKNOWN;
  if (holds) return applied(before, now);
  // Remembered for another hold, so that the next time counts as one more.
  const forgetInMs = before.at + 2 * holdOf(before) - now;
  return forgetInMs > 0 ? { memory: before, capacity: undefined, lookInMs: forgetInMs } : UNKNOWN;
}

function applied(memory: Full, now: number): Fullness {
  const lookInMs = Math.max(1, Math.min(FULL_LOOK_MS, endOf(memory) - now));
  return { memory, capacity: memory.fits, lookInMs };
}

function holdOf({ times }: Full): number {
  return FULL_HOLD_MS * 2 ** Math.min(times - 1, FULL_DOUBLINGS);
}

function endOf(memory: Full): number {
  return memory.at + holdOf(memory);
}

function hasFreed(memory: Full, cluster: ClusterView): boolean {
  if (memory.ill) return false;
  const free = freeIn(cluster);
  return RESOURCES.some((name) => {
    const [then, now] = [memory.free[name], free[name]];
    if (then === undefined || now === undefined) return false;
    return now - then >= FREED_PART * amount(cluster.allocatable, name) && now > then;
  });
}

function freeIn({ allocatable, requested }: ClusterView): Record<string, number> {
  if (!allocatable) return {};
  return Object.fromEntries(
    RESOURCES.map((name) => [name, amount(allocatable, name) - amount(requested, name)]),
  );
}

/** 0 for what is not told, or not as a quantity: it comes from outside. */
function amount(quantities: Quantities | undefined, name: string): number {
  const value = quantities?.[name];
  return isQuantity(value) ? quantityToNumber(parseQuantity(value)) : 0;
}
