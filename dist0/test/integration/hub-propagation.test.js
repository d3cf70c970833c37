import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { formatObjectKey } from '#libs/apimachinery';
import { MEMBERS_FINALIZER } from '#libs/kinds';
import { silentLogger } from '#libs/process';
import { Informer } from '#libs/controller-runtime';
import {} from '#libs/protocol';
import {} from '#libs/transport';
import { REMOVAL_GRACE_MS } from '../../apps/hub/src/controllers/cluster/limits.js';
import { PropagationReconciler } from '../../apps/hub/src/controllers/propagation/propagation.reconciler.js';
import { CLUSTERS } from '../../apps/hub/src/wiring/controllers.js';
import { configMap, replicaSet, soon } from '../support/hub-bench.js';
import { closeFederation, openFederation } from '../support/hub-federation.js';
import { startTestPostgres } from '../support/postgres.js';
import {} from '../support/scripted-agent.js';
jest.setTimeout(60_000);
const CONFIGMAPS = { group: '', resource: 'configmaps' };
const REPLICASETS = { group: 'apps', resource: 'replicasets' };
const NAMESPACES = { group: '', resource: 'namespaces' };
const SELECTOR = 'federation.alpha.kubernetes.io/cluster-selector';
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
const until = (what, probe) => soon(clock, what, probe);
function key(resource, name, namespace = 'default') {
    return { ...resource, namespace, name };
}
/** What each member runs of a ReplicaSet; undefined: it has none. */
function spread(name) {
    return NAMES.map((cluster) => agents[cluster].replicas(name));
}
async function untilSpread(name, wanted) {
    await until(`${name} is spread as ${JSON.stringify(wanted)}`, () => Promise.resolve(JSON.stringify(spread(name)) === JSON.stringify(wanted)));
}
async function planned(name) {
    const rows = await hub.rows(key(REPLICASETS, name));
    return rows.reduce((sum, { patch }) => sum + ((patch?.['spec']).replicas ?? 0), 0);
}
function status(name, fits) {
    return until(`the status of ${name} fits`, async () => {
        const object = await hub.client.get(key(REPLICASETS, name));
        return object && fits((object['status'] ?? {})) && object;
    });
}
describe('an object', () => {
    it('goes to every Ready cluster, and their reports become its status', async () => {
        await hub.client.create(REPLICASETS, replicaSet('web', 6));
        const done = await status('web', ({ readyReplicas }) => readyReplicas === 6);
        expect(spread('web')).toEqual([2, 2, 2]);
        expect(done['status']).toEqual({
            replicas: 6,
            readyReplicas: 6,
            availableReplicas: 6,
            observedGeneration: done.metadata.generation,
        });
        expect(done.metadata.finalizers).toEqual([MEMBERS_FINALIZER]);
        const rows = await hub.rows(key(REPLICASETS, 'web'));
        expect(rows.map(({ cluster, action, published }) => [cluster, action, published])).toEqual(NAMES.map((name) => [name, 'apply', true]));
    });
    it('follows its edits, and the status only then', async () => {
        await hub.client.create(REPLICASETS, replicaSet('web', 6));
        await status('web', ({ readyReplicas }) => readyReplicas === 6);
        await hub.client.modify(key(REPLICASETS, 'web'), (current) => ({
            ...current,
            spec: { ...current['spec'], replicas: 4 },
        }));
        const done = await status('web', ({ replicas }) => replicas === 4);
        expect(done['status']).toMatchObject({ observedGeneration: 2 });
        expect(spread('web').reduce((sum, count) => sum + (count ?? 0), 0)).toBe(4);
    });
    it('leaves clusters that its selector names no more, and comes back', async () => {
        const select = (...values) => hub.client.modify(key(CONFIGMAPS, 'cm'), (current) => ({
            ...current,
            metadata: {
                ...current.metadata,
                annotations: { [SELECTOR]: JSON.stringify([{ key: 'place', operator: 'in', values }]) },
            },
        }));
        const has = (...wanted) => until(`cm is in ${wanted.join(', ')} only`, async () => {
            const rows = await hub.rows(key(CONFIGMAPS, 'cm'));
            const there = NAMES.filter((name) => 'ConfigMap/cm' in agents[name].applied());
            return [rows.map(({ cluster }) => cluster), there].every((names) => JSON.stringify(names) === JSON.stringify(wanted));
        });
        await hub.client.create(CONFIGMAPS, configMap('cm'));
        await has('a', 'b', 'c');
        await select('a');
        await has('a');
        await select('a', 'c');
        await has('a', 'c');
    });
    it('shows what a member could not do, until it can', async () => {
        agents['b'].refusal = { state: 'Failed', reason: 'Forbidden', message: 'no rights' };
        await hub.client.create(REPLICASETS, replicaSet('web', 6));
        const applied = (object) => object.conditions?.find(({ type }) => type === 'Applied');
        const failed = await status('web', (now) => applied(now) !== undefined);
        expect(applied(failed['status'])).toMatchObject({
            status: 'False',
            reason: 'Forbidden',
            message: 'cluster b: no rights',
        });
        const events = await until('an Event', async () => {
            const { items } = await hub.client.list({ group: '', resource: 'events' });
            return items.length > 0 && items;
        });
        expect(events.map(({ reason, message }) => [reason, message])).toEqual([
            ['Forbidden', 'cluster b: no rights'],
        ]);
        agents['b'].refusal = undefined;
        await agents['b'].reportAll();
        const mended = await status('web', (now) => applied(now).status === 'True');
        expect(mended['status']).toMatchObject({ readyReplicas: 6, observedGeneration: 1 });
    });
});
describe('a warning of a member', () => {
    const said = async () => {
        await hub.memberEvents.flush();
        await hub.events.flush();
        const { items } = await hub.client.list({ group: '', resource: 'events' });
        return items.map(({ type, reason, message, involvedObject, count }) => [
            type,
            reason,
            message,
            involvedObject.name,
            count,
        ]);
    };
    it('is raised once for each cluster and reason, with the name of the cluster', async () => {
        const { metadata } = await hub.client.create(REPLICASETS, replicaSet('web', 6));
        await untilSpread('web', [2, 2, 2]);
        const about = {
            uid: metadata.uid,
            kind: 'Pod',
            name: 'web-1',
            reason: 'BackOff',
            message: 'restarting',
        };
        for (const cluster of ['a', 'a', 'b'])
            await agents[cluster].warn('web', about);
        await agents['a'].warn('web', { ...about, name: 'web-2' });
        await agents['a'].warn('web', { ...about, kind: 'ReplicaSet', name: 'web', reason: 'FailedCreate' });
        await until('all were taken', () => Promise.resolve(hub.memberEvents.counts.raised === 5));
        expect((await said()).sort()).toEqual([
            ['Warning', 'BackOff', 'cluster a: Pod web-1: restarting', 'web', 1],
            ['Warning', 'BackOff', 'cluster b: Pod web-1: restarting', 'web', 1],
            ['Warning', 'FailedCreate', 'cluster a: restarting', 'web', 1],
        ]);
    });
    it.each([
        ['about an object that is not there', 'other', {}],
        ['about the object before', 'web', { uid: 'before' }],
        ['with a reason that is none', 'web', { reason: 'no reason\n' }],
    ])('%s is not heard', async (_name, name, more) => {
        const { metadata } = await hub.client.create(REPLICASETS, replicaSet('web', 3));
        await untilSpread('web', [1, 1, 1]);
        const note = { uid: metadata.uid, kind: 'Pod', name: 'p', reason: 'BackOff', message: 'm', ...more };
        await agents['a'].warn(name, note);
        await until('it was refused', () => Promise.resolve(hub.memberEvents.counts.refused === 1));
        expect(await said()).toEqual([]);
    });
    it('is not heard from a cluster that does not have the object', async () => {
        const annotations = { [SELECTOR]: JSON.stringify([{ key: 'place', operator: 'in', values: ['a'] }]) };
        const { metadata } = await hub.client.create(REPLICASETS, replicaSet('web', 1, annotations));
        await untilSpread('web', [1, undefined, undefined]);
        await until('b has work of some sort', () => Promise.resolve('Namespace/default' in agents['b'].applied()));
        await agents['b'].warn('web', {
            uid: metadata.uid,
            kind: 'Pod',
            name: 'p',
            reason: 'Lie',
            message: 'm',
        });
        await until('it was refused', () => Promise.resolve(hub.memberEvents.counts.refused === 1));
        expect(await said()).toEqual([]);
    });
});
describe('a cluster that is away', () => {
    it('keeps its share for a minute, then others have it, and gets it back without double capacity', async () => {
        await hub.client.create(REPLICASETS, replicaSet('web', 6));
        await untilSpread('web', [2, 2, 2]);
        broker.partition('c', true);
        await hub.setHealth('c', 'Offline');
        await until('the plan waits for the grace', () => Promise.resolve(hub.loop.stats().delayed > 0));
        clock.advance(50_000);
        await hub.loop.idle();
        expect(spread('web')).toEqual([2, 2, 2]);
        expect(await planned('web')).toBe(6);
        clock.advance(10_000);
        await untilSpread('web', [3, 3, 2]);
        // What is ready elsewhere, the lost one shall not run when it is back.
        await until('the lost one is to run none', async () => (await planned('web')) === 6);
        // The lost member counts no more, and nobody waits for it.
        await status('web', ({ replicas, observedGeneration }) => replicas === 6 && observedGeneration === 1);
        broker.partition('c', false);
        await untilSpread('web', [3, 3, 0]);
        await hub.setHealth('c', 'Ready');
        // It gets it back when it has stayed for a while, one step after the other.
        await until('the plan waits', () => Promise.resolve(hub.loop.stats().delayed > 0));
        expect(spread('web')).toEqual([3, 3, 0]);
        clock.advance(30_000);
        await until('everybody has the share of before', async () => {
            expect(await planned('web')).toBeLessThanOrEqual(8);
            return JSON.stringify(spread('web')) === JSON.stringify([2, 2, 2]);
        });
        await status('web', ({ replicas, readyReplicas }) => replicas === 6 && readyReplicas === 6);
    });
    it('does not hold up a deletion, and pays its debt when it returns', async () => {
        await hub.client.create(CONFIGMAPS, configMap('cm'));
        await until('all have it', () => Promise.resolve(NAMES.every((name) => 'ConfigMap/cm' in agents[name].applied())));
        broker.partition('c', true);
        await hub.setHealth('c', 'Offline');
        await hub.client.delete(key(CONFIGMAPS, 'cm'));
        await until('the object is gone', async () => (await hub.client.get(key(CONFIGMAPS, 'cm'))) === undefined);
        expect((await hub.rows(key(CONFIGMAPS, 'cm'))).map(({ cluster, action }) => [cluster, action])).toEqual([
            ['c', 'delete'],
        ]);
        expect(agents['a'].applied()).not.toHaveProperty(['ConfigMap/cm']);
        expect(agents['c'].applied()).toHaveProperty(['ConfigMap/cm']);
        broker.partition('c', false);
        await until('the debt is paid', async () => (await hub.rows(key(CONFIGMAPS, 'cm'))).length === 0);
        expect(agents['c'].applied()).not.toHaveProperty(['ConfigMap/cm']);
    });
    it('gets the object that has taken the name of the one it owes', async () => {
        await hub.client.create(CONFIGMAPS, configMap('cm', { v: 'old' }));
        await until('c has it', () => Promise.resolve('ConfigMap/cm' in agents['c'].applied()));
        broker.partition('c', true);
        await hub.setHealth('c', 'Offline');
        await hub.client.delete(key(CONFIGMAPS, 'cm'));
        await until('it is gone', async () => (await hub.client.get(key(CONFIGMAPS, 'cm'))) === undefined);
        await hub.client.create(CONFIGMAPS, configMap('cm', { v: 'new' }));
        await until('others have the new one', () => Promise.resolve(JSON.stringify(agents['a'].applied()['ConfigMap/cm']?.['data']) === '{"v":"new"}'));
        broker.partition('c', false);
        await hub.setHealth('c', 'Ready');
        await until('c has the new one', () => Promise.resolve(JSON.stringify(agents['c'].applied()['ConfigMap/cm']?.['data']) === '{"v":"new"}'));
    });
    it('takes its debts along when it leaves for good', async () => {
        await hub.client.create(CONFIGMAPS, configMap('cm'));
        await until('c has it', () => Promise.resolve('ConfigMap/cm' in agents['c'].applied()));
        broker.partition('c', true);
        await hub.setHealth('c', 'Offline');
        await hub.client.delete(key(CONFIGMAPS, 'cm'));
        await until('only the debt is left', async () => (await hub.rows(key(CONFIGMAPS, 'cm'))).length === 1);
        await hub.client.delete({ ...CLUSTERS, namespace: '', name: 'c' });
        clock.advance(REMOVAL_GRACE_MS);
        await until('nothing is left', async () => (await hub.rows(key(CONFIGMAPS, 'cm'))).length === 0);
    });
});
describe('a deletion', () => {
    it('with --cascade=orphan leaves members theirs', async () => {
        await hub.client.create(REPLICASETS, replicaSet('web', 3));
        await untilSpread('web', [1, 1, 1]);
        const generation = await hub.store.work.maxGeneration();
        await hub.client.delete(key(REPLICASETS, 'web'), { propagationPolicy: 'Orphan' });
        await until('released', async () => (await hub.rows(key(REPLICASETS, 'web'))).length === 0);
        // Three releases, and nothing scaled down before.
        expect(await hub.store.work.maxGeneration()).toBe(generation + 3);
    });
    it('of a namespace empties it first, then members', async () => {
        await hub.client.create(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
        await hub.client.create(CONFIGMAPS, configMap('cm', {}, 'shop'));
        await until('a has both', () => Promise.resolve('ConfigMap/cm' in agents['a'].applied()));
        await hub.client.delete({ ...NAMESPACES, namespace: '', name: 'shop' });
        await until('the namespace is gone', async () => (await hub.client.get({ ...NAMESPACES, namespace: '', name: 'shop' })) === undefined);
        expect(hub.loop.stats().failed).toBe(0);
        for (const name of NAMES) {
            expect(agents[name].applied()).not.toHaveProperty(['ConfigMap/cm']);
            expect(agents[name].applied()).not.toHaveProperty(['Namespace/shop']);
        }
    });
});
describe('a plan', () => {
    it('from an older object than the stored one is refused, and nothing is written', async () => {
        await hub.client.create(REPLICASETS, replicaSet('web', 6));
        await status('web', ({ readyReplicas }) => readyReplicas === 6);
        const at = key(REPLICASETS, 'web');
        const stale = (await hub.client.get(at));
        await hub.client.modify(at, (current) => ({
            ...current,
            spec: { ...current['spec'], replicas: 9 },
        }));
        await status('web', ({ replicas }) => replicas === 9);
        // Nothing else may be planned meanwhile.
        await until('the namespace is placed', async () => (await hub.rows(key(NAMESPACES, 'default', ''))).length === 3);
        const [before, generation] = [await hub.client.get(at), await hub.store.work.maxGeneration()];
        const clusters = new Informer({ client: hub.client, resource: CLUSTERS, clock, logger: silentLogger });
        clusters.start();
        await clusters.synced;
        const client = Object.assign(Object.create(hub.client), {
            get: () => Promise.resolve(stale),
        });
        const { store, kinds, autoscalers, events } = hub;
        const enqueue = () => undefined;
        const late = new PropagationReconciler({
            client,
            clusters,
            store,
            kinds,
            autoscalers,
            enqueue,
            events,
            clock,
        });
        expect(await late.reconcile(formatObjectKey(at))).toMatchObject({ kind: 'requeueAfter' });
        expect(await hub.store.work.maxGeneration()).toBe(generation);
        expect(await hub.client.get(at)).toEqual(before);
        await clusters.stop();
    });
});
//# sourceMappingURL=hub-propagation.test.js.map