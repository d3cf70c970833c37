/** A deep copy that shares nothing. */
export function cloneJson(value) {
    return copy(value);
}
function copy(value) {
    if (typeof value !== 'object' || value === null)
        return value;
    if (Array.isArray(value))
        return value.map(copy);
    const result = {};
    for (const [name, field] of Object.entries(value)) {
        if (name === '__proto__')
            Object.defineProperty(result, name, { value: copy(field), ...OWN });
        else
            result[name] = copy(field);
    }
    return result;
}
/** A key that users choose may be `__proto__`, which a plain assignment would take for the prototype. */
const OWN = { enumerable: true, configurable: true, writable: true };
//# sourceMappingURL=clone-json.js.map