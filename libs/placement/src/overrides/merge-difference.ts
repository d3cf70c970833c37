import { deepEqual, isJsonObject, setField, type JsonObject } from '#libs/apimachinery';

/**
 * The merge patch (RFC 7386) that makes `to` out of `from`: lists are replaced as a whole, what is not in `to` is null. A null
 * in `to` counts as absent, as it does for Kubernetes; no merge patch can say it.
 */
export function mergeDifference(from: JsonObject, to: JsonObject): JsonObject {
  const patch: JsonObject = {};
  for (const key of Object.keys(from))
    if (isThere(from[key]) && !isThere(own(to, key))) setField(patch, key, null);
  for (const key of Object.keys(to)) {
    const before = own(from, key);
    const after = to[key];
    if (!isThere(after) || deepEqual(before, after)) continue;
    if (!isJsonObject(before) || !isJsonObject(after)) setField(patch, key, after);
    else {
      const inner = mergeDifference(before, after);
      if (Object.keys(inner).length > 0) setField(patch, key, inner);
    }
  }
  return patch;
}

/**
 * One merge patch that does what `first` and then `second` do. `first` has no object where `second` has a plain value or null
 * that it could not replace: whatever `second` says wins.
 */
export function composePatches(first: JsonObject, second: JsonObject): JsonObject {
  const composed: JsonObject = { ...first };
  for (const key of Object.keys(second)) {
    const before = own(first, key);
    const after = second[key];
    const both = isJsonObject(before) && isJsonObject(after);
    setField(composed, key, both ? composePatches(before, after) : after);
  }
  return composed;
}

function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}
