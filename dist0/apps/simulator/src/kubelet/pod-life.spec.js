import { describe, expect, it } from '@jest/globals';
import {} from '../cluster/pod.js';
import { behaviorOf, lifeOf } from './pod-life.js';
const READY_MS = 500;
function pod(annotations, restartPolicy) {
    return {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'p', annotations },
        spec: { containers: [], ...(restartPolicy === undefined ? {} : { restartPolicy }) },
    };
}
const on = (name) => `simulator.meridian.dev/${name}`;
describe('behaviorOf', () => {
    it.each([
        ['servers run for ever', {}, 'Always', { runMs: undefined, exitCode: 0, becomesReady: true }],
        ['jobs take a second', {}, 'Never', { runMs: 1000, exitCode: 0, restarts: 'Never' }],
        [
            'what is said counts',
            { [on('run-seconds')]: '2.5', [on('exit-code')]: '3', [on('ready')]: 'false' },
            'OnFailure',
            { runMs: 2500, exitCode: 3, becomesReady: false, restarts: 'OnFailure' },
        ],
        [
            'nonsense does not',
            { [on('run-seconds')]: '-1', [on('exit-code')]: 'x', [on('ready')]: 'no' },
            'Always',
            { runMs: undefined, exitCode: 0, becomesReady: true },
        ],
    ])('%s', (...[, annotations, policy, expected]) => {
        expect(behaviorOf(pod(annotations, policy))).toMatchObject(expected);
    });
});
describe('lifeOf', () => {
    const server = behaviorOf(pod({}));
    const job = behaviorOf(pod({ [on('run-seconds')]: '5' }, 'Never'));
    const failing = behaviorOf(pod({ [on('run-seconds')]: '5', [on('exit-code')]: '1' }, 'OnFailure'));
    const first = { startedAt: 1000, restarts: 0 };
    const third = { startedAt: 1000, restarts: 2 };
    it.each([
        ['starts', server, first, 1000, { kind: 'runs', ready: false, changesInMs: 500 }],
        ['is ready after the delay', server, first, 1500, { kind: 'runs', ready: true, changesInMs: undefined }],
        [
            'never is where it is told so',
            { ...server, becomesReady: false },
            first,
            9000,
            { kind: 'runs', ready: false, changesInMs: undefined },
        ],
        ['is to end', job, first, 2000, { kind: 'runs', ready: true, changesInMs: 4000 }],
        ['has ended', job, first, 6000, { kind: 'ended' }],
        [
            'starts again at once the first time',
            failing,
            first,
            6000,
            { kind: 'restarts', next: { startedAt: 6000, restarts: 1 }, endedAt: 6000 },
        ],
        [
            'later after a while that doubles',
            failing,
            third,
            6000,
            { kind: 'restarts', next: { startedAt: 26_000, restarts: 3 }, endedAt: 6000 },
        ],
        [
            'waits until then',
            failing,
            { startedAt: 9000, restarts: 3 },
            6000,
            { kind: 'backs-off', changesInMs: 3000 },
        ],
        ['that succeeded does not start again', { ...failing, exitCode: 0 }, first, 6000, { kind: 'ended' }],
        [
            'does not start',
            { ...server, waitingReason: 'ImagePullBackOff' },
            first,
            9000,
            { kind: 'waits', reason: 'ImagePullBackOff' },
        ],
    ])('%s', (...[, behavior, run, now, life]) => {
        expect(lifeOf(behavior, run, READY_MS, now)).toEqual(life);
    });
});
//# sourceMappingURL=pod-life.spec.js.map