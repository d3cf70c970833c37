import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {} from '#libs/apimachinery';
import { MEMBERS_FINALIZER } from '#libs/kinds';
import {} from '#libs/process';
import {} from '#libs/transport';
import { configMap, replicaSet, soon } from '../support/hub-bench.js';
import { closeFederation, openFederation } from '../support/hub-federation.js';
import { startTestPostgres } from '../support/postgres.js';
import {} from '../support/scripted-agent.js';
jest.setTimeout(60_000);
/** Clusters that go while something is asked of them: moves at a bounded rate, deletions that do not wait for ever. */
const CONFIGMAPS = { group: '', resource: 'configmaps' };
const REPLICASETS = { group: 'apps', resource: 'replicasets' };
const NAMESPACES = { group: '', resource: 'namespaces' };
const NAMES = ['a', 'b', 'c'];
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
    ({ clock, broker, hub, agents } = await openFederation(await postgres.createDatabase(), NAMES));
});
afterEach(() => closeFederation({ hub, agents }));
const until = (what, probe) => soon(clock, what, async () => probe());
const web = { ...REPLICASETS, namespace: 'default', name: 'web' };
async function spreads(...wanted) {
    await until(`it is spread as ${JSON.stringify(wanted)}`, () => {
        const now = NAMES.map((name) => agents[name].replicas('web'));
        return JSON.stringify(now) === JSON.stringify(wanted);
    });
}
async function isGone(key) {
    return (await hub.client.get(key)) === undefined;
}
async function actions(key) {
    const rows = await hub.rows(key);
    return rows.map(({ cluster, action, propagationPolicy }) => [cluster, action, propagationPolicy]);
}
describe('replicas of a lost cluster', () => {
    it('wait for their turn when too many move, and the object says what moved', async () => {
        await hub.client.create(REPLICASETS, replicaSet('web', 9));
        await spreads(3, 3, 3);
        // Others have moved all that may be moved at once; the bucket fills again with the hub's clock, 100 in a second.
        const all = Object.fromEntries(['x', 'y', 'z', 'u'].map((name) => [name, 250]));
        expect(await hub.store.moves.take(new Map(Object.entries(all)), clock.now() + 100_000)).toEqual(new Map(Object.entries(all)));
        broker.partition('c', true);
        await hub.setHealth('c', 'Offline');
        await until('the plan waits for the grace', () => hub.loop.stats().delayed > 0);
        clock.advance(61_000);
        await until('moves wait', () => hub.reconciler.mover.counts.waiting === 1);
        expect((await hub.rows(web)).map(({ patch }) => patch)).toEqual([3, 3, 3].map((replicas) => ({ spec: { replicas } })));
        clock.advance(60_000);
        await spreads(5, 4, 3);
        expect(hub.reconciler.mover.counts).toMatchObject({ waiting: 0, granted: 3 });
        await hub.events.flush();
        const { items } = await hub.client.list({ group: '', resource: 'events' });
        expect(items.map(({ type, reason, message }) => [type, reason, message])).toEqual([
            ['Normal', 'ReplicasMoved', expect.stringMatching(/^3 replicas move to /)],
        ]);
    });
});
describe('a draining cluster', () => {
    it('gives up its replicas, keeps what runs nothing, and gets its part back', async () => {
        await hub.client.create(REPLICASETS, replicaSet('web', 9));
        await hub.client.create(CONFIGMAPS, configMap('cm'));
        await spreads(3, 3, 3);
        const state = (now) => hub.client.modify({ group: 'federation.meridian.dev', resource: 'clusters', namespace: '', name: 'c' }, (cluster) => ({ ...cluster, spec: { ...cluster['spec'], state: now } }));
        await state('draining');
        await spreads(5, 4, 0);
        expect(agents['c'].applied()).toHaveProperty(['ConfigMap/cm']);
        await state('active');
        await spreads(3, 3, 3);
    });
});
describe('a deletion', () => {
    it.each([
        ['Background', 'delete', 'Background'],
        ['Foreground', 'delete', 'Foreground'],
        ['Orphan', 'release', undefined],
    ])('%s is what members are told, those that were away as well', async (wish, action, policy) => {
        await hub.client.create(REPLICASETS, replicaSet('web', 3));
        await spreads(1, 1, 1);
        broker.partition('c', true);
        await hub.setHealth('c', 'Offline');
        await hub.client.delete(web, { propagationPolicy: wish });
        // The garbage collector, which is not here, ends the two others.
        await until('members hold it no more', async () => {
            const held = (await hub.client.get(web))?.metadata.finalizers ?? [];
            return !held.includes(MEMBERS_FINALIZER);
        });
        await until('only the debt is left', async () => (await hub.rows(web)).length === 1);
        expect(await actions(web)).toEqual([['c', action, policy]]);
        expect(await hub.store.work.undoneByCluster()).toEqual(new Map([['c', 1]]));
        broker.partition('c', false);
        await until('the debt is paid', async () => (await hub.rows(web)).length === 0);
        expect(agents['c'].applied()).not.toHaveProperty(['ReplicaSet/web']);
        expect(await hub.store.work.undoneByCluster()).toEqual(new Map());
    });
    it('does not wait for ever for a cluster whose API server is down', async () => {
        const key = { ...CONFIGMAPS, namespace: 'default', name: 'cm' };
        await hub.client.create(CONFIGMAPS, configMap('cm'));
        await until('all have it', () => NAMES.every((name) => 'ConfigMap/cm' in agents[name].applied()));
        agents['b'].refusal = { state: 'Failed', reason: 'Unreachable', message: 'no answer' };
        await hub.setHealth('b', 'NotReady');
        await hub.client.delete(key);
        await until('only one has not confirmed', async () => (await hub.rows(key)).length === 1);
        expect(await isGone(key)).toBe(false);
        clock.advance(60_000);
        await until('the object is gone', () => isGone(key));
        expect(await actions(key)).toEqual([['b', 'delete', 'Background']]);
        agents['b'].refusal = undefined;
        await hub.setHealth('b', 'Ready');
        await agents['b'].reportAll();
        await until('the debt is paid', async () => (await hub.rows(key)).length === 0);
    });
    it('of a namespace takes everything in it, although a cluster is away', async () => {
        const shop = { ...NAMESPACES, namespace: '', name: 'shop' };
        await hub.client.create(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
        for (const name of ['one', 'two'])
            await hub.client.create(CONFIGMAPS, configMap(name, {}, 'shop'));
        const has = (cluster) => Object.keys(agents[cluster].applied()).filter((name) => name !== 'Namespace/default');
        const all = ['ConfigMap/one', 'ConfigMap/two', 'Namespace/shop'];
        await until('all have all', () => NAMES.every((name) => has(name).sort().join() === all.join()));
        broker.partition('c', true);
        await hub.setHealth('c', 'Offline');
        await hub.client.delete(shop);
        await until('the namespace is gone', () => isGone(shop));
        expect([has('a'), has('b')]).toEqual([[], []]);
        expect(await hub.store.work.undoneByCluster()).toEqual(new Map([['c', 3]]));
        broker.partition('c', false);
        await until('c has nothing of it either', () => has('c').length === 0);
        await until('nothing is owed', async () => (await hub.store.work.undoneByCluster()).size === 0);
        expect(await hub.rows(shop)).toEqual([]);
    });
});
//# sourceMappingURL=hub-loss.test.js.map