import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { silentLogger, systemClock } from '#libs/process';
import { keyProviderOf, openStore } from '#libs/store';
import { eventually } from '../support/eventually.js';
import { startTestPostgres, withClient } from '../support/postgres.js';
jest.setTimeout(60_000);
let postgres;
let databaseUrl;
const stores = [];
const never = new AbortController().signal;
beforeAll(async () => {
    postgres = await startTestPostgres();
}, 30_000);
afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
});
afterAll(() => postgres.stop());
async function open(limits = {}) {
    const store = await openStore({
        databaseUrl,
        keyProvider: keyProviderOf([Buffer.alloc(32, 7)]),
        clock: systemClock,
        logger: silentLogger,
        limits: { lockPollMs: 50, ...limits },
    });
    stores.push(store);
    return store;
}
async function openTwo(limits = {}) {
    databaseUrl = await postgres.createDatabase();
    return [await open(limits), await open()];
}
async function take(store, name = 'one') {
    const tenure = await store.exclusive(name, never);
    if (!tenure)
        throw new Error('no lock');
    return tenure;
}
function lost(tenure) {
    return new Promise((resolve) => {
        tenure.signal.addEventListener('abort', () => resolve());
        if (tenure.signal.aborted)
            resolve();
    });
}
/** Ends the sessions that hold a lock, as an administrator or a failover would. */
async function endHolders() {
    await withClient(databaseUrl, (client) => client.query(`SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                  WHERE l.locktype = 'advisory' AND l.granted AND d.datname = current_database()`));
}
/** Whether a session without the lock has asked for it. */
async function refused() {
    let found = false;
    await withClient(databaseUrl, async (client) => {
        const { rowCount } = await client.query(`SELECT 1 FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'meridian-lock' AND state = 'idle'
        AND query LIKE '%try_advisory%'
        AND pid NOT IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted)`);
        found = (rowCount ?? 0) > 0;
    });
    return found;
}
describe('exclusive', () => {
    it('gives a lock to one process at a time', async () => {
        const [one, two] = await openTwo();
        const first = await take(one);
        expect(first.held()).toBe(true);
        let second;
        const waiting = take(two).then((tenure) => (second = tenure));
        const other = await take(two, 'another name');
        expect(other.held()).toBe(true);
        await eventually('the second has asked and was refused', refused);
        expect(second).toBeUndefined();
        await first.release();
        await waiting;
        expect([first.held(), first.signal.aborted]).toEqual([false, true]);
        expect(second.held()).toBe(true);
    });
    it('passes to another when the session of its holder ends', async () => {
        const [one, two] = await openTwo();
        const first = await take(one);
        const waiting = take(two);
        await eventually('the second has asked and was refused', refused);
        await endHolders();
        const second = await waiting;
        expect(second.held()).toBe(true);
        await lost(first);
        expect(first.held()).toBe(false);
    });
    it('comes back to who has lost it', async () => {
        databaseUrl = await postgres.createDatabase();
        const store = await open();
        const first = await take(store);
        await endHolders();
        await lost(first);
        const again = await take(store);
        expect(again.held()).toBe(true);
    });
    it('is taken from a holder that is silent, who stops believing in it before', async () => {
        const silent = { lockProofMs: 3_600_000, lockTrustMs: 300, lockSilenceMs: 600 };
        const [one, two] = await openTwo(silent);
        const first = await take(one);
        const waiting = take(two);
        const second = await waiting;
        expect(first.held()).toBe(false);
        expect(second.held()).toBe(true);
        await lost(first);
    });
    it('outlives the server: whoever waits has it after the restart', async () => {
        const [one, two] = await openTwo();
        const first = await take(one);
        await postgres.kill();
        await lost(first);
        const waiting = take(two);
        await postgres.start();
        expect((await waiting).held()).toBe(true);
    });
    it('is not waited for any longer when the caller stops, and ends with the store', async () => {
        const [one, two] = await openTwo();
        const first = await take(one);
        const stop = new AbortController();
        const waiting = two.exclusive('one', stop.signal);
        stop.abort();
        expect(await waiting).toBeUndefined();
        stores.splice(stores.indexOf(one), 1);
        await one.close();
        expect(first.held()).toBe(false);
        expect((await take(two)).held()).toBe(true);
    });
});
//# sourceMappingURL=store-exclusive.test.js.map