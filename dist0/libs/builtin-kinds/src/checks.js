import { checkLabels as labelCauses, checkLabelSelector, deepEqual, labelSelectorMatcher, } from '#libs/apimachinery';
import { IMMUTABLE, invalid, notSupported, required } from './causes.js';
import { listOf, mapOf, numberOf, textOf } from './json.js';
import { portNumber } from './syntax.js';
/** A text that must follow a grammar, where it is present. */
export function checkSyntax(causes, path, value, grammar) {
    if (typeof value === 'string') {
        grammar(value).forEach((why) => causes.push(invalid(path, value, why)));
    }
}
/** The same for a text that must be there. */
export function checkName(causes, path, value, grammar) {
    if (textOf(value) === '') {
        causes.push(required(path));
    }
    else {
        checkSyntax(causes, path, value, grammar);
    }
}
/** A port by number; 0 and nothing are out of range too. */
export function checkPortNumber(causes, path, value) {
    const number = numberOf(value) ?? 0;
    portNumber(number).forEach((why) => causes.push(invalid(path, number, why)));
}
export function checkOneOf(causes, path, value, supported) {
    if (value !== undefined && value !== null && !supported.includes(textOf(value))) {
        causes.push(notSupported(path, value, supported));
    }
}
export function checkNotNegative(causes, path, value) {
    if ((numberOf(value) ?? 0) < 0) {
        causes.push(invalid(path, value, 'must be greater than or equal to 0'));
    }
}
export function checkUnchanged(causes, path, value, old) {
    if (!deepEqual(value ?? undefined, old ?? undefined)) {
        causes.push(invalid(path, value, IMMUTABLE));
    }
}
/** Labels as a selector or a template holds them. */
export function checkLabels(causes, path, labels) {
    causes.push(...labelCauses(mapOf(labels), path));
}
export function checkSelector(causes, path, selector) {
    causes.push(...checkLabelSelector(mapOf(selector), path));
}
/** Whether a LabelSelector asks for anything. */
export function isEmptySelector(selector) {
    const { matchLabels, matchExpressions } = mapOf(selector);
    return Object.keys(mapOf(matchLabels)).length === 0 && listOf(matchExpressions).length === 0;
}
/** Whether labels satisfy a LabelSelector that has passed checkSelector. */
export function selectorMatches(selector, labels) {
    return labelSelectorMatcher(mapOf(selector)).matches(mapOf(labels));
}
//# sourceMappingURL=checks.js.map