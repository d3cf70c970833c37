import { StatusError } from './status-error.js';
/** Field errors in the words of kube-apiserver; `field` is a path such as `spec.ports[0].port`. */
export function requiredField(field, detail = '') {
    return { reason: 'FieldValueRequired', message: join('Required value', detail), field };
}
export function invalidField(field, value, detail) {
    return { reason: 'FieldValueInvalid', message: `Invalid value: ${show(value)}: ${detail}`, field };
}
export function unsupportedField(field, value, supported) {
    const choices = supported.map((one) => JSON.stringify(one)).join(', ');
    return {
        reason: 'FieldValueNotSupported',
        message: `Unsupported value: ${show(value)}: supported values: ${choices}`,
        field,
    };
}
export function forbiddenField(field, detail) {
    return { reason: 'FieldValueForbidden', message: join('Forbidden', detail), field };
}
export function duplicateField(field, value) {
    return { reason: 'FieldValueDuplicate', message: `Duplicate value: ${show(value)}`, field };
}
export function tooLongField(field, maxBytes) {
    return {
        reason: 'FieldValueTooLong',
        message: `Too long: may not be more than ${maxBytes} bytes`,
        field,
    };
}
/** The 422 that carries all causes: `ReplicaSet.apps "web" is invalid: [spec.a: ..., spec.b: ...]`. */
export function invalidError(object, causes) {
    const qualifiedKind = object.group === '' ? object.kind : `${object.kind}.${object.group}`;
    const lines = causes.map((cause) => cause.field === undefined || cause.field === '' ? cause.message : `${cause.field}: ${cause.message}`);
    const text = lines.length === 1 ? (lines[0] ?? '') : `[${lines.join(', ')}]`;
    return new StatusError('Invalid', `${qualifiedKind} ${JSON.stringify(object.name)} is invalid: ${text}`, {
        details: { name: object.name, group: object.group, kind: object.kind, causes },
    });
}
function show(value) {
    return value === undefined ? 'null' : JSON.stringify(value);
}
function join(title, detail) {
    return detail === '' ? title : `${title}: ${detail}`;
}
//# sourceMappingURL=causes.js.map