import {} from 'zod';
import { StatusError } from '#libs/apimachinery';
/** The answer, or what `onError` makes of the StatusError that the case ran into. */
export function answerOrError(answer, onError) {
    try {
        return answer();
    }
    catch (error) {
        if (error instanceof StatusError)
            return onError(toError(error));
        throw error;
    }
}
/** The case as its schema has it. Throws Invalid with the first field that does not fit. */
export function parseCase(schema, value) {
    const parsed = schema.safeParse(value);
    if (parsed.success)
        return parsed.data;
    const [issue] = parsed.error.issues;
    throw refusal(fieldPath(issue?.path ?? []), issue?.message ?? 'malformed');
}
export function refusal(field, message) {
    const cause = { reason: 'FieldValueInvalid', message, field };
    return new StatusError('Invalid', message, { details: { causes: [cause] } });
}
/** The text at `key` of an object; undefined where there is none. */
export function textOf(value, key) {
    if (typeof value !== 'object' || value === null)
        return undefined;
    const text = value[key];
    return typeof text === 'string' ? text : undefined;
}
/** Fields that are maps, and how many keys deep. */
const MAPS = new Map([
    ...['existing', 'capacity', 'available', 'assigned'].map((name) => [name, 1]),
    ...['demand', 'clientLoc', 'allowed'].map((name) => [name, 1]),
    ['rtt', 2],
]);
/** `capacity[b]`, `input.clusters[2].ready`: the way that the errors of the libraries name fields. */
function fieldPath(path) {
    let text = '';
    let keys = 0;
    for (const step of path.map(String)) {
        const isKey = keys > 0 || /^\d+$/.test(step);
        text += isKey ? `[${step}]` : text === '' ? step : `.${step}`;
        keys = isKey ? Math.max(0, keys - 1) : (MAPS.get(step) ?? 0);
    }
    return text;
}
/** The first cause names the field; the message tells all. */
function toError(error) {
    const [first, ...more] = error.details?.causes ?? [];
    const message = first !== undefined && more.length === 0 ? first.message : error.message;
    return { reason: error.reason, field: first?.field ?? '', message };
}
//# sourceMappingURL=case-error.js.map