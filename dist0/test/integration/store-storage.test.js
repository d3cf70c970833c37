import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {} from '#libs/apimachinery';
import {} from '#libs/apiserver';
import { silentLogger, systemClock } from '#libs/process';
import { keyProviderOf, openStore } from '#libs/store';
import { startTestPostgres, withClient } from '../support/postgres.js';
const CONFIGMAPS = { group: '', resource: 'configmaps' };
const keyProvider = keyProviderOf([Buffer.alloc(32, 7)]);
let postgres;
const stores = [];
beforeAll(async () => {
    postgres = await startTestPostgres();
}, 30_000);
afterEach(closeAll);
async function closeAll() {
    await Promise.all(stores.splice(0).map((store) => store.close()));
}
afterAll(async () => {
    await postgres.stop();
}, 30_000);
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
let uids = 0;
function configMap(name, namespace = 'default', data = {}) {
    const metadata = { name, namespace, uid: `uid-${String(++uids)}`, labels: { app: name } };
    return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
}
function keyOf(object, resource = 'configmaps') {
    return {
        group: '',
        resource,
        namespace: object.metadata.namespace ?? '',
        name: object.metadata.name ?? '',
    };
}
function create(store, object) {
    return store.storage.write({ type: 'create', key: keyOf(object), object });
}
function update(store, stored, data) {
    return store.storage.write({
        type: 'update',
        key: keyOf(stored),
        object: { ...stored, data },
        expected: expectedOf(stored),
    });
}
function remove(store, stored) {
    return store.storage.write({
        type: 'delete',
        key: keyOf(stored),
        object: stored,
        expected: expectedOf(stored),
    });
}
function expectedOf(stored) {
    return { resourceVersion: stored.metadata.resourceVersion ?? '', uid: stored.metadata.uid ?? '' };
}
/** Collects changes until one has the version `last`. */
async function changesUntil(store, after, last) {
    const stop = new AbortController();
    const changes = [];
    for await (const item of store.storage.watch({ resource: CONFIGMAPS, after }, stop.signal)) {
        if (item.type === 'PROGRESS')
            continue;
        changes.push(item);
        if (Number(item.resourceVersion) >= Number(last))
            break;
    }
    return changes;
}
function stateAfter(items, changes) {
    const state = new Map(items.map((item) => [`${item.metadata.namespace}/${item.metadata.name}`, item]));
    for (const { type, object } of changes) {
        const name = `${object.metadata.namespace}/${object.metadata.name}`;
        if (type === 'DELETED')
            state.delete(name);
        else
            state.set(name, object);
    }
    return state;
}
describe('writes', () => {
    it('stores, changes and deletes with ascending versions', async () => {
        const store = await fresh();
        const created = await create(store, configMap('a'));
        expect(await store.storage.get(keyOf(created))).toEqual(created);
        const changed = await update(store, created, { x: '1' });
        expect(Number(changed.metadata.resourceVersion)).toBeGreaterThan(Number(created.metadata.resourceVersion));
        const deleted = await remove(store, changed);
        expect(Number(deleted.metadata.resourceVersion)).toBeGreaterThan(Number(changed.metadata.resourceVersion));
        expect(await store.storage.get(keyOf(created))).toBeUndefined();
        expect(await store.storage.currentResourceVersion(CONFIGMAPS)).toBe(deleted.metadata.resourceVersion);
    });
    it('refuses in the words of Kubernetes', async () => {
        const store = await fresh();
        const created = await create(store, configMap('a'));
        await expect(create(store, configMap('a'))).rejects.toMatchObject({
            reason: 'AlreadyExists',
            message: 'configmaps "a" already exists',
            details: { name: 'a', kind: 'configmaps' },
        });
        await update(store, created, { x: '1' });
        await expect(update(store, created, { x: '2' })).rejects.toMatchObject({ reason: 'Conflict' });
        const other = { ...created, metadata: { ...created.metadata, uid: 'other' } };
        await expect(remove(store, other)).rejects.toMatchObject({
            reason: 'Conflict',
            message: expect.stringContaining('UID in precondition: other'),
        });
        await expect(update(store, { ...created, ...configMap('none') }, {})).rejects.toMatchObject({
            reason: 'BadRequest',
        });
        const absent = { ...configMap('none') };
        absent.metadata.resourceVersion = '5';
        await expect(update(store, absent, {})).rejects.toMatchObject({ reason: 'NotFound' });
    });
    it('commits concurrent writes together, in order per key', async () => {
        const store = await fresh();
        const created = await Promise.all(Array.from({ length: 200 }, (_, i) => create(store, configMap(`c${String(i)}`))));
        expect(new Set(created.map((object) => object.metadata.resourceVersion)).size).toBe(200);
        const [first] = created;
        const [one, two, three] = await Promise.allSettled([
            remove(store, first),
            create(store, configMap('c0', 'default', { again: 'yes' })),
            create(store, configMap('c0')),
        ]);
        expect([one.status, two.status, three.status]).toEqual(['fulfilled', 'fulfilled', 'rejected']);
        expect(await store.storage.get(keyOf(first))).toMatchObject({ data: { again: 'yes' } });
        expect(store.status().queues['writes0'].largestBatch).toBeGreaterThan(30);
    });
    it('keeps Events on a counter of their own', async () => {
        const store = await fresh();
        const before = await store.storage.currentResourceVersion(CONFIGMAPS);
        const event = { ...configMap('e'), kind: 'Event' };
        await store.storage.write({ type: 'create', key: keyOf(event, 'events'), object: event });
        expect(await store.storage.currentResourceVersion(CONFIGMAPS)).toBe(before);
        expect(await store.storage.currentResourceVersion({ group: '', resource: 'events' })).toBe('2');
    });
});
describe('lists', () => {
    it('pages by key from one snapshot while others write', async () => {
        const store = await fresh();
        const names = ['a', 'b', 'c', 'd', 'e'];
        const objects = await Promise.all(names.flatMap((name) => [create(store, configMap(name, 'one')), create(store, configMap(name, 'two'))]));
        const page1 = await store.storage.list({ resource: CONFIGMAPS, limit: 3 });
        expect(page1.remaining).toBe(7);
        await remove(store, objects.find((o) => o.metadata.namespace === 'one' && o.metadata.name === 'd'));
        const e = objects.find((o) => o.metadata.namespace === 'two' && o.metadata.name === 'e');
        await update(store, e, { changed: 'yes' });
        await create(store, configMap('late', 'one'));
        const page2 = await store.storage.list({
            resource: CONFIGMAPS,
            limit: 100,
            after: page1.next,
            at: page1.resourceVersion,
        });
        expect(page2.resourceVersion).toBe(page1.resourceVersion);
        expect(page2.next).toBeUndefined();
        const seen = [...page1.items, ...page2.items];
        expect(seen.map((o) => `${o.metadata.namespace}/${o.metadata.name}`)).toEqual(['one', 'two'].flatMap((namespace) => names.map((name) => `${namespace}/${name}`)));
        expect(seen.at(-1)).toEqual(e);
    });
    it('narrows by namespace, name and labels; an empty list has a version', async () => {
        const store = await fresh();
        expect(await store.storage.list({ resource: CONFIGMAPS })).toEqual({ items: [], resourceVersion: '1' });
        await Promise.all(['a', 'b'].flatMap((n) => ['x', 'y'].map((ns) => create(store, configMap(n, ns)))));
        const names = async (query) => (await store.storage.list({ resource: CONFIGMAPS, ...query })).items.map((o) => `${o.metadata.namespace}/${o.metadata.name}`);
        expect(await names({ namespace: 'x' })).toEqual(['x/a', 'x/b']);
        expect(await names({ name: 'a' })).toEqual(['x/a', 'y/a']);
        expect(await names({ labels: { app: 'b' } })).toEqual(['x/b', 'y/b']);
        expect(await names({ namespace: 'x', labels: { app: 'b' }, limit: 1 })).toEqual(['x/b']);
    });
    it('knows no key with NUL, and the readers beside it notice nothing', async () => {
        const store = await fresh();
        const created = await create(store, configMap('a'));
        const key = keyOf(created);
        const found = await Promise.all([
            store.storage.get({ ...key, name: 'a\0' }),
            store.storage.get(key),
            store.storage.get({ ...key, namespace: '\0' }),
        ]);
        expect(found).toEqual([undefined, created, undefined]);
        for (const query of [{ name: '\0' }, { namespace: 'a\0' }])
            expect((await store.storage.list({ resource: CONFIGMAPS, ...query })).items).toEqual([]);
    });
    it('refuses versions that are gone or not yet there', async () => {
        const store = await fresh();
        await expect(store.storage.list({ resource: CONFIGMAPS, at: '99' })).rejects.toMatchObject({
            reason: 'Timeout',
        });
        await expect(store.storage.list({ resource: CONFIGMAPS, at: '0' })).rejects.toMatchObject({
            reason: 'Expired',
        });
    });
    it('at every past version shows the state of that version', async () => {
        const store = await fresh();
        let a = await create(store, configMap('a'));
        const states = new Map();
        const note = async () => {
            const { items, resourceVersion } = await store.storage.list({ resource: CONFIGMAPS });
            states.set(resourceVersion, items);
        };
        await note();
        const b = await create(store, configMap('b'));
        await note();
        a = await update(store, a, { n: '1' });
        await note();
        await update(store, a, { n: '2' });
        await note();
        await remove(store, b);
        await note();
        await create(store, configMap('b'));
        await note();
        for (const [at, items] of states)
            expect((await store.storage.list({ resource: CONFIGMAPS, at })).items).toEqual(items);
    });
});
describe('watches', () => {
    it('shows each change once, with what was before', async () => {
        const store = await fresh();
        const start = await store.storage.currentResourceVersion(CONFIGMAPS);
        const created = await create(store, configMap('a'));
        const changed = await update(store, created, { x: '1' });
        const deleted = await remove(store, changed);
        const changes = await changesUntil(store, start, deleted.metadata.resourceVersion);
        expect(changes).toEqual([
            { type: 'ADDED', resourceVersion: created.metadata.resourceVersion, object: created },
            {
                type: 'MODIFIED',
                resourceVersion: changed.metadata.resourceVersion,
                object: changed,
                previous: created,
            },
            {
                type: 'DELETED',
                resourceVersion: deleted.metadata.resourceVersion,
                object: deleted,
                previous: changed,
            },
        ]);
    });
    it('reports progress when idle and ends on abort', async () => {
        const store = await fresh({ progressMs: 20 });
        const stop = new AbortController();
        const items = [];
        for await (const item of store.storage.watch({ resource: CONFIGMAPS, after: '1' }, stop.signal)) {
            items.push(item);
            if (items.length === 3)
                stop.abort();
        }
        expect(items).toEqual(Array.from({ length: 3 }, () => ({ type: 'PROGRESS', resourceVersion: '1' })));
        expect(store.status().shards[0].watchers).toBe(0);
    });
    it('sends a reader away that fell out of the ring', async () => {
        const store = await fresh({ ringEntries: 10, watchBatch: 2 });
        const stop = new AbortController();
        const changes = store.storage
            .watch({ resource: CONFIGMAPS, after: '1' }, stop.signal)[Symbol.asyncIterator]();
        await changes.next();
        for (let i = 0; i < 30; i++)
            await create(store, configMap(`c${String(i)}`));
        const drain = async () => {
            while (!(await changes.next()).done)
                ;
        };
        await expect(drain()).rejects.toMatchObject({ reason: 'Expired' });
    });
    it('a new reader behind the ring starts in the table', async () => {
        const url = await postgres.createDatabase();
        const writer = await open(url);
        for (let i = 0; i < 50; i++)
            await create(writer, configMap(`c${String(i)}`));
        const last = await writer.storage.currentResourceVersion(CONFIGMAPS);
        const reader = await open(url, { preload: 5, watchBatch: 7 });
        expect(await changesUntil(reader, '1', last)).toHaveLength(50);
    });
    it('answers Expired after compaction, to watch and list alike', async () => {
        const store = await fresh({ retentionMs: 0, compactionMs: 10, preload: 0, ringEntries: 1 });
        for (let i = 0; i < 5; i++)
            await create(store, configMap(`c${String(i)}`));
        await expect((async () => {
            for (;;)
                await store.storage.list({ resource: CONFIGMAPS, at: '2' });
        })()).rejects.toMatchObject({ reason: 'Expired' });
        await expect(changesUntil(store, '1', '6')).rejects.toMatchObject({ reason: 'Expired' });
        expect((await store.storage.list({ resource: CONFIGMAPS })).items).toHaveLength(5);
    });
    it('ends with ServiceUnavailable when the store closes', async () => {
        const store = await fresh();
        const watching = changesUntil(store, '1', '2');
        await Promise.all(stores.splice(0).map((open) => open.close()));
        await expect(watching).rejects.toMatchObject({ reason: 'ServiceUnavailable' });
    });
});
describe('several hubs', () => {
    it('migrate once when they start together, and refuse a newer schema', async () => {
        const url = await postgres.createDatabase();
        await Promise.all([open(url), open(url), open(url)]);
        await withClient(url, (client) => client.query("INSERT INTO migrations (timestamp, name) VALUES (1, 'Future1999999999999')"));
        await expect(open(url)).rejects.toThrow(/newer than this hub.*Future1999999999999/);
    });
    it('show every watcher exactly what was committed, in one order, whatever is rolled back meanwhile', async () => {
        const step = fc.record({
            store: fc.constantFrom(0, 1),
            name: fc.nat(7),
            // Beyond the first, only where there is something to be deleted.
            kind: fc.constantFrom('put', 'put', 'delete', 'stale'),
        });
        const writers = fc.array(fc.array(step, { minLength: 10, maxLength: 25 }), {
            minLength: 6,
            maxLength: 12,
        });
        await fc.assert(fc.asyncProperty(writers, fc.nat(11), async (programs, pause) => {
            await twoHubs(programs, pause % programs.length);
        }), { numRuns: 5, endOnFailure: true });
    }, 30_000);
});
/** Runs the programs at once over two stores, and judges what both of them tell of it. `first`: one that runs before. */
async function twoHubs(programs, first) {
    const url = await postgres.createDatabase();
    const hubs = { 0: await open(url), 1: await open(url) };
    const committed = [];
    const note = (type, object) => {
        const { resourceVersion, name = '' } = object.metadata;
        committed.push({ rv: Number(resourceVersion), type, name });
    };
    const run = async (program) => {
        for (const [index, { store, name, kind }] of program.entries()) {
            const hub = hubs[store];
            const wanted = configMap(`shared${String(name)}`);
            const current = await hub.storage.get(keyOf(wanted));
            try {
                if (!current)
                    note('ADDED', await create(hub, wanted));
                else if (kind === 'delete')
                    note('DELETED', await remove(hub, current));
                else if (kind === 'put')
                    note('MODIFIED', await update(hub, current, { at: String(index) }));
                else
                    await update(hub, withVersion(current, '1'), {});
            }
            catch (error) {
                expect(['AlreadyExists', 'Conflict', 'NotFound']).toContain(error.reason);
            }
        }
    };
    await run(programs[first] ?? []);
    const middle = await hubs[1].storage.list({ resource: CONFIGMAPS });
    const running = { done: false };
    const rolling = rollBackUntil(url, running);
    await Promise.all(programs.map(run));
    running.done = true;
    await rolling;
    const sentinel = await create(hubs[0], configMap('last'));
    note('ADDED', sentinel);
    committed.sort((a, b) => a.rv - b.rv);
    const last = sentinel.metadata.resourceVersion;
    for (const hub of Object.values(hubs)) {
        const changes = await changesUntil(hub, '1', last);
        expect(changes.map((c) => ({ rv: Number(c.resourceVersion), type: c.type, name: c.object.metadata.name }))).toEqual(committed);
        const full = stateAfter((await hub.storage.list({ resource: CONFIGMAPS })).items, []);
        expect(stateAfter(middle.items, await changesUntil(hub, middle.resourceVersion, last))).toEqual(full);
        expect(stateAfter([], changes)).toEqual(full);
    }
    await closeAll();
}
function withVersion(object, resourceVersion) {
    return { ...object, metadata: { ...object.metadata, resourceVersion } };
}
/** A hub that dies over and over with its writes made and not committed. */
async function rollBackUntil(url, running) {
    await withClient(url, async (client) => {
        for (let ghost = 0; ghost < 5 || !running.done; ghost++) {
            await client.query('BEGIN');
            const { rows } = await client.query(`SELECT w.outcome FROM rv_counter c, LATERAL write_objects(c.shard, '{create}', '{configmaps}', '{default}', $1,
           '{0}', '{""}', '{ghost}', ARRAY['{}'::jsonb], '{json}', '{""}', '{""}'::bytea[], '{0}') w`, [[`ghost${String(ghost)}`]]);
            expect(rows[0]).toEqual({ outcome: 'ok' });
            await client.query('ROLLBACK');
        }
    });
}
//# sourceMappingURL=store-storage.test.js.map