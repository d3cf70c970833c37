/** Reading what members say: it comes from outside, and a value of another type than its field has counts as absent. */
export const MAX_INT32 = 2 ** 31 - 1;
/** As metav1.Time is written. */
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
export function mapOf(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
export function listOf(value) {
    return Array.isArray(value) ? value : [];
}
/** A counter; 0 for whatever else stands there, for it would break typed clients' lists. */
export function numberAt(map, field) {
    return countAt(map, field) ?? 0;
}
export function countAt(map, field) {
    const value = map?.[field];
    const whole = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_INT32;
    return whole ? value : undefined;
}
export function textAt(map, field) {
    const value = map?.[field];
    return typeof value === 'string' ? value : '';
}
export function timeAt(map, field) {
    const text = textAt(map, field);
    return TIME.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
}
//# sourceMappingURL=member-values.js.map