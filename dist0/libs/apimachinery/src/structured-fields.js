import { asMember, MEMBER } from './field-set.js';
import { isJsonObject } from './json.js';
import { StatusError } from './status-error.js';
import { indexList, mergesObjects, mergingList, structField, valueSchema, } from './structured-type.js';
import {} from './type-schema.js';
/**
 * The fields that an applied configuration names, and so claims (KEP-555). Throws BadRequest when items of a keyed list
 * lack their keys or two items are the same. An empty map or list is claimed as such, so that applying it twice changes
 * nothing the second time.
 */
export function appliedFields(applied, schema) {
    return nodeOf(applied, schema, { strict: true, everyNode: false, path: '' });
}
/** Every node below a value, for what appears or disappears as a whole. */
export function allFields(value, schema) {
    return asMember(nodeOf(value, schema, { strict: false, everyNode: true, path: '' }));
}
function nodeOf(value, schema, walk) {
    if (isJsonObject(value) && mergesObjects(schema))
        return objectNode(value, schema, walk);
    const list = mergingList(schema);
    if (list !== undefined && Array.isArray(value))
        return listNode(value, list, walk);
    return MEMBER;
}
function objectNode(value, schema, walk) {
    const children = {};
    for (const key of Object.keys(value)) {
        const child = value[key];
        if (child === undefined || (walk.everyNode && child === null))
            continue;
        const node = nodeOf(child, valueSchema(schema, key), below(walk, key));
        const named = structField(schema, key) !== undefined && !walk.everyNode;
        children[`f:${key}`] = named ? node : asMember(node);
    }
    return children;
}
function listNode(items, schema, walk) {
    const index = indexList(items, schema);
    if (index === undefined) {
        if (walk.strict)
            throw malformedList(walk.path, schema);
        return MEMBER;
    }
    const element = schema.element();
    const children = {};
    for (const [key, item] of index) {
        const node = schema.listType === 'map' ? nodeOf(item, element, below(walk, key)) : MEMBER;
        children[key] = asMember(node);
    }
    return children;
}
/** Paths are only made where an error may need them. */
function below(walk, key) {
    return walk.strict ? { ...walk, path: `${walk.path}.${key}` } : walk;
}
function malformedList(path, schema) {
    const what = schema.listType === 'map'
        ? `each item needs ${schema.mapKeys.map((key) => JSON.stringify(key)).join(', ')} and no two may be the same`
        : 'no two items may be the same';
    return new StatusError('BadRequest', `failed to create typed patch object: ${path}: ${what}`);
}
//# sourceMappingURL=structured-fields.js.map