/** Reading what members say: it comes from outside, and a value of another type than its field has counts as absent. */

export type JsonMap = Readonly<Record<string, unknown>>;

/** What one placed member says about one object. */
export interface MemberStatus {
  readonly cluster: string;
  /** The member object's `.status`; undefined: nothing reported yet. */
  readonly status: JsonMap | undefined;
  /** The member has applied the newest work for it, and its controllers have observed that. */
  readonly current: boolean;
}

export const MAX_INT32 = 2 ** 31 - 1;

/** As metav1.Time is written. */
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

export function mapOf(value: unknown): JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonMap) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A counter; 0 for whatever else stands there, for it would break typed clients' lists. */
export function numberAt(map: JsonMap | undefined, field: string): number {
  return countAt(map, field) ?? 0;
}

export function countAt(map: JsonMap | undefined, field: string): number | undefined {
  const value = map?.[field];
  const whole = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_INT32;
  return whole ? value : undefined;
}

export function textAt(map: JsonMap | undefined, field: string): string {
  const value = map?.[field];
  return typeof value === 'string' ? value : '';
}

export function timeAt(map: JsonMap | undefined, field: string): string | undefined {
  const text = textAt(map, field);
  return TIME.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
}
