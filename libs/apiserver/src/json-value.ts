/** Plain JSON: copies and comparison without going through text. */

/** A deep copy that shares nothing. */
export function cloneJson<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copy);
  const result: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) {
    if (name === '__proto__') Object.defineProperty(result, name, { value: copy(field), ...OWN });
    else result[name] = copy(field);
  }
  return result;
}

/** A key that users choose may be `__proto__`, which a plain assignment would take for the prototype. */
const OWN = { enumerable: true, configurable: true, writable: true } as const;

/** Whether two JSON values are equal; a field that is undefined counts as absent. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) return sameList(a, b);
  return sameFields(a as Record<string, unknown>, b as Record<string, unknown>);
}

function sameList(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (!sameJson(a[index], b[index])) return false;
  return true;
}

function sameFields(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  for (const name of Object.keys(a)) if (!sameJson(a[name], b[name])) return false;
  for (const name of Object.keys(b)) if (b[name] !== undefined && a[name] === undefined) return false;
  return true;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a dotted path (`.spec.replicas` or `spec.replicas`). */
export function valueAt(object: unknown, path: string): unknown {
  let value = object;
  for (const step of steps(path)) {
    if (!isRecord(value)) return undefined;
    value = value[step];
  }
  return value;
}

/** Sets the value at a dotted path, copying what lies on the way, so that `object` stays as it was. */
export function withValueAt<T extends object>(object: T, path: string, value: unknown): T {
  const [step, ...rest] = steps(path);
  if (step === undefined) return object;
  const fields = object as Record<string, unknown>;
  const child = fields[step];
  const next = rest.length === 0 ? value : withValueAt(isRecord(child) ? child : {}, rest.join('.'), value);
  return { ...object, [step]: next };
}

function steps(path: string): string[] {
  return path.split('.').filter((step) => step !== '');
}

/** RFC 3339 in whole seconds, as metadata carries time. */
export function formatTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
