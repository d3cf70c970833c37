import { checkQualifiedName, invalidField, isJsonObject, labelMatcher, requiredField, unsupportedField, } from '#libs/apimachinery';
import { ANNOTATION_CLUSTER_SELECTOR } from '#libs/kinds';
import { MAX_ANNOTATION_LENGTH } from './limits.js';
import { refused } from './preferences.js';
const FIELD = `metadata.annotations[${ANNOTATION_CLUSTER_SELECTOR}]`;
/** Marked the original's own namespaces as never to be spread; it is no JSON, so they stayed by accident. Here it is a rule. */
const NOWHERE = 'federation.kubernetes.io/federation-control-plane=true';
/** How the annotation may write an operator (in lower case) -> what it means, and how many values it takes. */
const OPERATORS = new Map([
    ['in', { operator: 'In', values: 'some' }],
    ['notin', { operator: 'NotIn', values: 'some' }],
    ['exists', { operator: 'Exists', values: 'none' }],
    ['doesnotexist', { operator: 'DoesNotExist', values: 'none' }],
    ['!', { operator: 'DoesNotExist', values: 'none' }],
    ['=', { operator: 'In', values: 'one' }],
    ['==', { operator: 'In', values: 'one' }],
    ['!=', { operator: 'NotIn', values: 'one' }],
    ['gt', { operator: 'Gt', values: 'integer' }],
    ['>', { operator: 'Gt', values: 'integer' }],
    ['lt', { operator: 'Lt', values: 'integer' }],
    ['<', { operator: 'Lt', values: 'integer' }],
]);
/**
 * Parses the annotation `federation.alpha.kubernetes.io/cluster-selector`: a JSON list of `{key, operator, values}` that
 * must all hold. An empty list selects every cluster. Throws Invalid with a cause for each field that is wrong.
 */
export function parseClusterSelector(text) {
    if (text.trim() === NOWHERE)
        return { requirements: [], nothing: true, matches: () => false };
    const causes = [];
    const requirements = parseList(text).map((item, index) => readRequirement(item, `${FIELD}[${index}]`, causes));
    if (causes.length > 0)
        throw refused(causes);
    return labelMatcher(requirements);
}
/** Whether a cluster with these labels is selected. */
export function matchesClusterSelector(selector, labels) {
    return selector.matches(labels);
}
function parseList(text) {
    const detail = 'must be a JSON list of {key, operator, values}';
    if (text.length > MAX_ANNOTATION_LENGTH)
        throw refused([invalidField(FIELD, `${text.slice(0, 32)}...`, 'too long')]);
    let value;
    try {
        value = JSON.parse(text);
    }
    catch {
        throw refused([invalidField(FIELD, text, detail)]);
    }
    if (value === null)
        return [];
    if (!Array.isArray(value))
        throw refused([invalidField(FIELD, value, detail)]);
    return value;
}
function readRequirement(item, field, causes) {
    const fields = isJsonObject(item) ? lowerCased(item) : new Map();
    if (!isJsonObject(item))
        causes.push(invalidField(field, item, 'must be {key, operator, values}'));
    const key = readKey(fields.get('key') ?? '', `${field}.key`, causes);
    const given = fields.get('operator') ?? '';
    const row = OPERATORS.get(typeof given === 'string' ? given.toLowerCase() : '');
    if (row === undefined) {
        causes.push(unsupportedField(`${field}.operator`, given, [...OPERATORS.keys()]));
        return { key, operator: 'Exists', values: [] };
    }
    const values = fields.get('values') ?? [];
    const wrong = wrongValues(values, row.values);
    if (wrong !== undefined)
        causes.push(invalidField(`${field}.values`, values, wrong));
    return { key, operator: row.operator, values: values };
}
function readKey(key, field, causes) {
    if (typeof key !== 'string') {
        causes.push(invalidField(field, key, 'must be a string'));
        return '';
    }
    if (key === '')
        causes.push(requiredField(field));
    else
        causes.push(...checkQualifiedName(key).map((message) => invalidField(field, key, message)));
    return key;
}
function wrongValues(values, rule) {
    if (!Array.isArray(values) || values.some((value) => typeof value !== 'string')) {
        return 'must be a list of strings';
    }
    switch (rule) {
        case 'none':
            return values.length === 0 ? undefined : 'must be empty for this operator';
        case 'some':
            return values.length > 0 ? undefined : 'must not be empty for this operator';
        case 'one':
            return values.length === 1 ? undefined : 'must have exactly one entry for this operator';
        case 'integer':
            return values.length === 1 && /^-?\d{1,18}$/.test(String(values[0]))
                ? undefined
                : 'must be exactly one whole number for this operator';
    }
}
function lowerCased(item) {
    return new Map(Object.entries(item).map(([name, value]) => [name.toLowerCase(), value]));
}
//# sourceMappingURL=cluster-selector.js.map