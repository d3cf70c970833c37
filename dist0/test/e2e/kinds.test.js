import { expect, it, jest } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { describeWithKubectl, Kubectl } from '../support/kubectl.js';
import { useFederation } from '../support/federation.js';
/** Workloads and custom kinds through the real processes, judged by kubectl at the hub. */
jest.setTimeout(240_000);
const federation = useFederation('kinds', 3);
const template = (name, more = {}) => ({
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: 'c', image: 'one' }], ...more },
});
function workload(kind, name, spec) {
    const selector = { matchLabels: { app: name } };
    return {
        apiVersion: 'apps/v1',
        kind,
        metadata: { name },
        spec: { selector, template: template(name), ...spec },
    };
}
const DEFINITION = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'widgets', kind: 'Widget' },
        versions: [
            {
                name: 'v1',
                served: true,
                storage: true,
                schema: {
                    openAPIV3Schema: {
                        type: 'object',
                        properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } },
                    },
                },
            },
        ],
    },
};
describeWithKubectl('every kind, to kubectl at the hub', (program) => {
    const hub = () => new Kubectl(program, federation().dir, federation().kubeconfig);
    const member = (cluster) => new Kubectl(program, federation().dir, federation().memberKubeconfig(cluster));
    const apply = (object) => hub().ok(['apply', '-f', '-'], { input: JSON.stringify(object) });
    const members = () => federation().clusters.map(member);
    const everywhere = (args) => Promise.all(members().map((one) => one.ok(args)));
    const remembered = (name, wanted) => eventually(`${name} has ${wanted}`, async () => {
        const lines = (await hub().ok(`rollout history ${name}`)).trim().split('\n').slice(2);
        return lines.map((line) => line.split(' ')[0]).join() === wanted;
    });
    const imagesOf = (name, wanted) => eventually(`${name} runs ${wanted}`, async () => {
        const path = 'jsonpath={.spec.template.spec.containers[0].image}';
        return (await everywhere(['get', name, '-o', path])).join() === wanted;
    });
    it('rolls a Deployment out over all clusters, and says so when it is', async () => {
        await apply(workload('Deployment', 'web', { replicas: 6 }));
        await hub().ok(['rollout', 'status', 'deployment/web', '--timeout=60s']);
        expect(await everywhere(['get', 'deploy/web', '-o', 'jsonpath={.status.readyReplicas}'])).toEqual([
            '2',
            '2',
            '2',
        ]);
        await hub().ok(['wait', '--for=condition=Available', 'deployment/web', '--timeout=30s']);
        await hub().ok('set image deployment/web c=two');
        await hub().ok(['rollout', 'status', 'deployment/web', '--timeout=60s']);
        expect(await hub().ok('get deploy/web -o jsonpath={.status.updatedReplicas}')).toBe('6');
    });
    it('rolls out DaemonSets and StatefulSets', async () => {
        await apply(workload('DaemonSet', 'logs', {}));
        await apply(workload('StatefulSet', 'db', { replicas: 3, serviceName: 'db' }));
        await hub().ok(['rollout', 'status', 'daemonset/logs', '--timeout=60s']);
        await hub().ok(['rollout', 'status', 'statefulset/db', '--timeout=60s']);
    });
    it('remembers what workloads were, and rolls them back in every cluster', async () => {
        await apply(workload('Deployment', 'past', { replicas: 3 }));
        await apply(workload('DaemonSet', 'past-logs', {}));
        await apply(workload('StatefulSet', 'past-db', { replicas: 3, serviceName: 'db' }));
        const names = ['deployment/past', 'daemonset/past-logs', 'statefulset/past-db'];
        await Promise.all(names.map(async (name) => {
            await remembered(name, '1');
            await hub().ok(`set image ${name} c=two`);
            await remembered(name, '1,2');
            expect(await hub().ok(`rollout history ${name} --revision=1`)).toMatch(/Image:\s+one/);
            await imagesOf(name, 'two,two,two');
            await hub().ok(`rollout undo ${name}`);
            await imagesOf(name, 'one,one,one');
            await remembered(name, '2,3');
            await hub().ok(`rollout restart ${name}`);
            await remembered(name, '2,3,4');
            await hub().ok(['rollout', 'status', name, '--timeout=60s']);
        }));
        // Helm waits for this one.
        expect(await hub().ok('describe deployment past')).toMatch(/NewReplicaSet: +past-\w+ \(3\/3 replicas created\)/);
        // Members have their own, and none of the hub's.
        const sets = await everywhere(['get', 'rs', '-l', 'federation.meridian.dev/revision', '-o', 'name']);
        expect(sets).toEqual(['', '', '']);
    });
    it('pauses a Deployment, and lets its records go with it', async () => {
        await hub().ok('rollout pause deployment/past');
        await hub().ok('set image deployment/past c=three');
        expect((await hub().run('rollout undo deployment/past')).stderr).toContain('paused');
        await hub().ok('rollout resume deployment/past');
        await remembered('deployment/past', '2,3,4,5');
        await imagesOf('deployment/past', 'three,three,three');
        await hub().ok('delete deployment/past daemonset/past-logs statefulset/past-db --timeout=60s');
        for (const kind of ['rs', 'controllerrevisions'])
            await eventually(`no record in ${kind} is left`, async () => {
                return !(await hub().ok(`get ${kind} -o name`)).includes('/past');
            });
    });
    it('completes a Job when every cluster has done its part', async () => {
        const spec = { parallelism: 3, completions: 6, template: template('sums', { restartPolicy: 'Never' }) };
        await apply({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'sums' }, spec });
        await hub().ok(['wait', '--for=condition=Complete', 'job/sums', '--timeout=60s']);
        const parts = await everywhere(['get', 'job/sums', '-o', 'jsonpath={.spec.completions}']);
        expect(parts).toEqual(['2', '2', '2']);
        expect(await hub().ok('get job/sums -o jsonpath={.status.succeeded}')).toBe('6');
    });
    it('spreads a custom kind with its objects, and takes both away', async () => {
        await apply(DEFINITION);
        await hub().ok(['wait', '--for=condition=Established', 'crd/widgets.example.com', '--timeout=20s']);
        await apply({ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' }, spec: { size: 2 } });
        await eventually('every cluster has it', async () => {
            const sizes = await everywhere(['get', 'widgets.example.com/w', '-o', 'jsonpath={.spec.size}']);
            return sizes.join() === '2,2,2';
        });
        await hub().ok('delete crd/widgets.example.com --timeout=60s');
        expect(await everywhere(['get', 'crd', '-o', 'name'])).toEqual(['', '', '']);
    });
});
//# sourceMappingURL=kinds.test.js.map