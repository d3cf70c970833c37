import { EMPTY_SET, isEmptySet, MEMBER } from './field-set.js';
import { isJsonObject, ownField } from './json.js';
import { allFields } from './structured-fields.js';
import { impliedValue, indexList, mergesObjects, mergingList, sameLeaf, structField, valueSchema, } from './structured-type.js';
import {} from './type-schema.js';
/**
 * The fields in which two objects of a type differ. Parts that are the same reference are not looked at. Null counts as
 * absent. The order of keyed lists and sets is no difference.
 */
export function compareObjects(before, after, schema) {
    const changes = compareObjectNodes(before, after, schema);
    return { changed: changes.changed ?? EMPTY_SET, removed: changes.removed ?? EMPTY_SET };
}
function compareNodes(before, after, schema) {
    if (before === after)
        return NONE;
    if (before === undefined)
        return { changed: allFields(after, schema) };
    if (after === undefined)
        return { removed: allFields(before, schema) };
    if (isJsonObject(before) && isJsonObject(after) && mergesObjects(schema)) {
        return compareObjectNodes(before, after, schema);
    }
    const list = mergingList(schema);
    if (list !== undefined && Array.isArray(before) && Array.isArray(after)) {
        return compareLists(before, after, list);
    }
    return sameLeaf(before, after, schema) ? NONE : { changed: MEMBER };
}
function compareObjectNodes(before, after, schema) {
    const collected = new Collector();
    for (const key of Object.keys(after)) {
        const value = after[key] ?? undefined;
        if (value === undefined)
            continue;
        const old = ownField(before, key) ?? impliedValue(structField(schema, key));
        if (old !== value)
            collected.add(`f:${key}`, compareNodes(old, value, valueSchema(schema, key)));
    }
    for (const key of Object.keys(before)) {
        const old = before[key] ?? undefined;
        if (old === undefined || (ownField(after, key) ?? undefined) !== undefined)
            continue;
        const implied = impliedValue(structField(schema, key));
        collected.add(`f:${key}`, compareNodes(old, implied, valueSchema(schema, key)));
    }
    return collected.changes();
}
function compareLists(before, after, schema) {
    const [old, now] = [indexList(before, schema), indexList(after, schema)];
    if (old === undefined || now === undefined) {
        return sameLeaf(before, after, schema) ? NONE : { changed: MEMBER };
    }
    const element = schema.element();
    const collected = new Collector();
    for (const [key, item] of now) {
        if (schema.listType === 'map')
            collected.add(key, compareNodes(old.get(key), item, element));
        else if (!old.has(key))
            collected.add(key, { changed: MEMBER });
    }
    for (const [key, item] of old) {
        if (now.has(key))
            continue;
        collected.add(key, schema.listType === 'map' ? { removed: allFields(item, element) } : { removed: MEMBER });
    }
    return collected.changes();
}
const NONE = {};
/** Gathers what the children of one node report. */
class Collector {
    changed = {};
    removed = {};
    add(element, changes) {
        if (changes.changed !== undefined)
            this.changed[element] = changes.changed;
        if (changes.removed !== undefined)
            this.removed[element] = changes.removed;
    }
    changes() {
        if (isEmptySet(this.changed))
            return isEmptySet(this.removed) ? NONE : { removed: this.removed };
        return isEmptySet(this.removed)
            ? { changed: this.changed }
            : { changed: this.changed, removed: this.removed };
    }
}
export function isUnchanged({ changed, removed }) {
    return isEmptySet(changed) && isEmptySet(removed);
}
//# sourceMappingURL=structured-compare.js.map