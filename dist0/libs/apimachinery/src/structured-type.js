import { canonicalJson } from './canonical-json.js';
import { deepEqual } from './deep-equal.js';
import { isJsonObject, ownField } from './json.js';
import { compareQuantities, isQuantity, parseQuantity } from './quantity.js';
import {} from './type-schema.js';
/** Whether objects of this type merge field by field. */
export function mergesObjects(schema) {
    switch (schema?.kind) {
        case undefined:
            return true;
        case 'struct':
        case 'map':
            return !schema.atomic;
        case 'scalar':
            return schema.type === 'any';
        case 'list':
            return false;
    }
}
/** The schema of a list whose items merge one by one; undefined for all other types. */
export function mergingList(schema) {
    return schema?.kind === 'list' && schema.listType !== 'atomic' ? schema : undefined;
}
/** The field of a struct; undefined for maps and for what the schema does not name. */
export function structField(schema, name) {
    return schema?.kind === 'struct' ? schema.fields.get(name) : undefined;
}
/** The schema of the value at a key of a struct or a map. */
export function valueSchema(schema, name) {
    return schema?.kind === 'map' ? schema.value() : structField(schema, name)?.schema();
}
/**
 * What a field that is absent in JSON holds in the Go type: non-pointer structs, and lists and maps without `omitempty`,
 * are always there, so nobody adds or owns them as such.
 */
export function impliedValue(field) {
    if (field?.protobuf === undefined || field.pointer === true)
        return undefined;
    const schema = field.schema();
    if (schema.kind === 'struct')
        return schema.atomic ? undefined : {};
    if (field.omitEmpty === true)
        return undefined;
    if (schema.kind === 'map')
        return {};
    return schema.kind === 'list' ? [] : undefined;
}
/** Path element -> item, in the order of the list; undefined when items lack their keys or two are the same. */
export function indexList(items, schema) {
    const index = new Map();
    const keys = schema.listType === 'map' ? listKeys(schema) : undefined;
    for (const item of items) {
        const element = keys === undefined ? `v:${canonicalJson(item)}` : keyElement(item, keys);
        if (element === undefined || index.has(element))
            return undefined;
        index.set(element, item);
    }
    return index;
}
/** Leaves compare by value; quantities by amount, so that `1000m` is no change of `1`. */
export function sameLeaf(left, right, schema) {
    if (left === right || deepEqual(left, right))
        return true;
    if (schema?.kind !== 'scalar' || schema.type !== 'quantity')
        return false;
    if (!isQuantity(left) || !isQuantity(right))
        return false;
    return compareQuantities(parseQuantity(left), parseQuantity(right)) === 0;
}
const listKeysOf = new WeakMap();
/** The keys of a list in order of name, with their defaults (`protocol` of a port is TCP unless said). */
function listKeys(schema) {
    const known = listKeysOf.get(schema);
    if (known !== undefined)
        return known;
    const element = schema.element();
    const keys = [...schema.mapKeys]
        .sort()
        .map((name) => ({ name, fallback: structField(element, name)?.default }));
    listKeysOf.set(schema, keys);
    return keys;
}
function keyElement(item, keys) {
    if (!isJsonObject(item))
        return undefined;
    let text = '';
    for (const { name, fallback } of keys) {
        const value = ownField(item, name) ?? fallback ?? undefined;
        if (value === undefined)
            continue;
        text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(value)}`;
    }
    return text === '' ? undefined : `k:{${text}}`;
}
//# sourceMappingURL=structured-type.js.map