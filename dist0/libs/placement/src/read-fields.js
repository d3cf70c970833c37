import { checkLabelSelector, invalidField, isJsonObject, labelSelectorMatcher, unsupportedField, } from '#libs/apimachinery';
import { wrongCount } from './preferences.js';
/** The value when it is an object, else an empty one. */
export function objectAt(value, { field, causes }) {
    if (isJsonObject(value))
        return value;
    causes.push(invalidField(field, value, 'must be an object'));
    return {};
}
/** '' when it is absent. */
export function textAt(fields, name, { field, causes }) {
    const value = fields[name] ?? '';
    if (typeof value === 'string')
        return value;
    causes.push(invalidField(`${field}.${name}`, value, 'must be a string'));
    return '';
}
/** A list of texts; empty when it is absent. */
export function textsAt(fields, name, { field, causes }) {
    const list = fields[name] ?? [];
    if (Array.isArray(list) && list.every((one) => typeof one === 'string'))
        return list;
    causes.push(invalidField(`${field}.${name}`, list, 'must be a list of names'));
    return [];
}
/** A list of anything; empty when it is absent. */
export function listAt(fields, name, { field, causes }) {
    const list = fields[name] ?? [];
    if (Array.isArray(list))
        return list;
    causes.push(invalidField(`${field}.${name}`, list, 'must be a list'));
    return [];
}
/** One of the values, the first when it is absent or empty. */
export function choiceAt(fields, name, values, { field, causes }) {
    const given = fields[name] ?? '';
    if (given === '')
        return values[0];
    const found = values.find((value) => value === given);
    if (found !== undefined)
        return found;
    causes.push(unsupportedField(`${field}.${name}`, given, values));
    return values[0];
}
/** A LabelSelector, for objects or clusters; absent (or null): undefined. */
export function labelsAt(fields, name, { field, causes }) {
    const value = fields[name];
    if (value === undefined || value === null)
        return undefined;
    const path = `${field}.${name}`;
    const selector = objectAt(value, { field: path, causes });
    const wrong = checkLabelSelector(selector, path);
    causes.push(...wrong);
    return wrong.length === 0 ? labelSelectorMatcher(selector) : undefined;
}
/** A whole number from 0 on; undefined when it is absent or wrong. */
export function countAt(fields, name, max, { field, causes }) {
    const value = fields[name] ?? undefined;
    if (value === undefined)
        return undefined;
    const wrong = wrongCount(value, max);
    if (wrong === undefined)
        return value;
    causes.push(invalidField(`${field}.${name}`, value, wrong));
    return undefined;
}
//# sourceMappingURL=read-fields.js.map