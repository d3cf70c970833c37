import { formatTime, isReason } from '#libs/apimachinery';
import { controllerOf, ownedBy } from '#libs/cluster-controllers';
import { lastCronTime, nextCronTime, parseCronSchedule } from '#libs/builtin-kinds';
import { done, keyOf, requeueAfter, splitKey, } from '#libs/controller-runtime';
import { NestedMap } from '../cluster/nested-map.js';
import { CRON_JOBS, JOBS } from '../cluster/resources.js';
import {} from '../controllers/context.js';
import { mirrorLoop, writeStatus } from '../controllers/mirror-loop.js';
import { endOf } from './job.js';
const SCHEDULED = 'batch.kubernetes.io/cronjob-scheduled-timestamp';
/** Makes Jobs when their time has come, and clears away old ones. */
export class CronJobs {
    context;
    loop;
    jobsOf = new NestedMap();
    constructor(context) {
        this.context = context;
        const { cronJobs, jobs } = context.informers;
        this.loop = mirrorLoop(context, 'cron-jobs', cronJobs, (key) => this.reconcile(key));
        jobs.onChange((change) => {
            this.observeJob(change);
        });
    }
    observeJob({ type, object, previous }) {
        const before = previous && controllerOf(previous);
        if (before)
            this.jobsOf.delete(before.uid, keyOf(object));
        const owner = controllerOf(object);
        if (owner?.kind !== 'CronJob')
            return;
        if (type !== 'DELETED')
            this.jobsOf.set(owner.uid, keyOf(object), object);
        this.loop.enqueue(`${object.metadata.namespace ?? ''}/${owner.name}`);
    }
    async reconcile(key) {
        const cron = this.context.informers.cronJobs.get(key);
        if (!cron || cron.metadata.deletionTimestamp !== undefined)
            return done;
        const jobs = [...(this.jobsOf.of(cron.metadata.uid ?? '')?.values() ?? [])];
        await this.clearHistory(cron, jobs);
        const due = cron.spec.suspend === true ? undefined : dueAt(cron, this.context.clock.now());
        const started = due === undefined ? undefined : await this.start(cron, jobs, due);
        await writeStatus(this.context, CRON_JOBS, cron, statusOf(cron, started ?? jobs, due));
        if (cron.spec.suspend === true)
            return done;
        const now = this.context.clock.now();
        const next = nextCronTime(parseCronSchedule(cron.spec.schedule), now, cron.spec.timeZone);
        return next === undefined ? done : requeueAfter(next - now, 'the next time of its schedule');
    }
    /** The Jobs after the start; undefined: none was started now, and the time is over or comes again. */
    async start(cron, jobs, due) {
        const active = jobs.filter((job) => !endOf(job));
        const { concurrencyPolicy } = cron.spec;
        if (concurrencyPolicy === 'Forbid' && active.length > 0)
            return undefined;
        if (concurrencyPolicy === 'Replace')
            for (const job of active)
                await this.delete(job);
        const kept = concurrencyPolicy === 'Replace' ? jobs.filter((job) => endOf(job)) : jobs;
        try {
            const job = await this.context.client.create(JOBS, jobFrom(cron, due));
            return [...kept, job];
        }
        catch (error) {
            // Created by the run before and not seen yet.
            if (isReason(error, 'AlreadyExists'))
                return kept;
            throw error;
        }
    }
    async clearHistory(cron, jobs) {
        const { successfulJobsHistoryLimit = 3, failedJobsHistoryLimit = 1 } = cron.spec;
        const limits = { Complete: successfulJobsHistoryLimit, Failed: failedJobsHistoryLimit };
        for (const [type, limit] of Object.entries(limits)) {
            const ended = jobs.filter((job) => endOf(job)?.type === type);
            ended.sort((a, b) => (a.status?.startTime ?? '').localeCompare(b.status?.startTime ?? ''));
            for (const job of ended.slice(0, Math.max(0, ended.length - limit)))
                await this.delete(job);
        }
    }
    async delete(job) {
        await this.context.client.delete({ ...JOBS, ...splitKey(keyOf(job)) }, { propagationPolicy: 'Background' });
    }
}
/** The last time of the schedule that no Job was made for and that is not too long ago; ms. */
function dueAt(cron, now) {
    const { schedule, timeZone, startingDeadlineSeconds } = cron.spec;
    const from = Date.parse(cron.status?.lastScheduleTime ?? cron.metadata.creationTimestamp ?? '');
    const oldest = startingDeadlineSeconds === undefined ? 0 : now - startingDeadlineSeconds * 1_000;
    return lastCronTime(parseCronSchedule(schedule), Math.max(from, oldest), now, timeZone);
}
function jobFrom(cron, due) {
    const { name = '', namespace } = cron.metadata;
    const { metadata, spec } = cron.spec.jobTemplate;
    return {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: {
            name: `${name}-${Math.floor(due / 60_000)}`,
            ...(namespace === undefined ? {} : { namespace }),
            ...(metadata?.labels ? { labels: metadata.labels } : {}),
            annotations: { ...metadata?.annotations, [SCHEDULED]: formatTime(due) },
            ownerReferences: [ownedBy(cron)],
        },
        spec,
    };
}
function statusOf(cron, jobs, due) {
    const active = jobs
        .filter((job) => !endOf(job))
        .sort((a, b) => (a.metadata.name ?? '').localeCompare(b.metadata.name ?? ''))
        .map(({ metadata: { name, namespace, uid } }) => ({
        apiVersion: 'batch/v1',
        kind: 'Job',
        name,
        namespace,
        uid,
    }));
    const successes = jobs.flatMap((job) => job.status?.completionTime ?? []);
    const lastSuccess = [cron.status?.lastSuccessfulTime ?? '', ...successes].sort().at(-1);
    const isStarted = due !== undefined && jobs.some((job) => job.metadata.annotations?.[SCHEDULED] === formatTime(due));
    const lastSchedule = isStarted ? formatTime(due) : cron.status?.lastScheduleTime;
    return {
        ...(active.length > 0 ? { active } : {}),
        ...(lastSchedule === undefined ? {} : { lastScheduleTime: lastSchedule }),
        ...(lastSuccess ? { lastSuccessfulTime: lastSuccess } : {}),
    };
}
//# sourceMappingURL=cron-jobs.js.map