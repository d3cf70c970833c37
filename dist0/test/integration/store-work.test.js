import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { formatObjectKey } from '#libs/apimachinery';
import { silentLogger, systemClock } from '#libs/process';
import { keyProviderOf, openStore, } from '#libs/store';
import { startTestPostgres, withClient } from '../support/postgres.js';
const keyProvider = keyProviderOf([Buffer.alloc(32, 7)]);
let postgres;
const stores = [];
beforeAll(async () => {
    postgres = await startTestPostgres();
}, 30_000);
afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
});
afterAll(() => postgres.stop());
async function open(databaseUrl, limits = {}) {
    const store = await openStore({
        databaseUrl,
        keyProvider,
        clock: systemClock,
        logger: silentLogger,
        limits,
    });
    stores.push(store);
    return store;
}
async function fresh(limits = {}) {
    return await open(await postgres.createDatabase(), limits);
}
function keyOf(name, resource = 'configmaps') {
    return { group: '', resource, namespace: 'default', name };
}
async function createObject(store, name, resource = 'configmaps') {
    const object = {
        apiVersion: 'v1',
        kind: 'Thing',
        metadata: { name, namespace: 'default', uid: `uid-${name}` },
    };
    return await store.storage.write({ type: 'create', key: keyOf(name, resource), object });
}
function apply(cluster, more = {}) {
    return { cluster, action: 'apply', reason: 'all clusters', ...more };
}
function planOf(object, targets, text = '{"a":1}') {
    const hash = createHash('sha256').update(text).digest('hex');
    return {
        key: formatObjectKey(keyOf(object.metadata.name)),
        uid: object.metadata.uid,
        basis: object.metadata.resourceVersion,
        manifest: { hash, text, secret: false },
        targets,
    };
}
function report(cluster, more = {}) {
    return { cluster, epoch: 1, generation: 1, instance: 'i', sequence: 1, state: 'Applied', ...more };
}
describe('work', () => {
    it('becomes what the plan says, and only what differs gets a generation', async () => {
        const store = await fresh();
        const object = await createObject(store, 'a');
        const key = formatObjectKey(keyOf('a'));
        const patch = { spec: { replicas: 3 } };
        expect(await store.work.save(planOf(object, [apply('one'), apply('two', { patch })]))).toBe('saved');
        expect(await store.work.save(planOf(object, [apply('one'), apply('two', { patch })]))).toBe('unchanged');
        const { work } = await store.work.load(key);
        expect(work).toEqual([
            expect.objectContaining({ cluster: 'one', generation: 1, published: false, uid: 'uid-a' }),
            expect.objectContaining({ cluster: 'two', generation: 2, patch }),
        ]);
        const next = [apply('two', { patch: { spec: { replicas: 4 } } }), apply('three', { adopt: true })];
        expect(await store.work.save(planOf(object, next))).toBe('saved');
        const after = (await store.work.load(key)).work;
        expect(after.map(({ cluster, generation }) => [cluster, generation])).toEqual([
            ['three', 3],
            ['two', 4],
        ]);
        expect(after[0]).toMatchObject({ adopt: true });
        expect(await store.work.maxGeneration()).toBe(4);
    });
    it('rewords without telling the agent again', async () => {
        const store = await fresh();
        const object = await createObject(store, 'a');
        await store.work.save(planOf(object, [apply('one')]));
        expect(await store.work.save(planOf(object, [apply('one', { reason: 'policy p' })]))).toBe('saved');
        const { work } = await store.work.load(formatObjectKey(keyOf('a')));
        expect(work).toEqual([expect.objectContaining({ reason: 'policy p', generation: 1 })]);
    });
    it('leaves a row alone that keeps the manifest it has', async () => {
        const store = await fresh();
        const object = await createObject(store, 'a');
        const patch = { data: { at: 'one' } };
        const first = planOf(object, [apply('one', { patch }), apply('two')]);
        await store.work.save(first);
        const { hash } = first.manifest;
        const kept = [apply('one', { patch, manifestHash: hash, reason: 'kept' }), apply('two')];
        expect(await store.work.save(planOf(object, kept, '{"a":2}'))).toBe('saved');
        const { work } = await store.work.load(formatObjectKey(keyOf('a')));
        expect(work).toEqual([
            expect.objectContaining({ generation: 1, manifestHash: hash, reason: 'kept' }),
            expect.objectContaining({ generation: 3 }),
        ]);
        const items = await store.work.outbox(10);
        expect(items.map(({ cluster, manifest }) => [cluster, manifest])).toEqual([
            ['one', '{"a":1}'],
            ['two', '{"a":2}'],
        ]);
    });
    it('refuses a plan that was computed from another object than the stored one', async () => {
        const url = await postgres.createDatabase();
        const [one, two] = [await open(url), await open(url)];
        const object = await createObject(one, 'a');
        const expected = { resourceVersion: object.metadata.resourceVersion, uid: object.metadata.uid };
        const changed = await two.storage.write({ type: 'update', key: keyOf('a'), object, expected });
        expect(await one.work.save(planOf(object, [apply('old')]))).toBe('stale');
        expect(await two.work.save(planOf(changed, [apply('new')]))).toBe('saved');
        expect(await one.work.save({ ...planOf(changed, []), basis: '' })).toBe('stale');
        await one.storage.write({
            type: 'delete',
            key: keyOf('a'),
            object: changed,
            expected: { ...expected, resourceVersion: changed.metadata.resourceVersion },
        });
        expect(await two.work.save(planOf(changed, []))).toBe('stale');
        const gone = {
            key: formatObjectKey(keyOf('a')),
            uid: 'uid-a',
            basis: '',
            targets: [{ cluster: 'new', action: 'delete', reason: 'deleted', propagationPolicy: 'Orphan' }],
        };
        expect(await two.work.save(gone)).toBe('saved');
        expect(await one.work.pendingDeletes('new')).toEqual([
            expect.objectContaining({ action: 'delete', propagationPolicy: 'Orphan', manifestHash: '' }),
        ]);
    });
    it('of two hubs that save at once keeps the plan of one, whole', async () => {
        const url = await postgres.createDatabase();
        const hubs = [await open(url), await open(url)];
        const objects = await Promise.all(Array.from({ length: 40 }, (_, i) => createObject(hubs[0], `o${String(i)}`)));
        await Promise.all(objects.flatMap((object) => hubs.map((hub, i) => hub.work.save(planOf(object, [apply(`hub${String(i)}-x`), apply(`hub${String(i)}-y`)])))));
        const generations = new Set();
        for (const object of objects) {
            const { work } = await hubs[0].work.load(formatObjectKey(keyOf(object.metadata.name)));
            expect(work.map(({ cluster }) => cluster.slice(-2))).toEqual(['-x', '-y']);
            expect(new Set(work.map(({ cluster }) => cluster.slice(0, 4))).size).toBe(1);
            for (const row of work)
                generations.add(row.generation);
        }
        expect(generations.size).toBe(80);
    });
    it('tells this hub and others that the outbox has news', async () => {
        const url = await postgres.createDatabase();
        const [one, two] = [await open(url), await open(url)];
        const heard = Promise.all([one, two].map((hub) => new Promise((resolve) => {
            hub.work.onSaved(resolve);
        })));
        const object = await createObject(one, 'a');
        // The listening connection comes up beside the rest.
        while (!two.status().listening)
            await new Promise(setImmediate);
        await one.work.save(planOf(object, [apply('one')]));
        await heard;
    });
    it('stores equal manifests once and collects them when nothing refers to them', async () => {
        const url = await postgres.createDatabase();
        const store = await open(url, { sweepMs: 20 });
        const [a, b] = await Promise.all([createObject(store, 'a'), createObject(store, 'b')]);
        await store.work.save(planOf(a, [apply('one'), apply('two')]));
        await store.work.save(planOf(b, [apply('one')]));
        const count = () => withClient(url, async (client) => {
            const { rows } = await client.query('SELECT count(*)::int AS n FROM manifests');
            return rows[0].n;
        });
        expect(await count()).toBe(1);
        await store.work.save(planOf(a, []));
        await store.work.save(planOf(b, [apply('one')], '{"b":2}'));
        while ((await count()) > 1)
            ;
        expect(await store.work.outbox(10)).toEqual([expect.objectContaining({ manifest: '{"b":2}' })]);
    });
    it('lists keys by page and by cluster', async () => {
        const store = await fresh();
        for (const name of ['a', 'b', 'c']) {
            const object = await createObject(store, name);
            await store.work.save(planOf(object, [apply('one'), ...(name === 'b' ? [apply('two')] : [])]));
        }
        const keys = ['a', 'b', 'c'].map((name) => formatObjectKey(keyOf(name)));
        expect(await store.work.keysWithWork('', 2)).toEqual(keys.slice(0, 2));
        expect(await store.work.keysWithWork(keys[1], 2)).toEqual(keys.slice(2));
        expect(await store.work.listKeysForCluster('two')).toEqual([keys[1]]);
    });
});
describe('outbox', () => {
    it('gives unpublished rows, oldest first, until the very generation is marked', async () => {
        const store = await fresh();
        const [a, b] = [await createObject(store, 'a'), await createObject(store, 'b')];
        await store.work.save(planOf(a, [apply('one'), apply('two')]));
        await store.work.save(planOf(b, [apply('one')], '{"b":2}'));
        const items = await store.work.outbox(10);
        expect(items.map(({ generation, cluster, manifest }) => [generation, cluster, manifest])).toEqual([
            [1, 'one', '{"a":1}'],
            [2, 'two', '{"a":1}'],
            [3, 'one', '{"b":2}'],
        ]);
        expect(await store.work.outbox(2)).toHaveLength(2);
        await store.work.save(planOf(a, [apply('one', { adopt: true }), apply('two')]));
        await store.work.markPublished(items);
        expect((await store.work.outbox(10)).map(({ generation }) => generation)).toEqual([4]);
    });
    it('survives the end of the process between save and publish', async () => {
        const url = await postgres.createDatabase();
        const first = await open(url);
        const object = await createObject(first, 'a');
        await first.work.save(planOf(object, [apply('one')]));
        await first.close();
        stores.splice(0);
        const second = await open(url);
        expect(await second.work.outbox(10)).toEqual([
            expect.objectContaining({ cluster: 'one', manifest: '{"a":1}' }),
        ]);
    });
    it('takes rows back when a broker or a member lost them', async () => {
        const store = await fresh({ republishBatch: 2 });
        for (const name of ['a', 'b', 'c'])
            await store.work.save(planOf(await createObject(store, name), [apply('one'), apply('two')]));
        await store.work.markPublished(await store.work.outbox(10));
        expect(await store.work.outbox(10)).toEqual([]);
        expect(await store.work.republish({ cluster: 'two' })).toBe(3);
        expect((await store.work.outbox(10)).map(({ cluster }) => cluster)).toEqual(['two', 'two', 'two']);
        expect(await store.work.republish()).toBe(6);
        expect(await store.work.outbox(10)).toHaveLength(6);
    });
    it('keeps a row that was put back while it was being sent', async () => {
        const store = await fresh();
        await store.work.save(planOf(await createObject(store, 'a'), [apply('one'), apply('two')]));
        const [one, two] = await store.work.outbox(10);
        await store.work.republish({ cluster: 'one' });
        await store.work.markPublished([one, two]);
        const left = await store.work.outbox(10);
        expect(left.map(({ cluster, attempt }) => [cluster, attempt])).toEqual([['one', 1]]);
        await store.work.markPublished(left);
        expect(await store.work.outbox(10)).toEqual([]);
    });
    it('takes back what went out lately', async () => {
        const store = await fresh();
        await store.work.save(planOf(await createObject(store, 'a'), [apply('one'), apply('two')]));
        const [one, two] = await store.work.outbox(10);
        await store.work.markPublished([one]);
        expect(await store.work.republishRecent(-1)).toBe(0);
        expect(await store.work.republishRecent(60_000)).toBe(1);
        await store.work.markPublished([two]);
        expect((await store.work.outbox(10)).map(({ cluster }) => cluster)).toEqual(['one']);
    });
    it('goes on after a generation, and makes pages small where manifests are large', async () => {
        const store = await fresh({ outboxBytes: 1_000 });
        // No gzip below 8 KiB: what is stored is as long as the text.
        const texts = ['a', 'b', 'c', 'd'].map((name) => JSON.stringify(name.repeat(600)));
        for (const text of texts) {
            const object = await createObject(store, text.slice(1, 3));
            await store.work.save(planOf(object, [apply('one')], text));
        }
        const pages = [];
        for (let after = 0;; after = pages.at(-1).at(-1)) {
            const page = await store.work.outbox(10, new Map([['one', after]]));
            if (page.length === 0)
                break;
            pages.push(page.map(({ generation }) => generation));
        }
        expect(pages).toEqual([
            [1, 2],
            [3, 4],
        ]);
        const single = await fresh({ outboxBytes: 1 });
        await single.work.save(planOf(await createObject(single, 'a'), [apply('one')], texts[0]));
        expect(await single.work.outbox(10)).toHaveLength(1);
    });
    it('gives every cluster its turn, whatever waits for others', async () => {
        const store = await fresh();
        const names = Array.from({ length: 40 }, (_, index) => `n${String(index)}`);
        for (const name of names)
            await store.work.save(planOf(await createObject(store, name), [apply('busy')]));
        await store.work.save(planOf(await createObject(store, 'late'), [apply('calm'), apply('idle')]));
        const first = await store.work.outbox(9);
        expect(first.map(({ cluster, generation }) => [cluster, generation])).toEqual([
            ['busy', 1],
            ['calm', 41],
            ['idle', 42],
            ['busy', 2],
            ['busy', 3],
        ]);
        const past = new Map([
            ['busy', 3],
            ['calm', 41],
            ['idle', 42],
        ]);
        expect((await store.work.outbox(9, past)).map(({ generation }) => generation)).toEqual([4, 5, 6]);
        // More clusters than places: who had none yet comes first.
        expect((await store.work.outbox(1, new Map([['busy', 3]]))).map(({ cluster }) => cluster)).toEqual([
            'calm',
        ]);
        expect(await store.work.outbox(2)).toHaveLength(2);
    });
    it('knows to whom a row is sealed, as the last join said', async () => {
        const store = await fresh();
        await store.work.save(planOf(await createObject(store, 'a'), [apply('one'), apply('two')]));
        const agent = {
            cluster: 'one',
            natsPublicKey: 'U',
            sealingKeyId: 'k1',
            sealingPublicKey: 'p1',
            joinedAt: 1,
        };
        await store.agents.upsert(agent);
        const agents = async () => (await store.work.outbox(10)).map((item) => item.agent);
        expect(await agents()).toEqual([{ sealingKeyId: 'k1', sealingPublicKey: 'p1' }, undefined]);
        await store.agents.upsert({ ...agent, sealingKeyId: 'k2', sealingPublicKey: 'p2' });
        expect((await agents())[0]).toEqual({ sealingKeyId: 'k2', sealingPublicKey: 'p2' });
    });
});
describe('reports', () => {
    const key = formatObjectKey(keyOf('a'));
    async function withWork() {
        const store = await fresh();
        await store.work.save(planOf(await createObject(store, 'a'), [apply('one'), apply('two')]));
        return store;
    }
    it.each([
        ['the same again', {}, false],
        ['a later one', { sequence: 6 }, true],
        ['an earlier one', { sequence: 4 }, false],
        ['a restarted agent', { instance: 'j', sequence: 1 }, true],
        ['a newer epoch', { epoch: 3, sequence: 1 }, true],
        ['an older epoch', { epoch: 1, instance: 'j', sequence: 9 }, false],
    ])('%s', async (_, more, kept) => {
        const store = await withWork();
        const base = { epoch: 2, sequence: 5 };
        expect(await store.reports.saveBatch([{ key, report: report('one', base) }], 1000)).toEqual([key]);
        const next = report('one', { ...base, state: 'Failed', ...more });
        expect(await store.reports.saveBatch([{ key, report: next }], 2000)).toEqual(kept ? [key] : []);
        const { reports } = await store.work.load(key);
        expect(reports).toEqual([
            kept
                ? { key, cluster: 'one', report: next, receivedAt: 2000 }
                : { key, cluster: 'one', report: report('one', base), receivedAt: 1000 },
        ]);
    });
    it('keeps the last of a batch and nothing about work that is not there', async () => {
        const store = await withWork();
        const batch = [
            { key, report: report('one', { sequence: 2 }) },
            { key, report: report('one', { sequence: 1 }) },
            { key, report: report('nowhere') },
            { key: formatObjectKey(keyOf('other')), report: report('one') },
        ];
        expect(await store.reports.saveBatch(batch, 1)).toEqual([key]);
        const { reports } = await store.work.load(key);
        expect(reports.map((row) => row.report.sequence)).toEqual([2]);
    });
    it('go with their work', async () => {
        const store = await withWork();
        await store.reports.saveBatch([
            { key, report: report('one') },
            { key, report: report('two') },
        ], 1);
        const object = (await store.storage.get(keyOf('a')));
        await store.work.save(planOf(object, [apply('two')]));
        await store.work.save(planOf(object, [apply('one'), apply('two')]));
        expect((await store.work.load(key)).reports.map(({ cluster }) => cluster)).toEqual(['two']);
    });
    it('heartbeats keep the newest per cluster', async () => {
        const store = await fresh();
        const beat = (cluster, sequence, instance = 'i') => ({
            cluster,
            report: { cluster, instance, sequence, nodes: { total: 3 } },
            receivedAt: sequence,
        });
        await store.heartbeats.saveBatch([beat('a', 2), beat('a', 1), beat('b', 1)]);
        await store.heartbeats.saveBatch([beat('a', 1), beat('b', 1, 'j')]);
        expect(await store.heartbeats.all()).toEqual([beat('a', 2), beat('b', 1, 'j')]);
        const newer = (known) => store.heartbeats.newerThan(new Map(known));
        expect(await newer([['a', 1]])).toEqual([beat('a', 2)]);
        expect(await newer([['a', 2]])).toEqual([]);
        expect(await newer([])).toEqual([]);
    });
});
describe('the hub itself', () => {
    it('has one identity for all hubs; a new epoch moves versions and ends watches', async () => {
        const url = await postgres.createDatabase();
        const [one, two] = [await open(url), await open(url)];
        const [a, b] = await Promise.all([one.hubState(), two.hubState()]);
        expect(a).toEqual(b);
        await createObject(one, 'a');
        const before = await one.storage.currentResourceVersion(keyOf('a'));
        const watching = (async () => {
            const never = new AbortController();
            for await (const item of two.storage.watch({ resource: keyOf('a'), after: before }, never.signal))
                if (item.type !== 'PROGRESS')
                    return item;
            return undefined;
        })();
        const raised = await one.raiseEpoch(a, { generation: 7 });
        expect(raised).toMatchObject({ hubUid: a.hubUid, deletionsHeld: true });
        expect(raised.epoch).toBeGreaterThan(a.epoch);
        expect(await two.raiseEpoch(a)).toEqual(raised);
        expect(await one.work.maxGeneration()).toBeGreaterThan(1_000_000);
        await expect(watching).rejects.toMatchObject({ reason: 'Expired' });
        const stored = await createObject(two, 'b');
        expect(Number(stored.metadata.resourceVersion)).toBeGreaterThan(Number(before) + 1_000_000);
        expect((await two.storage.list({ resource: keyOf('a') })).items).toHaveLength(2);
    });
    it('binds a join token to the first key that uses it', async () => {
        const store = await fresh();
        const token = {
            id: 't',
            secretHash: 'h',
            role: 'cluster',
            name: 'c',
            expiresAt: 5,
            revoked: false,
            usedBy: undefined,
        };
        await store.joinTokens.create(token);
        expect(await store.joinTokens.get('t')).toEqual(token);
        expect(await Promise.all(['A', 'A', 'B'].map((key) => store.joinTokens.bind('t', key)))).toContain(true);
        const { usedBy } = (await store.joinTokens.get('t'));
        expect(await store.joinTokens.bind('t', usedBy)).toBe(true);
        expect(await store.joinTokens.bind('t', 'C')).toBe(false);
        expect(await store.joinTokens.revoke('t')).toBe(true);
        expect(await store.joinTokens.bind('t', usedBy)).toBe(false);
        expect(await store.joinTokens.list()).toHaveLength(1);
    });
    it('remembers agents and keeps the first of a vault entry', async () => {
        const url = await postgres.createDatabase();
        const [one, two] = [await open(url), await open(url)];
        const agent = { cluster: 'c', natsPublicKey: 'U', sealingPublicKey: 'x', sealingKeyId: 'k', joinedAt: 7 };
        await one.agents.upsert(agent);
        await one.agents.upsert({ ...agent, joinedAt: 8 });
        expect(await two.agents.get('c')).toEqual({ ...agent, joinedAt: 8 });
        await two.agents.remove('c');
        expect(await one.agents.all()).toEqual([]);
        const answers = await Promise.all([one, two].map((store, i) => store.vault.putIfAbsent('ca', Buffer.from(`key ${String(i)}`))));
        expect(answers[0]).toEqual(answers[1]);
        expect(await two.vault.get('ca')).toEqual(answers[0]);
        expect(await two.vault.get('other')).toBeUndefined();
    });
});
//# sourceMappingURL=store-work.test.js.map