const RETRYABLE = {
    disconnected: true,
    timeout: true,
    missing: true,
    forbidden: false,
    'too-large': false,
    overloaded: true,
    rejected: true,
    closed: false,
};
/** A call to the broker that failed. Publishing is idempotent (last value), so a retryable one may simply be repeated. */
export class TransportError extends Error {
    failure;
    constructor(failure, message, options) {
        super(message, options);
        this.failure = failure;
        this.name = 'TransportError';
    }
    get retryable() {
        return RETRYABLE[this.failure];
    }
}
//# sourceMappingURL=transport-error.js.map