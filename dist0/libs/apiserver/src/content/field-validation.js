import { StatusError } from '#libs/apimachinery';
/** Reads the `fieldValidation` parameter; absent means Warn. Throws Invalid for an unknown value. */
export function parseFieldValidation(value) {
    if (value === null || value === '')
        return 'Warn';
    if (value === 'Ignore' || value === 'Warn' || value === 'Strict')
        return value;
    const message = `Unsupported value: ${JSON.stringify(value)}: supported values: "Ignore", "Strict", "Warn"`;
    throw new StatusError('Invalid', `fieldValidation: ${message}`, {
        details: { causes: [{ reason: 'FieldValueNotSupported', message, field: 'fieldValidation' }] },
    });
}
/** What is said about fields that would be dropped silently: one sentence each. */
export function fieldProblems(unknown, duplicates) {
    return [
        ...unknown.map((path) => `unknown field ${JSON.stringify(path)}`),
        ...duplicates.map((path) => `duplicate field ${JSON.stringify(path)}`),
    ];
}
/** The refusal of Strict field validation. */
export function strictDecodingError(kind, version, problems) {
    return cannotBeHandled(kind, version, `strict decoding error: ${problems.join(', ')}`);
}
/**
 * The refusal of a body that does not decode as its kind. `why`: for instance the first error of checkSchema. `expected`:
 * the kind that the URL stands for, where the body says another.
 */
export function cannotBeHandled(kind, version, why, expected = kind) {
    return new StatusError('BadRequest', `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${expected}: ${why}`);
}
//# sourceMappingURL=field-validation.js.map