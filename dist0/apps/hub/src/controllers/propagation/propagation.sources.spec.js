import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {} from '#libs/apimachinery';
import { createApiServer, createLocalClient, createMemoryStorage, createRegistry, ensureNamespaces, mastersOnly, } from '#libs/apiserver';
import { ControlLoop, done, Informer } from '#libs/controller-runtime';
import { ManualClock, silentLogger } from '#libs/process';
import { CLUSTERS } from '../../wiring/controllers.js';
import { hubResources } from '../../wiring/resources.js';
import { RESYNC_GAP_MS, RESYNC_RETRY_MS } from './limits.js';
import { PropagationSources } from './propagation.sources.js';
const CONFIGMAPS = { group: '', resource: 'configmaps' };
const clock = new ManualClock(Date.parse('2026-11-21T08:00:00Z'));
const shared = { clock, logger: silentLogger };
let client;
let informers;
let loop;
let sources;
let seen;
let debts;
beforeEach(async () => {
    const { core } = createApiServer({
        storage: createMemoryStorage({ clock }),
        registry: createRegistry(hubResources()),
        authenticators: [],
        authorizer: mastersOnly,
        admission: [],
        ...shared,
    });
    client = createLocalClient(core);
    await ensureNamespaces(client);
    await client.create(CONFIGMAPS, configMap('one'));
    await client.create(CLUSTERS, cluster('a'));
    seen = [];
    debts = noDebts;
    const reconcile = (key) => {
        seen.push(key);
        return Promise.resolve(done);
    };
    loop = new ControlLoop({ name: 'test', reconciler: { reconcile }, workers: 1, ...shared });
    const objects = new Informer({ client, resource: CONFIGMAPS, ...shared });
    const clusters = new Informer({ client, resource: CLUSTERS, ...shared });
    informers = [objects, clusters];
    sources = new PropagationSources({ objects: [objects], clusters, loop, debts: () => debts(), ...shared });
});
afterEach(async () => {
    await sources.stop();
    await Promise.all(informers.map((informer) => informer.stop()));
    await loop.stop();
});
// eslint-disable-next-line @typescript-eslint/require-await -- the source is asynchronous; this one is not
async function* noDebts() {
    yield* [];
}
function configMap(name, data = {}) {
    return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data };
}
function cluster(name) {
    return { apiVersion: 'federation.meridian.dev/v1alpha1', kind: 'Cluster', metadata: { name }, spec: {} };
}
/** Everything that is known is taken in, and what woke until now is forgotten. */
async function started() {
    for (const informer of informers)
        informer.start();
    sources.start();
    loop.start();
    await settled();
    seen.length = 0;
}
async function settled() {
    for (let i = 0; i < 20; i++)
        await nextTurn();
    clock.advance(RESYNC_GAP_MS);
    for (let i = 0; i < 20; i++)
        await nextTurn();
}
const keys = () => [...new Set(seen)].sort();
const one = 'configmaps/default/one';
describe('PropagationSources', () => {
    it('wakes everything at the start, debts as well', async () => {
        debts = async function* () {
            await nextTurn();
            yield 'configmaps/default/owed';
        };
        for (const informer of informers)
            informer.start();
        sources.start();
        loop.start();
        await settled();
        expect(keys()).toEqual([one, 'configmaps/default/owed']);
    });
    it('wakes the object that changed, came or went', async () => {
        await started();
        await client.create(CONFIGMAPS, configMap('two'));
        await settled();
        await client.update(CONFIGMAPS, configMap('two', { a: '1' }));
        await settled();
        await client.delete({ ...CONFIGMAPS, namespace: 'default', name: 'two' });
        await settled();
        expect(seen).toEqual(Array(3).fill('configmaps/default/two'));
    });
    it('wakes all objects when a cluster changes in what plans look at', async () => {
        await started();
        await client.modify({ ...CLUSTERS, namespace: '', name: 'a' }, (current) => ({
            ...current,
            spec: { state: 'cordoned' },
        }));
        await settled();
        expect(seen).toEqual([one]);
    });
    it('wakes nothing when it changes in anything else', async () => {
        await started();
        await client.modify({ ...CLUSTERS, namespace: '', name: 'a' }, (current) => ({ ...current, status: { objects: 7 } }), 'status');
        await settled();
        expect(seen).toEqual([]);
    });
    it('wakes debts when their cluster goes', async () => {
        await started();
        debts = async function* () {
            await nextTurn();
            yield 'configmaps/default/owed';
        };
        await client.create(CLUSTERS, cluster('b'));
        await settled();
        expect(keys()).toEqual([one]);
        await client.delete({ ...CLUSTERS, namespace: '', name: 'a' });
        await settled();
        expect(keys()).toEqual([one, 'configmaps/default/owed']);
    });
    it('makes one pass of many changes', async () => {
        await started();
        for (const name of ['b', 'c', 'd', 'e'])
            await client.create(CLUSTERS, cluster(name));
        await settled();
        expect(seen.length).toBeLessThanOrEqual(2);
    });
    it('tries again while debts cannot be read', async () => {
        await started();
        let failures = 0;
        debts = async function* () {
            await nextTurn();
            if (failures++ === 0)
                throw new Error('the database is away');
            yield 'configmaps/default/owed';
        };
        sources.requestResync();
        await settled();
        expect(seen).not.toContain('configmaps/default/owed');
        clock.advance(RESYNC_RETRY_MS);
        await settled();
        expect(seen).toContain('configmaps/default/owed');
    });
});
//# sourceMappingURL=propagation.sources.spec.js.map