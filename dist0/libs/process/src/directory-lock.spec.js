import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDirectory } from './directory-lock.js';
describe('lockDirectory', () => {
    let directory = '';
    beforeEach(async () => {
        directory = await mkdtemp(join(tmpdir(), 'meridian-lock-'));
    });
    afterEach(() => rm(directory, { recursive: true, force: true }));
    it('lets one in, and the next one when it has left', async () => {
        const unlock = await lockDirectory(directory, 'agent');
        await expect(lockDirectory(directory, 'agent')).rejects.toThrow(`in use by the agent with pid ${process.pid}`);
        await unlock();
        expect(await readdir(directory)).toEqual([]);
        await (await lockDirectory(directory, 'agent'))();
    });
    it.each([
        ['a process that is gone', '4194999 77'],
        ['a process whose pid another one has now', `${process.pid} 1`],
        ['what is no lock', 'x'],
        ['an empty file', ''],
    ])('takes over from %s', async (_name, content) => {
        await writeFile(join(directory, 'agent.lock'), content);
        const unlock = await lockDirectory(directory, 'agent');
        expect(await readFile(join(directory, 'agent.lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} `));
        await unlock();
    });
});
//# sourceMappingURL=directory-lock.spec.js.map