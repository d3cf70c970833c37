import {} from '#libs/apimachinery';
import { scalar } from '#libs/builtin-kinds';
export const TEXT = scalar('string');
export const INTEGER = scalar('integer');
export const NUMBER = scalar('number');
export const TIME = scalar('time');
/** An anonymous struct; a field is a type, or a type with what else is to be said. */
export function struct(fields) {
    const entries = Object.entries(fields).map(([name, field]) => [
        name,
        typeof field === 'function' ? { schema: field } : field,
    ]);
    return { kind: 'struct', fields: new Map(entries), atomic: false };
}
export function structRef(fields) {
    const schema = struct(fields);
    return () => schema;
}
/** Replaced as a whole by whoever applies it. */
export function atomicList(element) {
    return () => ({ kind: 'list', element, listType: 'atomic', mapKeys: [] });
}
/** Elements are told apart by `keys`, so that several writers can own one each. */
export function keyedList(element, ...keys) {
    return () => ({ kind: 'list', element, listType: 'map', mapKeys: keys });
}
export function mapOf(value) {
    return () => ({ kind: 'map', value, atomic: false });
}
export function required(schema) {
    return { schema, required: true };
}
/** With what `kubectl explain` says of the field. */
export function told(schema, description) {
    return { schema, description };
}
//# sourceMappingURL=schema.js.map