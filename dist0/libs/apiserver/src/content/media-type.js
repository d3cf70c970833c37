import { MAX_ACCEPT_CLAUSES } from './limits.js';
/** `application/json; charset=utf-8` -> its parts. Quotes around a parameter's value are taken off. */
export function parseMediaType(text) {
    const [type = '', ...rest] = text.split(';');
    const parameters = {};
    for (const part of rest) {
        const equals = part.indexOf('=');
        if (equals < 0)
            continue;
        const value = part.slice(equals + 1).trim();
        parameters[part.slice(0, equals).trim().toLowerCase()] = value.replace(/^"(.*)"$/, '$1');
    }
    return { type: type.trim().toLowerCase(), parameters };
}
/** The clauses of an Accept header, best first (by q, then as written). Nothing accepted is everything accepted. */
export function parseAccept(header) {
    if (header === undefined || header.trim() === '')
        return [{ type: '*/*', parameters: {} }];
    return header
        .split(',', MAX_ACCEPT_CLAUSES)
        .map(parseMediaType)
        .map((clause) => ({ clause, quality: qualityOf(clause) }))
        .filter((weighed) => weighed.quality > 0)
        .sort((a, b) => b.quality - a.quality)
        .map((weighed) => weighed.clause);
}
function qualityOf(clause) {
    const text = clause.parameters['q'];
    if (text === undefined)
        return 1;
    const quality = Number(text);
    return Number.isFinite(quality) ? quality : 1;
}
//# sourceMappingURL=media-type.js.map