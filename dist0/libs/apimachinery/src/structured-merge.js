import { elementsOf, isMember, MEMBER } from './field-set.js';
import { isJsonObject, ownField, setField } from './json.js';
import { indexList, mergesObjects, mergingList, sameLeaf, structField, valueSchema, } from './structured-type.js';
import {} from './type-schema.js';
/**
 * Merges an applied configuration into the live object (KEP-555): structs, maps and keyed lists part by part, everything
 * else as a whole; null takes a field away. What does not change keeps its reference, so `===` tells whether anything did.
 */
export function mergeApplied(live, applied, schema) {
    return mergeValue(live, applied, schema);
}
/**
 * Takes away what a manager has given up: fields that it owned (`last`) and nobody owns any more (`owned`: every manager's
 * fields, its own new ones included). A struct or list item goes as a whole when no part of it is owned.
 */
export function pruneFields(merged, fields, schema) {
    return pruneValue(merged, fields.last, { owned: fields.owned, schema, keys: [] });
}
/** The object without the members of a set of plain fields (no list items), whoever owns them. */
export function removeFields(object, fields) {
    let result = object;
    for (const element of elementsOf(fields)) {
        const key = element.slice(2);
        const [value, node] = [ownField(result, key), fields[element] ?? MEMBER];
        const rest = isMember(node) || !isJsonObject(value) ? undefined : removeFields(value, node);
        if (value === undefined || rest === value || (rest === undefined && !isMember(node)))
            continue;
        result = { ...result };
        if (rest === undefined)
            Reflect.deleteProperty(result, key);
        else
            setField(result, key, rest);
    }
    return result;
}
function mergeValue(live, applied, schema) {
    if (live === undefined || live === null)
        return withoutNulls(applied, schema);
    if (isJsonObject(live) && isJsonObject(applied) && mergesObjects(schema)) {
        return mergeObjects(live, applied, schema);
    }
    const list = mergingList(schema);
    if (list !== undefined && Array.isArray(live) && Array.isArray(applied)) {
        return mergeLists(live, applied, list);
    }
    return sameLeaf(live, applied, schema) ? live : applied;
}
function mergeObjects(live, applied, schema) {
    let result = live;
    for (const key of Object.keys(applied)) {
        const [before, value] = [ownField(live, key), applied[key]];
        const next = value === null ? undefined : mergeValue(before, value, valueSchema(schema, key));
        if (next === before || value === undefined)
            continue;
        if (result === live)
            result = { ...live };
        if (next === undefined)
            Reflect.deleteProperty(result, key);
        else
            setField(result, key, next);
    }
    return result;
}
/**
 * Items of the live list keep their places; items in both follow the applied order among themselves (a live item that is
 * out of that order waits for its turn), new ones stand where the applied list has them.
 */
function mergeLists(live, applied, schema) {
    const [mine, theirs] = [indexList(live, schema), indexList(applied, schema)];
    if (mine === undefined || theirs === undefined)
        return sameLeaf(live, applied, schema) ? live : applied;
    const element = schema.listType === 'map' ? schema.element() : undefined;
    const itemOf = (key) => element === undefined ? theirs.get(key) : mergeValue(mine.get(key), theirs.get(key), element);
    const result = [];
    // What of the applied list is not taken yet, and the next of it that the live list has too.
    let pending = [...theirs.keys()];
    const nextShared = () => pending.find((key) => mine.has(key));
    let shared = nextShared();
    for (const [key, item] of mine) {
        if (!theirs.has(key))
            result.push(item);
        if (key !== shared)
            continue;
        const upToIt = pending.indexOf(key) + 1;
        result.push(...pending.slice(0, upToIt).map(itemOf));
        pending = pending.slice(upToIt);
        shared = nextShared();
    }
    result.push(...pending.map(itemOf));
    return sameItems(result, live) ? live : result;
}
function sameItems(left, right) {
    return left.length === right.length && left.every((item, at) => item === right[at]);
}
/** A new value as it is stored: null fields are absent ones. Atomic values are taken as they are. */
function withoutNulls(value, schema) {
    if (value === null)
        return undefined;
    if (isJsonObject(value) && mergesObjects(schema)) {
        return mergeObjects({}, value, schema);
    }
    if (schema?.kind === 'list' && schema.listType === 'map' && Array.isArray(value)) {
        const element = schema.element();
        return value.map((item) => withoutNulls(item, element));
    }
    return value;
}
function pruneValue(value, last, prune) {
    if (isJsonObject(value))
        return pruneObject(value, last, prune);
    const { schema } = prune;
    if (Array.isArray(value) && schema?.kind === 'list')
        return pruneList(value, last, prune.owned, schema);
    return value;
}
function pruneObject(value, last, { owned, schema, keys }) {
    let result = value;
    for (const key of Object.keys(value)) {
        const node = last[`f:${key}`];
        if (node === undefined || keys.includes(key))
            continue;
        const child = { owned: owned?.[`f:${key}`], schema: valueSchema(schema, key), keys: [] };
        const rest = pruneField(value[key], node, child, structField(schema, key));
        if (rest === value[key])
            continue;
        if (result === value)
            result = { ...value };
        if (rest === undefined)
            Reflect.deleteProperty(result, key);
        else
            setField(result, key, rest);
    }
    return result;
}
/** Undefined when the field goes. The fields of a struct count as owned on the way to what is owned below them. */
function pruneField(value, last, child, field) {
    const claimed = isMember(last) || field !== undefined;
    if (claimed && child.owned === undefined)
        return undefined;
    const rest = pruneValue(value, last, child);
    if (rest === value || field?.omitEmpty !== true)
        return rest;
    return isEmptyCollection(rest, child.schema) ? undefined : rest;
}
function pruneList(items, last, owned, schema) {
    const index = schema.listType === 'atomic' ? undefined : indexList(items, schema);
    if (index === undefined)
        return items;
    const element = schema.element();
    const result = [];
    for (const [key, item] of index) {
        const [node, others] = [last[key], owned?.[key]];
        if (node === undefined)
            result.push(item);
        else if (others !== undefined || !isMember(node)) {
            result.push(pruneValue(item, node, { owned: others ?? MEMBER, schema: element, keys: schema.mapKeys }));
        }
    }
    return sameItems(result, items) ? items : result;
}
/** Go leaves empty maps and lists out (`omitempty`), but never an empty struct behind a pointer. */
function isEmptyCollection(value, schema) {
    if (schema?.kind === 'list')
        return Array.isArray(value) && value.length === 0;
    return schema?.kind === 'map' && isJsonObject(value) && Object.keys(value).length === 0;
}
//# sourceMappingURL=structured-merge.js.map