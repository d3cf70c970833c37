import { StatusError } from '#libs/apimachinery';
/** SQLSTATE -> meaning (PostgreSQL documentation, appendix A). Whole classes are named by their first two digits. */ const FAILURES = {
    '40001': 'retry',
    '40P01': 'retry',
    '55P03': 'retry',
    '57014': 'timeout',
    '57P03': 'unavailable',
    '53': 'unavailable',
    // The server may end a session between commit and answer.
    '57P01': 'unknown',
    '57P02': 'unknown',
    '08': 'unknown'
};
/** `sent`: whether the statement may have reached the server. */ export function failureOf(error, sent) {
    const code = sqlState(error);
    if (!sent) return 'unavailable';
    if (code === undefined) return error instanceof StatusError ? 'defect' : 'unknown';
    return FAILURES[code] ?? FAILURES[code.slice(0, 2)] ?? 'defect';
}
/** The error as clients may see it; the cause is for the log. */ export function toStatusError(failure, cause) {
    if (cause instanceof StatusError) return cause;
    const details = {
        retryAfterSeconds: 1
    };
    switch(failure){
        case 'unavailable':
            return new StatusError('ServiceUnavailable', 'the database does not answer', {
                cause,
                details
            });
        case 'retry':
            return new StatusError('ServerTimeout', 'the database is contended, try again', {
                cause,
                details
            });
        case 'timeout':
            return new StatusError('ServerTimeout', 'the database took too long', {
                cause,
                details
            });
        case 'unknown':
            return new StatusError('ServerTimeout', 'the database went away before it answered', {
                cause,
                details
            });
        case 'defect':
            return new StatusError('InternalError', 'the database refused a statement', {
                cause
            });
    }
}
/**
 * Whether the statement failed for what it was given (a value that no column takes, a row that fits no page): the same will
 * fail again. Classes 22 data exception, 23 integrity constraint, 54 program limit.
 */ export function isDataError(error) {
    const cause = error instanceof StatusError ? error.cause : undefined;
    return [
        '22',
        '23',
        '54'
    ].includes(sqlState(cause)?.slice(0, 2) ?? '');
}
/** SQLSTATE has five characters; node's own codes (ECONNREFUSED) do not. */ export function sqlState(error) {
    const code = errorCode(error);
    return code !== undefined && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}
/** The `code` of an error of pg or node. Not by instanceof: an error may come from another realm. */ export function errorCode(error) {
    if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
    return typeof error.code === 'string' ? error.code : undefined;
}
