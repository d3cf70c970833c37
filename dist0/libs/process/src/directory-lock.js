import { link, open, readFile, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
/** Another process works with the same data directory. */
export class DirectoryLockedError extends Error {
    name = 'DirectoryLockedError';
}
const TRIES = 5;
/**
 * Takes the data directory for this process of `role` (agent, edge): two with one state would undo each other. What a
 * killed process left behind is taken over. The answer gives the lock back.
 * @throws DirectoryLockedError while the other one runs
 */
export async function lockDirectory(directory, role) {
    const path = join(directory, `${role}.lock`);
    const mine = `${process.pid} ${(await startOf(process.pid)) ?? ''}`;
    const draft = `${path}.${process.pid}`;
    await writeDurably(draft, mine);
    try {
        for (let attempt = 0; attempt < TRIES; attempt++) {
            // A link appears with its content, and never over another one.
            if (await linked(draft, path))
                return () => rm(path, { force: true });
            const holder = await readFile(path, 'utf8').catch(() => '');
            if (holder !== '' && (await runs(holder)))
                throw new DirectoryLockedError(`${directory} is in use by the ${role} with pid ${holder.split(' ')[0] ?? ''}`);
            await unlink(path).catch(() => undefined);
        }
        throw new DirectoryLockedError(`${directory} cannot be locked: others keep taking it`);
    }
    finally {
        await rm(draft, { force: true });
    }
}
async function linked(from, to) {
    try {
        await link(from, to);
        return true;
    }
    catch (error) {
        if (error.code === 'EEXIST')
            return false;
        throw error;
    }
}
/** Pids come again, in containers above all, so the start time has to match where the system tells it. */
async function runs(holder) {
    const [pidText = '', start = ''] = holder.split(' ');
    const pid = Number(pidText);
    if (!Number.isInteger(pid) || pid <= 0)
        return false;
    try {
        process.kill(pid, 0);
    }
    catch (error) {
        if (error.code !== 'EPERM')
            return false;
    }
    const now = await startOf(pid);
    return now === undefined || start === '' ? true : now === start;
}
/** Clock ticks since boot at which a process started; undefined where there is no /proc. */
async function startOf(pid) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    // The name, in parentheses, may hold anything; field 22 is the 20th after it.
    return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}
async function writeDurably(path, text) {
    const handle = await open(path, 'w', 0o600);
    try {
        await handle.writeFile(text);
        await handle.sync();
    }
    finally {
        await handle.close();
    }
}
//# sourceMappingURL=directory-lock.js.map