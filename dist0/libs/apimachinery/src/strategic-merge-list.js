import { canonicalJson } from './canonical-json.js';
import { isJsonObject } from './json.js';
import { StatusError } from './status-error.js';
/** How strategic merge patch treats lists with `patchStrategy: merge`. */
/** Stands between a key and its count; canonical JSON never holds it. */
const REPEATED = '\u0000';
/** Lists of objects: items with the same merge key merge, new ones go to the end, `$patch` deletes one or replaces all. */
export function mergeKeyedList(live, patch, rules) {
    const items = patch.map((item) => itemWithDirective(item));
    const replace = items.some(({ directive }) => directive === 'replace');
    if (replace)
        return items.filter(({ directive }) => directive === undefined).map(({ fields }) => fields);
    const keyOf = (item) => keyText(item, rules.mergeKey);
    const liveKeys = uniqueKeys(live.map(keyOf));
    const merged = new Map(liveKeys.map((key, index) => [key, live[index]]));
    for (const { directive, fields } of items) {
        const key = keyOf(fields);
        const current = merged.get(key);
        if (directive === 'delete')
            deleteAll(merged, key);
        else
            merged.set(key, rules.merge(isJsonObject(current) ? current : {}, fields));
    }
    const patched = items.filter(({ directive }) => directive !== 'delete').map(({ fields }) => keyOf(fields));
    return inOrder(merged, liveKeys, { patched, order: rules.order?.map(keyOf) });
}
/** Lists of plain values: a union. */
export function mergePrimitiveList(live, patch, rules) {
    const merged = new Map();
    for (const item of [...live, ...patch])
        merged.set(canonicalJson(item), item);
    for (const item of rules.removed)
        merged.delete(canonicalJson(item));
    const patched = patch.map(canonicalJson);
    return inOrder(merged, live.map(canonicalJson), { patched, order: rules.order?.map(canonicalJson) });
}
/**
 * Without an order: as they stand. With one: the items that it names in that order, and between them those that only the
 * server has, each still before whatever followed it on the server.
 */
function inOrder(merged, liveKeys, { patched, order }) {
    if (order === undefined)
        return [...merged.values()];
    const named = new Set(order);
    const missing = patched.find((key) => !named.has(key));
    if (missing !== undefined)
        throw badList(`$setElementOrder does not name the item ${missing} of the patch`);
    const position = new Map(liveKeys.map((key, index) => [key, index]));
    const wanted = [...named].filter((key) => merged.has(key));
    const others = [...merged.keys()].filter((key) => !named.has(key));
    const keys = [];
    for (const key of wanted) {
        const at = position.get(key);
        // A new item has no place on the server: those that only the server has go first.
        while (others[0] !== undefined && (at === undefined || (position.get(others[0]) ?? 0) < at)) {
            keys.push(others[0]);
            others.shift();
        }
        keys.push(key);
    }
    return [...keys, ...others].map((key) => merged.get(key));
}
/** A Service may have port 53 twice (TCP, UDP) although the port is the merge key: none of them may get lost. */
function uniqueKeys(keys) {
    const seen = new Map();
    return keys.map((key) => {
        const count = seen.get(key) ?? 0;
        seen.set(key, count + 1);
        return count === 0 ? key : `${key}${REPEATED}${count}`;
    });
}
function deleteAll(merged, key) {
    for (const one of merged.keys()) {
        if (one === key || one.startsWith(`${key}${REPEATED}`))
            merged.delete(one);
    }
}
function itemWithDirective(item) {
    if (!isJsonObject(item))
        throw badList('an item of a list with a merge key is no object');
    const { $patch: directive, ...fields } = item;
    if (directive === undefined || directive === 'merge')
        return { directive: undefined, fields };
    if (directive !== 'delete' && directive !== 'replace') {
        throw badList(`unknown patch directive ${JSON.stringify(directive)}`);
    }
    return { directive, fields };
}
function keyText(item, mergeKey) {
    const value = isJsonObject(item) && Object.hasOwn(item, mergeKey) ? item[mergeKey] : undefined;
    if (value === undefined || value === null) {
        throw badList(`a list item does not contain the declared merge key: ${mergeKey}`);
    }
    return canonicalJson(value);
}
function badList(detail) {
    return new StatusError('BadRequest', `invalid strategic merge patch: ${detail}`);
}
//# sourceMappingURL=strategic-merge-list.js.map