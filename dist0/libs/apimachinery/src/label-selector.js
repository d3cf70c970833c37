import { checkLabelValue, checkQualifiedName } from './names.js';
import { StatusError } from './status-error.js';
/** Longest selector text that is looked at. */
const MAX_SELECTOR_LENGTH = 64 * 1024;
/**
 * Parses `a=b,c!=d,e in (f,g),h notin (i),j,!k,l>3`. Empty text selects everything. Throws BadRequest with what is wrong.
 */
export function parseLabelSelector(text) {
    if (text.length > MAX_SELECTOR_LENGTH)
        throw bad('too long');
    const tokens = tokenize(text);
    const requirements = [];
    let position = 0;
    while (position < tokens.length) {
        const { requirement, next } = parseRequirement(tokens, position);
        requirements.push(requirement);
        const separator = tokens[next];
        if (separator !== undefined && separator !== ',')
            throw bad(`found '${separator}', expected: ','`);
        position = next + 1;
        if (separator === ',' && position === tokens.length)
            throw bad("found '', expected: identifier after ','");
    }
    return labelMatcher(requirements);
}
/** The matcher of a list of requirements; an empty list matches everything. */
export function labelMatcher(requirements) {
    return {
        requirements,
        nothing: false,
        matches: (labels) => requirements.every((requirement) => meets(requirement, labels)),
    };
}
/** What a nil selector means. */
export const NO_LABELS_MATCH = { requirements: [], nothing: true, matches: () => false };
/** The requirements that fix a label to one value: an index can narrow by them; `matches` must still be asked. */
export function equalityRequirements(matcher) {
    return matcher.requirements.flatMap(({ key, operator, values: [value, ...more] }) => operator === 'In' && value !== undefined && more.length === 0 ? [{ key, value }] : []);
}
/** The canonical text of a list of requirements, sorted by key. */
export function formatRequirements(requirements) {
    return [...requirements]
        .sort((a, b) => compareText(a.key, b.key))
        .map(formatRequirement)
        .join(',');
}
function formatRequirement({ key, operator, values }) {
    const set = `(${[...values].sort(compareText).join(',')})`;
    switch (operator) {
        case 'In':
            return `${key} in ${set}`;
        case 'NotIn':
            return `${key} notin ${set}`;
        case 'Exists':
            return key;
        case 'DoesNotExist':
            return `!${key}`;
        case 'Gt':
            return `${key}>${values[0] ?? ''}`;
        case 'Lt':
            return `${key}<${values[0] ?? ''}`;
    }
}
/** NotIn also selects objects without the label. */
function meets({ key, operator, values }, labels) {
    const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
    switch (operator) {
        case 'In':
            return value !== undefined && values.includes(value);
        case 'NotIn':
            return value === undefined || !values.includes(value);
        case 'Exists':
            return value !== undefined;
        case 'DoesNotExist':
            return value === undefined;
        case 'Gt':
            return compareIntegers(value, values[0]) > 0;
        case 'Lt':
            return compareIntegers(value, values[0]) < 0;
    }
}
/** NaN, and so never greater or less, unless both are integers. */
function compareIntegers(left, right) {
    const integer = /^-?\d{1,19}$/;
    if (left === undefined || right === undefined || !integer.test(left) || !integer.test(right))
        return NaN;
    const [a, b] = [BigInt(left), BigInt(right)];
    if (a === b)
        return 0;
    return a > b ? 1 : -1;
}
function compareText(a, b) {
    if (a === b)
        return 0;
    return a < b ? -1 : 1;
}
/** Words, and the signs `, ( ) ! = == != < >`. */
function tokenize(text) {
    return text.match(/!=|==|[=!,()<>]|[^\s=!,()<>]+/g) ?? [];
}
const SIGN = /^(!=|==|[=!,()<>])$/;
function parseRequirement(tokens, start) {
    const negated = tokens[start] === '!';
    const keyAt = negated ? start + 1 : start;
    const key = tokens[keyAt] ?? '';
    if (key === '' || SIGN.test(key))
        throw bad(`found '${key}', expected: identifier`);
    const [wrong] = checkQualifiedName(key);
    if (wrong !== undefined)
        throw bad(`key: Invalid value: ${JSON.stringify(key)}: ${wrong}`);
    const operator = tokens[keyAt + 1];
    if (negated || operator === undefined || operator === ',') {
        const requirement = { key, operator: negated ? 'DoesNotExist' : 'Exists', values: [] };
        return { requirement, next: keyAt + 1 };
    }
    return parseOperator(key, tokens, keyAt + 1);
}
/** How an operator is written -> what it means, and whether a set in brackets follows. */
const OPERATORS = new Map([
    ['=', { operator: 'In', set: false }],
    ['==', { operator: 'In', set: false }],
    ['!=', { operator: 'NotIn', set: false }],
    ['>', { operator: 'Gt', set: false }],
    ['<', { operator: 'Lt', set: false }],
    ['in', { operator: 'In', set: true }],
    ['notin', { operator: 'NotIn', set: true }],
]);
function parseOperator(key, tokens, at) {
    const text = tokens[at] ?? '';
    const row = OPERATORS.get(text);
    if (row === undefined)
        throw bad(`found '${text}', expected: in, notin, =, ==, !=, <, >`);
    const { operator } = row;
    if (row.set) {
        const { values, next } = parseSet(tokens, at + 1);
        return { requirement: { key, operator, values }, next };
    }
    const { value, next } = parseValue(tokens, at + 1);
    if ((operator === 'Gt' || operator === 'Lt') && !/^-?\d+$/.test(value)) {
        throw bad("for '>', '<' operators, the value must be an integer");
    }
    return { requirement: { key, operator, values: [value] }, next };
}
/** A value may be empty: `a=` and `a=,b=c`. */
function parseValue(tokens, at) {
    const token = tokens[at];
    if (token === undefined || token === ',')
        return { value: '', next: at };
    if (SIGN.test(token))
        throw bad(`found '${token}', expected: identifier`);
    return { value: checkedValue(token), next: at + 1 };
}
function parseSet(tokens, start) {
    if (tokens[start] !== '(')
        throw bad(`found '${tokens[start] ?? ''}', expected: '('`);
    const values = [];
    let at = start + 1;
    let expectValue = true;
    for (; tokens[at] !== ')'; at++) {
        const token = tokens[at];
        if (token === undefined)
            throw bad("found '', expected: ',', or ')'");
        if (token === ',') {
            if (expectValue)
                values.push('');
            expectValue = true;
        }
        else if (SIGN.test(token) || !expectValue) {
            throw bad(`found '${token}', expected: ',', or ')'`);
        }
        else {
            values.push(checkedValue(token));
            expectValue = false;
        }
    }
    if (expectValue)
        values.push('');
    return { values, next: at + 1 };
}
function checkedValue(value) {
    const [wrong] = checkLabelValue(value);
    if (wrong !== undefined)
        throw bad(`values: Invalid value: ${JSON.stringify(value)}: ${wrong}`);
    return value;
}
function bad(detail) {
    return new StatusError('BadRequest', `unable to parse requirement: ${detail}`);
}
//# sourceMappingURL=label-selector.js.map