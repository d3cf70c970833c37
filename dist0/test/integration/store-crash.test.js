import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { formatObjectKey, isReason } from '#libs/apimachinery';
import { silentLogger, systemClock } from '#libs/process';
import { keyProviderOf, openStore } from '#libs/store';
import { startTestPostgres, withClient } from '../support/postgres.js';
const CONFIGMAPS = { group: '', resource: 'configmaps' };
const keyProvider = keyProviderOf([Buffer.alloc(32, 7)]);
let postgres;
beforeAll(async () => {
    postgres = await startTestPostgres();
}, 30_000);
afterAll(() => postgres.stop());
async function open(databaseUrl) {
    return await openStore({ databaseUrl, keyProvider, clock: systemClock, logger: silentLogger });
}
function configMap(name) {
    return {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace: 'default', uid: `uid-${name}` },
        data: {},
    };
}
it('a killed Postgres loses nothing that was acknowledged, and watches go on', async () => {
    const store = await open(await postgres.createDatabase());
    const stop = new AbortController();
    const seen = [];
    const watching = (async () => {
        for await (const item of store.storage.watch({ resource: CONFIGMAPS, after: '1' }, stop.signal))
            if (item.type !== 'PROGRESS')
                seen.push({ rv: Number(item.resourceVersion), name: item.object.metadata.name });
    })();
    const acknowledged = new Map();
    const refused = new Set();
    const phase = { stopping: false, acknowledgedAfter: 0, restarted: false };
    let next = 0;
    const writer = async () => {
        while (!phase.stopping) {
            const name = `c${String(next++)}`;
            const key = { ...CONFIGMAPS, namespace: 'default', name };
            try {
                const stored = await store.storage.write({ type: 'create', key, object: configMap(name) });
                acknowledged.set(name, stored.metadata.resourceVersion);
                if (phase.restarted)
                    phase.acknowledgedAfter++;
            }
            catch (error) {
                if (!isReason(error, 'ServiceUnavailable') && !isReason(error, 'ServerTimeout'))
                    throw error;
                refused.add(error.reason);
                await new Promise((resolve) => setTimeout(resolve, 20));
            }
            if (phase.acknowledgedAfter > 300)
                phase.stopping = true;
        }
    };
    const writers = Array.from({ length: 16 }, () => writer());
    while (acknowledged.size < 300)
        await new Promise(setImmediate);
    await postgres.kill();
    while (!refused.has('ServiceUnavailable'))
        await new Promise((resolve) => setTimeout(resolve, 5));
    await postgres.start();
    phase.restarted = true;
    await Promise.all(writers);
    const { items, resourceVersion } = await store.storage.list({ resource: CONFIGMAPS });
    const stored = new Map(items.map(({ metadata }) => [metadata.name, Number(metadata.resourceVersion)]));
    for (const [name, rv] of acknowledged)
        expect([name, stored.get(name)]).toEqual([name, Number(rv)]);
    while ((seen.at(-1)?.rv ?? 0) < Number(resourceVersion))
        await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    await watching;
    expect(seen).toEqual([...stored].map(([name, rv]) => ({ rv, name })).sort((a, b) => a.rv - b.rv));
    await store.close();
}, 60_000);
it('a connection that is cut at commit answers truthfully', async () => {
    const url = await postgres.createDatabase();
    const store = await open(url);
    const cutting = { done: false };
    const cutter = withClient(url, async (client) => {
        while (!cutting.done)
            await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND query LIKE '%write_objects%' AND pid <> pg_backend_pid()`);
    });
    const outcomes = new Map();
    await Promise.all(Array.from({ length: 8 }, async (_, w) => {
        for (let i = 0; i < 60; i++) {
            const name = `w${String(w)}-${String(i)}`;
            const key = { ...CONFIGMAPS, namespace: 'default', name };
            try {
                const stored = await store.storage.write({ type: 'create', key, object: configMap(name) });
                outcomes.set(name, stored.metadata.resourceVersion);
            }
            catch (error) {
                expect(error).toMatchObject({ reason: expect.stringMatching(/ServerTimeout|ServiceUnavailable/) });
            }
        }
    }));
    cutting.done = true;
    expect(outcomes.size).toBeGreaterThan(0);
    await cutter;
    const { items, resourceVersion } = await store.storage.list({ resource: CONFIGMAPS });
    const stored = new Map(items.map(({ metadata }) => [metadata.name, metadata.resourceVersion]));
    for (const [name, rv] of outcomes)
        expect([name, stored.get(name)]).toEqual([name, rv]);
    // Nothing was applied twice: each object took one version, and the counter stands at the last.
    expect(Number(resourceVersion)).toBe(items.length + 1);
    await store.close();
}, 60_000);
it('secrets are nowhere in clear', async () => {
    const url = await postgres.createDatabase();
    const store = await open(url);
    const needle = 'correct-horse-battery';
    const key = { group: '', resource: 'secrets', namespace: 'default', name: 's' };
    const big = `${needle}${'x'.repeat(20_000)}`;
    const object = { ...configMap('s'), kind: 'Secret', stringData: { password: needle } };
    const created = await store.storage.write({ type: 'create', key, object });
    const expected = { uid: 'uid-s', resourceVersion: created.metadata.resourceVersion };
    const changed = await store.storage.write({
        type: 'update',
        key,
        object: { ...object, stringData: { password: big } },
        expected,
    });
    const text = JSON.stringify({ stringData: { password: needle } });
    await store.work.save({
        key: formatObjectKey(key),
        uid: 'uid-s',
        basis: changed.metadata.resourceVersion,
        manifest: { hash: createHash('sha256').update(text).digest('hex'), text, secret: true },
        targets: [{ cluster: 'c', action: 'apply', reason: 'all', patch: { stringData: { other: needle } } }],
    });
    await store.vault.putIfAbsent('ca', Buffer.from(needle));
    const answered = await store.storage.get(key);
    expect(answered).toMatchObject({ stringData: { password: big } });
    expect(await store.work.outbox(1)).toEqual([
        expect.objectContaining({ secret: true, manifest: text, patch: { stringData: { other: needle } } }),
    ]);
    await withClient(url, async (client) => {
        const tables = await client.query("SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'");
        expect(tables.rows.length).toBeGreaterThan(10);
        const forms = [needle, Buffer.from(needle).toString('base64').replace(/=+$/, '')];
        for (const { name } of tables.rows) {
            const { rows } = await client.query(`SELECT to_jsonb(t) AS row FROM ${name} t`);
            const bytes = Buffer.concat(rows.map(({ row }) => plainBytes(row)));
            for (const form of forms)
                expect([name, bytes.includes(form)]).toEqual([name, false]);
        }
    });
    await store.close();
}, 30_000);
/** A row's texts, and its bytes (bytea shows as \x and hex). */
function plainBytes(row) {
    return Buffer.concat(Object.values(row).map((value) => typeof value === 'string' && value.startsWith('\\x')
        ? Buffer.from(value.slice(2), 'hex')
        : Buffer.from(JSON.stringify(value))));
}
//# sourceMappingURL=store-crash.test.js.map