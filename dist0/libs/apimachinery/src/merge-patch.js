import { isJsonObject, setField } from './json.js';
/**
 * RFC 7386: fields of the patch replace fields of the target, objects merge, null removes. Gives a new value that shares
 * what did not change; neither input is touched.
 */
export function mergePatch(target, patch) {
    if (!isJsonObject(patch))
        return patch;
    const result = isJsonObject(target) ? { ...target } : {};
    for (const key of Object.keys(patch)) {
        const value = patch[key];
        if (value === null)
            Reflect.deleteProperty(result, key);
        else
            setField(result, key, mergePatch(Object.hasOwn(result, key) ? result[key] : undefined, value));
    }
    return result;
}
//# sourceMappingURL=merge-patch.js.map