import { invalidField, requiredField, forbiddenField } from './causes.js';
import { formatRequirements, labelMatcher, NO_LABELS_MATCH, } from './label-selector.js';
import { checkLabels, checkLabelValue, checkQualifiedName } from './names.js';
import { StatusError } from './status-error.js';
const OPERATORS = {
    In: true,
    NotIn: true,
    Exists: false,
    DoesNotExist: false,
};
/** A matcher for the object form: absent (or null) matches nothing, `{}` matches everything. Throws BadRequest on an unknown operator. */
export function labelSelectorMatcher(selector) {
    if (selector === undefined || selector === null)
        return NO_LABELS_MATCH;
    return labelMatcher(requirementsOf(selector));
}
/** The string form, for Scale.status.selector: `app=web,tier in (a,b)`; empty for `{}` and for none. */
export function formatLabelSelector(selector) {
    const equalities = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => ({
        key,
        text: `${key}=${value}`,
    }));
    const expressions = requirementsOf({ matchExpressions: selector?.matchExpressions ?? [] }).map((requirement) => ({ key: requirement.key, text: formatRequirements([requirement]) }));
    return [...equalities, ...expressions]
        .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
        .map(({ text }) => text)
        .join(',');
}
/** What is wrong with a LabelSelector; `field` is its path, such as `spec.selector`. */
export function checkLabelSelector(selector, field) {
    const expressions = selector?.matchExpressions ?? [];
    return [
        ...checkLabels(selector?.matchLabels, `${field}.matchLabels`),
        ...expressions.flatMap((one, index) => checkExpression(one, `${field}.matchExpressions[${index}]`)),
    ];
}
function checkExpression({ key, operator, values }, field) {
    const causes = checkQualifiedName(key).map((message) => invalidField(`${field}.key`, key, message));
    if (!isOperator(operator)) {
        return [...causes, invalidField(`${field}.operator`, operator, 'not a valid selector operator')];
    }
    const count = values?.length ?? 0;
    if (OPERATORS[operator] && count === 0) {
        causes.push(requiredField(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    }
    if (!OPERATORS[operator] && count > 0) {
        const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
        causes.push(forbiddenField(`${field}.values`, detail));
    }
    for (const [index, value] of (values ?? []).entries()) {
        for (const message of checkLabelValue(value)) {
            causes.push(invalidField(`${field}.values[${index}]`, value, message));
        }
    }
    return causes;
}
function requirementsOf(selector) {
    const equalities = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({
        key,
        operator: 'In',
        values: [value],
    }));
    const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values }) => {
        if (!isOperator(operator)) {
            throw new StatusError('BadRequest', `${JSON.stringify(operator)} is not a valid label selector operator`);
        }
        return { key, operator, values: values ?? [] };
    });
    return [...equalities, ...expressions];
}
function isOperator(operator) {
    return Object.hasOwn(OPERATORS, operator);
}
//# sourceMappingURL=label-selector-object.js.map