import { StatusError } from './status-error.js';
/**
 * Parses a field selector; a backslash escapes `,`, `=` and itself in values. Empty text (and empty terms) select everything.
 * Which fields a resource type knows is the caller's question. Throws BadRequest.
 */
export function parseFieldSelector(text) {
    return splitTerms(text)
        .filter((term) => term !== '')
        .map(parseTerm);
}
/** Whether an object's fields meet all requirements; `valueOf` gives the text of a field, '' when it is not set. */
export function matchesFields(requirements, valueOf) {
    return requirements.every(({ field, operator, value }) => (valueOf(field) === value) === (operator === '='));
}
function parseTerm(term) {
    const match = /^([^=!\\]*)(!=|==|=)(.*)$/s.exec(term);
    if (match === null) {
        throw new StatusError('BadRequest', `invalid selector: '${term}'; can't understand '${term}'`);
    }
    const [, field = '', operator, value = ''] = match;
    return { field: field.trim(), operator: operator === '!=' ? '!=' : '=', value: unescape(value) };
}
function splitTerms(text) {
    return text.match(/(?:\\.|[^,\\]|\\$)+/gs) ?? [];
}
function unescape(value) {
    if (!/^(?:[^\\=]|\\[\\,=])*$/s.test(value)) {
        throw new StatusError('BadRequest', `invalid field selector: unescaped or unknown character in '${value}'`);
    }
    return value.replace(/\\(.)/gs, '$1');
}
//# sourceMappingURL=field-selector.js.map