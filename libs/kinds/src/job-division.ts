import { getPath, type KubeObject } from '#libs/apimachinery';
import { countIn, numberAt, type DividedField, type Division } from './division.js';
import { type JsonMap } from './member-values.js';

/** How a Job comes apart: into completions, and into how many run at once. */

const PARALLELISM: DividedField = { path: ['spec', 'parallelism'], initial: 1, least: 'share' };
const COMPLETIONS: DividedField = { path: ['spec', 'completions'], initial: undefined, least: 'share' };

/** What a Job asks for, as its division sees it. */
export interface JobNumbers {
  readonly parallelism: number;
  readonly completions: number | undefined;
  /** Indexes are names of pieces of work: every cluster would begin with 0, so one cluster has the whole Job. */
  readonly whole: boolean;
  /** Without completions: pods take from a queue until one finds it empty. */
  readonly queue: boolean;
  /** Parts that run at once: no cluster gets completions and nobody to work on them, or the other way round. */
  readonly slots: number;
  /** What there is to be done in all: completions; 1 for a Job that stays whole; for a queue the parallelism. */
  readonly units: number;
  /** Units that the patch of an earlier plan gave. */
  readonly given: (patch: JsonMap | undefined) => number;
}

export function jobNumbers(object: KubeObject): JobNumbers {
  const parallelism = numberAt(object, PARALLELISM) ?? 1;
  const completions = numberAt(object, COMPLETIONS);
  const whole = getPath(object, ['spec', 'completionMode']) === 'Indexed';
  const base = { parallelism, completions, whole, queue: completions === undefined };
  if (whole) return { ...base, slots: Math.min(1, parallelism), units: 1, given: () => 1 };
  if (completions === undefined) {
    const given = (patch: JsonMap | undefined): number => countIn(PARALLELISM.path)(patch) ?? 0;
    return { ...base, slots: parallelism, units: parallelism, given };
  }
  const given = (patch: JsonMap | undefined): number => countIn(COMPLETIONS.path)(patch) ?? 0;
  return { ...base, slots: Math.min(parallelism, completions), units: completions, given };
}

/** What one member's Job says in place of the object's numbers. */
export function jobPatch(
  job: JobNumbers,
  part: { readonly parallelism: number; readonly completions: number },
): JsonMap {
  const { parallelism } = part;
  if (job.queue) return { spec: { parallelism } };
  return { spec: { parallelism, completions: job.whole ? job.completions : part.completions } };
}

export function dividedJob(preferences: string): Division {
  const parallelism = countIn(PARALLELISM.path);
  const completions = countIn(COMPLETIONS.path);
  return {
    preferences,
    total: (object) => jobNumbers(object).slots,
    fields: [PARALLELISM, COMPLETIONS],
    given: (patch) => {
      const count = parallelism(patch);
      return count === undefined ? undefined : Math.min(count, completions(patch) ?? Infinity);
    },
    of: 'work',
  };
}
