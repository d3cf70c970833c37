import { describe, expect, it } from '@jest/globals';
import { StatusError } from '#libs/apimachinery';
import { UnreadableMessageError } from '#libs/protocol';
import { failureOf, ForeignObjectError, MissingApiError } from './failure.js';
import { DEFAULT_WORK_LIMITS } from './limits.js';
const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'd', name: 'a' };
const secret = { apiVersion: 'v1', kind: 'Secret', namespace: 'd', name: 'a' };
const slow = DEFAULT_WORK_LIMITS.slowRetryMs;
describe('failureOf', () => {
    it.each([
        [new ForeignObjectError('x'), 'ForeignObject', slow],
        [new MissingApiError('x'), 'MissingApi', slow],
        [new UnreadableMessageError('x'), 'Unreadable', slow],
        ...[
            ['ServiceUnavailable', 'Unreachable', undefined],
            ['Timeout', 'Unreachable', undefined],
            ['TooManyRequests', 'Unreachable', undefined],
            ['Unauthorized', 'Unauthorized', undefined],
            ['Conflict', 'Conflict', undefined],
            ['Forbidden', 'Forbidden', slow],
            ['Invalid', 'Invalid', slow],
            ['BadRequest', 'Refused', slow],
            ['RequestEntityTooLarge', 'Refused', slow],
        ].map(([reason, word, retry]) => [
            new StatusError(reason, 'x'),
            word,
            retry,
        ]),
        [new TypeError('a secret value'), 'AgentError', undefined],
    ])('%s is %s', (error, reason, retryMs) => {
        expect(failureOf(error, deployment, DEFAULT_WORK_LIMITS)).toMatchObject({ reason, retryMs });
    });
    it('waits for a namespace that is about to go', () => {
        const causes = [{ reason: 'NamespaceTerminating', message: 'namespace d is being terminated' }];
        const error = new StatusError('Forbidden', 'forbidden', { details: { causes } });
        expect(failureOf(error, deployment, DEFAULT_WORK_LIMITS)).toMatchObject({
            reason: 'NamespaceTerminating',
            retryMs: DEFAULT_WORK_LIMITS.deletionPollMs,
        });
    });
    it("passes the server's words on, except for Secrets, where they may quote what is secret", () => {
        const causes = [
            { reason: 'FieldValueInvalid', message: 'Invalid value: "hunter2"', field: 'data[password]' },
        ];
        const error = new StatusError('Invalid', 'data[password]: Invalid value: "hunter2"', {
            details: { causes },
        });
        expect(failureOf(error, deployment, DEFAULT_WORK_LIMITS).message).toBe(error.message);
        const { message } = failureOf(error, secret, DEFAULT_WORK_LIMITS);
        expect(message).not.toContain('hunter2');
        expect(message).toContain('data[password]: FieldValueInvalid');
    });
    it("tells nothing of an error of the agent's own", () => {
        expect(failureOf(new TypeError('a secret value'), secret, DEFAULT_WORK_LIMITS).message).toBe('see the log of the agent');
    });
});
//# sourceMappingURL=failure.spec.js.map