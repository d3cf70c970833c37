import { hash } from 'node:crypto';
/**
 * JSON with the keys of every object sorted by code unit and nothing between tokens: equal objects give equal text,
 * so that their hash may stand for them. Undefined members are left out, as JSON.stringify does.
 */
export function canonicalJson(value) {
    if (Array.isArray(value))
        return `[${value.map((item) => (item === undefined ? 'null' : canonicalJson(item))).join(',')}]`;
    if (typeof value !== 'object' || value === null)
        return JSON.stringify(value);
    const members = [];
    const record = value;
    for (const key of Object.keys(record).sort()) {
        if (record[key] !== undefined)
            members.push(`${JSON.stringify(key)}:${canonicalJson(record[key])}`);
    }
    return `{${members.join(',')}}`;
}
/** SHA-256 (hex) of a manifest's canonical text. */
export function manifestHash(text) {
    return hash('sha256', text, 'hex');
}
//# sourceMappingURL=manifest.js.map