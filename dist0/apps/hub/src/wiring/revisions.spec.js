import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { createApiServer, createLocalClient, createMemoryStorage, createRegistry, ensureNamespaces, mastersOnly, } from '#libs/apiserver';
import { LoopRegistry } from '#libs/controller-runtime';
import { ManualClock, silentLogger } from '#libs/process';
import { createHousekeeping } from './housekeeping.js';
import { hubResources } from './resources.js';
import { createRevisions } from './revisions.js';
/** The histories of workloads as kubectl reads them, over everything of the hub but its database. */
const apps = (resource) => ({ group: 'apps', resource });
const DEPLOYMENTS = apps('deployments');
const REPLICA_SETS = apps('replicasets');
const REVISION = 'deployment.kubernetes.io/revision';
const CAUSE = 'kubernetes.io/change-cause';
let clock;
let client;
let housekeeping;
let stop;
beforeEach(async () => {
    clock = new ManualClock(Date.parse('2026-11-21T08:00:00Z'));
    const registry = createRegistry(hubResources());
    const storage = createMemoryStorage({ clock });
    const shared = { clock, logger: silentLogger };
    const { core } = createApiServer({
        storage,
        registry,
        authenticators: [],
        authorizer: mastersOnly,
        ...shared,
    });
    client = createLocalClient(core);
    await ensureNamespaces(client, ['default']);
    const loops = new LoopRegistry();
    housekeeping = createHousekeeping({ client, registry, loops, ...shared });
    const loop = createRevisions({ client, loops, housekeeping, ...shared });
    housekeeping.start();
    loop.start();
    stop = async () => {
        await housekeeping.stop();
        await loop.stop();
    };
});
afterEach(() => stop());
async function soon(what, probe) {
    for (let turn = 0; turn < 2_000; turn++) {
        const found = await probe();
        if (found !== undefined && found !== false)
            return found;
        clock.advance(50);
        await new Promise((resolve) => setImmediate(resolve));
    }
    throw new Error(`never: ${what}`);
}
function workload(kind, image, more = {}, annotations = {}) {
    const labels = { app: 'web' };
    return {
        apiVersion: 'apps/v1',
        kind,
        metadata: { name: 'web', namespace: 'default', annotations: { ...annotations } },
        spec: {
            selector: { matchLabels: labels },
            template: { metadata: { labels }, spec: { containers: [{ name: 'c', image }] } },
            ...more,
        },
    };
}
const keyOf = (resource) => ({ ...resource, namespace: 'default', name: 'web' });
/** Rolls out another image, as an edit of the user does. */
function roll(resource, image, annotations = {}) {
    return client.modify(keyOf(resource), (now) => {
        const next = workload(now.kind, image);
        const template = next['spec'].template;
        return {
            ...now,
            metadata: { ...now.metadata, annotations: { ...now.metadata.annotations, ...annotations } },
            spec: { ...now['spec'], template },
        };
    });
}
/** The sets of the Deployment, oldest revision first. */
async function history() {
    const { items } = await client.list(REPLICA_SETS);
    const seen = items.map((set) => {
        const { annotations = {} } = set.metadata;
        const spec = set['spec'];
        return {
            revision: annotations[REVISION],
            image: spec.template.spec.containers[0]?.image,
            replicas: spec.replicas,
            ready: set['status']?.readyReplicas,
            cause: annotations[CAUSE],
        };
    });
    return seen.sort((a, b) => Number(a.revision) - Number(b.revision));
}
const images = async () => (await history()).map(({ image }) => image).join();
const numbered = (revision) => soon(`revision ${revision}`, async () => (await client.get(keyOf(DEPLOYMENTS)))?.metadata.annotations?.[REVISION] === revision);
describe('the history of a Deployment', () => {
    it('numbers its templates, and a template that comes back is the newest', async () => {
        await client.create(DEPLOYMENTS, workload('Deployment', 'one', { replicas: 4 }, { [CAUSE]: 'first' }));
        await numbered('1');
        await roll(DEPLOYMENTS, 'two', { [CAUSE]: 'second' });
        await numbered('2');
        expect(await history()).toMatchObject([
            { revision: '1', image: 'one', replicas: 0, cause: 'first' },
            { revision: '2', image: 'two', replicas: 4, cause: 'second' },
        ]);
        await roll(DEPLOYMENTS, 'one', { [CAUSE]: 'back' });
        await numbered('3');
        expect(await history()).toMatchObject([
            { revision: '2', image: 'two', replicas: 0 },
            { revision: '3', image: 'one', cause: 'back' },
        ]);
    });
    it('shows how far the members are with the newest, and follows its size', async () => {
        await client.create(DEPLOYMENTS, workload('Deployment', 'one', { replicas: 4 }));
        await numbered('1');
        const counts = { replicas: 5, updatedReplicas: 3, readyReplicas: 4, availableReplicas: 2 };
        await client.modify(keyOf(DEPLOYMENTS), (now) => ({ ...now, status: { ...counts, observedGeneration: 1 } }), 'status');
        // Two of the five are of older templates, and may be two of the four that are ready.
        await soon('two are ready', async () => (await history())[0]?.ready === 2);
        await client.modify(keyOf(DEPLOYMENTS), (now) => ({
            ...now,
            spec: { ...now['spec'], replicas: 7 },
        }));
        await soon('seven are wanted', async () => (await history())[0]?.replicas === 7);
    });
    it('is as long as its limit, begins nothing while it is paused, and comes back when it is taken away', async () => {
        await client.create(DEPLOYMENTS, workload('Deployment', 'a', { revisionHistoryLimit: 1 }));
        for (const [at, image] of ['b', 'c', 'd'].entries()) {
            await numbered(String(at + 1));
            await roll(DEPLOYMENTS, image);
        }
        await numbered('4');
        await soon('two are left', async () => (await images()) === 'c,d');
        const pause = (paused) => client.modify(keyOf(DEPLOYMENTS), (now) => ({
            ...now,
            spec: { ...now['spec'], paused },
        }));
        await pause(true);
        await roll(DEPLOYMENTS, 'e');
        clock.advance(5_000);
        expect(await images()).toBe('c,d');
        await pause(false);
        await numbered('5');
        await soon('the next one', async () => (await images()) === 'd,e');
        const { items } = await client.list(REPLICA_SETS);
        for (const { metadata } of items)
            await client.delete({ ...keyOf(REPLICA_SETS), name: metadata.name ?? '' });
        await soon('the present one is back', async () => (await images()) === 'e');
    });
    it.each(['Background', 'Orphan', 'Foreground'])('goes with the Deployment, deleted with %s', async (propagationPolicy) => {
        await client.create(DEPLOYMENTS, workload('Deployment', 'one'));
        await numbered('1');
        await client.delete(keyOf(DEPLOYMENTS), { propagationPolicy });
        await soon('no set is left', async () => (await client.list(REPLICA_SETS)).items.length === 0);
        await soon('nor the Deployment', async () => (await client.get(keyOf(DEPLOYMENTS))) === undefined);
    });
    it('leaves a ReplicaSet of the user alone', async () => {
        await client.create(REPLICA_SETS, workload('ReplicaSet', 'mine'));
        await client.create(DEPLOYMENTS, workload('Deployment', 'one'));
        await numbered('1');
        await client.delete(keyOf(DEPLOYMENTS));
        await soon('the record is gone', async () => (await images()) === 'mine');
    });
});
describe.each([
    ['DaemonSet', apps('daemonsets')],
    ['StatefulSet', apps('statefulsets')],
])('the history of a %s', (kind, resource) => {
    const revisions = async () => {
        const { items } = await client.list(apps('controllerrevisions'), { labelSelector: 'app=web' });
        const seen = items.map((one) => {
            const data = one['data'];
            expect(data.spec.template.$patch).toBe('replace');
            return [Number(one['revision']), JSON.stringify(data.spec.template.spec)];
        });
        const image = (text) => /"image":"(\w+)"/.exec(text)?.[1] ?? '';
        return seen
            .sort(([a], [b]) => a - b)
            .map(([revision, text]) => `${revision}=${image(text)}`)
            .join();
    };
    const shows = (wanted) => soon(wanted, async () => (await revisions()) === wanted);
    it('numbers its templates, and is as long as its limit', async () => {
        const more = kind === 'StatefulSet' ? { serviceName: 'web' } : {};
        await client.create(resource, workload(kind, 'one', { ...more, revisionHistoryLimit: 1 }));
        await shows('1=one');
        await roll(resource, 'two');
        await shows('1=one,2=two');
        await roll(resource, 'one');
        await shows('2=two,3=one');
        await roll(resource, 'three');
        await shows('3=one,4=three');
        await client.delete(keyOf(resource));
        await shows('');
    });
});
//# sourceMappingURL=revisions.spec.js.map