/** Errors as Kubernetes tells them: one family, a reason from a fixed list, causes that name fields. */
/** Reason -> HTTP code. `satisfies` below keeps the table exhaustive. */
const CODES = {
    BadRequest: 400,
    Unauthorized: 401,
    Forbidden: 403,
    NotFound: 404,
    MethodNotAllowed: 405,
    NotAcceptable: 406,
    AlreadyExists: 409,
    Conflict: 409,
    Gone: 410,
    Expired: 410,
    RequestEntityTooLarge: 413,
    UnsupportedMediaType: 415,
    Invalid: 422,
    TooManyRequests: 429,
    InternalError: 500,
    ServiceUnavailable: 503,
    ServerTimeout: 500,
    Timeout: 504,
};
/** What callers count on and handle; it comes without a stack. */
const ROUTINE = new Set(['NotFound', 'AlreadyExists', 'Conflict']);
/** A failure that a client may act on. `cause` is for the log only and never reaches the wire. */
export class StatusError extends Error {
    reason;
    details;
    constructor(reason, message, options = {}) {
        const limit = Error.stackTraceLimit;
        // Half of all answers to a first look are a NotFound: collecting a stack would cost more than the answer itself.
        if (ROUTINE.has(reason))
            Error.stackTraceLimit = 0;
        super(message, options.cause === undefined ? undefined : { cause: options.cause });
        this.reason = reason;
        Error.stackTraceLimit = limit;
        this.name = 'StatusError';
        this.details = options.details;
    }
    get code() {
        return CODES[this.reason];
    }
    toStatus() {
        return {
            kind: 'Status',
            apiVersion: 'v1',
            metadata: {},
            status: 'Failure',
            message: this.message,
            reason: this.reason,
            ...(this.details ? { details: this.details } : {}),
            code: this.code,
        };
    }
}
export function isReason(error, reason) {
    return error instanceof StatusError && error.reason === reason;
}
//# sourceMappingURL=status-error.js.map