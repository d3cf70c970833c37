/** Small helpers over parsed JSON; everything here leaves its input alone. */
export function isJsonObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/**
 * Sets an own field, also one called `__proto__`: a plain assignment would replace the prototype instead, and users
 * choose the keys of labels and data.
 */
export function setField(target, key, value) {
    if (key === '__proto__') {
        Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
    }
    else {
        target[key] = value;
    }
}
/** The own field of an object; never something inherited (`constructor`, `toString`). */
export function ownField(target, key) {
    return Object.hasOwn(target, key) ? target[key] : undefined;
}
//# sourceMappingURL=json.js.map