import { done, keyOf, requeueAfter, splitKey } from '#libs/controller-runtime';
import {} from '../cluster/pod.js';
import { JOBS } from '../cluster/resources.js';
import {} from '../controllers/context.js';
import { mirrorLoop, writeStatus } from '../controllers/mirror-loop.js';
import { EXPECTATION_MS, REPLICA_BURST } from '../limits.js';
import { COMPLETION_INDEX, countJob, endOf, isIndexed } from './job.js';
import { nextIndexes, planJob } from './job-plan.js';
import { OwnedPods } from './owned-pods.js';
import { generatedName, podFrom } from './pod-template.js';
import { surplus } from './replica-sets.js';
/** Runs the pods of Jobs until enough have succeeded, or too many failed. */
export class Jobs {
    context;
    loop;
    pods;
    constructor(context) {
        this.context = context;
        const { jobs } = context.informers;
        this.loop = mirrorLoop(context, 'jobs', jobs, (key) => this.reconcile(key));
        this.pods = new OwnedPods(context, 'Job', (key, ms) => this.loop.enqueueAfter(key, ms));
        jobs.onChange(({ type, object }) => {
            if (type === 'DELETED')
                this.pods.forget(keyOf(object), object.metadata.uid ?? '');
        });
    }
    async reconcile(key) {
        const job = this.context.informers.jobs.get(key);
        if (!job || job.metadata.deletionTimestamp !== undefined || this.pods.isGoing(job))
            return done;
        if (!this.pods.settled(job))
            return requeueAfter(EXPECTATION_MS, 'waits to see its own writes');
        const now = this.context.clock.now();
        const pods = this.pods.of(job);
        const counts = countJob(job, pods, now);
        const plan = planJob(job, counts, pods.length, now);
        this.pods.counted(key);
        // First what the pods have done, so that it stays known when they go.
        await writeStatus(this.context, JOBS, job, plan.status);
        for (const pod of surplus(counts.active, Math.min(plan.remove, REPLICA_BURST)))
            await this.pods.delete(job, pod);
        await this.create(job, counts, Math.min(plan.create, REPLICA_BURST));
        if (Math.max(plan.create, plan.remove) > REPLICA_BURST)
            return requeueAfter(1, 'more pods to create or delete');
        const after = this.expiry({ ...job, status: plan.status }, now);
        if (after !== undefined)
            return this.expire(key, job, after);
        return plan.checkInMs === undefined ? done : requeueAfter(plan.checkInMs, 'a retry or the deadline');
    }
    async create(job, counts, count) {
        const name = job.metadata.name ?? '';
        if (!isIndexed(job)) {
            for (let made = 0; made < count; made++)
                await this.pods.create(job, podFrom(job, job.spec.template, generatedName(name)));
            return;
        }
        for (const index of nextIndexes(job, counts, indexesOf(counts.active), count)) {
            const numbered = { [COMPLETION_INDEX]: String(index) };
            await this.pods.create(job, podFrom(job, job.spec.template, {
                ...generatedName(`${name}-${index}`),
                labels: numbered,
                annotations: numbered,
                spec: { hostname: `${name}-${index}` },
            }));
        }
    }
    /** In how many ms a finished Job is to be deleted; undefined: it stays. */
    expiry(job, now) {
        const ttl = job.spec.ttlSecondsAfterFinished;
        const endedAt = Date.parse(endOf(job)?.lastTransitionTime ?? '');
        return ttl === undefined || Number.isNaN(endedAt) ? undefined : endedAt + ttl * 1_000 - now;
    }
    async expire(key, job, ms) {
        if (ms > 0)
            return requeueAfter(ms, 'its time after the end');
        const { uid } = job.metadata;
        await this.context.client.delete({ ...JOBS, ...splitKey(key) }, { propagationPolicy: 'Background', ...(uid === undefined ? {} : { uid }) });
        return done;
    }
}
function indexesOf(pods) {
    return new Set(pods.map((pod) => Number(pod.metadata.annotations?.[COMPLETION_INDEX] ?? -1)));
}
//# sourceMappingURL=jobs.js.map