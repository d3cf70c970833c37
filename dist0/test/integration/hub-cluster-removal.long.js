import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { isConditionTrue } from '#libs/apimachinery';
import { ManualClock } from '#libs/process';
import { MemoryBroker } from '#libs/transport';
import { CLUSTERS } from '../../apps/hub/src/wiring/controllers.js';
import { refuseWhileRemoved } from '../../apps/hub/src/wiring/on-join.js';
import { configMap, HubBench, replicaSet, soon } from '../support/hub-bench.js';
import { startTestPostgres } from '../support/postgres.js';
import { ScriptedAgent } from '../support/scripted-agent.js';
jest.setTimeout(60_000);
const CONFIGMAPS = { group: '', resource: 'configmaps' };
const REPLICASETS = { group: 'apps', resource: 'replicasets' };
let postgres;
let clock;
let broker;
let hub;
let agents;
beforeAll(async () => {
    postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
    clock = new ManualClock(Date.parse('2026-11-21T08:00:00Z'));
    broker = new MemoryBroker({ clock });
    hub = await HubBench.open({ databaseUrl: await postgres.createDatabase(), broker, clock });
    await hub.start();
    agents = [];
    for (const name of ['a', 'b'])
        await join(name);
    await hub.client.create(CONFIGMAPS, configMap('settings'));
    await hub.client.create(REPLICASETS, replicaSet('web', 4));
    for (const agent of agents)
        await until(`${agent.cluster} has both`, () => holds(agent, 'ConfigMap/settings', 'ReplicaSet/web'));
});
afterEach(async () => {
    await Promise.all(agents.map((agent) => agent.close()));
    await hub.stop();
});
const until = (what, probe) => soon(clock, what, probe);
async function join(name) {
    const agent = await ScriptedAgent.start(broker, name);
    agents.push(agent);
    await hub.join(agent);
    await hub.setHealth(name, 'Ready');
    return agent;
}
function holds(agent, ...names) {
    const applied = agent.applied();
    return Promise.resolve(names.every((name) => name in applied));
}
function clusterKey(name) {
    return { ...CLUSTERS, namespace: '', name };
}
async function deleteCluster(name, deletionPolicy) {
    if (deletionPolicy !== undefined)
        await setPolicy(name, deletionPolicy);
    await hub.client.delete(clusterKey(name));
}
async function setPolicy(name, deletionPolicy) {
    await hub.client.modify(clusterKey(name), (cluster) => ({
        ...cluster,
        spec: { ...cluster['spec'], deletionPolicy },
    }));
}
async function removing(name) {
    const cluster = await hub.client.get(clusterKey(name));
    const { conditions } = (cluster?.['status'] ?? {});
    return conditions?.find(({ type }) => type === 'Removing');
}
const gone = (name) => until(`the Cluster ${name} is gone`, async () => !(await hub.client.get(clusterKey(name))));
/** Everything that the hub keeps about a cluster beside its object. */
async function traces(name) {
    const { rows } = await hub.store.work.leftInCluster(name);
    const heartbeats = (await hub.store.heartbeats.all()).filter(({ cluster }) => cluster === name);
    return [
        ...(rows > 0 ? [`${rows} rows`] : []),
        ...heartbeats,
        ...((await hub.store.agents.get(name)) ? ['an agent'] : []),
        ...broker.lastValues(`work.${name}.`).keys(),
        ...broker.lastValues(`report.${name}.`).keys(),
    ];
}
/** What the member was told to do about its objects in the end. */
function lastActions(name) {
    return [
        ...new Set(agents
            .find(({ cluster }) => cluster === name)
            .actions()
            .values()),
    ];
}
describe('kubectl delete cluster', () => {
    it.each([
        ['by default', undefined, 'release'],
        ['with orphan', 'orphan', 'release'],
        ['with delete', 'delete', 'delete'],
    ])('%s undoes what its policy says, and leaves no trace', async (_name, policy, action) => {
        await hub.store.joinTokens.create({
            id: 't',
            secretHash: 'h',
            role: 'cluster',
            name: 'a',
            expiresAt: clock.now() + 3_600_000,
            revoked: false,
            usedBy: undefined,
        });
        await deleteCluster('a', policy);
        await gone('a');
        expect(lastActions('a')).toEqual([action]);
        expect(await traces('a')).toEqual([]);
        expect(hub.revoked).toEqual(['U-a']);
        expect(await hub.store.joinTokens.get('t')).toMatchObject({ revoked: true });
        await until('b does it all', () => Promise.resolve(agents[1].replicas('web') === 4));
    });
    it('is shown while it goes on, may be given another policy, and says in the end what became of it', async () => {
        agents[0].refusal = { state: 'Failed', reason: 'Terminating', message: 'a finalizer holds it' };
        await deleteCluster('a', 'delete');
        const shown = await until('the condition', async () => {
            const condition = await removing('a');
            return condition?.reason === 'Deleting' && condition;
        });
        expect(shown.message).toMatch(/^[23] objects still to be deleted there, such as /);
        await expect(refuseWhileRemoved(hub.client)({ role: 'cluster', name: 'a' })).rejects.toMatchObject({ reason: 'ServiceUnavailable' });
        await until('it was told all', () => Promise.resolve(lastActions('a').join() === 'delete'));
        agents[0].refusal = undefined;
        await setPolicy('a', 'orphan');
        await gone('a');
        expect(lastActions('a')).toEqual(['release']);
        await hub.events.flush();
        const { items } = await hub.client.list({ group: '', resource: 'events' }, { fieldSelector: 'involvedObject.name=a' });
        expect(items.map(({ reason }) => reason)).toEqual(expect.arrayContaining(['ClusterDeleting', 'ClusterReleasing', 'ClusterRemoved']));
    });
    it('does not wait for one that is Offline, and its debts go with it', async () => {
        broker.partition('a', true);
        await hub.setHealth('a', 'Offline');
        await deleteCluster('a', 'delete');
        await until('it is waited for a little', async () => (await removing('a'))?.reason === 'WaitingForCluster');
        clock.advance(60_000);
        await gone('a');
        expect(await traces('a')).toEqual([]);
        expect(lastActions('a')).toEqual(['apply']);
    });
    it('waits for the broker, and says so', async () => {
        broker.partition('a', true);
        await hub.setHealth('a', 'Offline');
        clock.advance(60_000);
        broker.partition('hub', true);
        await deleteCluster('a');
        await until('it is said', async () => /but the broker/.test((await removing('a'))?.message ?? ''));
        broker.partition('hub', false);
        await gone('a');
        expect(await traces('a')).toEqual([]);
    });
    it('drains first: what runs there goes elsewhere, then the rest is deleted', async () => {
        expect(agents.map((agent) => agent.replicas('web'))).toEqual([2, 2]);
        agents[1].refusal = { state: 'Failed', reason: 'Unreachable' };
        await deleteCluster('a', 'drain');
        await until('it is waited for', async () => (await removing('a'))?.reason === 'Draining');
        expect(await holds(agents[0], 'ReplicaSet/web', 'ConfigMap/settings')).toBe(true);
        agents[1].refusal = undefined;
        await agents[1].reportAll();
        await gone('a');
        expect(lastActions('a')).toEqual(['delete']);
        expect(agents[1].replicas('web')).toBe(4);
    });
    it('ends at once for one that never had an agent', async () => {
        await hub.client.create(CLUSTERS, cluster('never'));
        await deleteCluster('never', 'drain');
        await gone('never');
    });
    it('cleans up also when somebody takes the finalizer away', async () => {
        clock.advance(120_000);
        agents[0].refusal = { state: 'Failed', reason: 'Terminating' };
        await deleteCluster('a', 'delete');
        await hub.client.modify(clusterKey('a'), (current) => ({
            ...current,
            metadata: { ...current.metadata, finalizers: [] },
        }));
        await until('no trace is left', async () => {
            const left = await traces('a');
            if (left.length > 0)
                throw new Error(JSON.stringify(left));
            return true;
        });
        expect(hub.revoked).toEqual(['U-a']);
    });
});
describe('a later join under the same name', () => {
    it('starts clean, and gets what the hub has now', async () => {
        broker.partition('a', true);
        await hub.setHealth('a', 'Offline');
        clock.advance(60_000);
        await deleteCluster('a');
        await gone('a');
        await agents.shift().close();
        await hub.client.delete({ ...CONFIGMAPS, namespace: 'default', name: 'settings' });
        const fresh = await join('a');
        await until('its share', () => holds(fresh, 'ReplicaSet/web'));
        expect(await holds(fresh, 'ConfigMap/settings')).toBe(false);
        // Nothing of the time before was waiting for it.
        expect(fresh.arrived.every((generation) => generation > 0)).toBe(true);
        expect([...fresh.actions().values()]).not.toContain('delete');
        expect(isConditionTrue(await conditionsOf('a'), 'Removing')).toBe(false);
    });
    it('clears what a hub left that died in the middle of a removal', async () => {
        broker.partition('a', true);
        const other = broker.hub('other');
        await other.ensureWorkConsumer('c');
        await other.publishWork('c', 'x'.repeat(22), Buffer.from('stale'));
        const agent = await join('c');
        await until('its share', () => holds(agent, 'ConfigMap/settings'));
        expect([...broker.lastValues('work.c.').keys()]).not.toContain(`work.c.${'x'.repeat(22)}`);
        await other.close();
    });
});
async function conditionsOf(name) {
    const found = await hub.client.get(clusterKey(name));
    return (found?.['status'] ?? {}).conditions;
}
function cluster(name) {
    return {
        apiVersion: 'federation.meridian.dev/v1alpha1',
        kind: 'Cluster',
        metadata: { name },
        spec: {},
    };
}
//# sourceMappingURL=hub-cluster-removal.long.js.map