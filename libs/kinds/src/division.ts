import { getPath, withPath, type KubeObject } from '#libs/apimachinery';
import { type JsonMap } from './member-values.js';

/** Numbers of an object that are divided over its members, as data of its kind, and how a share becomes a member's values. */

/** One number of which every member gets a part of its own. */
export interface DividedField {
  readonly path: readonly string[];
  /** What the object means when it does not say; undefined: then no member is told any. */
  readonly initial: number | undefined;
  /** A member with a share gets at least this; `share`: at least as much as its share; `exact`: that and no more. */
  readonly least: 0 | 1 | 'share' | 'exact';
  /** ... and at most its share. */
  readonly atMostShare?: true;
}

export interface Division {
  /** The annotation that says how; the even division where it is absent. */
  readonly preferences?: string;
  /** What there is to divide. */
  readonly total: (object: KubeObject) => number;
  readonly fields: readonly DividedField[];
  /** What the patch of an earlier plan gave. Undefined: nothing. */
  readonly given: (patch: JsonMap | undefined) => number | undefined;
  /**
   * What kind of thing it is. replicas: moved step by step, and a copy that gets none stays, at 0. bounds: of an autoscaler,
   * which follows what it scales. work: it ends, and a part once given is not divided again.
   */
  readonly of: 'replicas' | 'bounds' | 'work';
}

/** A share in numbers: what each member's manifest has in place of the object's. Members with 0 get 0 of everything. */
export function sharePatches(
  division: Pick<Division, 'fields'>,
  object: KubeObject,
  shares: ReadonlyMap<string, number>,
): ReadonlyMap<string, JsonMap> {
  const patches = new Map<string, JsonMap>([...shares.keys()].map((cluster) => [cluster, {}]));
  for (const field of division.fields) {
    const total = numberAt(object, field);
    // A zero that nobody has to be told is what members mean anyway.
    if (total === undefined || (total === 0 && field.least === 0)) continue;
    for (const [cluster, part] of partsOf(total, shares, field))
      patches.set(cluster, withPath(patches.get(cluster) ?? {}, field.path, part));
  }
  return patches;
}

/** The number that an object says, or means; undefined: none. */
export function numberAt(
  object: KubeObject,
  field: Pick<DividedField, 'path' | 'initial'>,
): number | undefined {
  const value = getPath(object, field.path) ?? field.initial;
  return typeof value === 'number' ? value : undefined;
}

interface Part {
  readonly cluster: string;
  readonly share: number;
  readonly low: number;
  readonly high: number;
  value: number;
  readonly rest: number;
}

/**
 * `total` in proportion to the shares, within the bounds of each, by largest remainder (ties: larger share, then name). The
 * parts add up to `total` wherever the bounds allow it; where they do not, they are as close as can be.
 */
export function partsOf(
  total: number,
  shares: ReadonlyMap<string, number>,
  { least, atMostShare }: Pick<DividedField, 'least' | 'atMostShare'>,
): ReadonlyMap<string, number> {
  const sum = [...shares.values()].reduce((a, b) => a + b, 0);
  const parts = [...shares].map(([cluster, share]): Part => {
    const ideal = sum === 0 ? 0 : (total * share) / sum;
    const low = share === 0 ? 0 : typeof least === 'number' ? least : share;
    const high = share === 0 ? 0 : atMostShare || least === 'exact' ? share : Infinity;
    const value = Math.min(high, Math.max(low, Math.floor(ideal)));
    return { cluster, share, low, high, value, rest: ideal - Math.floor(ideal) };
  });
  const order = [...parts].sort(
    (a, b) => b.rest - a.rest || b.share - a.share || (a.cluster < b.cluster ? -1 : 1),
  );
  let left = total - parts.reduce((given, { value }) => given + value, 0);
  left = spread(order, left, (part) => part.value < part.high, 1);
  spread(order.reverse(), left, (part) => part.value > part.low, -1);
  return new Map(parts.map(({ cluster, value }) => [cluster, value]));
}

/** Gives (or takes) one each, in rounds, while something is left and somebody can; answers what is left. */
function spread(order: readonly Part[], left: number, can: (part: Part) => boolean, step: 1 | -1): number {
  let rest = left;
  for (let moved = true; moved && rest * step > 0;) {
    moved = false;
    for (const part of order) {
      if (rest * step <= 0) break;
      if (part.share === 0 || !can(part)) continue;
      part.value += step;
      rest -= step;
      moved = true;
    }
  }
  return rest;
}

const REPLICAS: DividedField = { path: ['spec', 'replicas'], initial: 1, least: 'exact' };

/** Kinds with spec.replicas. */
export function dividedReplicas(preferences: string | undefined, ...more: readonly DividedField[]): Division {
  return {
    ...(preferences === undefined ? {} : { preferences }),
    total: (object) => numberAt(object, REPLICAS) ?? 1,
    fields: [REPLICAS, ...more],
    given: countIn(REPLICAS.path),
    of: 'replicas',
  };
}

/** The pods below the partition stay at the old revision: of each cluster its part of them, so that a canary is one pod in all. */
export const PARTITION: DividedField = {
  path: ['spec', 'updateStrategy', 'rollingUpdate', 'partition'],
  initial: undefined,
  least: 0,
  atMostShare: true,
};

const MAX_REPLICAS_FIELD: DividedField = {
  path: ['spec', 'maxReplicas'],
  initial: undefined,
  least: 'exact',
};
const MIN_REPLICAS_FIELD: DividedField = {
  path: ['spec', 'minReplicas'],
  initial: 1,
  least: 1,
  atMostShare: true,
};

/** An autoscaler's maximum is divided, and its minimum after it: at least 1 each, as the API asks. */
export const DIVIDED_AUTOSCALER: Division = {
  total: (object) => numberAt(object, MAX_REPLICAS_FIELD) ?? 0,
  fields: [MAX_REPLICAS_FIELD, MIN_REPLICAS_FIELD],
  given: countIn(MAX_REPLICAS_FIELD.path),
  of: 'bounds',
};

export function countIn(path: readonly string[]): (patch: JsonMap | undefined) => number | undefined {
  return (patch) => {
    const value = getPath(patch, path);
    return typeof value === 'number' ? value : undefined;
  };
}
