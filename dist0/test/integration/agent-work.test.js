import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { StatusError } from '#libs/apimachinery';
import { AgentBench, MANAGED_BY } from '../support/agent-bench.js';
import { HUB_UID } from '../support/hub-end.js';
import { startMember } from '../support/member.js';
import { tempDir } from '../support/temp-dir.js';
let directory;
let member;
let bench;
let namespace;
let count = 0;
beforeAll(async () => {
    directory = await tempDir('agent');
    member = await startMember(directory.path);
}, 30_000);
afterAll(async () => {
    await member.stop();
    await directory.remove();
});
beforeEach(async () => {
    namespace = `n${++count}`;
    bench = new AgentBench(member);
    await bench.hub.start();
    await bench.start();
});
afterEach(async () => {
    member.cut(false);
    await bench.stop();
});
function configMap(name, data = { a: '1' }) {
    return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data };
}
function replicaSet(replicas, cpu = '10m') {
    const labels = { app: 'web' };
    return {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: { name: 'web', namespace },
        spec: {
            ...(replicas === undefined ? {} : { replicas }),
            selector: { matchLabels: labels },
            template: {
                metadata: { labels },
                spec: { containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu } } }] },
            },
        },
    };
}
function namespaceObject(labels = {}) {
    return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } };
}
/** A finished round trip through the agent: whatever was on its way before has had its effect. */
async function roundTrip() {
    const object = configMap(`marker-${++count}`);
    await bench.applied(object, (await bench.hub.apply(object)).generation);
}
describe('applying', () => {
    it('applies, marks and reports an object, and makes its namespace', async () => {
        const object = configMap('a');
        const work = await bench.hub.apply(object);
        const report = await bench.applied(object, work.generation);
        expect(await bench.live(object)).toMatchObject({
            data: { a: '1' },
            metadata: {
                uid: report.memberUid,
                labels: { [MANAGED_BY]: HUB_UID },
                annotations: {
                    'federation.meridian.dev/generation': String(work.generation),
                    'federation.meridian.dev/manifest-hash': work.manifestHash,
                },
            },
        });
        expect((await bench.live(namespaceObject()))?.metadata.labels?.[MANAGED_BY]).toBe(HUB_UID);
    });
    it('takes one apply and no look for a later change', async () => {
        const object = configMap('a');
        const first = await bench.applied(object, (await bench.hub.apply(object)).generation);
        bench.calls.clear();
        const changed = configMap('a', { b: '2' });
        const second = await bench.applied(changed, (await bench.hub.apply(changed)).generation);
        expect(second.memberUid).toBe(first.memberUid);
        expect((await bench.live(object))?.['data']).toEqual({ b: '2' });
        expect([bench.calls.get('apply'), bench.calls.get('get') ?? 0]).toEqual([1, 0]);
    });
    it('opens a sealed body, and never writes it down', async () => {
        const secret = {
            apiVersion: 'v1',
            kind: 'Secret',
            metadata: { name: 's', namespace },
            data: { password: Buffer.from('hunter2').toString('base64') },
        };
        await bench.applied(secret, (await bench.hub.applySealed(secret)).generation);
        expect((await bench.live(secret))?.['data']).toEqual(secret['data']);
        expect(bench.journal.snapshot().includes(Buffer.from('hunter2').toString('base64'))).toBe(false);
    });
    it('reports what the member refuses in its own words, and recovers with the next work', async () => {
        const work = await bench.hub.apply(replicaSet(-1));
        const report = await bench.hub.reported(replicaSet(-1), ({ state }) => state === 'Failed');
        expect(report).toMatchObject({ reason: 'Invalid', generation: work.generation });
        expect(report.message).toContain('spec.replicas');
        await bench.applied(replicaSet(1), (await bench.hub.apply(replicaSet(1))).generation);
    });
    it('says nothing of the data of a Secret that is refused', async () => {
        const secret = {
            apiVersion: 'v1',
            kind: 'Secret',
            metadata: { name: 's', namespace },
            data: { 'bad key hunter2': 'aHVudGVyMg==' },
        };
        await bench.hub.applySealed(secret);
        const report = await bench.hub.reported(secret, ({ state }) => state === 'Failed');
        expect(JSON.stringify(report)).not.toContain('aHVudGVyMg==');
    });
    it('reports a kind that the member does not serve', async () => {
        const widget = {
            apiVersion: 'example.com/v1',
            kind: 'Widget',
            metadata: { name: 'w', namespace },
        };
        await bench.hub.apply(widget);
        expect(await bench.hub.reported(widget, () => true)).toMatchObject({
            state: 'Failed',
            reason: 'MissingApi',
        });
    });
    it('waits without a word for a kind whose definition comes after the object', async () => {
        const group = `${namespace}.example.com`;
        const widget = {
            apiVersion: `${group}/v1`,
            kind: 'Widget',
            metadata: { name: 'w', namespace },
        };
        const definition = {
            apiVersion: 'apiextensions.k8s.io/v1',
            kind: 'CustomResourceDefinition',
            metadata: { name: `widgets.${group}` },
            spec: {
                group,
                scope: 'Namespaced',
                names: { plural: 'widgets', kind: 'Widget' },
                versions: [
                    { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
                ],
            },
        };
        const states = [];
        const work = bench.hub.apply(definition);
        const { generation } = await bench.hub.apply(widget);
        await work;
        const report = await bench.hub.reported(widget, ({ state }) => {
            states.push(state);
            return state === 'Applied';
        });
        expect(report).toMatchObject({ generation });
        expect(new Set(states)).toEqual(new Set(['Applied']));
    });
    it('reports what its credentials do not allow, and goes on with the rest', async () => {
        bench.overrides = {
            apply: () => Promise.reject(new StatusError('Forbidden', 'secrets is forbidden: User "x" cannot patch')),
        };
        const refused = configMap('refused');
        const work = await bench.hub.apply(refused);
        const report = await bench.hub.reported(refused, ({ state }) => state === 'Failed');
        expect(report).toMatchObject({ reason: 'Forbidden', message: expect.stringContaining('cannot patch') });
        bench.overrides = {};
        await bench.applied(refused, work.generation);
    });
    it('works without permission to list and watch', async () => {
        await bench.stop();
        const forbidden = new StatusError('Forbidden', 'configmaps is forbidden');
        bench.overrides = { pages: () => rejecting(forbidden), watch: () => rejecting(forbidden) };
        await bench.start();
        await roundTrip();
    });
    it('reports a field that the member does not know, and does not loop over it', async () => {
        const object = replicaSet(0);
        object['spec']['fieldOfTheFuture'] = 'x';
        await bench.hub.apply(object);
        const report = await bench.hub.reported(object, () => true);
        expect(report).toMatchObject({ state: 'Applied', reason: 'UnsupportedField' });
        expect(report.message).toContain('.spec.fieldOfTheFuture');
        bench.calls.clear();
        await roundTrip();
        expect(bench.calls.get('apply')).toBe(1);
    });
    it('hands the number of replicas over to whoever scales from now on', async () => {
        await bench.applied(replicaSet(2), (await bench.hub.apply(replicaSet(2))).generation);
        const without = replicaSet(undefined);
        await bench.applied(without, (await bench.hub.apply(without)).generation);
        expect((await bench.live(without))?.['spec']).toMatchObject({ replicas: 2 });
        await bench.meddle(without, (live) => (live['spec'].replicas = 4));
        await roundTrip();
        expect((await bench.live(without))?.['spec']).toMatchObject({ replicas: 4 });
    });
});
async function* rejecting(error) {
    await Promise.reject(error);
}
describe('objects of others', () => {
    it('never overwrites one, and goes on when it is gone', async () => {
        await bench.create(namespaceObject());
        await bench.create(configMap('a', { theirs: 'x' }));
        const work = await bench.hub.apply(configMap('a'));
        const report = await bench.hub.reported(configMap('a'), () => true);
        expect(report).toMatchObject({ state: 'Conflict', reason: 'ForeignObject' });
        expect((await bench.live(configMap('a')))?.['data']).toEqual({ theirs: 'x' });
        await bench.deleteLive(configMap('a'));
        await bench.applied(configMap('a'), work.generation);
    });
    it('takes one over where the work says so', async () => {
        await bench.create(namespaceObject());
        const theirs = await bench.create(configMap('a', { theirs: 'x' }));
        const work = await bench.hub.apply(configMap('a'), { adopt: true });
        const report = await bench.applied(configMap('a'), work.generation);
        expect(report.memberUid).toBe(theirs.metadata.uid);
        expect((await bench.live(configMap('a')))?.['data']).toMatchObject({ a: '1' });
    });
    it('does not delete one', async () => {
        await bench.create(namespaceObject());
        await bench.create(configMap('a', { theirs: 'x' }));
        await bench.hub.remove(configMap('a'));
        await bench.hub.reported(configMap('a'), ({ state }) => state === 'Deleted');
        expect(await bench.live(configMap('a'))).toBeDefined();
    });
});
describe('drift', () => {
    const ours = (live) => live?.['data']?.['a'] === '1';
    it('puts back what others change of ours, and leaves what is theirs', async () => {
        await bench.applied(configMap('a'), (await bench.hub.apply(configMap('a'))).generation);
        await bench.meddle(configMap('a'), (live) => (live['data'] = { a: 'meddled', b: 'theirs' }));
        const repaired = await bench.liveFits(configMap('a'), ours);
        expect(repaired?.['data']).toEqual({ a: '1', b: 'theirs' });
    });
    it('makes a deleted object again, and reports its new uid', async () => {
        const before = await bench.applied(configMap('a'), (await bench.hub.apply(configMap('a'))).generation);
        await bench.deleteLive(configMap('a'));
        const after = await bench.hub.reported(configMap('a'), (report) => report.memberUid !== before.memberUid);
        expect((await bench.live(configMap('a')))?.metadata.uid).toBe(after.memberUid);
    });
    it('puts back our label when it is taken off', async () => {
        const { memberUid } = await bench.applied(configMap('a'), (await bench.hub.apply(configMap('a'))).generation);
        await bench.meddle(configMap('a'), (live) => delete live.metadata.labels);
        const repaired = await bench.liveFits(configMap('a'), (live) => live?.metadata.labels?.[MANAGED_BY] === HUB_UID);
        expect(repaired?.metadata.uid).toBe(memberUid);
    });
    it('does not fight for ever, and names whom it fights', async () => {
        await bench.applied(configMap('a'), (await bench.hub.apply(configMap('a'))).generation);
        for (let round = 0; round < 4; round++) {
            await bench.liveFits(configMap('a'), ours);
            await bench.meddle(configMap('a'), (live) => (live['data'] = { a: `meddled ${round}` }));
        }
        const report = await bench.hub.reported(configMap('a'), ({ state }) => state === 'Conflict');
        expect(report.reason).toBe('FightLimit');
        expect((await bench.live(configMap('a')))?.['data']).toEqual({ a: 'meddled 3' });
    });
    it('reports what the member says of the object', async () => {
        await bench.hub.apply(replicaSet(3));
        // Pods are ready a moment before their owner's status says so.
        const report = await bench.hub.reported(replicaSet(3), ({ workload, status }) => workload?.ready === 3 && status?.['readyReplicas'] === 3);
        expect(report.status).toMatchObject({ replicas: 3 });
        expect(report.workload).toEqual({ ready: 3, unschedulable: 0 });
    });
    it('counts pods that find no node', async () => {
        await bench.hub.apply(replicaSet(2, '1000'));
        const report = await bench.hub.reported(replicaSet(2), ({ workload }) => workload?.unschedulable === 2);
        expect(report.workload).toEqual({ ready: 0, unschedulable: 2 });
    });
});
describe('removing', () => {
    it('deletes what is ours and says so when it is gone', async () => {
        await bench.applied(configMap('a'), (await bench.hub.apply(configMap('a'))).generation);
        const { generation } = await bench.hub.remove(configMap('a'));
        const report = await bench.hub.reported(configMap('a'), ({ state }) => state === 'Deleted');
        expect(report.generation).toBe(generation);
        expect(await bench.live(configMap('a'))).toBeUndefined();
    });
    it('deletes again what a member brings back that went back in time', async () => {
        const object = configMap('a');
        await bench.applied(object, (await bench.hub.apply(object)).generation);
        const { generation } = await bench.hub.remove(object);
        await bench.hub.reported(object, (report) => report.state === 'Deleted' && report.generation === generation);
        const metadata = { ...object.metadata, labels: { [MANAGED_BY]: HUB_UID } };
        await bench.create({ ...object, metadata });
        await bench.liveFits(object, (live) => live === undefined);
        // One that is not ours stays.
        await bench.create(object);
        await roundTrip();
        expect(await bench.live(object)).toBeDefined();
    });
    it('waits for finalizers, and says what it waits for', async () => {
        const held = configMap('a');
        held.metadata.finalizers = ['example.com/hold'];
        await bench.applied(held, (await bench.hub.apply(held)).generation);
        await bench.hub.remove(held);
        const waiting = await bench.hub.reported(held, ({ reason }) => reason === 'Terminating');
        expect(waiting.message).toContain('example.com/hold');
        await bench.meddle(held, (live) => delete live.metadata.finalizers);
        await bench.hub.reported(held, ({ state }) => state === 'Deleted');
    });
    it('makes again what is wanted again', async () => {
        const object = configMap('a');
        await bench.applied(object, (await bench.hub.apply(object)).generation);
        await bench.hub.remove(object);
        await bench.applied(object, (await bench.hub.apply(object)).generation);
        expect(await bench.live(object)).toBeDefined();
    });
    it('lets go of an object without touching the rest of it', async () => {
        await bench.applied(configMap('a'), (await bench.hub.apply(configMap('a'))).generation);
        await bench.hub.remove(configMap('a'), { action: 'release' });
        await bench.hub.reported(configMap('a'), ({ state }) => state === 'Deleted');
        const left = await bench.live(configMap('a'));
        expect(left?.['data']).toEqual({ a: '1' });
        expect(left?.metadata.labels?.[MANAGED_BY]).toBeUndefined();
        await bench.meddle(configMap('a'), (live) => (live['data'] = { a: 'theirs now' }));
        await roundTrip();
        expect((await bench.live(configMap('a')))?.['data']).toEqual({ a: 'theirs now' });
    });
});
describe('namespaces', () => {
    it('uses one that is there, and neither changes nor deletes it', async () => {
        await bench.create(namespaceObject({ team: 'theirs' }));
        const work = await bench.hub.apply(namespaceObject({ team: 'ours' }));
        await bench.applied(namespaceObject(), work.generation);
        expect((await bench.live(namespaceObject()))?.metadata.labels).toMatchObject({
            team: 'theirs',
            [MANAGED_BY]: HUB_UID,
        });
        await bench.hub.remove(namespaceObject());
        await bench.hub.reported(namespaceObject(), ({ state }) => state === 'Deleted');
        const left = await bench.live(namespaceObject());
        expect(left?.metadata.deletionTimestamp).toBeUndefined();
        expect(left?.metadata.labels?.[MANAGED_BY]).toBeUndefined();
    });
    it('deletes one that it made, with what it holds', async () => {
        await roundTrip();
        const work = await bench.hub.apply(namespaceObject({ team: 'ours' }));
        await bench.applied(namespaceObject(), work.generation);
        expect((await bench.live(namespaceObject()))?.metadata.labels?.['team']).toBe('ours');
        await bench.hub.remove(namespaceObject());
        await bench.hub.reported(namespaceObject(), ({ state }) => state === 'Deleted');
        expect(await bench.live(namespaceObject())).toBeUndefined();
    });
});
//# sourceMappingURL=agent-work.test.js.map