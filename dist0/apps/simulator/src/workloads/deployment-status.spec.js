import { describe, expect, it } from '@jest/globals';
import { findCondition } from '#libs/apimachinery';
import { deadlineInMs, deploymentStatus } from './deployment-status.js';
import {} from './deployment.js';
import {} from './replica-sets.js';
const START = Date.parse('2026-11-21T12:00:00Z');
function deployment(replicas, spec = {}, status) {
    return {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'd', generation: 2 },
        spec: {
            replicas,
            progressDeadlineSeconds: 60,
            selector: {},
            template: { spec: { containers: [] } },
            ...spec,
        },
        ...(status ? { status } : {}),
    };
}
function set(name, wanted, available = wanted, present = wanted) {
    return {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: { name },
        spec: { replicas: wanted, selector: {}, template: { spec: { containers: [] } } },
        status: { replicas: present, readyReplicas: available, availableReplicas: available },
    };
}
/** Tells the status again and again, as runs of the controller do. */
class Story {
    status;
    tell(seconds, sets, spec = {}, news = {}) {
        const wanted = deployment(2, spec, this.status);
        this.status = deploymentStatus(wanted, sets, START + seconds * 1000, news);
        const { status, reason } = findCondition(this.status.conditions, 'Progressing') ?? {};
        return `${status ?? ''} ${reason ?? ''}`;
    }
}
describe('deploymentStatus', () => {
    it('sums its sets, and says whether enough is available', () => {
        const status = deploymentStatus(deployment(4), { current: set('new', 2, 1), old: [set('old', 2)] }, START);
        expect(status).toMatchObject({
            replicas: 4,
            updatedReplicas: 2,
            readyReplicas: 3,
            availableReplicas: 3,
            unavailableReplicas: 1,
            observedGeneration: 2,
        });
        expect(findCondition(status.conditions, 'Available')).toMatchObject({ status: 'True' });
        const none = deploymentStatus(deployment(4), { current: set('new', 4, 0), old: [] }, START);
        expect(findCondition(none.conditions, 'Available')).toMatchObject({
            status: 'False',
            reason: 'MinimumReplicasUnavailable',
        });
    });
    it('follows a rollout from its set to its end, and stays there when pods come and go', () => {
        const story = new Story();
        expect(story.tell(0, { current: undefined, old: [] }, {}, { created: 'new' })).toBe('True NewReplicaSetCreated');
        expect(story.tell(1, { current: set('new', 2, 1), old: [] })).toBe('True ReplicaSetUpdated');
        expect(story.tell(2, { current: set('new', 2), old: [] })).toBe('True NewReplicaSetAvailable');
        expect(story.tell(900, { current: set('new', 2, 0), old: [] })).toBe('True NewReplicaSetAvailable');
    });
    it('is late when nothing happened for the deadline, which each progress moves', () => {
        const story = new Story();
        const half = { current: set('new', 2, 1), old: [] };
        story.tell(0, { current: set('new', 2, 0), old: [] }, {}, { created: 'new' });
        expect(story.tell(50, half)).toBe('True ReplicaSetUpdated');
        expect(deadlineInMs(deployment(2), story.status, START + 50_000)).toBe(60_001);
        expect(story.tell(100, half)).toBe('True ReplicaSetUpdated');
        expect(story.tell(110, half)).toBe('False ProgressDeadlineExceeded');
        expect(deadlineInMs(deployment(2), story.status, START + 110_000)).toBeUndefined();
        expect(story.tell(200, { current: set('new', 2), old: [] })).toBe('True NewReplicaSetAvailable');
    });
    it('has no deadline where none is set', () => {
        const story = new Story();
        const spec = { progressDeadlineSeconds: 2 ** 31 - 1 };
        expect(story.tell(0, { current: set('new', 2, 0), old: [] }, spec)).toBe(' ');
        expect(deadlineInMs(deployment(2, spec), story.status, START)).toBeUndefined();
    });
    it('says that it is paused, and resumed, and is not late meanwhile', () => {
        const story = new Story();
        const half = { current: set('new', 2, 1), old: [] };
        story.tell(0, half, {}, { created: 'new' });
        expect(story.tell(1, half, { paused: true })).toBe('Unknown DeploymentPaused');
        expect(story.tell(500, half, { paused: true })).toBe('Unknown DeploymentPaused');
        expect(story.tell(501, half)).toBe('Unknown DeploymentResumed');
        expect(story.tell(502, half)).toBe('Unknown DeploymentResumed');
        expect(story.tell(562, half)).toBe('False ProgressDeadlineExceeded');
    });
    it('says why a set or its pods cannot be made, and stops saying it', () => {
        const story = new Story();
        expect(story.tell(0, { current: undefined, old: [] }, {}, { refusal: 'no room' })).toBe('False ReplicaSetCreateError');
        const failing = {
            ...set('new', 2, 0, 0),
            status: {
                replicas: 0,
                conditions: [
                    { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'exceeded quota' },
                ],
            },
        };
        story.tell(1, { current: failing, old: [] });
        expect(findCondition(story.status?.conditions, 'ReplicaFailure')).toMatchObject({
            status: 'True',
            message: 'exceeded quota',
        });
        story.tell(2, { current: set('new', 2), old: [] });
        expect(findCondition(story.status?.conditions, 'ReplicaFailure')).toBeUndefined();
    });
});
//# sourceMappingURL=deployment-status.spec.js.map