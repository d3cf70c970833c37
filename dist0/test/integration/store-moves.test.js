import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { formatObjectKey } from '#libs/apimachinery';
import { silentLogger, systemClock } from '#libs/process';
import { keyProviderOf, openStore, } from '#libs/store';
import { startTestPostgres } from '../support/postgres.js';
const NOW = Date.parse('2026-11-21T08:00:00Z');
const KEY = { group: 'apps', resource: 'replicasets', namespace: 'default', name: 'web' };
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
        databaseUrl: databaseUrl ?? (await postgres.createDatabase()),
        keyProvider: keyProviderOf([Buffer.alloc(32, 7)]),
        clock: systemClock,
        logger: silentLogger,
        limits,
    });
    stores.push(store);
    return store;
}
function create(store) {
    const metadata = { name: 'web', namespace: 'default', uid: 'u' };
    const object = { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata };
    return store.storage.write({ type: 'create', key: KEY, object });
}
function runs(cluster, replicas, memory) {
    const patch = { spec: { replicas } };
    return { cluster, action: 'apply', reason: 'even share', patch, ...(memory ? { memory } : {}) };
}
function planOf(object, targets, seen) {
    return {
        key: formatObjectKey(KEY),
        uid: 'u',
        basis: object.metadata.resourceVersion ?? '',
        ...(seen === undefined ? {} : { seen }),
        manifest: { hash: 'h', text: '{}', secret: false },
        targets,
    };
}
describe('the memory of a row', () => {
    it('is kept, changed and dropped, and the cluster is told nothing of it', async () => {
        const store = await open();
        const object = await create(store);
        const load = async () => (await store.work.load(formatObjectKey(KEY))).work.map(({ memory, generation }) => [
            memory,
            generation,
        ]);
        const save = (memory) => store.work.save(planOf(object, [runs('a', 2, memory)]));
        expect(await save({ home: 3 })).toBe('saved');
        expect(await load()).toEqual([[{ home: 3 }, 1]]);
        expect(await save({ home: 3 })).toBe('unchanged');
        expect(await save({ home: 4, away: true })).toBe('saved');
        expect(await load()).toEqual([[{ home: 4, away: true }, 1]]);
        expect(await save()).toBe('saved');
        expect(await load()).toEqual([[undefined, 1]]);
    });
});
describe('a plan that is a step from the rows it saw', () => {
    it('is refused when another hub went on from there, and nothing of it is written', async () => {
        const store = await open();
        const object = await create(store);
        expect(await store.work.save(planOf(object, [runs('a', 4)], 0))).toBe('saved');
        expect(await store.work.save(planOf(object, [runs('a', 4), runs('b', 1)], 1))).toBe('saved');
        // Late, from the first step: it would take away what the second gave.
        expect(await store.work.save(planOf(object, [runs('a', 5)], 1))).toBe('stale');
        expect(await store.work.save(planOf(object, [runs('a', 4)], 1))).toBe('stale');
        const { work } = await store.work.load(formatObjectKey(KEY));
        expect(work.map(({ cluster, patch }) => [cluster, patch])).toEqual([
            ['a', { spec: { replicas: 4 } }],
            ['b', { spec: { replicas: 1 } }],
        ]);
        // Both came to the same: nothing to refuse.
        expect(await store.work.save(planOf(object, [runs('a', 4), runs('b', 1)], 1))).toBe('unchanged');
        expect(await store.work.save(planOf(object, [runs('a', 3), runs('b', 1)], 2))).toBe('saved');
    });
});
describe('moves', () => {
    const LIMITS = { movesPerSecond: 4, movesAtOnce: 10, clusterMovesPerSecond: 2, clusterMovesAtOnce: 6 };
    const taken = async (store, wanted, now) => Object.fromEntries(await store.moves.take(new Map(Object.entries(wanted)), now));
    it('are granted as far as the buckets of the cluster and of all go', async () => {
        const store = await open(undefined, LIMITS);
        expect(await taken(store, { a: 4, b: 1 }, NOW)).toEqual({ a: 4, b: 1 });
        expect(await taken(store, { a: 5 }, NOW)).toEqual({ a: 2 });
        expect(await taken(store, { b: 5, c: 5 }, NOW)).toEqual({ b: 3, c: 0 });
    });
    it('come back with time, up to what a bucket holds', async () => {
        const store = await open(undefined, LIMITS);
        await taken(store, { a: 6, b: 4 }, NOW);
        expect(await taken(store, { a: 9, c: 9 }, NOW + 1_000)).toEqual({ a: 2, c: 2 });
        expect(await taken(store, { a: 9, c: 9 }, NOW + 3_600_000)).toEqual({ a: 6, c: 4 });
    });
    it('are not made by a clock that goes back', async () => {
        const store = await open(undefined, LIMITS);
        await taken(store, { a: 6, b: 4 }, NOW);
        expect(await taken(store, { a: 1 }, NOW - 60_000)).toEqual({ a: 0 });
        expect(await taken(store, { a: 9 }, NOW + 500)).toEqual({ a: 1 });
    });
    it('of all hubs together stay within the bound', async () => {
        const databaseUrl = await postgres.createDatabase();
        const hubs = [await open(databaseUrl, LIMITS), await open(databaseUrl, LIMITS)];
        const grants = await Promise.all(Array.from({ length: 40 }, (_, i) => taken(hubs[i % 2], { [`c${i % 4}`]: 1 }, NOW)));
        const total = grants.flatMap((grant) => Object.values(grant));
        expect(total.reduce((sum, count) => sum + count, 0)).toBe(10);
    });
});
//# sourceMappingURL=store-moves.test.js.map