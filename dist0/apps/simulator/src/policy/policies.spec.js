import { afterEach, describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { PodLimit } from '../admission/pod-limit.js';
import { AUTOSCALERS, CONFIG_MAPS, DEPLOYMENTS, DISRUPTION_BUDGETS, LIMIT_RANGES, PODS, RESOURCE_QUOTAS, STORAGE_CLASSES, VOLUME_CLAIMS, VOLUMES, } from '../cluster/resources.js';
import { startTestCluster, stopTestClusters } from '../test-cluster.fixture.js';
afterEach(stopTestClusters);
function deployment(replicas, resources = {}, annotations = {}) {
    return {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web', namespace: 'default', annotations },
        spec: {
            replicas,
            selector: { matchLabels: { app: 'web' } },
            template: {
                metadata: { labels: { app: 'web' } },
                spec: { containers: [{ name: 'c', image: 'nginx', resources }] },
            },
        },
    };
}
const object = (apiVersion, kind, name, rest) => ({
    apiVersion,
    kind,
    metadata: { name, namespace: 'default' },
    ...rest,
});
const configMap = (name) => object('v1', 'ConfigMap', name, {});
const pod = (name, spec = {}) => object('v1', 'Pod', name, { spec: { containers: [{ name: 'c', image: 'nginx', ...spec }] } });
describe('a ResourceQuota', () => {
    const quota = (hard, more = {}) => object('v1', 'ResourceQuota', 'compute', { spec: { hard, ...more } });
    it('counts what is there, and refuses what is too much, even all at once', async () => {
        const { create, list, client, key, statusOf, steps } = await startTestCluster();
        await create(RESOURCE_QUOTAS, quota({ configmaps: '3', 'count/deployments.apps': '5' }));
        await steps(2, 200);
        const results = await Promise.allSettled(['a', 'b', 'c'].map((name) => create(CONFIG_MAPS, configMap(name))));
        // Every namespace has one that holds the cluster's certificate.
        expect(results.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
        await expect(create(CONFIG_MAPS, configMap('d'))).rejects.toMatchObject({
            reason: 'Forbidden',
            message: 'configmaps "d" is forbidden: exceeded quota: compute, requested: configmaps=1, used: configmaps=3, limited: configmaps=3',
        });
        await steps(2, 200);
        expect(await statusOf(RESOURCE_QUOTAS, 'compute')).toEqual({
            hard: { configmaps: '3', 'count/deployments.apps': '5' },
            used: { configmaps: '3', 'count/deployments.apps': '0' },
        });
        await client.delete(key(CONFIG_MAPS, 'a'));
        await steps(1, 200);
        await create(CONFIG_MAPS, configMap('d'));
        expect(await list(CONFIG_MAPS)).toHaveLength(3);
    });
    it('holds back pods, which their ReplicaSet and Deployment say, until there is room', async () => {
        const { create, pods, patch, statusOf, steps } = await startTestCluster();
        await create(RESOURCE_QUOTAS, quota({ 'requests.cpu': '1', pods: '10' }));
        await create(DEPLOYMENTS, deployment(4, { requests: { cpu: '400m' } }));
        await steps(5, 300);
        expect(await pods()).toHaveLength(2);
        expect(await statusOf(RESOURCE_QUOTAS, 'compute')).toMatchObject({
            used: { 'requests.cpu': '800m', pods: '2' },
        });
        expect(await statusOf(DEPLOYMENTS, 'web')).toMatchObject({
            conditions: expect.arrayContaining([
                expect.objectContaining({
                    type: 'ReplicaFailure',
                    reason: 'FailedCreate',
                    message: expect.stringContaining('exceeded quota: compute, requested: requests.cpu=400m, used: requests.cpu=800m, limited: requests.cpu=1'),
                }),
            ]),
        });
        await patch(RESOURCE_QUOTAS, 'compute', { hard: { 'requests.cpu': '2', pods: '10' } });
        await steps(10, 1000);
        expect(await pods()).toHaveLength(4);
    });
    it('wants to be told what pods take, and counts within its scopes only', async () => {
        const { create, steps } = await startTestCluster();
        await create(RESOURCE_QUOTAS, quota({ 'requests.memory': '1Gi' }));
        await steps(1, 200);
        await expect(create(PODS, pod('a'))).rejects.toMatchObject({
            message: 'pods "a" is forbidden: failed quota: compute: must specify requests.memory for: c',
        });
        const other = await startTestCluster();
        await other.create(RESOURCE_QUOTAS, quota({ pods: '1' }, { scopes: ['BestEffort'] }));
        await other.steps(1, 200);
        await other.create(PODS, pod('a'));
        await other.create(PODS, pod('b', { resources: { requests: { cpu: '1m' } } }));
        await expect(other.create(PODS, pod('c'))).rejects.toMatchObject({ reason: 'Forbidden' });
    });
});
describe('a LimitRange', () => {
    it('fills in what containers do not say, and refuses what is out of bounds', async () => {
        const { create, steps } = await startTestCluster();
        const item = {
            type: 'Container',
            default: { cpu: '200m' },
            defaultRequest: { cpu: '100m' },
            max: { cpu: '1' },
        };
        await create(LIMIT_RANGES, object('v1', 'LimitRange', 'cpu', { spec: { limits: [item] } }));
        await steps(1, 100);
        const made = await create(PODS, pod('a'));
        expect(made['spec']).toMatchObject({
            containers: [{ resources: { limits: { cpu: '200m' }, requests: { cpu: '100m' } } }],
        });
        await expect(create(PODS, pod('b', { resources: { limits: { cpu: '2' } } }))).rejects.toMatchObject({
            reason: 'Forbidden',
            message: 'pods "b" is forbidden: maximum cpu usage per Container is 1, but limit is 2',
        });
    });
});
describe('the pods of a whole cluster', () => {
    it('are bounded', () => {
        const limit = new PodLimit(2);
        const request = { operation: 'CREATE', resource: PODS, object: pod('a') };
        expect(limit.admit(request)).toEqual([]);
        limit.follow({ size: 2 });
        expect(() => limit.admit(request)).toThrow('pods "a" is forbidden: the simulator holds at most 2 pods');
    });
});
describe('a PodDisruptionBudget', () => {
    it.each([
        [
            'minAvailable as a number',
            { minAvailable: 3 },
            { desiredHealthy: 3, disruptionsAllowed: 1, expectedPods: 4 },
        ],
        ['as a share', { minAvailable: '50%' }, { desiredHealthy: 2, disruptionsAllowed: 2, expectedPods: 4 }],
        ['maxUnavailable', { maxUnavailable: 1 }, { desiredHealthy: 3, disruptionsAllowed: 1, expectedPods: 4 }],
    ])('says how many pods may go: %s', async (_, spec, status) => {
        const { create, patch, statusOf, steps } = await startTestCluster();
        await create(DEPLOYMENTS, deployment(4));
        await create(DISRUPTION_BUDGETS, object('policy/v1', 'PodDisruptionBudget', 'web', {
            spec: { ...spec, selector: { matchLabels: { app: 'web' } } },
        }));
        await steps(6, 300);
        expect(await statusOf(DISRUPTION_BUDGETS, 'web')).toMatchObject({
            ...status,
            currentHealthy: 4,
            observedGeneration: 1,
            conditions: [{ type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods' }],
        });
        await patch(DEPLOYMENTS, 'web', { replicas: 0 });
        await steps(3, 300);
        expect(await statusOf(DISRUPTION_BUDGETS, 'web')).toMatchObject({
            disruptionsAllowed: 0,
            conditions: [{ status: 'False', reason: 'InsufficientPods' }],
        });
    });
});
describe('a HorizontalPodAutoscaler', () => {
    const scaler = object('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', {
        spec: {
            scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
            minReplicas: 2,
            maxReplicas: 8,
            metrics: [
                {
                    type: 'Resource',
                    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
                },
            ],
        },
    });
    const load = (cpu) => ({ 'simulator.meridian.dev/cpu-load': cpu });
    it('follows the load within its bounds', async () => {
        const { client, create, key, statusOf, steps } = await startTestCluster();
        await create(DEPLOYMENTS, deployment(2, {}, load('100')));
        await create(AUTOSCALERS, scaler);
        await steps(4, 300);
        const setLoad = (cpu) => client.modify(key(DEPLOYMENTS, 'web'), (one) => ({
            ...one,
            metadata: { ...one.metadata, annotations: { ...one.metadata.annotations, ...load(cpu) } },
        }));
        await setLoad('200');
        await steps(8, 300);
        const scaled = await client.get(key(DEPLOYMENTS, 'web'));
        expect(scaled).toMatchObject({ spec: { replicas: 4 }, status: { availableReplicas: 4 } });
        expect(await statusOf(AUTOSCALERS, 'web')).toMatchObject({
            currentReplicas: 4,
            desiredReplicas: 4,
            currentMetrics: [{ resource: { name: 'cpu', current: { averageUtilization: 50 } } }],
        });
        await setLoad('10');
        await steps(2, 1000);
        expect(await client.get(key(DEPLOYMENTS, 'web'))).toMatchObject({ spec: { replicas: 4 } });
        await steps(3, 301_000);
        expect(await client.get(key(DEPLOYMENTS, 'web'))).toMatchObject({ spec: { replicas: 2 } });
    });
    it('says that its target is not there, and finds it when it comes', async () => {
        const { client, create, key, statusOf, steps } = await startTestCluster();
        await create(AUTOSCALERS, scaler);
        await steps(1, 100);
        expect(await statusOf(AUTOSCALERS, 'web')).toMatchObject({
            conditions: [{ type: 'AbleToScale', status: 'False', reason: 'FailedGetScale' }],
        });
        await create(DEPLOYMENTS, deployment(1));
        await steps(3, 300);
        expect(await client.get(key(DEPLOYMENTS, 'web'))).toMatchObject({ spec: { replicas: 2 } });
    });
});
describe('a PersistentVolumeClaim', () => {
    const claim = (name, spec = {}) => object('v1', 'PersistentVolumeClaim', name, {
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
    });
    const volume = (name, storage) => ({
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name },
        spec: { accessModes: ['ReadWriteOnce'], capacity: { storage }, hostPath: { path: '/x' } },
    });
    it('gets a volume of the default class at once, which goes with it', async () => {
        const { client, create, key, steps } = await startTestCluster();
        await create(VOLUME_CLAIMS, claim('data'));
        await steps(2, 100);
        const bound = (await client.get(key(VOLUME_CLAIMS, 'data')));
        expect(bound).toMatchObject({
            spec: { storageClassName: 'simulated', volumeName: `pvc-${bound.metadata.uid ?? ''}` },
            status: { phase: 'Bound', capacity: { storage: '1Gi' } },
        });
        expect((await client.list(VOLUMES)).items).toMatchObject([{ status: { phase: 'Bound' } }]);
        await client.delete(key(VOLUME_CLAIMS, 'data'));
        await steps(2, 100);
        expect((await client.list(VOLUMES)).items).toEqual([]);
    });
    it('of a class that is not there waits for it', async () => {
        const { client, create, key, statusOf, steps } = await startTestCluster();
        await create(VOLUME_CLAIMS, claim('data', { storageClassName: 'fast' }));
        await steps(2, 100);
        expect(await statusOf(VOLUME_CLAIMS, 'data')).toMatchObject({ phase: 'Pending' });
        await create(STORAGE_CLASSES, {
            apiVersion: 'storage.k8s.io/v1',
            kind: 'StorageClass',
            metadata: { name: 'fast' },
            provisioner: 'example.com/fast',
            reclaimPolicy: 'Retain',
        });
        await steps(2, 100);
        expect(await statusOf(VOLUME_CLAIMS, 'data')).toMatchObject({ phase: 'Bound' });
        await client.delete(key(VOLUME_CLAIMS, 'data'));
        await steps(2, 100);
        expect((await client.list(VOLUMES)).items).toMatchObject([{ status: { phase: 'Released' } }]);
    });
    it('without a class takes the smallest volume that suffices, and loses it with the volume', async () => {
        const { client, create, key, statusOf, steps } = await startTestCluster();
        for (const [name, size] of [
            ['large', '9Gi'],
            ['fits', '2Gi'],
            ['small', '1Mi'],
        ])
            await create(VOLUMES, volume(name, size));
        await steps(1, 100);
        await create(VOLUME_CLAIMS, claim('data', { storageClassName: '' }));
        await steps(2, 100);
        expect(await client.get(key(VOLUME_CLAIMS, 'data'))).toMatchObject({
            spec: { volumeName: 'fits' },
            status: { phase: 'Bound', capacity: { storage: '2Gi' } },
        });
        await client.delete({ ...VOLUMES, namespace: '', name: 'fits' });
        await steps(2, 100);
        expect(await statusOf(VOLUME_CLAIMS, 'data')).toMatchObject({ phase: 'Lost' });
    });
});
//# sourceMappingURL=policies.spec.js.map