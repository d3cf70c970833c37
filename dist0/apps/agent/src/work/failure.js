import { StatusError } from '#libs/apimachinery';
import { UnreadableMessageError } from '#libs/protocol';
import { MAX_MESSAGE_CHARS } from './limits.js';
/** An object of that name that is not ours. */
export class ForeignObjectError extends Error {
    name = 'ForeignObjectError';
}
/** The work in hand is no longer the newest. */
export class SupersededError extends Error {
    name = 'SupersededError';
}
/** The member does not serve the kind. */
export class MissingApiError extends Error {
    name = 'MissingApiError';
}
/**
 * Names what happened and when to try again. The message is the server's, shortened; for Secrets only the fields that it
 * complains of, since a server may quote what it refuses.
 */
export function failureOf(error, object, limits) {
    const own = OWN_REASONS.find(([type]) => error instanceof type);
    if (own)
        return { reason: own[1], message: error.message, retryMs: limits.slowRetryMs };
    if (!(error instanceof StatusError))
        return { reason: 'AgentError', message: 'see the log of the agent', retryMs: undefined };
    const message = messageOf(error, object).slice(0, MAX_MESSAGE_CHARS);
    if (error.reason === 'Forbidden' && terminating(error))
        return { reason: 'NamespaceTerminating', message, retryMs: limits.deletionPollMs };
    const [reason, pace] = MEANING[error.reason];
    return { reason, message, retryMs: pace === 'slow' ? limits.slowRetryMs : undefined };
}
const OWN_REASONS = [
    [ForeignObjectError, 'ForeignObject'],
    [MissingApiError, 'MissingApi'],
    [UnreadableMessageError, 'Unreadable'],
];
/** What the member's answer is reported as, and whether trying again soon may help. */
const MEANING = {
    ServiceUnavailable: ['Unreachable', 'growing'],
    Timeout: ['Unreachable', 'growing'],
    ServerTimeout: ['Unreachable', 'growing'],
    TooManyRequests: ['Unreachable', 'growing'],
    InternalError: ['Unreachable', 'growing'],
    Unauthorized: ['Unauthorized', 'growing'],
    Conflict: ['Conflict', 'growing'],
    NotFound: ['NotFound', 'growing'],
    Forbidden: ['Forbidden', 'slow'],
    Invalid: ['Invalid', 'slow'],
    BadRequest: ['Refused', 'slow'],
    MethodNotAllowed: ['Refused', 'slow'],
    NotAcceptable: ['Refused', 'slow'],
    AlreadyExists: ['Refused', 'slow'],
    Gone: ['Refused', 'slow'],
    Expired: ['Refused', 'slow'],
    RequestEntityTooLarge: ['Refused', 'slow'],
    UnsupportedMediaType: ['Refused', 'slow'],
};
function messageOf(error, object) {
    if (object.kind !== 'Secret')
        return error.message;
    const causes = (error.details?.causes ?? []).map((cause) => `${cause.field ?? ''}: ${cause.reason}`);
    return `the member refused the Secret (${error.reason}${causes.length > 0 ? `; ${causes.join(', ')}` : ''})`;
}
function terminating(error) {
    return error.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') ?? false;
}
//# sourceMappingURL=failure.js.map