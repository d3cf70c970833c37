import { isJsonObject, ownField, setField } from './json.js';
import { StatusError } from './status-error.js';
import { mergeKeyedList, mergePrimitiveList } from './strategic-merge-list.js';
import {} from './type-schema.js';
/** Strategic merge patch: JSON merge patch that knows which lists merge, and directives for what that cannot say. */
const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const ORDER_PREFIX = '$setElementOrder/';
const DELETE_PREFIX = '$deleteFromPrimitiveList/';
/**
 * Applies a strategic merge patch by the schema of the object (`patchStrategy`, `patchMergeKey`). Gives a new object that
 * shares what did not change. Throws BadRequest when the patch is malformed: no object, a list item without its merge key,
 * an unknown directive.
 */
export function strategicMergePatch(object, patch, schema) {
    if (!isJsonObject(patch))
        throw badPatch('the patch is no object');
    return mergeObject(object, patch, schema);
}
/** Merges into an object (a struct or a map). `schema` undefined: nothing is known, so plain merge patch rules hold. */
function mergeObject(target, patch, schema) {
    const directive = patch[DIRECTIVE];
    if (directive === 'delete')
        return {};
    if (directive !== undefined && directive !== 'replace' && directive !== 'merge') {
        throw badPatch(`unknown patch directive ${JSON.stringify(directive)}`);
    }
    const result = directive === 'replace' ? {} : retained(target, patch);
    for (const key of Object.keys(patch)) {
        if (key.startsWith('$'))
            continue;
        const value = patch[key];
        if (value === null)
            Reflect.deleteProperty(result, key);
        else
            setField(result, key, mergeField(key, ownField(result, key), patch, schema));
    }
    mergeListDirectives(result, patch, schema);
    return result;
}
function mergeField(key, current, patch, schema) {
    const value = patch[key];
    const child = childSchema(schema, key);
    if (Array.isArray(value))
        return mergeList(current, value, { patch, key, schema: child });
    if (!isJsonObject(value))
        return value;
    if (child !== undefined && !isGranular(child))
        return dropDirectives(value);
    return mergeObject(isJsonObject(current) ? current : {}, value, child?.schema());
}
function mergeList(current, items, field) {
    const schema = field.schema?.schema();
    const strategies = strategiesOf(field.schema, schema);
    if (schema?.kind !== 'list' || !strategies.includes('merge'))
        return items;
    const live = Array.isArray(current) ? current : [];
    const order = listDirective(field.patch, ORDER_PREFIX, field.key);
    if (schema.patchMergeKey !== undefined) {
        const element = schema.element();
        return mergeKeyedList(live, items, {
            mergeKey: schema.patchMergeKey,
            order,
            merge: (target, patch) => mergeObject(target, patch, element),
        });
    }
    const removed = listDirective(field.patch, DELETE_PREFIX, field.key) ?? [];
    return mergePrimitiveList(live, items, { removed, order });
}
/** `$setElementOrder/x` and `$deleteFromPrimitiveList/x` may come without `x` itself. */
function mergeListDirectives(result, patch, schema) {
    for (const directive of Object.keys(patch)) {
        const key = listOfDirective(directive);
        if (key === undefined || Object.hasOwn(patch, key))
            continue;
        const current = ownField(result, key);
        if (!Array.isArray(current))
            continue;
        setField(result, key, mergeList(current, [], { patch, key, schema: childSchema(schema, key) }));
    }
}
function listOfDirective(directive) {
    const prefix = [ORDER_PREFIX, DELETE_PREFIX].find((one) => directive.startsWith(one));
    return prefix === undefined ? undefined : directive.slice(prefix.length);
}
function listDirective(patch, prefix, key) {
    const value = patch[prefix + key];
    if (value === undefined || value === null)
        return undefined;
    if (!Array.isArray(value))
        throw badPatch(`${prefix}${key} must be a list`);
    return value;
}
/** What `$retainKeys` leaves of the target; it must name every field that the patch sets. */
function retained(target, patch) {
    const keys = patch[RETAIN_KEYS];
    if (keys === undefined)
        return { ...target };
    if (!Array.isArray(keys))
        throw badPatch('$retainKeys must be a list of field names');
    const keep = new Set(keys);
    for (const key of Object.keys(patch)) {
        if (!key.startsWith('$') && !keep.has(key))
            throw badPatch(`$retainKeys does not name field "${key}"`);
    }
    return Object.fromEntries(Object.entries(target).filter(([key]) => keep.has(key)));
}
function childSchema(schema, key) {
    if (schema?.kind === 'struct')
        return schema.fields.get(key);
    return schema?.kind === 'map' ? { schema: schema.value } : undefined;
}
/** Untyped subtrees (RawExtension) merge field by field, like structs and maps; scalars do not. */
function isGranular(field) {
    const schema = field.schema();
    if (field.patchStrategy?.includes('replace') === true)
        return false;
    return schema.kind !== 'scalar' || schema.type === 'any';
}
function strategiesOf(field, schema) {
    return field?.patchStrategy ?? schema?.patchStrategy ?? [];
}
function dropDirectives(value) {
    const kept = Object.entries(value).filter(([key]) => !key.startsWith('$'));
    return kept.length === Object.keys(value).length ? value : Object.fromEntries(kept);
}
function badPatch(detail) {
    return new StatusError('BadRequest', `invalid strategic merge patch: ${detail}`);
}
//# sourceMappingURL=strategic-merge-patch.js.map