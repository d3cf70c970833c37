import { isJsonObject, ownField } from './json.js';
/** Whether two JSON values are the same, whatever the order of their keys. A field set to undefined counts as absent. */
export function deepEqual(left, right) {
    if (left === right)
        return true;
    if (Array.isArray(left))
        return Array.isArray(right) && equalArrays(left, right);
    return isJsonObject(left) && isJsonObject(right) && equalObjects(left, right);
}
function equalArrays(left, right) {
    if (left.length !== right.length)
        return false;
    for (let index = 0; index < left.length; index++) {
        if (!deepEqual(left[index], right[index]))
            return false;
    }
    return true;
}
function equalObjects(left, right) {
    let fields = 0;
    for (const key of Object.keys(left)) {
        if (left[key] === undefined)
            continue;
        fields++;
        if (!deepEqual(left[key], ownField(right, key)))
            return false;
    }
    for (const key of Object.keys(right)) {
        if (right[key] !== undefined)
            fields--;
    }
    return fields === 0;
}
//# sourceMappingURL=deep-equal.js.map