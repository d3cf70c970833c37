import {} from '#libs/apimachinery';
/** The causes of a 422 under the short names that the rules read best with. */
export { duplicateField as duplicate, forbiddenField as forbidden, invalidField as invalid, requiredField as required, tooLongField as tooLong, unsupportedField as notSupported, } from '#libs/apimachinery';
export const IMMUTABLE = 'field is immutable';
/** A name that refers to nothing in the same object. */
export function notFound(field, value) {
    return { reason: 'FieldValueNotFound', message: `Not found: ${JSON.stringify(value)}`, field };
}
//# sourceMappingURL=causes.js.map