import { isJsonObject, ownField } from '#libs/apimachinery';
export const isJson = isJsonObject;
/** The object itself (not a copy), or a fresh empty one. */
export function mapOf(value) {
    return isJson(value) ? value : {};
}
export function listOf(value) {
    return Array.isArray(value) ? value : [];
}
/** The elements that are objects. */
export function mapsOf(value) {
    return listOf(value).filter(isJson);
}
export function textOf(value) {
    return typeof value === 'string' ? value : '';
}
/** A scalar as text; '' for anything else. */
export function shownText(value) {
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? String(value)
        : '';
}
export function textsOf(value) {
    return listOf(value).filter((element) => typeof element === 'string');
}
export function numberOf(value) {
    return typeof value === 'number' ? value : undefined;
}
/** Follows keys; undefined as soon as one is missing. */
export function at(value, ...path) {
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
export function ensureMap(parent, key) {
    const present = parent[key];
    if (isJson(present)) {
        return present;
    }
    const created = {};
    parent[key] = created;
    return created;
}
/** Sets `key` where it is absent or null. */
export function setDefault(parent, key, value) {
    parent[key] ??= value;
}
//# sourceMappingURL=json.js.map