import { isJson, textOf, textsOf } from '../../json.js';
import { MAX_OBJECT_BYTES } from '../../limits.js';
import { additionalOf, isIntOrString, itemsOf, propertiesOf, requiredOf, typeOf, } from '../json-schema.js';
const none = () => SCALAR;
export const SCALAR = { size: 1, item: none, field: none, isMap: false };
/** Longest JSON of texts with a form, quotes included. */
const FORMATS = { date: 12, 'date-time': 29, duration: 32 };
const LONGEST_TEXT = MAX_OBJECT_BYTES - 2;
/** A character takes up to four bytes. */
const BYTES_PER_CHAR = 4;
export function textShape(size) {
    return { ...SCALAR, size };
}
export function listShape(size, item) {
    return { ...SCALAR, size, item: () => item };
}
export function shapeOf(schema) {
    if (isIntOrString(schema))
        return textShape(LONGEST_TEXT);
    switch (typeOf(schema)) {
        case 'string':
            return textShape(textSize(schema));
        case 'array': {
            const items = itemsOf(schema) ?? {};
            return {
                ...SCALAR,
                size: itemsAtMost(schema) ?? fitting(smallest(items) + 1),
                item: () => shapeOf(items),
            };
        }
        case 'object':
            return objectShape(schema);
        default:
            return SCALAR;
    }
}
function objectShape(schema) {
    const additional = additionalOf(schema);
    const value = isJson(additional) ? additional : {};
    const properties = new Map(propertiesOf(schema));
    const isMap = additional !== undefined;
    const free = itemsAtMost(schema) ?? fitting(smallest(value) + 6);
    return {
        size: isMap ? free : Math.max(1, properties.size),
        isMap,
        item: () => shapeOf(value),
        field: (name) => shapeOf(properties.get(name) ?? value),
    };
}
function textSize(schema) {
    const { maxLength } = schema;
    if (typeof maxLength === 'number')
        return Math.min(maxLength * BYTES_PER_CHAR, LONGEST_TEXT);
    const named = textsOf(schema['enum']);
    if (named.length > 0)
        return Math.max(...named.map((one) => one.length));
    return FORMATS[textOf(schema['format'])] ?? LONGEST_TEXT;
}
/** What the schema says of the number of items or entries. */
export function itemsAtMost(schema) {
    const limit = typeOf(schema) === 'array' ? schema['maxItems'] : schema['maxProperties'];
    return typeof limit === 'number' ? limit : undefined;
}
/** How many values of that many bytes one object has room for. */
export function fitting(bytes) {
    return Math.floor((MAX_OBJECT_BYTES - 2) / bytes);
}
/** Bytes of the shortest JSON that a value of the schema can have. */
export function smallest(schema) {
    switch (typeOf(schema)) {
        case 'boolean':
            return 4;
        case 'string':
            return 2 + (typeof schema['minLength'] === 'number' ? schema['minLength'] : 0);
        case 'array':
            return 2;
        case 'object': {
            const required = new Set(requiredOf(schema));
            return propertiesOf(schema).reduce((sum, [name, one]) => (required.has(name) ? sum + name.length + 4 + smallest(one) : sum), 2);
        }
        default:
            return 1;
    }
}
//# sourceMappingURL=value-shape.js.map