import { createHash } from 'node:crypto';
/** A strong ETag for a body. */
export function etagOf(body) {
    return `"${createHash('sha256').update(body).digest('hex').toUpperCase()}"`;
}
/** Whether an If-None-Match header names this ETag (RFC 9110, 13.1.2: weak comparison). */
export function matchesEtag(header, etag) {
    if (header === undefined)
        return false;
    return header.split(',').some((candidate) => {
        const trimmed = candidate.trim();
        return trimmed === '*' || trimmed.replace(/^W\//, '') === etag;
    });
}
//# sourceMappingURL=etag.js.map