import { isJsonObject, ownField, type JsonObject } from '#libs/apimachinery';

/** Reading plain JSON whose types the server has already checked; absent and null read as empty. */

export type Json = JsonObject;

export const isJson = isJsonObject;

/** The object itself (not a copy), or a fresh empty one. */
export function mapOf(value: unknown): Json {
  return isJson(value) ? value : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The elements that are objects. */
export function mapsOf(value: unknown): readonly Json[] {
  return listOf(value).filter(isJson);
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A scalar as text; '' for anything else. */
export function shownText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}

export function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((element) => typeof element === 'string');
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** Follows keys; undefined as soon as one is missing. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const key of path) {
    if (!isJson(current)) {
      return undefined;
    }
    current = ownField(current, key);
  }
  return current;
}

/** The object under `key`, created where it is missing. */
export function ensureMap(parent: Json, key: string): Json {
  const present = parent[key];
  if (isJson(present)) {
    return present;
  }
  const created: Json = {};
  parent[key] = created;
  return created;
}

/** Sets `key` where it is absent or null. */
export function setDefault(parent: Json, key: string, value: unknown): void {
  parent[key] ??= value;
}
