import { formatTime, setCondition } from '#libs/apimachinery';
import { isReady } from '../cluster/pod.js';
import { JOB_BACKOFF_MAX_MS, JOB_BACKOFF_MS, MAX_WORKLOAD_PODS } from '../limits.js';
import { endOf, formatIndexes, isIndexed } from './job.js';
import { failureCondition } from './replica-failure.js';
/** `pods`: how many the Job has in all, finished ones included. */
export function planJob(job, counts, pods, now) {
    if (endOf(job)) {
        const status = { ...job.status, terminating: counts.going };
        return { create: 0, remove: counts.active.length, status, checkInMs: undefined };
    }
    const started = startOf(job, now);
    const end = job.spec.suspend === true ? undefined : endNow(job, counts, started, now);
    if (job.spec.suspend === true || end) {
        const status = statusOf(job, counts, { started, end, now });
        return { create: 0, remove: counts.active.length, status, checkInMs: undefined };
    }
    const lack = wantedActive(job, counts) - counts.active.length;
    const room = Math.max(0, MAX_WORKLOAD_PODS - pods);
    const waitMs = lack > 0 ? backoffMs(counts.failures, now) : 0;
    const status = statusOf(job, counts, { started, now, limited: lack > room });
    return {
        create: waitMs > 0 ? 0 : Math.min(Math.max(0, lack), room),
        remove: Math.max(0, -lack),
        status,
        checkInMs: soonest(waitMs, deadlineInMs(job, started, now)),
    };
}
function soonest(waitMs, deadlineMs) {
    const ahead = [waitMs, deadlineMs ?? 0].filter((ms) => ms > 0);
    return ahead.length > 0 ? Math.min(...ahead) : undefined;
}
/** Of the run that is on: a Job that was suspended starts anew. */
function startOf(job, now) {
    if (job.spec.suspend === true)
        return undefined;
    const noted = Date.parse(job.status?.startTime ?? '');
    return Number.isNaN(noted) ? now : noted;
}
/** Whether and how the Job ends now: an ordered table, first match wins. */
function endNow(job, counts, started, now) {
    const { backoffLimit = 6, completions } = job.spec;
    const retries = job.spec.template.spec['restartPolicy'] === 'OnFailure' ? counts.restarts : 0;
    if (counts.failed > backoffLimit || (retries > 0 && retries >= backoffLimit))
        return {
            type: 'Failed',
            reason: 'BackoffLimitExceeded',
            message: 'Job has reached the specified backoff limit',
        };
    const leftMs = deadlineInMs(job, started, now);
    if (leftMs !== undefined && leftMs <= 0)
        return {
            type: 'Failed',
            reason: 'DeadlineExceeded',
            message: 'Job was active longer than specified deadline',
        };
    const isComplete = completions === undefined
        ? counts.succeeded > 0 && counts.active.length === 0
        : counts.succeeded >= completions;
    if (!isComplete)
        return undefined;
    return {
        type: 'Complete',
        reason: 'CompletionsReached',
        message: 'Reached expected number of succeeded pods',
    };
}
function deadlineInMs({ spec }, started, now) {
    if (spec.activeDeadlineSeconds === undefined || started === undefined)
        return undefined;
    return started + spec.activeDeadlineSeconds * 1_000 - now;
}
function wantedActive({ spec }, counts) {
    const { parallelism = 1, completions } = spec;
    // A work queue: when one has found it empty, the others finish and none is added.
    if (completions === undefined)
        return counts.succeeded > 0 ? counts.active.length : parallelism;
    return Math.min(parallelism, completions - counts.succeeded);
}
/** How long the next pod waits after so many failures in a row. */
function backoffMs(failures, now) {
    const last = failures.at(-1);
    if (last === undefined)
        return 0;
    return Math.max(0, last + Math.min(JOB_BACKOFF_MAX_MS, JOB_BACKOFF_MS * 2 ** (failures.length - 1)) - now);
}
/** Numbers that have no pod and are not done, lowest first. */
export function nextIndexes(job, counts, taken, count) {
    const free = [];
    for (let index = 0; index < (job.spec.completions ?? 0) && free.length < count; index++)
        if (!counts.completed.has(index) && !taken.has(index))
            free.push(index);
    return free;
}
function statusOf(job, counts, is) {
    const { end, started, now } = is;
    const leaves = end !== undefined || job.spec.suspend === true;
    const active = leaves ? [] : counts.active;
    const indexes = isIndexed(job) ? formatIndexes(counts.completed) : '';
    const conditions = conditionsOf(job, end, is.limited === true, now);
    return {
        ...positive('active', active.length),
        ready: active.filter((pod) => isReady(pod)).length,
        terminating: counts.going,
        ...positive('succeeded', counts.succeeded),
        ...positive('failed', counts.failed + (end?.type === 'Failed' ? counts.active.length : 0)),
        ...(indexes === '' ? {} : { completedIndexes: indexes }),
        ...(started === undefined ? {} : { startTime: formatTime(started) }),
        ...(end?.type === 'Complete' ? { completionTime: formatTime(now) } : {}),
        ...(conditions.length > 0 ? { conditions } : {}),
        uncountedTerminatedPods: {},
    };
}
/** A Job that ends says first what it is heading for, then that it is there. */
const HEADING = { Complete: 'SuccessCriteriaMet', Failed: 'FailureTarget' };
function conditionsOf(job, end, limited, now) {
    const news = [];
    const before = (job.status?.conditions ?? []).filter((one) => one.type !== 'ReplicaFailure');
    if (job.spec.suspend === true)
        news.push({ type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended' });
    else if (before.some((one) => one.type === 'Suspended'))
        news.push({ type: 'Suspended', status: 'False', reason: 'JobResumed', message: 'Job resumed' });
    if (limited) {
        const message = `the simulator keeps at most ${MAX_WORKLOAD_PODS} pods of one workload`;
        news.push(failureCondition({ reason: 'PodLimitReached', message }));
    }
    if (end) {
        const { type, ...why } = end;
        news.push({ type: HEADING[type], status: 'True', ...why });
        news.push({ type, status: 'True', ...why });
    }
    return news.reduce((all, one) => setCondition(all, one, now), before);
}
function positive(field, count) {
    return count > 0 ? { [field]: count } : {};
}
//# sourceMappingURL=job-plan.js.map