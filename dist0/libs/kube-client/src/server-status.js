import { StatusError } from '#libs/apimachinery';
/** Reasons that a server may send and we know; others are judged by the code. */
const BY_CODE = {
    400: 'BadRequest',
    401: 'Unauthorized',
    403: 'Forbidden',
    404: 'NotFound',
    405: 'MethodNotAllowed',
    406: 'NotAcceptable',
    409: 'Conflict',
    410: 'Expired',
    413: 'RequestEntityTooLarge',
    415: 'UnsupportedMediaType',
    422: 'Invalid',
    429: 'TooManyRequests',
    500: 'InternalError',
    503: 'ServiceUnavailable',
    504: 'Timeout',
};
const KNOWN = new Set([...Object.values(BY_CODE), 'AlreadyExists', 'Gone', 'ServerTimeout']);
/** How much of a text that is no Status is kept in the message. */
const MAX_TEXT = 300;
/** A failed answer as the error it means: the server's own Status, or what the code says. */
export function serverStatus(code, body, retryAfterSeconds) {
    const status = parseStatus(body);
    if (!status)
        return new StatusError(BY_CODE[code] ?? (code >= 500 ? 'InternalError' : 'BadRequest'), `the server answered ${code}: ${body.trim().slice(0, MAX_TEXT)}`, retryAfterSeconds === undefined ? {} : { details: { retryAfterSeconds } });
    return statusError(status, code, retryAfterSeconds);
}
/** Whether a failed answer is about this object, rather than about its API or namespace. */
export function namesObject(body, name) {
    return parseStatus(body)?.details?.name === name;
}
/** A Status, from an answer or a watch event, as the error it means. */
export function statusError(status, code, retryAfterSeconds) {
    const reason = status.reason !== undefined && KNOWN.has(status.reason) ? status.reason : undefined;
    const details = retryAfterSeconds === undefined ? status.details : { ...status.details, retryAfterSeconds };
    return new StatusError(reason ??
        BY_CODE[status.code ?? code] ??
        (code >= 500 ? 'InternalError' : 'BadRequest'), status.message ?? `the server answered ${code}`, details ? { details } : {});
}
function parseStatus(body) {
    if (!body.startsWith('{'))
        return undefined;
    try {
        const parsed = JSON.parse(body);
        return parsed?.kind === 'Status' ? parsed : undefined;
    }
    catch {
        return undefined;
    }
}
//# sourceMappingURL=server-status.js.map