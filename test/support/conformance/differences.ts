import { isRecord } from './recordings.js';

/** One place where two answers differ, after times, uids, versions and addresses were taken out. */
export interface Difference {
  /** As in `metadata.labels.app`, `rows[0].cells[3]`. */
  readonly path: string;
  readonly recorded: unknown;
  readonly ours: unknown;
}

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, '<time>'],
  [/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, '<uid>'],
  [/^((\d+[dhms])+|<invalid>)$/, '<age>'],
  [/^10\.\d+\.\d+\.\d+$/, '<ip>'],
  [/^gen-[a-z0-9]{5}$/, 'gen-<suffix>'],
];

/** A copy of an answer in which everything that cannot be the same twice is replaced by what it is. */
export function normalized(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return normalText(value, key);
  if (Array.isArray(value)) {
    const items = value.map((item) => normalized(item));
    return key === 'managedFields' ? items.sort(byText) : items;
  }
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, normalized(item, name)]));
}

function normalText(text: string, key: string): string {
  if (key === 'resourceVersion') return '<version>';
  if (key === 'continue') return '<continue>';
  return PATTERNS.find(([pattern]) => pattern.test(text))?.[1] ?? text;
}

function byText(a: unknown, b: unknown): number {
  const [left, right] = [JSON.stringify(sorted(a)), JSON.stringify(sorted(b))];
  return left < right ? -1 : Number(left > right);
}

function sorted(value: unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

/** Every place where they differ; a missing field is undefined. */
export function differences(recorded: unknown, ours: unknown, path = ''): Difference[] {
  if (Array.isArray(recorded) && Array.isArray(ours)) {
    const length = Math.max(recorded.length, ours.length);
    return Array.from({ length }, (_, index) =>
      differences(recorded[index], ours[index], `${path}[${index}]`),
    ).flat();
  }
  if (isRecord(recorded) && isRecord(ours)) {
    const names = [...new Set([...Object.keys(recorded), ...Object.keys(ours)])];
    return names.flatMap((name) =>
      differences(recorded[name], ours[name], path === '' ? name : `${path}.${name}`),
    );
  }
  return Object.is(recorded, ours) ? [] : [{ path, recorded, ours }];
}
