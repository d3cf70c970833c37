import { afterEach, describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { DEPLOYMENTS, ENDPOINT_SLICES, ENDPOINTS, EVENTS, INGRESSES, NAMESPACES, NODES, PODS, REPLICA_SETS, SERVICES, } from './cluster/resources.js';
import {} from './cluster/service.js';
import { settle, startTestCluster, stopTestClusters } from './test-cluster.fixture.js';
const CONFIG_MAPS = { group: '', resource: 'configmaps' };
afterEach(stopTestClusters);
/** A cluster, and the ReplicaSet `web` at hand. */
async function setUp(over = {}) {
    const cluster = await startTestCluster(over);
    const scale = (replicas) => cluster.patch(REPLICA_SETS, 'web', { replicas });
    const status = () => cluster.statusOf(REPLICA_SETS, 'web');
    return { ...cluster, scale, status };
}
function replicaSet(replicas, cpu, podSpec = {}) {
    const resources = cpu === undefined ? {} : { resources: { requests: { cpu } } };
    return {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: { name: 'web', namespace: 'default' },
        spec: {
            replicas,
            selector: { matchLabels: { app: 'web' } },
            template: {
                metadata: { labels: { app: 'web' } },
                spec: {
                    containers: [{ name: 'c', image: 'nginx', ports: [{ containerPort: 80 }], ...resources }],
                    ...podSpec,
                },
            },
        },
    };
}
describe('ReplicaSets and their pods', () => {
    it('run, become ready after the delay, and are counted', async () => {
        const { create, pods, status, after } = await setUp();
        await create(REPLICA_SETS, replicaSet(3));
        await after(100);
        const [first] = await pods();
        expect(first).toMatchObject({
            metadata: {
                generateName: 'web-',
                ownerReferences: [{ kind: 'ReplicaSet', name: 'web', controller: true }],
            },
            status: { phase: 'Running', containerStatuses: [{ name: 'c', ready: false }] },
        });
        expect(first?.status?.podIP).toMatch(/^100\.64\./);
        expect(await status()).toMatchObject({ replicas: 3, fullyLabeledReplicas: 3, observedGeneration: 1 });
        expect(await status()).not.toHaveProperty('readyReplicas');
        await after(500);
        await after(100);
        expect(await status()).toMatchObject({ replicas: 3, readyReplicas: 3, availableReplicas: 3 });
        expect(new Set((await pods()).map((pod) => pod.status?.podIP)).size).toBe(3);
        expect(new Set((await pods()).map((pod) => pod.spec.nodeName)).size).toBe(2);
    });
    it('follow the wanted number up and down, youngest out first', async () => {
        const { create, pods, scale, after } = await setUp();
        await create(REPLICA_SETS, replicaSet(2));
        await after(2000);
        const old = (await pods()).map((pod) => pod.metadata.name).sort();
        await scale(5);
        await after(2000);
        expect(await pods()).toHaveLength(5);
        await scale(2);
        await after(100);
        expect((await pods()).map((pod) => pod.metadata.name).sort()).toEqual(old);
    });
    it('come back when killed', async () => {
        const { client, create, pods, after, key } = await setUp();
        await create(REPLICA_SETS, replicaSet(1));
        await after(1000);
        const [before] = await pods();
        await client.delete(key(PODS, before?.metadata.name ?? ''));
        await after(1000);
        const now = await pods();
        expect(now).toHaveLength(1);
        expect(now[0]?.metadata.uid).not.toBe(before?.metadata.uid);
    });
    it('are created by the hundreds, each once', async () => {
        const { create, pods, status, after } = await setUp({ nodes: 10 });
        await create(REPLICA_SETS, replicaSet(600));
        for (let turn = 0; turn < 20; turn++)
            await after(100);
        expect(await pods()).toHaveLength(600);
        expect(await status()).toMatchObject({ replicas: 600, readyReplicas: 600 });
    });
    it('wait for a preStop hook, at most the grace period', async () => {
        const { client, create, pods, after } = await setUp();
        const container = {
            name: 'c',
            image: 'nginx',
            lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } },
        };
        await create(REPLICA_SETS, replicaSet(1, undefined, { containers: [container], terminationGracePeriodSeconds: 10 }));
        await after(1000);
        const [pod] = await pods();
        await client.delete({ ...PODS, namespace: 'default', name: pod?.metadata.name ?? '' });
        await after(9000);
        expect((await pods()).map((one) => one.metadata.name)).toContain(pod?.metadata.name);
        await after(1000);
        expect((await pods()).map((one) => one.metadata.name)).not.toContain(pod?.metadata.name);
    });
});
describe('Deployments', () => {
    const deployment = (image) => ({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'site', namespace: 'default' },
        spec: {
            replicas: 3,
            selector: { matchLabels: { app: 'site' } },
            template: { metadata: { labels: { app: 'site' } }, spec: { containers: [{ name: 'c', image }] } },
        },
    });
    it('roll from one template to the next and back, and take everything along when deleted', async () => {
        const { client, create, key, list, pods, after } = await setUp();
        const images = async () => (await pods()).map((pod) => pod.spec.containers[0]?.image);
        const roll = async (image) => {
            await client.modify(key(DEPLOYMENTS, 'site'), (present) => ({
                ...present,
                spec: deployment(image)['spec'],
            }));
            for (let turn = 0; turn < 20; turn++)
                await after(300);
        };
        await create(DEPLOYMENTS, deployment('one'));
        for (let turn = 0; turn < 5; turn++)
            await after(300);
        expect(await images()).toEqual(['one', 'one', 'one']);
        await roll('two');
        expect(await images()).toEqual(['two', 'two', 'two']);
        expect((await client.get(key(DEPLOYMENTS, 'site')))?.['status']).toMatchObject({
            replicas: 3,
            updatedReplicas: 3,
            availableReplicas: 3,
            observedGeneration: 2,
        });
        await roll('one');
        expect(await images()).toEqual(['one', 'one', 'one']);
        expect(await list(REPLICA_SETS)).toHaveLength(2);
        await client.delete(key(DEPLOYMENTS, 'site'), { propagationPolicy: 'Background' });
        for (let turn = 0; turn < 3; turn++)
            await after(300);
        expect([...(await list(REPLICA_SETS)), ...(await pods())]).toEqual([]);
    });
});
describe('a full cluster', () => {
    it('leaves pods pending, says why, and places them when room appears', async () => {
        const { create, pods, list, scale, after } = await setUp();
        await create(REPLICA_SETS, replicaSet(10, '1'));
        await after(1000);
        const pending = (await pods()).filter((pod) => pod.status?.phase === 'Pending');
        expect(pending).toHaveLength(2);
        expect(pending[0]?.status?.conditions).toMatchObject([
            {
                type: 'PodScheduled',
                status: 'False',
                reason: 'Unschedulable',
                message: '0/2 nodes are available: 2 Insufficient cpu.',
                lastTransitionTime: '2026-11-21T12:00:00Z',
            },
        ]);
        const texts = (await list(EVENTS)).map((event) => [
            event['reason'],
            event['involvedObject'].kind,
        ]);
        expect(texts).toEqual([
            ['FailedScheduling', 'Pod'],
            ['FailedScheduling', 'Pod'],
        ]);
        await scale(9);
        await after(100);
        expect((await pods()).filter((pod) => pod.status?.phase === 'Pending')).toHaveLength(1);
    });
    it('takes waiting pods when a node comes or is uncordoned', async () => {
        const { client, create, pods, after } = await setUp({ nodes: 1 });
        const cordon = (unschedulable) => client.modify({ ...NODES, namespace: '', name: 'test-node-1' }, (node) => ({
            ...node,
            spec: { ...node['spec'], unschedulable },
        }));
        await cordon(true);
        await settle();
        await create(REPLICA_SETS, replicaSet(1));
        await after(1000);
        expect((await pods())[0]?.spec.nodeName).toBeUndefined();
        await cordon(false);
        await after(1000);
        expect((await pods())[0]?.status?.phase).toBe('Running');
    });
});
describe('owners', () => {
    it('take their dependents along', async () => {
        const { client, create, pods, key, after } = await setUp();
        await create(REPLICA_SETS, replicaSet(3));
        await after(1000);
        await client.delete(key(REPLICA_SETS, 'web'), { propagationPolicy: 'Background' });
        await after(100);
        expect(await pods()).toEqual([]);
    });
    it('wait for them under foreground deletion', async () => {
        const { client, create, pods, key, after } = await setUp();
        await create(REPLICA_SETS, replicaSet(2));
        await after(1000);
        const [pod] = await pods();
        const podKey = key(PODS, pod?.metadata.name ?? '');
        await client.modify(podKey, (current) => ({
            ...current,
            metadata: { ...current.metadata, finalizers: ['test/hold'] },
        }));
        await client.delete(key(REPLICA_SETS, 'web'), { propagationPolicy: 'Foreground' });
        await after(100);
        expect((await pods()).map((one) => one.metadata.name)).toEqual([pod?.metadata.name]);
        expect(await client.get(key(REPLICA_SETS, 'web'))).toBeDefined();
        await client.modify(podKey, (current) => ({
            ...current,
            metadata: { ...current.metadata, finalizers: [] },
        }));
        await after(100);
        expect(await client.get(key(REPLICA_SETS, 'web'))).toBeUndefined();
        expect(await pods()).toEqual([]);
    });
    it('let them be under orphan deletion', async () => {
        const { client, create, pods, key, after } = await setUp();
        await create(REPLICA_SETS, replicaSet(2));
        await after(1000);
        await client.delete(key(REPLICA_SETS, 'web'), { propagationPolicy: 'Orphan' });
        await after(100);
        expect(await client.get(key(REPLICA_SETS, 'web'))).toBeUndefined();
        expect((await pods()).map((pod) => pod.metadata.ownerReferences)).toEqual([undefined, undefined]);
    });
    const owned = (name, ...ownerReferences) => ({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace: 'default', ownerReferences },
    });
    it('that never were take their dependents after a live look', async () => {
        const { client, create, key, after } = await setUp();
        await create(CONFIG_MAPS, owned('stray', { apiVersion: 'v1', kind: 'ConfigMap', name: 'nobody', uid: 'u-1' }));
        await after(1000);
        expect(await client.get(key(CONFIG_MAPS, 'stray'))).toBeUndefined();
    });
    it('of a kind that is not known here are no reason to delete', async () => {
        const { client, create, key, after } = await setUp();
        await create(CONFIG_MAPS, owned('kept', { apiVersion: 'example.com/v1', kind: 'Thing', name: 'x', uid: 'u-2' }));
        await after(5000);
        expect(await client.get(key(CONFIG_MAPS, 'kept'))).toBeDefined();
    });
    it('that are left hold on; references to lost ones go', async () => {
        const { client, create, key, after } = await setUp();
        const reference = async (name) => {
            const owner = await create(CONFIG_MAPS, owned(name));
            return { apiVersion: 'v1', kind: 'ConfigMap', name, uid: owner.metadata.uid };
        };
        await create(CONFIG_MAPS, owned('shared', await reference('one'), await reference('two')));
        await settle();
        await client.delete(key(CONFIG_MAPS, 'one'));
        await after(1000);
        const shared = await client.get(key(CONFIG_MAPS, 'shared'));
        expect(shared?.metadata.ownerReferences).toMatchObject([{ name: 'two' }]);
        await client.delete(key(CONFIG_MAPS, 'two'));
        await after(1000);
        expect(await client.get(key(CONFIG_MAPS, 'shared'))).toBeUndefined();
    });
    it('of the same name but another uid are others', async () => {
        const { client, create, key, after } = await setUp();
        const owner = await create(CONFIG_MAPS, owned('owner'));
        const reference = { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: owner.metadata.uid };
        await create(CONFIG_MAPS, owned('dependent', reference));
        await client.delete(key(CONFIG_MAPS, 'owner'));
        await create(CONFIG_MAPS, owned('owner'));
        await after(1000);
        expect(await client.get(key(CONFIG_MAPS, 'dependent'))).toBeUndefined();
    });
});
describe('Services and Ingresses', () => {
    const service = (name, spec) => ({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, namespace: 'default' },
        spec: { selector: { app: 'web' }, ports: [{ port: 80 }], ...spec },
    });
    it('get their addresses in the answer, and never two the same', async () => {
        const { create } = await setUp();
        const all = (await Promise.all([1, 2, 3].map((n) => create(SERVICES, service(`s${n}`, { type: 'NodePort' })))));
        expect(new Set(all.map((one) => one.spec.clusterIP)).size).toBe(3);
        expect(new Set(all.map((one) => one.spec.ports?.[0]?.nodePort)).size).toBe(3);
        const taken = all[0]?.spec.clusterIP;
        await settle();
        await expect(create(SERVICES, service('thief', { clusterIP: taken }))).rejects.toMatchObject({
            reason: 'Invalid',
        });
        await expect(create(SERVICES, service('far', { clusterIP: '8.8.8.8' }))).rejects.toMatchObject({
            reason: 'Invalid',
        });
    });
    it('keep their address when written back without it', async () => {
        const { client, create, key } = await setUp();
        const before = (await create(SERVICES, service('web', {})));
        const after = await client.modify(key(SERVICES, 'web'), (current) => ({
            ...current,
            spec: { ...service('web', { ports: [{ port: 81 }] })['spec'] },
        }));
        expect(after.spec.clusterIP).toBe(before.spec.clusterIP);
    });
    it('of type LoadBalancer get one from outside, and lose it with the type', async () => {
        const { client, create, key, after } = await setUp();
        await create(SERVICES, service('web', { type: 'LoadBalancer' }));
        await after(100);
        const ip = (await client.get(key(SERVICES, 'web'))).status?.loadBalancer?.ingress?.[0]?.ip;
        expect(ip).toMatch(/^10\./);
        await client.modify(key(SERVICES, 'web'), (current) => ({
            ...current,
            spec: { ...current.spec, type: 'ClusterIP' },
        }));
        await after(100);
        expect((await client.get(key(SERVICES, 'web'))).status?.loadBalancer).toEqual({});
    });
    it('have endpoints as pods become ready and go', async () => {
        const { client, create, key, after, list, scale } = await setUp();
        await create(SERVICES, service('web', {}));
        await create(REPLICA_SETS, replicaSet(2));
        await after(100);
        await after(600);
        await after(200);
        const ready = async () => (await client.get(key(ENDPOINTS, 'web')))?.['subsets']?.[0]?.addresses?.length ?? 0;
        expect(await ready()).toBe(2);
        const [slice] = await list(ENDPOINT_SLICES);
        expect((slice?.['endpoints']).length).toBe(2);
        await scale(0);
        await after(200);
        expect(await ready()).toBe(0);
        await client.delete(key(SERVICES, 'web'));
        await after(200);
        expect(await client.get(key(ENDPOINTS, 'web'))).toBeUndefined();
        expect(await list(ENDPOINT_SLICES)).toEqual([]);
    });
    it('share the address of the ingress gateway, unless the federation gave another', async () => {
        const { create, list, after } = await setUp();
        const ingress = (name, annotations) => ({
            apiVersion: 'networking.k8s.io/v1',
            kind: 'Ingress',
            metadata: { name, namespace: 'default', annotations },
            spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
        });
        await create(INGRESSES, ingress('local', {}));
        await create(INGRESSES, ingress('global', { 'federation.meridian.dev/ingress-address': '192.0.2.7' }));
        await after(100);
        const addresses = (await list(INGRESSES)).map((one) => [
            one.metadata.name,
            one.status?.loadBalancer?.ingress?.[0]?.ip,
        ]);
        expect(Object.fromEntries(addresses)).toEqual({
            global: undefined,
            local: expect.stringMatching(/^10\..*\.1$/),
        });
    });
});
describe('namespaces', () => {
    it('are given what every namespace has, again when deleted', async () => {
        const { client, create, key, after } = await setUp();
        await create(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'demo' } });
        await after(100);
        expect((await client.get({ ...CONFIG_MAPS, namespace: 'demo', name: 'kube-root-ca.crt' }))?.['data']).toEqual({ 'ca.crt': 'CA' });
        await client.delete(key(CONFIG_MAPS, 'kube-root-ca.crt'));
        await after(100);
        expect(await client.get(key(CONFIG_MAPS, 'kube-root-ca.crt'))).toBeDefined();
    });
    it('end with everything in them, when finalizers let them', async () => {
        const { client, create, after } = await setUp();
        await create(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'demo' } });
        await create(REPLICA_SETS, { ...replicaSet(2), metadata: { name: 'web', namespace: 'demo' } });
        await create(CONFIG_MAPS, {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'held', namespace: 'demo', finalizers: ['test/hold'] },
        });
        await after(1000);
        const demo = { ...NAMESPACES, namespace: '', name: 'demo' };
        await client.delete(demo);
        await after(100);
        expect((await client.list(PODS, { namespace: 'demo' })).items).toEqual([]);
        expect((await client.get(demo))?.['status']).toMatchObject({
            phase: 'Terminating',
            conditions: [
                {
                    type: 'NamespaceContentRemaining',
                    status: 'True',
                    message: expect.stringContaining('configmaps has 1 resource instances'),
                },
                {
                    type: 'NamespaceFinalizersRemaining',
                    status: 'True',
                    message: expect.stringContaining('test/hold'),
                },
            ],
        });
        await client.modify({ ...CONFIG_MAPS, namespace: 'demo', name: 'held' }, (current) => ({
            ...current,
            metadata: { ...current.metadata, finalizers: [] },
        }));
        await after(1000);
        expect(await client.get(demo)).toBeUndefined();
    });
});
describe('a restart', () => {
    it('goes on with what storage holds: same pods, no address twice, other nodes', async () => {
        const { create, after, pods, storage, stop } = await setUp();
        await create(REPLICA_SETS, replicaSet(3));
        await after(1000);
        const before = (await pods()).map((pod) => [pod.metadata.name, pod.status?.podIP]);
        await stop();
        const next = await setUp({ storage, nodes: 3 });
        await next.after(1000);
        expect((await next.pods()).map((pod) => [pod.metadata.name, pod.status?.podIP])).toEqual(before);
        await next.scale(6);
        await next.after(1000);
        expect(new Set((await next.pods()).map((pod) => pod.status?.podIP)).size).toBe(6);
        expect((await next.client.list(NODES)).items).toHaveLength(3);
    });
    it('with fewer nodes moves the pods of those that are gone', async () => {
        const { create, after, storage, stop } = await setUp();
        await create(REPLICA_SETS, replicaSet(4));
        await after(1000);
        await stop();
        const next = await setUp({ storage, nodes: 1 });
        await next.after(1000);
        await next.after(1000);
        const pods = await next.pods();
        expect(pods.map((pod) => [pod.spec.nodeName, pod.status?.phase])).toEqual(Array(4).fill(['test-node-1', 'Running']));
    });
});
//# sourceMappingURL=start-cluster.spec.js.map