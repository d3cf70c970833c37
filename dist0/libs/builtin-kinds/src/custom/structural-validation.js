import { deepEqual } from '#libs/apimachinery';
import { duplicate, invalid, notSupported, required } from '../causes.js';
import { MAX_CUSTOM_CAUSES, MAX_PATTERNS, MAX_PATTERN_TEXT } from '../limits.js';
import { isJson, listOf, mapsOf, numberOf, shownText, textOf, textsOf } from '../json.js';
import { additionalOf, isIntOrString, itemsOf, propertiesOf, requiredOf, } from './json-schema.js';
/**
 * What is wrong with a value whose types have been checked. The first hundred causes, with paths as the API server writes them.
 * Texts beyond 64 KiB are not held against patterns.
 */
export function validateStructure(schema, value, path = '') {
    const causes = [];
    check(schema, value, path, (cause) => {
        if (causes.length < MAX_CUSTOM_CAUSES)
            causes.push(cause);
    });
    return causes;
}
function check(schema, value, path, report) {
    if (value === null)
        return;
    if (Array.isArray(value))
        checkArray(schema, value, path, report);
    else if (isJson(value))
        checkObject(schema, value, path, report);
    else if (typeof value === 'string')
        checkText(schema, value, path, report);
    else if (typeof value === 'number')
        checkNumber(schema, value, path, report);
    const allowed = listOf(schema['enum']);
    if (allowed.length > 0 && !allowed.some((one) => deepEqual(one, value)))
        report(notSupported(path, value, allowed.map(shownText)));
    checkCombinations(schema, value, path, report);
}
function checkObject(schema, object, path, report) {
    const at = (name) => (path === '' ? name : `${path}.${name}`);
    for (const name of requiredOf(schema))
        if (!Object.hasOwn(object, name))
            report(required(at(name)));
    const known = new Map(propertiesOf(schema));
    const additional = additionalOf(schema);
    for (const [name, value] of Object.entries(object)) {
        const property = known.get(name);
        if (property)
            check(property, value, at(name), report);
        else if (isJson(additional))
            check(additional, value, at(name), report);
    }
    const count = Object.keys(object).length;
    bound(schema, ['minProperties', 'maxProperties'], count, (why) => report(invalid(path, 'object', `${why} properties`)));
}
function checkArray(schema, items, path, report) {
    const element = itemsOf(schema);
    if (element)
        items.forEach((item, index) => check(element, item, `${path}[${index}]`, report));
    bound(schema, ['minItems', 'maxItems'], items.length, (why) => report(invalid(path, items.length, `${why} items`)));
    checkUnique(schema, items, path, report);
}
/** Sets hold each value once, and associative lists each key. */
function checkUnique(schema, items, path, report) {
    const kind = schema['x-kubernetes-list-type'];
    if (kind !== 'set' && kind !== 'map')
        return;
    const keys = textsOf(schema['x-kubernetes-list-map-keys']);
    const seen = new Set();
    items.forEach((item, index) => {
        const identity = kind === 'set' ? item : keys.map((key) => (isJson(item) ? item[key] : undefined));
        const text = JSON.stringify(identity);
        if (seen.has(text))
            report(duplicate(`${path}[${index}]`, identity));
        seen.add(text);
    });
}
function checkText(schema, text, path, report) {
    // Counted as characters, as Go counts runes.
    const length = Array.from(text).length;
    bound(schema, ['minLength', 'maxLength'], length, (why) => report(invalid(path, text, `${why} chars long`)));
    const pattern = textOf(schema['pattern']);
    if (pattern !== '' && text.length <= MAX_PATTERN_TEXT && compiled(pattern)?.test(text) === false)
        report(invalid(path, text, `${path} in body should match '${pattern}'`));
    const format = FORMATS[textOf(schema['format'])];
    if (format && !isIntOrString(schema) && !format.test(text))
        report(invalid(path, text, `${path} in body must be of type ${textOf(schema['format'])}: ${JSON.stringify(text)}`));
}
const FORMATS = {
    'date-time': /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/,
    date: /^\d{4}-\d{2}-\d{2}$/,
    byte: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
    uuid: /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i,
};
const patterns = new Map();
/** Undefined for what is no regular expression here (a few forms of RE2 are not): then it is not checked. */
function compiled(pattern) {
    if (patterns.size > MAX_PATTERNS)
        patterns.clear();
    if (!patterns.has(pattern))
        patterns.set(pattern, compile(pattern));
    return patterns.get(pattern);
}
function compile(pattern) {
    // The one inline flag of RE2 that is common.
    const [all = '', flags = ''] = /^\(\?(i)\)/.exec(pattern) ?? [];
    for (const unicode of ['u', '']) {
        try {
            return new RegExp(pattern.slice(all.length), flags + unicode);
        }
        catch {
            // The next form, or none.
        }
    }
    return undefined;
}
function checkNumber(schema, value, path, report) {
    const { minimum, maximum, multipleOf } = schema;
    const above = schema['exclusiveMinimum'] === true;
    const below = schema['exclusiveMaximum'] === true;
    if (typeof minimum === 'number' && (above ? value <= minimum : value < minimum))
        report(invalid(path, value, `${path} in body should be greater than ${above ? '' : 'or equal to '}${minimum}`));
    if (typeof maximum === 'number' && (below ? value >= maximum : value > maximum))
        report(invalid(path, value, `${path} in body should be less than ${below ? '' : 'or equal to '}${maximum}`));
    if (typeof multipleOf === 'number' && !isMultiple(value, multipleOf))
        report(invalid(path, value, `${path} in body should be a multiple of ${multipleOf}`));
}
/** As close as doubles tell: 0.3 is a multiple of 0.1. */
function isMultiple(value, step) {
    return step <= 0 || Number.isInteger(Math.round((value / step) * 1e9) / 1e9);
}
function bound(schema, [least, most], count, report) {
    const min = numberOf(schema[least]);
    const max = numberOf(schema[most]);
    if (min !== undefined && count < min)
        report(`should have at least ${min}`);
    if (max !== undefined && count > max)
        report(`should have at most ${max}`);
}
function checkCombinations(schema, value, path, report) {
    const fits = (one) => validateStructure(one, value, path).length === 0 && isOfType(one, value);
    for (const one of mapsOf(schema['allOf']))
        check(one, value, path, report);
    const any = mapsOf(schema['anyOf']);
    if (any.length > 0 && !any.some(fits))
        report(invalid(path, shownText(value), `${path} in body must validate at least one schema (anyOf)`));
    const one = mapsOf(schema['oneOf']);
    if (one.length > 0 && one.filter(fits).length !== 1)
        report(invalid(path, shownText(value), `${path} in body must validate one and only one schema (oneOf)`));
    if (isJson(schema['not']) && fits(schema['not']))
        report(invalid(path, shownText(value), `${path} in body must not validate the schema (not)`));
}
/** Types inside of combinations (`anyOf` of an integer and a string) are the only ones that are not checked before. */
function isOfType(schema, value) {
    switch (schema['type']) {
        case 'string':
        case 'boolean':
            return typeof value === schema['type'];
        case 'integer':
            return Number.isInteger(value);
        case 'number':
            return typeof value === 'number';
        case 'array':
            return Array.isArray(value);
        case 'object':
            return isJson(value);
        default:
            return true;
    }
}
//# sourceMappingURL=structural-validation.js.map