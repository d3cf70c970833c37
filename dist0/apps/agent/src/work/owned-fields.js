import { hash } from 'node:crypto';
import {} from '#libs/apimachinery';
import { FIELD_MANAGER } from './marks.js';
/**
 * Stands for all fields that we own and their values, as the server shows them. The server's own record of ownership
 * (managedFields) says which fields these are, so that what it defaults or rewrites never looks like drift: a digest is
 * only ever compared with the digest of its answer to our last apply. Whoever changes a field of ours takes it from our
 * record too, so either half of the digest changes. '' when the object shows no field of ours.
 */
export function ownedDigest(object) {
    const ours = object.metadata.managedFields?.find(isOurs);
    if (!ours?.fieldsV1)
        return '';
    // One call over one text: this runs for every event of every object.
    return hash('sha1', fieldsText(ours.fieldsV1, object), 'base64');
}
/** Whether the annotation is as we set it: whoever changes it takes it from our record. */
export function ownsAnnotation(object, name) {
    const fields = object.metadata.managedFields?.find(isOurs)?.fieldsV1;
    return fields?.['f:metadata']?.['f:annotations']?.[`f:${name}`] !== undefined;
}
/** Who else wrote to the object last, for people: `kubectl-edit`, or 'someone unknown'. */
export function lastRival(object) {
    const others = (object.metadata.managedFields ?? []).filter((entry) => !isOurs(entry) && entry.subresource === undefined);
    const last = others.reduce((newest, entry) => ((entry.time ?? '') >= (newest?.time ?? '') ? entry : newest), undefined);
    return last?.manager ?? 'someone unknown';
}
function isOurs(entry) {
    return entry.manager === FIELD_MANAGER && entry.operation === 'Apply' && entry.subresource === undefined;
}
/** The FieldsV1 grammar: `f:` a field, `k:` a list element by its keys, `v:` by its value, `i:` by index, `.` itself. */
function fieldsText(fields, value) {
    let text = '';
    for (const name of Object.keys(fields).sort()) {
        text += name;
        if (name === '.') {
            text += value === undefined ? '-' : '+';
            continue;
        }
        const child = childOf(value, name);
        const below = fields[name];
        text += isLeaf(below) ? sortedJson(child) : `{${fieldsText(below, child)}}`;
    }
    return text;
}
function isLeaf(fields) {
    for (const _ in fields)
        return false;
    return true;
}
function childOf(value, name) {
    const rest = name.slice(2);
    switch (name.slice(0, 2)) {
        case 'f:':
            return typeof value === 'object' && value !== null ? value[rest] : undefined;
        case 'k:':
            return Array.isArray(value) ? elementByKeys(value, JSON.parse(rest)) : undefined;
        case 'v:':
            return Array.isArray(value) && value.some((item) => sortedJson(item) === sortedJson(JSON.parse(rest)))
                ? rest
                : undefined;
        case 'i:':
            return Array.isArray(value) ? value[Number(rest)] : undefined;
        default:
            return undefined;
    }
}
function elementByKeys(list, keys) {
    const names = Object.keys(keys);
    return list.find((item) => typeof item === 'object' &&
        item !== null &&
        names.every((name) => sortedJson(item[name]) === sortedJson(keys[name])));
}
/** JSON with sorted keys; '' for what is absent. */
function sortedJson(value) {
    if (value === undefined)
        return '';
    if (typeof value !== 'object' || value === null)
        return JSON.stringify(value);
    if (Array.isArray(value))
        return `[${value.map(sortedJson).join(',')}]`;
    const record = value;
    return `{${Object.keys(record)
        .sort()
        .map((key) => `${JSON.stringify(key)}:${sortedJson(record[key])}`)
        .join(',')}}`;
}
//# sourceMappingURL=owned-fields.js.map