import { describe, expect, it } from '@jest/globals';
import {} from '../cluster/pod.js';
import { statusOf, surplus } from './replica-sets.js';
const NOW = Date.parse('2026-11-21T12:00:00Z');
function pod(name, state, over = {}) {
    const stamp = (ageS) => `${new Date(NOW - ageS * 1000).toISOString().slice(0, 19)}Z`;
    const running = state === 'running' || state === 'ready';
    return {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
            namespace: 'ns',
            name,
            creationTimestamp: stamp(over.ageS ?? 60),
            labels: over.labels ?? { app: 'web' },
        },
        spec: { containers: [], ...(state === 'unassigned' ? {} : { nodeName: 'n' }) },
        status: {
            phase: running ? 'Running' : 'Pending',
            conditions: [
                {
                    type: 'Ready',
                    status: state === 'ready' ? 'True' : 'False',
                    lastTransitionTime: stamp(over.readyS ?? 30),
                },
            ],
        },
    };
}
const set = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { namespace: 'ns', name: 'web', generation: 3 },
    spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web', tier: 'front' } }, spec: { containers: [] } },
    },
};
describe('surplus', () => {
    it('picks pods without a node first, then not running, not ready, and the youngest of equals', () => {
        const pods = [
            pod('old', 'ready', { ageS: 900 }),
            pod('young', 'ready', { ageS: 10 }),
            pod('starting', 'running'),
            pod('placed', 'pending'),
            pod('unplaced', 'unassigned'),
        ];
        const names = (count) => surplus(pods, count).map((one) => one.metadata.name);
        expect(names(5)).toEqual(['unplaced', 'placed', 'starting', 'young', 'old']);
        expect(names(1)).toEqual(['unplaced']);
    });
});
describe('statusOf', () => {
    it('counts pods, and leaves zeros out', () => {
        expect(statusOf(set, [], undefined, NOW).status).toEqual({ replicas: 0, observedGeneration: 3 });
        const pods = [pod('a', 'ready', { labels: { app: 'web', tier: 'front' } }), pod('b', 'running')];
        expect(statusOf(set, pods, undefined, NOW).status).toEqual({
            replicas: 2,
            fullyLabeledReplicas: 1,
            readyReplicas: 1,
            availableReplicas: 1,
            observedGeneration: 3,
        });
    });
    it('waits for minReadySeconds before a ready pod is available', () => {
        const patient = { ...set, spec: { ...set.spec, minReadySeconds: 40 } };
        const { status, recheckMs } = statusOf(patient, [pod('a', 'ready', { readyS: 30 }), pod('b', 'ready', { readyS: 50 })], undefined, NOW);
        expect(status).toMatchObject({ readyReplicas: 2, availableReplicas: 1 });
        expect(recheckMs).toBe(10_000);
    });
    it('says why pods could not be created, and stops saying it', () => {
        const failed = statusOf(set, [], { reason: 'FailedCreate', message: 'exceeded quota' }, NOW).status;
        expect(failed.conditions).toMatchObject([
            { type: 'ReplicaFailure', reason: 'FailedCreate', message: 'exceeded quota' },
        ]);
        expect(statusOf({ ...set, status: failed }, [], undefined, NOW).status.conditions).toBeUndefined();
    });
});
//# sourceMappingURL=replica-sets.spec.js.map