import { isJsonObject } from './json.js';
/** JSON text with sorted keys and no spaces: equal values give equal text, so it can be hashed. Undefined fields are left out. */
export function canonicalJson(value) {
    if (Array.isArray(value)) {
        return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
    }
    if (!isJsonObject(value))
        return JSON.stringify(value ?? null);
    const fields = [];
    for (const key of Object.keys(value).sort()) {
        if (value[key] !== undefined)
            fields.push(`${JSON.stringify(key)}:${canonicalJson(value[key])}`);
    }
    return `{${fields.join(',')}}`;
}
//# sourceMappingURL=canonical-json.js.map