import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fileKeyProvider } from './key-provider.js';
let directory;
beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'meridian-key-'));
});
afterEach(() => rm(directory, { recursive: true }));
describe('fileKeyProvider', () => {
    it('makes one private key however many start together, and keeps it', async () => {
        const path = join(directory, 'deep', 'data.key');
        const providers = await Promise.all(Array.from({ length: 10 }, () => fileKeyProvider(path)));
        const ids = new Set([...providers, await fileKeyProvider(path)].map((keys) => keys.current().id));
        expect(ids.size).toBe(1);
        expect((await stat(path)).mode & 0o777).toBe(0o600);
        expect(await readdir(join(directory, 'deep'))).toEqual(['data.key']);
        const { id, key } = providers[0].current();
        expect(key).toHaveLength(32);
        expect(providers[0].byId(id)?.key).toEqual(key);
        expect(providers[0].byId('other')).toBeUndefined();
    });
    it('refuses what is no key file, without showing it', async () => {
        const path = join(directory, 'data.key');
        await writeFile(path, '{"version":1,"keys":["c2hvcnQ="]}');
        await expect(fileKeyProvider(path)).rejects.toThrow(/is no key file/);
        await expect(fileKeyProvider(path)).rejects.not.toThrow(/c2hvcnQ/);
    });
});
//# sourceMappingURL=key-provider.spec.js.map