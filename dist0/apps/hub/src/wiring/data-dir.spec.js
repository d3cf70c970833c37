import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { claimDataDir } from './data-dir.js';
let parent;
let dir;
beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'meridian-data-'));
    dir = join(parent, 'hub');
});
afterEach(() => rm(parent, { recursive: true, force: true }));
/** A process that looks like a hub, or not, for the time of `use`. */
async function withProcess(argument, use) {
    const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => 0, 1000)', argument], {
        stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(child.stdout, 'data');
    try {
        await use(child.pid);
    }
    finally {
        child.kill('SIGKILL');
        await once(child, 'exit');
    }
}
const claimed = () => readFile(join(dir, 'hub.pid'), 'utf8');
describe('claimDataDir', () => {
    it('makes a private directory, and leaves nothing behind', async () => {
        const release = await claimDataDir(dir);
        expect((await stat(dir)).mode & 0o777).toBe(0o700);
        expect(await claimed()).toBe(String(process.pid));
        expect(await readdir(dir)).toEqual(['hub.pid']);
        await release();
        expect(await readdir(dir)).toEqual([]);
    });
    it('refuses a directory that another hub uses, and says which', async () => {
        await (await claimDataDir(dir))();
        await withProcess('dist/apps/hub/src/main.js', async (pid) => {
            await writeFile(join(dir, 'hub.pid'), String(pid));
            await expect(claimDataDir(dir)).rejects.toThrow(new RegExp(`another hub \\(process ${pid}\\) uses`));
            expect(await claimed()).toBe(String(pid));
        });
        // It was killed, and its claim is still there.
        await claimDataDir(dir);
        expect(await claimed()).toBe(String(process.pid));
    });
    it('takes over from a pid that belongs to something else by now', async () => {
        await (await claimDataDir(dir))();
        await withProcess('something/else', async (pid) => {
            await writeFile(join(dir, 'hub.pid'), String(pid));
            await claimDataDir(dir);
            expect(await claimed()).toBe(String(process.pid));
        });
    });
    it.each(['', 'nonsense', '-1', '99999999'])('takes over a claim that says %j', async (text) => {
        await (await claimDataDir(dir))();
        await writeFile(join(dir, 'hub.pid'), text);
        await claimDataDir(dir);
        expect(await claimed()).toBe(String(process.pid));
        expect(await readdir(dir)).toEqual(['hub.pid']);
    });
    it('says what is wrong with a directory that cannot be made', async () => {
        await writeFile(dir, '');
        await expect(claimDataDir(dir)).rejects.toThrow(/EEXIST|ENOTDIR/);
    });
});
//# sourceMappingURL=data-dir.spec.js.map