/** Conditions as the API conventions describe them ("Typical status properties"). */

export type ConditionStatus = 'True' | 'False' | 'Unknown';

export interface Condition {
  readonly type: string;
  readonly status: ConditionStatus;
  readonly reason?: string;
  readonly message?: string;
  /** RFC 3339; when `status` last changed. */
  readonly lastTransitionTime?: string;
  readonly observedGeneration?: number;
}

/** A condition to set; the transition time is worked out. */
export type NewCondition = Omit<Condition, 'lastTransitionTime'>;

/** RFC 3339 in UTC with whole seconds, as object metadata has it. `now` in ms since the epoch. */
export function formatTime(now: number): string {
  const second = Math.floor(now / 1000);
  // Every write asks for it, mostly within the same second.
  if (second !== latest.second) latest = { second, text: `${new Date(now).toISOString().slice(0, 19)}Z` };
  return latest.text;
}
let latest = { second: NaN, text: '' };

export function findCondition<C extends { readonly type: string }>(
  conditions: readonly C[] | undefined,
  type: string,
): C | undefined {
  return conditions?.find((condition) => condition.type === type);
}

export function isConditionTrue(
  conditions: readonly { readonly type: string; readonly status: string }[] | undefined,
  type: string,
): boolean {
  return findCondition(conditions, type)?.status === 'True';
}

/**
 * The conditions with this one set, in place where it was, else at the end. lastTransitionTime moves only when the status
 * changes. The same array comes back when nothing changes, so that a caller can tell by `===`. `now` in ms.
 */
export function setCondition(
  conditions: readonly Condition[] | undefined,
  condition: NewCondition,
  now: number,
): readonly Condition[] {
  const current = conditions ?? [];
  const index = current.findIndex((one) => one.type === condition.type);
  const before = current[index];
  if (before !== undefined && sameCondition(before, condition)) return current;
  const lastTransitionTime =
    before?.status === condition.status && before.lastTransitionTime !== undefined
      ? before.lastTransitionTime
      : formatTime(now);
  const next: Condition = { ...condition, lastTransitionTime };
  return before === undefined ? [...current, next] : current.with(index, next);
}

/** The conditions without this type; the same array when it was not there. */
export function removeCondition(
  conditions: readonly Condition[] | undefined,
  type: string,
): readonly Condition[] {
  const current = conditions ?? [];
  return findCondition(current, type) ? current.filter((one) => one.type !== type) : current;
}

function sameCondition(before: Condition, after: NewCondition): boolean {
  return (
    before.status === after.status &&
    before.reason === after.reason &&
    before.message === after.message &&
    before.observedGeneration === after.observedGeneration &&
    before.lastTransitionTime !== undefined
  );
}
