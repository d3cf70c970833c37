import { humanAge } from '#libs/apimachinery';
import { AGE, NAME } from '../columns.js';
import { isJson, mapsOf, numberOf, shownText, textOf } from '../json.js';
const CUSTOM_AGE = { ...AGE, type: 'date' };
/** Columns of a custom kind: its name, then what its version asks for, or its age. */
export function printerColumns(version) {
    const asked = mapsOf(version['additionalPrinterColumns']);
    return [NAME, ...(asked.length === 0 ? [CUSTOM_AGE] : asked.map(printerColumn))];
}
const TYPES = ['string', 'integer', 'number', 'boolean', 'date'];
function printerColumn(column) {
    const type = TYPES.find((one) => one === column['type']) ?? 'string';
    const read = jsonPath(textOf(column['jsonPath']));
    return {
        name: textOf(column['name']),
        // Of a date the cell says how long ago it is, as everywhere, and so do other servers.
        type,
        format: textOf(column['format']),
        description: textOf(column['description']) || 'Custom resource definition column (in JSONPath format).',
        priority: (numberOf(column['priority']) ?? 0) > 0 ? 1 : 0,
        value: (object, now) => shown(type, read(object), now),
    };
}
function shown(type, values, now) {
    const [first] = values;
    if (first === undefined || first === null)
        return '';
    if (type === 'date')
        return humanAge(textOf(first), now);
    if ((type === 'integer' || type === 'number') && typeof first === 'number')
        return first;
    if (type === 'boolean' && typeof first === 'boolean')
        return first;
    if (values.length > 1)
        return values.map(text).join(',');
    return text(first);
}
function text(value) {
    return typeof value === 'object' ? JSON.stringify(value) : shownText(value);
}
const STEP = /\.?(?:\['((?:\\.|[^'\\])*)'\]|\[(-?\d+)\]|\[\*\]|\[\?\(@((?:\.[\w-]+)+)\s*==\s*["']([^"']*)["']\)\]|((?:\\.|[^.[\]\\])+))/gy;
/**
 * The part of JSONPath that printer columns use: fields, `['quoted']`, indexes, `[*]` and filters for equality. Anything else
 * finds nothing.
 */
export function jsonPath(path) {
    const steps = parseSteps(path);
    return (object) => steps === undefined
        ? []
        : steps.reduce((values, step) => values.flatMap((value) => follow(step, value)), [object]);
}
function parseSteps(path) {
    const steps = [];
    const pattern = new RegExp(STEP);
    while (pattern.lastIndex < path.length) {
        const match = pattern.exec(path);
        if (!match)
            return undefined;
        steps.push(stepOf(match));
    }
    return steps;
}
function stepOf([all, quoted, index, filterPath, equals, name]) {
    const field = quoted ?? name;
    if (field !== undefined)
        return field === '*' ? { kind: 'all' } : { kind: 'field', name: field.replace(/\\(.)/g, '$1') };
    if (index !== undefined)
        return { kind: 'index', index: Number(index) };
    if (filterPath !== undefined)
        return { kind: 'filter', path: filterPath.split('.').slice(1), equals: equals ?? '' };
    return all === '' ? { kind: 'field', name: '' } : { kind: 'all' };
}
function follow(step, value) {
    switch (step.kind) {
        case 'field':
            return isJson(value) && Object.hasOwn(value, step.name) ? [value[step.name]] : [];
        case 'index': {
            const item = Array.isArray(value) ? value.at(step.index) : undefined;
            return item === undefined ? [] : [item];
        }
        case 'all':
            return Array.isArray(value) ? value : isJson(value) ? Object.values(value) : [];
        case 'filter':
            return mapsOf(value).filter((item) => shownText(step.path.reduce(fieldOf, item)) === step.equals);
    }
}
function fieldOf(value, name) {
    return isJson(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
//# sourceMappingURL=printer-columns.js.map