import { deepEqual, isJsonObject, mergePatch, StatusError, withPath, } from '#libs/apimachinery';
import { overrideImage } from './image-reference.js';
import { changeAt, formatPointer, valueAt } from './json-pointer.js';
import {} from './overrider.js';
/**
 * The object with one overrider applied, whose values are rendered; it shares what stays, and neither input is touched. What an
 * overrider names and the object lacks (a container, a label) is no error but for JSON pointers.
 * @throws StatusError Invalid where it cannot be applied; the message shows no values of the object
 */
export function applyOverrider(object, overrider) {
    switch (overrider.kind) {
        case 'image':
            return applyImage(object, overrider);
        case 'words':
            return changeContainers(object, (container) => container['name'] === overrider.container ? withWords(container, overrider) : container);
        case 'env':
            return changeContainers(object, (container) => container['name'] === overrider.container ? withEnv(container, overrider) : container);
        case 'map':
            return applyMap(object, overrider);
        case 'pointer':
            return changeAt(object, overrider.path, overrider);
        case 'mergePatch':
            return mergePatch(object, overrider.value);
    }
}
function applyImage(object, overrider) {
    const { path } = overrider;
    if (path === undefined)
        return changeContainers(object, (container) => {
            const { image, name } = container;
            // An admission plugin of the member may fill an empty one.
            if (typeof image !== 'string' || image === '')
                return container;
            return { ...container, image: newImage(image, overrider, `the image of container ${String(name)}`) };
        });
    const image = valueAt(object, path);
    const place = formatPointer(path);
    if (typeof image !== 'string')
        throw new StatusError('Invalid', `there is no text at ${place}`);
    return changeAt(object, path, {
        operator: 'replace',
        value: newImage(image, overrider, `the image at ${place}`),
    });
}
function newImage(image, overrider, what) {
    try {
        return overrideImage(image, overrider);
    }
    catch (error) {
        if (!(error instanceof StatusError))
            throw error;
        throw new StatusError('Invalid', `${what}: ${error.message}`);
    }
}
function withWords(container, { of, operator, value }) {
    const had = Array.isArray(container[of]) ? container[of] : [];
    const words = operator === 'add' ? [...had, ...value] : had.filter((word) => !value.some((one) => one === word));
    return withList(container, of, words);
}
function withEnv(container, { operator, value }) {
    const had = (Array.isArray(container['env']) ? container['env'] : []);
    const given = new Map(value.map((entry) => [entry.name, entry]));
    if (operator === 'remove')
        return withList(container, 'env', had.filter(({ name }) => !given.has(name)));
    const kept = had.map((entry) => given.get(entry.name) ?? entry);
    const known = new Set(had.map(({ name }) => name));
    const added = operator === 'add' ? [...given.values()].filter(({ name }) => !known.has(name)) : [];
    return withList(container, 'env', [...kept, ...added]);
}
function withList(container, name, list) {
    if (deepEqual(container[name] ?? [], list))
        return container;
    return withPath(container, [name], list.length > 0 ? list : undefined);
}
function applyMap(object, { of, operator, value }) {
    const path = ['metadata', of];
    const before = valueAt(object, path);
    const map = isJsonObject(before) ? { ...before } : {};
    for (const [key, text] of Object.entries(value))
        setEntry(map, key, text, operator);
    if (deepEqual(map, before ?? {}))
        return object;
    return withPath(object, path, Object.keys(map).length > 0 ? map : undefined);
}
/** Keys are qualified names, so none of them is `__proto__`. */
function setEntry(map, key, text, operator) {
    if (operator === 'remove')
        Reflect.deleteProperty(map, key);
    else if (operator === 'add' || Object.hasOwn(map, key))
        map[key] = text;
}
/** Where a workload has its pods: by shape, so that it holds for custom kinds; the first that is there. */
const POD_SPECS = [
    ['spec', 'template', 'spec'],
    ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
];
const CONTAINER_LISTS = ['initContainers', 'containers'];
/** Of an object without a pod template: the same. */
function changeContainers(object, change) {
    const path = POD_SPECS.find((steps) => Array.isArray(valueAt(object, [...steps, 'containers'])));
    if (!path)
        return object;
    return CONTAINER_LISTS.reduce((changed, name) => {
        const list = valueAt(changed, [...path, name]);
        if (!Array.isArray(list))
            return changed;
        const next = list.map((item) => (isJsonObject(item) ? change(item) : item));
        return next.every((item, index) => item === list[index])
            ? changed
            : withPath(changed, [...path, name], next);
    }, object);
}
//# sourceMappingURL=apply-overrider.js.map