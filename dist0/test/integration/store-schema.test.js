import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { silentLogger, systemClock } from '#libs/process';
import { keyProviderOf, openStore, schemaDifferences } from '#libs/store';
import { startTestPostgres, withClient } from '../support/postgres.js';
import { dumpSchema } from '../support/schema-dump.js';
const DUMP = join(import.meta.dirname, '../../migrations/schema.sql');
let postgres;
beforeAll(async () => {
    postgres = await startTestPostgres();
}, 30_000);
afterAll(() => postgres.stop());
async function migrated() {
    const databaseUrl = await postgres.createDatabase();
    const keyProvider = keyProviderOf([Buffer.alloc(32, 7)]);
    const store = await openStore({ databaseUrl, keyProvider, clock: systemClock, logger: silentLogger });
    await store.close();
    return databaseUrl;
}
it('is the one that migrations/schema.sql shows (UPDATE_SCHEMA=1 writes it)', async () => {
    const dump = await withClient(await migrated(), dumpSchema);
    if (process.env['UPDATE_SCHEMA'] === '1')
        await writeFile(DUMP, dump);
    expect(dump).toBe(await readFile(DUMP, 'utf8'));
});
it('is the one that the entities describe', async () => {
    expect(await schemaDifferences(await migrated())).toEqual([]);
});
it('is not opened with another data key than the one that sealed it', async () => {
    const databaseUrl = await migrated();
    const keyProvider = keyProviderOf([Buffer.alloc(32, 8)]);
    await expect(openStore({ databaseUrl, keyProvider, clock: systemClock, logger: silentLogger })).rejects.toThrow(/not the one that sealed this database/);
});
//# sourceMappingURL=store-schema.test.js.map