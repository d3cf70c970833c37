import { isJsonObject, ownField, setField, StatusError } from '#libs/apimachinery';
/** JSON pointers (RFC 6901) into objects that are shared: what is changed is copied on the way. */
/** Undefined: no pointer. */
export function parsePointer(text) {
    if (text === '')
        return [];
    if (!text.startsWith('/') || /~(?![01])/.test(text))
        return undefined;
    return text
        .slice(1)
        .split('/')
        .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
export function formatPointer(steps) {
    return steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
/** Undefined: nothing is there. */
export function valueAt(document, steps) {
    let value = document;
    for (const step of steps) {
        if (Array.isArray(value))
            value = INDEX.test(step) ? value[Number(step)] : undefined;
        else
            value = isJsonObject(value) ? ownField(value, step) : undefined;
    }
    return value;
}
const INDEX = /^(?:0|[1-9]\d{0,8})$/;
/**
 * A copy with one change, as RFC 6902 has it: `add` needs the parent, and inserts into a list (`-`: at its end); `replace` and
 * `remove` need the value itself. At least one step.
 * @throws StatusError Invalid where nothing is there to be changed
 */
export function changeAt(document, steps, change) {
    return walk(document, steps, change, formatPointer(steps));
}
function walk(value, [step, ...rest], change, path) {
    if (step === undefined)
        throw nothingThere(path);
    if (Array.isArray(value))
        return inList(value, [step, ...rest], change, path);
    if (!isJsonObject(value))
        throw nothingThere(path);
    const inner = ownField(value, step);
    const copy = { ...value };
    if (rest.length > 0)
        setField(copy, step, walk(inner, rest, change, path));
    else if (change.operator === 'add')
        setField(copy, step, change.value);
    else if (inner === undefined)
        throw nothingThere(path);
    else if (change.operator === 'remove')
        Reflect.deleteProperty(copy, step);
    else
        setField(copy, step, change.value);
    return copy;
}
function inList(list, [step = '', ...rest], change, path) {
    const isAdded = rest.length === 0 && change.operator === 'add';
    const index = step === '-' && isAdded ? list.length : INDEX.test(step) ? Number(step) : -1;
    if (index < 0 || index >= list.length + (isAdded ? 1 : 0))
        throw nothingThere(path);
    if (rest.length > 0)
        return list.toSpliced(index, 1, walk(list[index], rest, change, path));
    if (change.operator === 'remove')
        return list.toSpliced(index, 1);
    return list.toSpliced(index, change.operator === 'add' ? 0 : 1, change.value);
}
function nothingThere(path) {
    return new StatusError('Invalid', `there is nothing at ${path}`);
}
//# sourceMappingURL=json-pointer.js.map