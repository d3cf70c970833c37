import { type WorkRow } from '#libs/store';
import { type Full } from './fullness.js';
import { type Ill } from './illness.js';

/**
 * What is remembered of one object in one cluster from plan to plan, in its work row. Nothing where all is as it should be:
 * most rows have none.
 */
export interface PlacementMemory {
  /** Replicas it is meant to have when all members are well, where that is not what it is given. */
  readonly home?: number;
  /** It was lost, and has not been back for long enough to get back what it had. */
  readonly away?: true;
  readonly full?: Full;
  /** Fewer are ready than it was given, without a break. */
  readonly ill?: Ill;
}

/** Written by this hub or another one only. */
export function memoryOf(row: WorkRow | undefined): PlacementMemory {
  return row?.memory ?? {};
}

/** Undefined when there is nothing to remember. */
export function packMemory(memory: {
  readonly given: number;
  readonly home: number;
  readonly away: boolean;
  readonly full: Full | undefined;
  readonly ill?: Ill | undefined;
}): { readonly memory?: Readonly<Record<string, unknown>> } {
  const { given, home, away, full, ill } = memory;
  const kept = {
    ...(home === given ? {} : { home }),
    ...(away ? { away: true } : {}),
    ...(full ? { full } : {}),
    ...(ill ? { ill } : {}),
  };
  return Object.keys(kept).length === 0 ? {} : { memory: kept };
}
