import { Environment } from '@marcbachmann/cel-js';
import { isJson, mapOf, textOf } from '../../json.js';
import { additionalOf, isEmbedded, isIntOrString, itemsOf, keepsUnknown, propertiesOf, typeOf, } from '../json-schema.js';
/** JSON as CEL sees it: by the types of its structural schema, fields that the schema does not name left out. */
const RESERVED = new Set('true false null in as break const continue else for function if import let loop package namespace return'.split(' '));
const ESCAPES = {
    __: '__underscores__',
    '.': '__dot__',
    '-': '__dash__',
    '/': '__slash__',
};
/** How rules write the name of a property (Kubernetes, "escaping"); undefined: they cannot. */
export function ruleName(property) {
    if (RESERVED.has(property))
        return `__${property}__`;
    const escaped = property.replace(/__|[.\-/]/g, (found) => ESCAPES[found] ?? found);
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(escaped) ? escaped : undefined;
}
/** What every whole object has, whatever its schema says. */
const META = {
    type: 'object',
    properties: { name: { type: 'string' }, generateName: { type: 'string' } },
};
const WHOLE = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: META };
/** The properties that rules may name; `root`: of a whole object. */
export function ruleProperties(schema, root) {
    const own = propertiesOf(schema);
    return root || isEmbedded(schema)
        ? Object.entries({ ...Object.fromEntries(own), ...WHOLE }).map(([name, one]) => [name, one])
        : own;
}
/** `root`: a whole object. Null reads as absent. */
export function ruleValue(schema, value, root = false) {
    if (Array.isArray(value)) {
        const items = itemsOf(schema) ?? {};
        return value.map((item) => ruleValue(items, item));
    }
    if (isJson(value))
        return ruleObject(schema, value, root);
    if (typeof value === 'string')
        return ruleText(textOf(schema['format']), value);
    if (typeof value !== 'number')
        return value;
    const whole = typeOf(schema) === 'integer' || isIntOrString(schema);
    return whole && Number.isInteger(value) ? BigInt(value) : value;
}
function ruleObject(schema, value, root) {
    const additional = additionalOf(schema);
    if (additional !== undefined) {
        const inner = mapOf(additional);
        return entries(Object.entries(value).map(([name, one]) => [name, ruleValue(inner, one)]));
    }
    const properties = ruleProperties(schema, root);
    if (properties.length === 0 && keepsUnknown(schema))
        return value;
    return entries(properties.flatMap(([name, property]) => {
        const at = ruleName(name);
        const one = Object.hasOwn(value, name) ? value[name] : undefined;
        return at === undefined || one === undefined || one === null ? [] : [[at, ruleValue(property, one)]];
    }));
}
function entries(all) {
    return Object.fromEntries(all);
}
function ruleText(format, text) {
    if (format === 'date-time' || format === 'date') {
        const time = new Date(text);
        return Number.isNaN(time.getTime()) ? text : time;
    }
    if (format === 'byte')
        return new Uint8Array(Buffer.from(text, 'base64'));
    return format === 'duration' ? (durationOf(text) ?? text) : text;
}
const duration = new Environment().registerVariable('text', 'string').parse('duration(text)');
/** As Go writes one: `1h30m`; undefined for what is none. */
function durationOf(text) {
    try {
        return duration({ text });
    }
    catch {
        return undefined;
    }
}
//# sourceMappingURL=rule-values.js.map