import { deepEqual, isJsonObject, setField } from '#libs/apimachinery';
/**
 * The merge patch (RFC 7386) that makes `to` out of `from`: lists are replaced as a whole, what is not in `to` is null. A null
 * in `to` counts as absent, as it does for Kubernetes; no merge patch can say it.
 */
export function mergeDifference(from, to) {
    const patch = {};
    for (const key of Object.keys(from))
        if (isThere(from[key]) && !isThere(own(to, key)))
            setField(patch, key, null);
    for (const key of Object.keys(to)) {
        const before = own(from, key);
        const after = to[key];
        if (!isThere(after) || deepEqual(before, after))
            continue;
        if (!isJsonObject(before) || !isJsonObject(after))
            setField(patch, key, after);
        else {
            const inner = mergeDifference(before, after);
            if (Object.keys(inner).length > 0)
                setField(patch, key, inner);
        }
    }
    return patch;
}
/**
 * One merge patch that does what `first` and then `second` do. `first` has no object where `second` has a plain value or null
 * that it could not replace: whatever `second` says wins.
 */
export function composePatches(first, second) {
    const composed = { ...first };
    for (const key of Object.keys(second)) {
        const before = own(first, key);
        const after = second[key];
        const both = isJsonObject(before) && isJsonObject(after);
        setField(composed, key, both ? composePatches(before, after) : after);
    }
    return composed;
}
function own(object, key) {
    return Object.hasOwn(object, key) ? object[key] : undefined;
}
function isThere(value) {
    return value !== undefined && value !== null;
}
//# sourceMappingURL=merge-difference.js.map