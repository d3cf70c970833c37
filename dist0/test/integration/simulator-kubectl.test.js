import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { silentLogger } from '#libs/process';
import { startSimulator } from '../../apps/simulator/src/start-simulator.js';
import { eventually } from '../support/eventually.js';
import { describeWithKubectl, Kubectl } from '../support/kubectl.js';
import { tempDir } from '../support/temp-dir.js';
/** What the machine's own kubectl finds out about workloads from the statuses of a simulated cluster. */
// Each command is a process of a third of a second.
jest.setTimeout(180_000);
const workload = (kind, name, spec) => ({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name },
    spec: {
        selector: { matchLabels: { app: name } },
        template: {
            metadata: { labels: { app: name } },
            spec: { containers: [{ name: 'c', image: 'one' }] },
        },
        ...spec,
    },
});
describeWithKubectl('a simulated cluster, to kubectl', (program) => {
    let directory;
    let simulator;
    let kubectl;
    beforeAll(async () => {
        directory = await tempDir('simulator-kubectl');
        simulator = await startSimulator({
            cluster: 'm1',
            listen: { host: '127.0.0.1', port: 0 },
            nodes: 3,
            nodeCpu: '8',
            podReadyMs: 20,
            logger: silentLogger,
        });
        const kubeconfig = join(directory.path, 'kubeconfig');
        await writeFile(kubeconfig, simulator.kubeconfig);
        kubectl = new Kubectl(program, directory.path, kubeconfig);
    });
    afterAll(async () => {
        await simulator.stop();
        await directory.remove();
    });
    const apply = (object, ...options) => kubectl.ok(['apply', '-f', '-', ...options], { input: JSON.stringify(object) });
    const rolledOut = (what) => kubectl.ok(['rollout', 'status', what, '--timeout=30s']);
    const imageOf = (what) => kubectl.ok(['get', what, '-o', 'jsonpath={.spec.template.spec.containers[0].image}']);
    /** Waits until that field has that value; old versions of `kubectl wait` know conditions only. */
    const fieldIs = (what, path, value) => eventually(`${what} ${path} is ${value}`, async () => {
        const text = await kubectl.ok(['get', ...what.split(' '), '-o', `jsonpath={${path}}`]);
        return text === value ? text : undefined;
    });
    /** The numbers in `rollout history`. */
    const revisions = async (what) => [...(await kubectl.ok(['rollout', 'history', what])).matchAll(/^(\d+) /gm)].map((row) => Number(row[1]));
    it('rolls a Deployment out, back, on hold and on again', async () => {
        await apply(workload('Deployment', 'web', { replicas: 3 }));
        expect(await rolledOut('deployment/web')).toContain('successfully rolled out');
        await kubectl.ok('set image deployment/web c=two');
        await rolledOut('deployment/web');
        expect(await revisions('deployment/web')).toEqual([1, 2]);
        await kubectl.ok('rollout undo deployment/web');
        await rolledOut('deployment/web');
        expect([await imageOf('deployment/web'), await revisions('deployment/web')]).toEqual(['one', [2, 3]]);
        await kubectl.ok('rollout undo deployment/web --to-revision=2');
        await rolledOut('deployment/web');
        expect(await imageOf('deployment/web')).toBe('two');
        await kubectl.ok('rollout pause deployment/web');
        await kubectl.ok('set image deployment/web c=three');
        await fieldIs('deployment/web', '.status.observedGeneration', '6');
        expect(await revisions('deployment/web')).toEqual([3, 4]);
        await kubectl.ok('rollout resume deployment/web');
        await rolledOut('deployment/web');
        await kubectl.ok('rollout restart deployment/web');
        await rolledOut('deployment/web');
        expect(await revisions('deployment/web')).toEqual([3, 4, 5, 6]);
        expect(await kubectl.ok('get deployment web')).toMatch(/web +3\/3 +3 +3 /);
    });
    it('is told that a rollout is late', async () => {
        const never = {
            metadata: { labels: { app: 'stuck' }, annotations: { 'simulator.meridian.dev/ready': 'false' } },
        };
        const template = { ...never, spec: { containers: [{ name: 'c', image: 'one' }] } };
        await apply(workload('Deployment', 'stuck', { progressDeadlineSeconds: 1, template }));
        const { code, stderr } = await kubectl.run('rollout status deployment/stuck --timeout=60s');
        expect([code, stderr]).toEqual([1, expect.stringContaining('exceeded its progress deadline')]);
    });
    it.each(['DaemonSet', 'StatefulSet'])('rolls a %s out and back by its revisions', async (kind) => {
        const what = `${kind.toLowerCase()}/db`;
        await apply(workload(kind, 'db', kind === 'StatefulSet' ? { replicas: 2, serviceName: 'db' } : {}));
        await rolledOut(what);
        await kubectl.ok(`set image ${what} c=two`);
        await rolledOut(what);
        expect(await kubectl.ok(`rollout history ${what} --revision=2`)).toMatch(/Image:\s+two/);
        await kubectl.ok(`rollout undo ${what}`);
        await rolledOut(what);
        expect([await imageOf(what), await revisions(what)]).toEqual(['one', [2, 3]]);
        await kubectl.ok(`rollout restart ${what}`);
        await rolledOut(what);
        await kubectl.ok(`delete ${what} --timeout=30s`);
    });
    it('waits for Jobs, whether they complete or fail', async () => {
        await kubectl.ok('create job good --image=worker');
        await kubectl.ok('wait job/good --for=condition=complete --timeout=30s');
        expect(await kubectl.ok('get job good')).toMatch(/good +Complete +1\/1 |good +1\/1 /);
        const annotations = {
            'simulator.meridian.dev/exit-code': '1',
            'simulator.meridian.dev/run-seconds': '0',
        };
        await apply({
            apiVersion: 'batch/v1',
            kind: 'Job',
            metadata: { name: 'bad' },
            spec: {
                backoffLimit: 0,
                template: {
                    metadata: { annotations },
                    spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'worker' }] },
                },
            },
        });
        await kubectl.ok('wait job/bad --for=condition=failed --timeout=30s');
        const cron = await kubectl.run(['create', 'cronjob', 'tick', '--image=x', '--schedule=61 * * * *']);
        expect(cron.stderr).toContain('spec.schedule: Invalid value: "61 * * * *": end of range (61) above maximum (59)');
        await kubectl.ok(['create', 'cronjob', 'tick', '--image=x', '--schedule=@daily']);
        // 1.20 does not know CronJobs of batch/v1, which every server from v1.25 on answers with.
        if (program.minor < 21)
            return;
        await kubectl.ok('create job once --from=cronjob/tick');
        await kubectl.ok('wait job/once --for=condition=complete --timeout=30s');
    });
    it('sees an autoscaler take the replicas over from whom applied them', async () => {
        const annotations = { 'simulator.meridian.dev/cpu-load': '300' };
        const web = workload('Deployment', 'busy', { replicas: 1 });
        await apply({ ...web, metadata: { ...web.metadata, annotations } }, '--server-side');
        await kubectl.ok('autoscale deployment busy --min=1 --max=4 --cpu-percent=80');
        await fieldIs('hpa/busy', '.status.currentReplicas', '4');
        expect(await kubectl.ok('get hpa busy')).toMatch(/cpu: 75%\/80% +1 +4 +4 /);
        const shown = program.minor > 20 ? ['--show-managed-fields'] : [];
        const fields = await kubectl.ok(['get', 'deployment', 'busy', '-o', 'json', ...shown]);
        const { metadata } = JSON.parse(fields);
        expect(metadata.managedFields).toContainEqual(expect.objectContaining({
            manager: 'kube-controller-manager',
            subresource: 'scale',
            fieldsV1: { 'f:spec': { 'f:replicas': {} } },
        }));
    });
    it('is refused beyond a quota, and finds volumes bound', async () => {
        await kubectl.ok('create namespace small');
        await kubectl.ok('create quota pods --hard=pods=1 -n small');
        await fieldIs('quota/pods -n small', '.status.used.pods', '0');
        await kubectl.ok('run one --image=x -n small');
        const refused = await kubectl.run('run two --image=x -n small');
        expect(refused.stderr).toContain('pods "two" is forbidden: exceeded quota: pods, requested: pods=1, used: pods=1, limited: pods=1');
        await apply({
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            metadata: { name: 'data' },
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        });
        await fieldIs('pvc/data', '.status.phase', 'Bound');
    });
});
//# sourceMappingURL=simulator-kubectl.test.js.map