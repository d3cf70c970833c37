import { findCondition, getPath } from '#libs/apimachinery';
/**
 * How long a finished Job stays (`ttlSecondsAfterFinished`), in ms from now; 0: its time is over; undefined: it stays. The hub
 * does this and not the members: one that deleted its part would be given it again, and run it again.
 */
export function expiresInMs(object, now) {
    const ttl = getPath(object, ['spec', 'ttlSecondsAfterFinished']);
    if (object.kind !== 'Job' || typeof ttl !== 'number')
        return undefined;
    const finishedAt = Date.parse(finishTime(object['status']) ?? '');
    return Number.isNaN(finishedAt) ? undefined : Math.max(0, finishedAt + ttl * 1_000 - now);
}
function finishTime(value) {
    const { completionTime, conditions } = (value ?? {});
    const failed = findCondition(conditions, 'Failed');
    if (failed?.status === 'True')
        return failed.lastTransitionTime;
    return findCondition(conditions, 'Complete')?.status === 'True' ? completionTime : undefined;
}
//# sourceMappingURL=job-expiry.js.map