import { afterEach, describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { CRON_JOBS, JOBS } from '../cluster/resources.js';
import { startTestCluster, stopTestClusters } from '../test-cluster.fixture.js';
import { formatIndexes, parseIndexes } from './job.js';
afterEach(stopTestClusters);
const on = (name) => `simulator.meridian.dev/${name}`;
function job(spec, behavior = {}, restartPolicy = 'Never') {
    const annotations = Object.fromEntries(Object.entries(behavior).map(([name, value]) => [on(name), value]));
    return {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'work', namespace: 'default' },
        spec: {
            ...spec,
            template: {
                metadata: { annotations },
                spec: { restartPolicy, containers: [{ name: 'c', image: 'worker' }] },
            },
        },
    };
}
const conditionsOf = (status) => (status?.conditions ??
    [])
    .filter((one) => one.status === 'True')
    .map((one) => `${one.type} ${one.reason}`);
describe('a Job', () => {
    it('runs as many pods at once as it may, until enough have succeeded', async () => {
        const { create, pods, statusOf, steps } = await startTestCluster();
        const made = await create(JOBS, job({ parallelism: 2, completions: 5 }, { 'run-seconds': '2' }));
        expect(made['spec']).toMatchObject({
            selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': made.metadata.uid } },
            template: { metadata: { labels: { 'job-name': 'work' } } },
        });
        await steps(2, 100);
        expect(await pods()).toHaveLength(2);
        expect(await statusOf(JOBS, 'work')).toMatchObject({ active: 2, startTime: '2026-11-21T12:00:00Z' });
        await steps(12, 200);
        expect(await statusOf(JOBS, 'work')).toMatchObject({ active: 2, succeeded: 2 });
        await steps(8, 1000);
        const status = await statusOf(JOBS, 'work');
        expect(status).toMatchObject({ succeeded: 5, completionTime: expect.any(String) });
        expect(status).not.toHaveProperty('active');
        expect(conditionsOf(status)).toEqual([
            'SuccessCriteriaMet CompletionsReached',
            'Complete CompletionsReached',
        ]);
        expect(await pods()).toHaveLength(5);
    });
    it('tries again, later each time, and gives up beyond its backoff limit', async () => {
        const { create, pods, statusOf, steps } = await startTestCluster();
        await create(JOBS, job({ backoffLimit: 2 }, { 'run-seconds': '1', 'exit-code': '3' }));
        await steps(5, 1000);
        expect(await pods()).toHaveLength(1);
        await steps(10, 1000);
        expect(await pods()).toHaveLength(2);
        await steps(30, 1000);
        expect(conditionsOf(await statusOf(JOBS, 'work'))).toEqual([
            'FailureTarget BackoffLimitExceeded',
            'Failed BackoffLimitExceeded',
        ]);
        expect(await statusOf(JOBS, 'work')).toMatchObject({ failed: 3 });
        await steps(5, 60_000);
        expect(await pods()).toHaveLength(3);
    });
    it('counts restarts of containers as tries with OnFailure', async () => {
        const { create, pods, statusOf, steps } = await startTestCluster();
        const failing = { 'run-seconds': '1', 'exit-code': '1' };
        await create(JOBS, job({ backoffLimit: 2 }, failing, 'OnFailure'));
        await steps(5, 1000);
        expect((await pods())[0]?.status?.['containerStatuses']).toMatchObject([
            {
                restartCount: 1,
                ready: false,
                state: { waiting: { reason: 'CrashLoopBackOff' } },
                lastState: { terminated: { exitCode: 1 } },
            },
        ]);
        await steps(20, 1000);
        expect(conditionsOf(await statusOf(JOBS, 'work'))).toContain('Failed BackoffLimitExceeded');
        expect(await pods()).toEqual([]);
    });
    it('fails at its deadline, and stops its pods', async () => {
        const { create, pods, statusOf, steps } = await startTestCluster();
        await create(JOBS, job({ activeDeadlineSeconds: 10 }, { 'run-seconds': '100' }));
        await steps(5, 1000);
        expect(await pods()).toHaveLength(1);
        await steps(7, 1000);
        expect(conditionsOf(await statusOf(JOBS, 'work'))).toContain('Failed DeadlineExceeded');
        expect(await pods()).toEqual([]);
    });
    it('stops while it is suspended, and starts anew', async () => {
        const { create, pods, patch, statusOf, steps } = await startTestCluster();
        await create(JOBS, job({ suspend: true }, { 'run-seconds': '5' }));
        await steps(2, 1000);
        expect(await pods()).toEqual([]);
        expect(conditionsOf(await statusOf(JOBS, 'work'))).toEqual(['Suspended JobSuspended']);
        expect(await statusOf(JOBS, 'work')).not.toHaveProperty('startTime');
        await patch(JOBS, 'work', { suspend: false });
        await steps(2, 1000);
        expect(await pods()).toHaveLength(1);
        await patch(JOBS, 'work', { suspend: true });
        await steps(2, 1000);
        expect(await pods()).toEqual([]);
        await patch(JOBS, 'work', { suspend: false });
        await steps(8, 1000);
        expect(conditionsOf(await statusOf(JOBS, 'work'))).toContain('Complete CompletionsReached');
    });
    it('goes away when its time after the end is over, with its pods', async () => {
        const { create, list, pods, steps } = await startTestCluster();
        await create(JOBS, job({ ttlSecondsAfterFinished: 30 }));
        await steps(5, 1000);
        expect(await pods()).toHaveLength(1);
        await steps(2, 30_000);
        expect([...(await list(JOBS)), ...(await pods())]).toEqual([]);
    });
    it('numbers its pods when it is Indexed', async () => {
        const { create, pods, statusOf, steps } = await startTestCluster();
        await create(JOBS, job({ completionMode: 'Indexed', completions: 4, parallelism: 3 }));
        await steps(10, 1000);
        expect(await statusOf(JOBS, 'work')).toMatchObject({ succeeded: 4, completedIndexes: '0-3' });
        const index = 'batch.kubernetes.io/job-completion-index';
        expect((await pods()).map((pod) => pod.metadata.annotations?.[index]).sort()).toEqual([
            '0',
            '1',
            '2',
            '3',
        ]);
    });
});
describe('indexes', () => {
    it.each([
        ['', []],
        ['3', [3]],
        ['0-2,5,7-8', [0, 1, 2, 5, 7, 8]],
    ])('%p', (text, indexes) => {
        expect(parseIndexes(text)).toEqual(indexes);
        expect(formatIndexes(indexes)).toBe(text);
    });
});
describe('a CronJob', () => {
    const cron = (spec, behavior = {}) => ({
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name: 'tick', namespace: 'default' },
        spec: { schedule: '*/5 * * * *', jobTemplate: job({}, behavior), ...spec },
    });
    const names = (objects) => objects.map((one) => one.metadata.name).sort();
    const MINUTE = 60_000;
    /** The minute of 12:05, when the first is due. */
    const FIRST = Date.parse('2026-11-21T12:05:00Z') / MINUTE;
    it('makes a Job when one is due, and keeps the newest of those that ended', async () => {
        const { create, list, statusOf, steps } = await startTestCluster();
        await create(CRON_JOBS, cron({ successfulJobsHistoryLimit: 2 }));
        await steps(4, MINUTE);
        expect(await list(JOBS)).toEqual([]);
        await steps(1, MINUTE);
        expect(names(await list(JOBS))).toEqual([`tick-${FIRST}`]);
        expect(await statusOf(CRON_JOBS, 'tick')).toMatchObject({
            lastScheduleTime: '2026-11-21T12:05:00Z',
            active: [{ kind: 'Job', name: `tick-${FIRST}` }],
        });
        await steps(16, MINUTE);
        await steps(3, 1000);
        expect(names(await list(JOBS))).toEqual([`tick-${FIRST + 10}`, `tick-${FIRST + 15}`]);
        const status = await statusOf(CRON_JOBS, 'tick');
        expect(status).toMatchObject({ lastSuccessfulTime: expect.any(String) });
        expect(status).not.toHaveProperty('active');
    });
    it.each([
        ['Allow', 2],
        ['Forbid', 1],
        ['Replace', 1],
    ])('with a Job that still runs: %s', async (concurrencyPolicy, count) => {
        const { create, list, steps } = await startTestCluster();
        await create(CRON_JOBS, cron({ concurrencyPolicy }, { 'run-seconds': '1000' }));
        await steps(11, MINUTE);
        const jobs = names(await list(JOBS));
        expect(jobs).toHaveLength(count);
        expect(jobs.includes(`tick-${FIRST}`)).toBe(concurrencyPolicy !== 'Replace');
    });
    it('makes nothing while suspended, and afterwards only what is not too late', async () => {
        const { create, list, patch, steps } = await startTestCluster();
        await create(CRON_JOBS, cron({ suspend: true, startingDeadlineSeconds: 60 }));
        await steps(8, MINUTE);
        expect(await list(JOBS)).toEqual([]);
        await patch(CRON_JOBS, 'tick', { suspend: false });
        await steps(1, 1000);
        expect(await list(JOBS)).toEqual([]);
        await steps(3, MINUTE);
        expect(names(await list(JOBS))).toEqual([`tick-${FIRST + 5}`]);
    });
});
//# sourceMappingURL=jobs.spec.js.map