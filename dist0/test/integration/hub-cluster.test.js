import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {} from '#libs/apimachinery';
import { createApiServer, createLocalClient, createMemoryStorage, createRegistry, mastersOnly, } from '#libs/apiserver';
import { Informer } from '#libs/controller-runtime';
import { ManualClock, silentLogger, systemClock } from '#libs/process';
import {} from '#libs/protocol';
import { keyProviderOf, openStore } from '#libs/store';
import { ClusterReconciler } from '../../apps/hub/src/controllers/cluster/cluster.reconciler.js';
import { healthOf } from '../../apps/hub/src/controllers/cluster/cluster-status.js';
import { EventRecorder } from '../../apps/hub/src/controllers/events/event-recorder.js';
import { CLUSTERS } from '../../apps/hub/src/wiring/controllers.js';
import { hubResources } from '../../apps/hub/src/wiring/resources.js';
import { eventually } from '../support/eventually.js';
import { startTestPostgres } from '../support/postgres.js';
jest.setTimeout(60_000);
let postgres;
let store;
let clock;
let client;
let clusters;
let events;
let connected;
let held;
let reconciler;
let sequence;
beforeAll(async () => {
    postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
    clock = new ManualClock(Date.parse('2026-11-21T08:00:00Z'));
    connected = true;
    held = false;
    sequence = 0;
    store = await openStore({
        databaseUrl: await postgres.createDatabase(),
        keyProvider: keyProviderOf([Buffer.alloc(32, 7)]),
        clock: systemClock,
        logger: silentLogger,
    });
    const { core } = createApiServer({
        storage: createMemoryStorage({ clock }),
        registry: createRegistry(hubResources()),
        authenticators: [],
        authorizer: mastersOnly,
        admission: [],
        clock,
        logger: silentLogger,
    });
    client = createLocalClient(core);
    clusters = new Informer({ client, resource: CLUSTERS, clock, logger: silentLogger });
    events = new EventRecorder(client, clock, silentLogger);
    for (const name of ['a', 'b', 'c'])
        await create(name);
    clusters.start();
    await clusters.synced;
    reconciler = hub();
});
afterEach(async () => {
    await clusters.stop();
    await store.close();
});
function hub() {
    return new ClusterReconciler({
        client,
        clusters,
        store,
        events,
        clock,
        connected: () => connected,
        deletionsHeld: () => held,
    });
}
async function create(name) {
    const apiVersion = 'federation.meridian.dev/v1alpha1';
    await client.create(CLUSTERS, { apiVersion, kind: 'Cluster', metadata: { name }, spec: {} });
}
function heartbeat(cluster, more = {}) {
    return {
        v: 1,
        type: 'heartbeat',
        cluster,
        hubUid: 'h',
        instance: 'i',
        sequence: ++sequence,
        agentVersion: '1',
        apiReady: true,
        kubernetesVersion: 'v1.33.0',
        region: 'us',
        zones: ['us-a'],
        nodes: { total: 1, ready: 1 },
        allocatable: { cpu: '8' },
        requested: {},
        generation: 0,
        objects: 0,
        at: 0,
        ...more,
    };
}
const beat = (...names) => {
    for (const name of names)
        reconciler.hear(heartbeat(name), clock.now());
};
/** One tick: every cluster that is due is written. Answers their names. */
async function tick(of = reconciler) {
    const keys = await of.tick();
    for (const key of keys)
        await of.reconcile(key);
    await caughtUp();
    return keys.map((key) => key.slice(1));
}
/** The informer shows what is stored. */
async function caughtUp() {
    const { items } = await client.list(CLUSTERS);
    await eventually('the informer has caught up', () => Promise.resolve(clusters.size === items.length &&
        items.every(({ metadata }) => clusters.get(`/${metadata.name ?? ''}`)?.metadata.resourceVersion === metadata.resourceVersion)));
}
/** Seconds go by; those named beat each second, and the hub looks. */
async function pass(seconds, ...beating) {
    for (let i = 0; i < seconds; i++) {
        clock.advance(1_000);
        beat(...beating);
        await tick();
    }
}
async function get(name) {
    return (await client.get({ ...CLUSTERS, namespace: '', name }));
}
function conditionOf(cluster, type) {
    return cluster['status'].conditions?.find((condition) => condition.type === type);
}
async function health(...names) {
    const all = await Promise.all(names.map(get));
    return all.map((cluster) => healthOf(cluster['status']));
}
describe('a cluster', () => {
    it('waits for its agent, then shows what it says', async () => {
        await tick();
        expect(await health('a')).toEqual(['Pending']);
        await store.agents.upsert({
            cluster: 'a',
            natsPublicKey: 'U',
            sealingPublicKey: 'p',
            sealingKeyId: 'k1',
            joinedAt: 0,
        });
        expect(reconciler.hear(heartbeat('a'), clock.now())).toBe(true);
        await tick();
        expect(await health('a', 'b')).toEqual(['Ready', 'Pending']);
        expect((await get('a'))['status']).toMatchObject({
            kubernetesVersion: 'v1.33.0',
            agent: { sealingKeyId: 'k1', lastHeartbeatTime: '2026-11-21T08:00:00Z' },
        });
        expect(reconciler.hear(heartbeat('a'), clock.now())).toBe(false);
        expect(reconciler.hear(heartbeat('a', { apiReady: false }), clock.now())).toBe(true);
        await tick();
        expect(await health('a')).toEqual(['NotReady']);
    });
    it('tells that deletions are held, and that they are no more', async () => {
        const shown = async () => {
            const status = (await get('a'))['status'];
            return status?.conditions?.find(({ type }) => type === 'DeletionsHeld')?.status;
        };
        beat('a', 'b', 'c');
        await tick();
        expect(await shown()).toBeUndefined();
        held = true;
        await tick();
        expect(await shown()).toBe('True');
        expect(await tick()).toEqual([]);
        held = false;
        await tick();
        expect(await shown()).toBe('False');
    });
    it('that falls silent is Suspect, then Offline, and Ready with its next heartbeat; each is an Event', async () => {
        beat('a', 'b', 'c');
        await tick();
        await pass(5, 'b', 'c');
        expect(await health('a', 'b', 'c')).toEqual(['Suspect', 'Ready', 'Ready']);
        await pass(3, 'b', 'c');
        expect(await health('a', 'b', 'c')).toEqual(['Offline', 'Ready', 'Ready']);
        await pass(1, 'a', 'b', 'c');
        expect(await health('a', 'b', 'c')).toEqual(['Ready', 'Ready', 'Ready']);
        await events.flush();
        const { items } = await client.list({ group: '', resource: 'events' }, { fieldSelector: 'involvedObject.name=a' });
        expect(items.map(({ reason }) => reason).sort()).toEqual([
            'ClusterOffline',
            'ClusterReady',
            'ClusterReady',
            'ClusterSuspect',
        ]);
    });
    it('is written only when there is something to say: a heartbeat alone waits a while', async () => {
        beat('a', 'b', 'c');
        await tick();
        const before = (await get('a')).metadata.resourceVersion;
        await pass(14, 'a', 'b', 'c');
        expect((await get('a')).metadata.resourceVersion).toBe(before);
        await pass(1, 'a', 'b', 'c');
        expect((await get('a')).metadata.resourceVersion).not.toBe(before);
    });
    it('is not taken for alive because an old heartbeat comes again', async () => {
        beat('b', 'c');
        const old = heartbeat('a');
        reconciler.hear(old, clock.now());
        await tick();
        await pass(8, 'b', 'c');
        reconciler.hear(old, clock.now());
        reconciler.hear({ ...old, sequence: old.sequence - 1 }, clock.now());
        await pass(1, 'b', 'c');
        expect(await health('a')).toEqual(['Offline']);
        reconciler.hear({ ...old, instance: 'restarted', sequence: 1 }, clock.now());
        await tick();
        expect(await health('a')).toEqual(['Ready']);
    });
    it('stays where it was when most fall silent at once', async () => {
        beat('a', 'b', 'c');
        await tick();
        await pass(20, 'c');
        expect(await health('a', 'b', 'c')).toEqual(['Ready', 'Ready', 'Ready']);
        expect(reconciler.isFrozen).toBe(true);
        expect(reconciler.counts).toEqual({ heard: 3, silent: 2, frozen: 1 });
        expect(conditionOf(await get('a'), 'Ready')).toMatchObject({ status: 'True', reason: 'HubIsolated' });
        expect(conditionOf(await get('c'), 'Ready')).toMatchObject({ status: 'True', reason: 'ClusterReady' });
        await events.flush();
        const { items } = await client.list({ group: '', resource: 'events' });
        const told = items.filter(({ reason }) => reason === 'HubIsolated');
        expect(told.map(({ involvedObject }) => involvedObject.name).sort()).toEqual([
            'a',
            'b',
        ]);
    });
    it('has the time to be heard when the first are heard again', async () => {
        for (const name of ['d', 'e'])
            await create(name);
        await caughtUp();
        beat('a', 'b', 'c', 'd', 'e');
        await tick();
        await pass(60);
        expect(reconciler.isFrozen).toBe(true);
        // The broker is back; heartbeats come one after the other, two seconds apart.
        await pass(1, 'a', 'b', 'c');
        expect(reconciler.isFrozen).toBe(false);
        expect(await health('d', 'e')).toEqual(['Ready', 'Ready']);
        await pass(1, 'a', 'b', 'c', 'd');
        await pass(7, 'a', 'b', 'c', 'd');
        expect(await health('a', 'b', 'c', 'd', 'e')).toEqual(['Ready', 'Ready', 'Ready', 'Ready', 'Offline']);
    });
    it('is believed to be gone with most others after a while, if somebody is heard', async () => {
        beat('a', 'b', 'c');
        await tick();
        await pass(5, 'c');
        expect(reconciler.isFrozen).toBe(true);
        for (let seconds = 0; seconds < 600; seconds += 4) {
            clock.advance(4_000);
            beat('c');
            await reconciler.tick();
        }
        await tick();
        expect(await health('a', 'b', 'c')).toEqual(['Offline', 'Offline', 'Ready']);
    });
    it('says since when it is silent by the silence, and carries the taints of a node', async () => {
        beat('a', 'b', 'c');
        await tick();
        // Nobody looks while its silence becomes too long: ticks are late, or a hub takes over.
        for (const seconds of [3, 3, 3, 3]) {
            clock.advance(seconds * 1_000);
            beat('b', 'c');
            await reconciler.tick();
        }
        await tick();
        const lost = await get('a');
        expect(conditionOf(lost, 'Offline')).toMatchObject({
            status: 'True',
            lastTransitionTime: '2026-11-21T08:00:08Z',
        });
        const timeAdded = '2026-11-21T08:00:08Z';
        const key = 'federation.meridian.dev/unreachable';
        expect(lost['spec'].taints).toEqual([
            { key, effect: 'NoSchedule', timeAdded },
            { key, effect: 'NoExecute', timeAdded },
        ]);
        await pass(1, 'a', 'b', 'c');
        expect((await get('a'))['spec']).not.toHaveProperty('taints');
        reconciler.hear(heartbeat('a', { apiReady: false }), clock.now());
        await tick();
        expect((await get('a'))['spec']).toMatchObject({
            taints: [{ key: 'federation.meridian.dev/not-ready' }, { key: 'federation.meridian.dev/not-ready' }],
        });
    });
    it('that is away shows what it owes, until that is paid', async () => {
        beat('a', 'b', 'c');
        await tick();
        await pass(8, 'b', 'c');
        const owe = (name, ...actions) => Promise.all(['a', 'b'].map((key) => store.work.save({
            key: `configmaps/${name}/${key}`,
            uid: 'u',
            basis: '',
            targets: actions.map((action, at) => ({ cluster: at === 0 ? 'a' : 'b', action, reason: 'gone' })),
        })));
        await owe('x', 'delete');
        await owe('y', 'release', 'delete');
        await pass(16, 'b', 'c');
        expect(conditionOf(await get('a'), 'Debts')).toMatchObject({
            status: 'True',
            reason: 'DeletionsOwed',
            message: '4 objects are still to be deleted or let go of here, when the cluster is back',
        });
        // What a cluster that is there has not confirmed is on its way.
        expect(conditionOf(await get('b'), 'Debts')).toBeUndefined();
        await owe('x');
        await owe('y');
        await pass(16, 'a', 'b', 'c');
        expect(conditionOf(await get('a'), 'Debts')).toMatchObject({ status: 'False', reason: 'Settled' });
        await events.flush();
        const { items } = await client.list({ group: '', resource: 'events' });
        expect(items.map(({ reason }) => reason)).toEqual(expect.arrayContaining(['DeletionsOwed', 'DebtsPaid']));
    });
    it.each([
        [
            'while the broker is away',
            async () => {
                connected = false;
                await pass(30);
                connected = true;
            },
        ],
        [
            'when this process stood still',
            async () => {
                clock.advance(30_000);
                await tick();
            },
        ],
    ])('is not blamed for silence %s', async (_name, silence) => {
        await client.delete({ ...CLUSTERS, namespace: '', name: 'b' });
        await client.delete({ ...CLUSTERS, namespace: '', name: 'c' });
        await caughtUp();
        beat('a');
        await tick();
        await silence();
        expect(await health('a')).toEqual(['Ready']);
        await pass(4);
        expect(await health('a')).toEqual(['Ready']);
        await pass(5);
        expect(await health('a')).toEqual(['Offline']);
    });
});
describe('another hub', () => {
    it('has heard what this one has not', async () => {
        const row = (sequenceOf) => store.heartbeats.saveBatch([
            { cluster: 'a', report: { ...heartbeat('a', { sequence: sequenceOf }) }, receivedAt: clock.now() },
        ]);
        await row(1);
        await tick();
        expect(await health('a')).toEqual(['Ready']);
        for (let i = 2; i < 12; i++) {
            clock.advance(1_000);
            await row(i);
            await tick();
        }
        expect(await health('a')).toEqual(['Ready']);
    });
    it('agrees: what one wrote is nothing to write for the other', async () => {
        beat('a', 'b', 'c');
        await tick();
        const other = hub();
        await store.heartbeats.saveBatch(['a', 'b', 'c'].map((cluster, at) => ({
            cluster,
            report: { ...heartbeat(cluster, { sequence: at + 1 }) },
            receivedAt: clock.now(),
        })));
        expect(await other.tick()).toEqual([]);
    });
});
it('forgets clusters that are gone, and begins anew with one of the same name', async () => {
    beat('a', 'b', 'c');
    await tick();
    await client.delete({ ...CLUSTERS, namespace: '', name: 'a' });
    await caughtUp();
    expect(await tick()).toEqual([]);
    await create('a');
    await caughtUp();
    await tick();
    expect(await health('a')).toEqual(['Pending']);
});
//# sourceMappingURL=hub-cluster.test.js.map