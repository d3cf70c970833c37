import { isJsonObject, ownField, setField } from './json.js';
import { StatusError } from './status-error.js';
/**
 * Splits a dotted path as CustomResourceDefinitions write it: `.spec.replicas`, `spec.a['x.y']`, `.metadata.labels.a\.b`.
 * A backslash or quoted brackets escape dots. Throws BadRequest when it is malformed or names an array index.
 */
export function parsePath(path) {
    const steps = [];
    const pattern = /\.?((?:\\.|[^.[\]\\])+)|\['((?:\\.|[^'\\])*)'\]/gy;
    while (pattern.lastIndex < path.length) {
        const match = pattern.exec(path);
        const step = match?.[1] ?? match?.[2];
        if (step === undefined)
            throw new StatusError('BadRequest', `invalid field path "${path}"`);
        steps.push(step.replace(/\\(.)/g, '$1'));
    }
    return steps;
}
/** The value at a path, or undefined as soon as a step is missing. */
export function getPath(object, path) {
    let value = object;
    for (const step of typeof path === 'string' ? parsePath(path) : path) {
        if (!isJsonObject(value))
            return undefined;
        value = ownField(value, step);
    }
    return value;
}
/**
 * A copy with `value` at the path, sharing everything beside it; missing objects are made on the way. `undefined` removes
 * the field (and makes nothing). Throws BadRequest where the path runs through a value that is no object.
 */
export function withPath(object, path, value) {
    const steps = typeof path === 'string' ? parsePath(path) : path;
    return withSteps(object, steps, value);
}
function withSteps(object, steps, value) {
    const [step, ...rest] = steps;
    if (step === undefined)
        throw new StatusError('BadRequest', 'a field path must name a field');
    const copy = { ...object };
    if (rest.length === 0) {
        if (value === undefined)
            Reflect.deleteProperty(copy, step);
        else
            setField(copy, step, value);
        return copy;
    }
    const child = ownField(object, step) ?? undefined;
    if (child === undefined && value === undefined)
        return object;
    if (child !== undefined && !isJsonObject(child)) {
        throw new StatusError('BadRequest', `field "${step}" is no object`);
    }
    setField(copy, step, withSteps(child ?? {}, rest, value));
    return copy;
}
//# sourceMappingURL=paths.js.map