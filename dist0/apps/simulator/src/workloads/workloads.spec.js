import { afterEach, describe, expect, it } from '@jest/globals';
import { findCondition } from '#libs/apimachinery';
import { isReady } from '../cluster/pod.js';
import { CONTROLLER_REVISIONS, DAEMON_SETS, DEPLOYMENTS, NODES, REPLICA_SETS, STATEFUL_SETS, VOLUME_CLAIMS, } from '../cluster/resources.js';
import { MAX_WORKLOAD_PODS } from '../limits.js';
import { podsFor } from './replica-failure.js';
import { startTestCluster, stopTestClusters } from '../test-cluster.fixture.js';
afterEach(stopTestClusters);
const template = (image, over = {}) => ({
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'c', image }], ...over },
});
function workload(kind, spec, image = 'one') {
    return {
        apiVersion: 'apps/v1',
        kind,
        metadata: { name: 'web', namespace: 'default' },
        spec: { selector: { matchLabels: { app: 'web' } }, template: template(image), ...spec },
    };
}
const imagesOf = (pods) => pods.map((pod) => pod.spec.containers[0]?.image).sort();
const namesOf = (objects) => objects.map((object) => object.metadata.name).sort();
const conditionOf = (status, type) => findCondition(status?.conditions, type);
describe('a Deployment', () => {
    it('numbers its revisions, and takes an old set up again when its template comes back', async () => {
        const { client, create, key, list, patch, steps } = await startTestCluster();
        await create(DEPLOYMENTS, workload('Deployment', { replicas: 2 }));
        await steps(5, 300);
        await patch(DEPLOYMENTS, 'web', { template: template('two') });
        await steps(20, 300);
        await patch(DEPLOYMENTS, 'web', { template: template('one') });
        await steps(20, 300);
        const revision = 'deployment.kubernetes.io/revision';
        const sets = await list(REPLICA_SETS);
        expect(sets.map((set) => set.metadata.annotations?.[revision]).sort()).toEqual(['2', '3']);
        const current = sets.find((set) => set.metadata.annotations?.[revision] === '3');
        expect(current?.metadata.annotations?.['deployment.kubernetes.io/revision-history']).toBe('1');
        const deployment = await client.get(key(DEPLOYMENTS, 'web'));
        expect(deployment?.metadata.annotations?.[revision]).toBe('3');
    });
    it('keeps as much history as it is told', async () => {
        const { create, list, patch, steps } = await startTestCluster();
        await create(DEPLOYMENTS, workload('Deployment', { replicas: 1, revisionHistoryLimit: 1 }));
        for (const image of ['two', 'three', 'four']) {
            await steps(15, 300);
            await patch(DEPLOYMENTS, 'web', { template: template(image) });
        }
        await steps(20, 300);
        expect(await list(REPLICA_SETS)).toHaveLength(2);
    });
    it('does nothing while it is paused but scale', async () => {
        const { create, pods, patch, statusOf, steps } = await startTestCluster();
        await create(DEPLOYMENTS, workload('Deployment', { replicas: 2 }));
        await steps(5, 300);
        await patch(DEPLOYMENTS, 'web', { paused: true, template: template('two'), replicas: 3 });
        await steps(5, 300);
        expect(imagesOf(await pods())).toEqual(['one', 'one', 'one']);
        expect(conditionOf(await statusOf(DEPLOYMENTS, 'web'), 'Progressing')?.reason).toBe('DeploymentPaused');
        await patch(DEPLOYMENTS, 'web', { paused: false });
        await steps(20, 300);
        expect(imagesOf(await pods())).toEqual(['two', 'two', 'two']);
    });
    it('says that a template that never gets ready is late, and keeps the old pods', async () => {
        const { create, pods, patch, statusOf, steps } = await startTestCluster();
        await create(DEPLOYMENTS, workload('Deployment', { replicas: 4, progressDeadlineSeconds: 30 }));
        await steps(5, 300);
        const broken = template('two');
        await patch(DEPLOYMENTS, 'web', {
            template: {
                ...broken,
                metadata: { ...broken.metadata, annotations: { 'simulator.meridian.dev/ready': 'false' } },
            },
        });
        await steps(10, 300);
        expect(conditionOf(await statusOf(DEPLOYMENTS, 'web'), 'Progressing')?.status).toBe('True');
        await steps(2, 30_000);
        const status = await statusOf(DEPLOYMENTS, 'web');
        expect(conditionOf(status, 'Progressing')).toMatchObject({
            status: 'False',
            reason: 'ProgressDeadlineExceeded',
        });
        expect(status).toMatchObject({ replicas: 5, updatedReplicas: 2, availableReplicas: 3 });
        expect((await pods()).filter(isReady)).toHaveLength(3);
    });
});
describe('a DaemonSet', () => {
    it('has a pod on every node that it may run on, cordoned ones included', async () => {
        const { client, create, pods, patch, statusOf, steps } = await startTestCluster({ nodes: 3 });
        const node = (name) => ({ ...NODES, namespace: '', name });
        await client.modify(node('test-node-1'), (one) => ({
            ...one,
            spec: { ...one['spec'], unschedulable: true },
        }));
        await client.modify(node('test-node-2'), (one) => ({
            ...one,
            spec: { ...one['spec'], taints: [{ key: 'gpu', effect: 'NoSchedule' }] },
        }));
        await create(DAEMON_SETS, workload('DaemonSet', {}));
        await steps(4, 300);
        expect((await pods()).map((pod) => pod.spec.nodeName).sort()).toEqual(['test-node-1', 'test-node-3']);
        expect(await statusOf(DAEMON_SETS, 'web')).toEqual({
            currentNumberScheduled: 2,
            desiredNumberScheduled: 2,
            numberMisscheduled: 0,
            numberReady: 2,
            numberAvailable: 2,
            updatedNumberScheduled: 2,
            observedGeneration: 1,
        });
        await client.modify(node('test-node-2'), (one) => ({
            ...one,
            spec: { ...one['spec'], taints: [] },
        }));
        await steps(4, 300);
        expect(await pods()).toHaveLength(3);
        await patch(DAEMON_SETS, 'web', {
            template: template('one', { nodeSelector: { 'kubernetes.io/hostname': 'test-node-2' } }),
        });
        await steps(8, 300);
        expect((await pods()).map((pod) => pod.spec.nodeName)).toEqual(['test-node-2']);
    });
    it('rolls as many nodes at once as may be unavailable, and keeps its history', async () => {
        const { create, list, pods, patch, statusOf, after, steps } = await startTestCluster({ nodes: 4 });
        const strategy = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 2 } };
        await create(DAEMON_SETS, workload('DaemonSet', { updateStrategy: strategy }));
        await steps(5, 300);
        await patch(DAEMON_SETS, 'web', { template: template('two') });
        await after(100);
        expect(await statusOf(DAEMON_SETS, 'web')).toMatchObject({ numberAvailable: 2 });
        await steps(15, 300);
        expect(imagesOf(await pods())).toEqual(['two', 'two', 'two', 'two']);
        const revisions = await list(CONTROLLER_REVISIONS);
        expect(revisions.map((one) => one['revision']).sort()).toEqual([1, 2]);
        expect(await statusOf(DAEMON_SETS, 'web')).toMatchObject({
            updatedNumberScheduled: 4,
            numberAvailable: 4,
            observedGeneration: 2,
        });
    });
    it('leaves its pods alone with OnDelete, and adds before it takes with maxSurge', async () => {
        const { create, pods, patch, steps } = await startTestCluster();
        await create(DAEMON_SETS, workload('DaemonSet', { updateStrategy: { type: 'OnDelete' } }));
        await steps(5, 300);
        await patch(DAEMON_SETS, 'web', { template: template('two') });
        await steps(5, 300);
        expect(imagesOf(await pods())).toEqual(['one', 'one']);
        const surging = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
        await patch(DAEMON_SETS, 'web', { updateStrategy: surging });
        let fewest = 2;
        for (let step = 0; step < 20; step++) {
            await steps(1, 100);
            fewest = Math.min(fewest, (await pods()).filter(isReady).length);
        }
        expect(fewest).toBe(2);
        expect(imagesOf(await pods())).toEqual(['two', 'two']);
    });
});
describe('a StatefulSet', () => {
    it('starts its pods one after the other, with a claim each, and stops them the other way round', async () => {
        const { create, list, pods, patch, statusOf, steps } = await startTestCluster();
        const claim = {
            metadata: { name: 'data' },
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        };
        await create(STATEFUL_SETS, workload('StatefulSet', { replicas: 3, serviceName: 'web', volumeClaimTemplates: [claim] }));
        await steps(2, 50);
        expect(namesOf(await pods())).toEqual(['web-0']);
        await steps(10, 300);
        expect(namesOf(await pods())).toEqual(['web-0', 'web-1', 'web-2']);
        expect(await pods()).toContainEqual(expect.objectContaining({
            spec: expect.objectContaining({
                hostname: 'web-1',
                subdomain: 'web',
                volumes: expect.arrayContaining([
                    { name: 'data', persistentVolumeClaim: { claimName: 'data-web-1' } },
                ]),
            }),
        }));
        expect(await statusOf(STATEFUL_SETS, 'web')).toMatchObject({
            replicas: 3,
            readyReplicas: 3,
            availableReplicas: 3,
            currentReplicas: 3,
            updatedReplicas: 3,
            observedGeneration: 1,
        });
        await patch(STATEFUL_SETS, 'web', { replicas: 1 });
        await steps(4, 100);
        expect(namesOf(await pods())).toEqual(['web-0']);
        expect(namesOf(await list(VOLUME_CLAIMS))).toEqual(['data-web-0', 'data-web-1', 'data-web-2']);
    });
    it('starts all at once with Parallel', async () => {
        const { create, pods, steps } = await startTestCluster();
        await create(STATEFUL_SETS, workload('StatefulSet', { replicas: 3, podManagementPolicy: 'Parallel' }));
        await steps(1, 50);
        expect(await pods()).toHaveLength(3);
    });
    it('updates from the highest number down to the partition', async () => {
        const { create, pods, patch, statusOf, steps } = await startTestCluster();
        const partition = (number) => ({
            updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: number } },
        });
        await create(STATEFUL_SETS, workload('StatefulSet', { replicas: 3, ...partition(2) }));
        await steps(12, 300);
        await patch(STATEFUL_SETS, 'web', { template: template('two') });
        await steps(8, 300);
        expect(imagesOf(await pods())).toEqual(['one', 'one', 'two']);
        const midway = (await statusOf(STATEFUL_SETS, 'web'));
        expect(midway).toMatchObject({ currentReplicas: 2, updatedReplicas: 1 });
        expect(midway['currentRevision']).not.toBe(midway['updateRevision']);
        await patch(STATEFUL_SETS, 'web', partition(0));
        await steps(20, 300);
        expect(imagesOf(await pods())).toEqual(['two', 'two', 'two']);
        const end = (await statusOf(STATEFUL_SETS, 'web'));
        expect(end).toMatchObject({ currentReplicas: 3, updatedReplicas: 3 });
        expect(end['currentRevision']).toBe(end['updateRevision']);
    });
    it('of a size beyond all bounds says how many pods the simulator allows', async () => {
        const { create, statusOf, steps } = await startTestCluster();
        await create(STATEFUL_SETS, workload('StatefulSet', { replicas: 1_000_000_000 }));
        await steps(1, 50);
        expect(conditionOf(await statusOf(STATEFUL_SETS, 'web'), 'ReplicaFailure')).toMatchObject({
            status: 'True',
            reason: 'PodLimitReached',
            message: `1000000000 pods are wanted; the simulator runs at most ${MAX_WORKLOAD_PODS} of one workload`,
        });
    });
});
describe('podsFor', () => {
    it('bounds what a workload gets', () => {
        expect([3, MAX_WORKLOAD_PODS, MAX_WORKLOAD_PODS + 1, 1_000_000_000].map(podsFor)).toEqual([
            3,
            MAX_WORKLOAD_PODS,
            MAX_WORKLOAD_PODS,
            MAX_WORKLOAD_PODS,
        ]);
    });
});
//# sourceMappingURL=workloads.spec.js.map