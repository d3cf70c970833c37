import {} from '#libs/apimachinery';
import { MAX_DEPTH, MAX_PROBLEMS } from './limits.js';
import { checkScalar, isObject } from './scalar-check.js';
/**
 * Checks an object that came from a client against the schema of its version, in one pass, and prunes it in place
 * as decoding into Go structs would: unknown fields go (unless the schema keeps them), a null field is an absent
 * field and so is an empty one that its type leaves out (`omitempty`), numeric quantities become text. An object that is already in order is not written to, so parts shared with
 * stored objects are safe. `custom` words errors as the structural schema of a custom resource does, otherwise as
 * the JSON decoder of built-in types. Whether required fields are there is for the kind to say.
 */
export function checkSchema(schema, object, options = {}) {
    const walk = { path: [], unknown: [], errors: [], custom: options.custom === true };
    for (const name of Object.keys(object)) {
        const typeMeta = name === 'apiVersion' || name === 'kind';
        if (typeMeta && !schema.fields.has(name)) {
            if (typeof object[name] !== 'string')
                reportAt(walk, name, object[name]);
        }
        else {
            checkField(walk, schema, object, name);
        }
    }
    return { unknown: walk.unknown, errors: walk.errors };
}
function checkStruct(walk, schema, value) {
    if (!isObject(value))
        return report(walk, value, 'object');
    for (const name of Object.keys(value))
        checkField(walk, schema, value, name);
    return value;
}
function checkField(walk, schema, owner, name) {
    const field = schema.fields.get(name);
    const value = owner[name];
    if (field === undefined) {
        if (schema.preserveUnknown !== true)
            dropUnknown(walk, owner, name);
    }
    else if (value === null) {
        if (!keepsNull(field))
            Reflect.deleteProperty(owner, name);
    }
    else {
        const schema = field.schema();
        walk.path.push(name);
        const kept = checkValue(walk, schema, value);
        walk.path.pop();
        if (mayBeLeftOut(walk, field) && isEmpty(schema, kept))
            Reflect.deleteProperty(owner, name);
        else if (kept !== value)
            owner[name] = kept;
    }
}
/** Custom resources are kept as they came; only their metadata is a Go struct too. */
function mayBeLeftOut(walk, field) {
    if (field.omitEmpty !== true || field.pointer === true)
        return false;
    return !walk.custom || walk.path[0] === 'metadata';
}
/** What Go's encoder leaves out of a field with `omitempty`. Structs it always writes, and some leaves are structs in Go. */
function isEmpty(schema, value) {
    switch (schema.kind) {
        case 'scalar':
            return (value === '' || value === 0 || value === false) && !STRUCT_LEAVES.has(schema.type);
        case 'list':
            return Array.isArray(value) && value.length === 0;
        case 'map':
            for (const _key in value)
                return false;
            return isObject(value);
        case 'struct':
            return false;
    }
}
const STRUCT_LEAVES = new Set([
    'quantity',
    'int-or-string',
    'time',
    'micro-time',
    'fields-v1',
    'any',
]);
/** Untyped subtrees may hold null on purpose (a default of null in a schema, JSON patches). */
function keepsNull(field) {
    const schema = field.schema();
    return schema.kind === 'scalar' && schema.type === 'any';
}
function dropUnknown(walk, owner, name) {
    if (walk.unknown.length < MAX_PROBLEMS)
        walk.unknown.push(joinPath([...walk.path, name]));
    Reflect.deleteProperty(owner, name);
}
/** The value to keep: the same one, or its normal form. */
function checkValue(walk, schema, value) {
    if (walk.path.length > MAX_DEPTH)
        return reportText(walk, 'Invalid value: nested too deeply');
    switch (schema.kind) {
        case 'scalar':
            return checkLeaf(walk, schema, value);
        case 'list':
            return checkList(walk, schema, value);
        case 'map':
            return checkMap(walk, schema, value);
        case 'struct':
            return checkStruct(walk, schema, value);
    }
}
function checkLeaf(walk, schema, value) {
    // Nearly every leaf is a string that is meant to be one.
    if (schema.type === 'string' && typeof value === 'string')
        return value;
    const result = checkScalar(schema.type, value);
    if (result.ok)
        return result.value;
    if (result.problem === 'type')
        return report(walk, value, result.detail);
    if (result.problem === 'secret')
        return reportText(walk, result.detail);
    return reportText(walk, `Invalid value: ${quote(value)}: ${result.detail}`);
}
function checkList(walk, schema, value) {
    if (!Array.isArray(value))
        return report(walk, value, 'array');
    const element = schema.element();
    const items = value;
    for (let index = 0; index < items.length; index++) {
        const item = items[index];
        walk.path.push(index);
        const kept = item === null ? zeroOf(walk, element) : checkValue(walk, element, item);
        if (kept !== item)
            items[index] = kept;
        walk.path.pop();
    }
    return value;
}
function checkMap(walk, schema, value) {
    if (!isObject(value))
        return report(walk, value, 'object');
    const element = schema.value();
    for (const key of Object.keys(value)) {
        const item = value[key];
        walk.path.push(key);
        const kept = item === null ? zeroOf(walk, element) : checkValue(walk, element, item);
        if (kept !== item)
            value[key] = kept;
        walk.path.pop();
    }
    return value;
}
/** Go decodes a null element into the zero value; custom resources refuse it. */
function zeroOf(walk, schema) {
    if (schema.kind === 'scalar' && schema.type === 'any')
        return null;
    if (walk.custom)
        return report(walk, null, schema.kind === 'list' ? 'array' : 'object');
    if (schema.kind === 'list')
        return [];
    return schema.kind === 'scalar' && schema.type !== 'fields-v1' ? (ZERO[schema.type] ?? '') : {};
}
const ZERO = {
    integer: 0,
    int32: 0,
    number: 0,
    'int-or-string': 0,
    boolean: false,
    quantity: '0',
};
function reportAt(walk, name, value) {
    walk.path.push(name);
    report(walk, value, 'string');
    walk.path.pop();
}
function report(walk, value, expected) {
    const path = joinPath(walk.path);
    const text = walk.custom
        ? `Invalid value: ${quote(jsonType(value))}: ${path} in body must be of type ${expected === 'int32' ? 'integer' : expected}: ${quote(jsonType(value))}`
        : `json: cannot unmarshal ${describeJson(value)} into field ${path} of type ${expected}`;
    push(walk, { reason: 'FieldValueTypeInvalid', message: text, field: path });
    return value;
}
function reportText(walk, message) {
    push(walk, { reason: 'FieldValueInvalid', message, field: joinPath(walk.path) });
    return undefined;
}
function push(walk, cause) {
    if (walk.errors.length < MAX_PROBLEMS)
        walk.errors.push(cause);
}
function jsonType(value) {
    if (value === null)
        return 'null';
    if (Array.isArray(value))
        return 'array';
    return Number.isInteger(value) ? 'integer' : typeof value;
}
/** As Go's decoder names what it found: `number 1.5`, `string`, `bool`. */
function describeJson(value) {
    if (typeof value === 'number' && !(Number.isInteger(value) && Math.abs(value) < 2 ** 31))
        return `number ${value}`;
    const type = jsonType(value);
    if (type === 'boolean')
        return 'bool';
    return type === 'integer' ? 'number' : type;
}
function quote(value) {
    const text = JSON.stringify(value);
    return text === undefined || text.length > 200 ? '"..."' : text;
}
/** `['spec', 'containers', 0, 'image']` -> `spec.containers[0].image`. */
export function joinPath(path) {
    let text = '';
    for (const segment of path) {
        if (typeof segment === 'number')
            text += `[${segment}]`;
        else
            text += text === '' ? segment : `.${segment}`;
    }
    return text;
}
//# sourceMappingURL=schema-check.js.map