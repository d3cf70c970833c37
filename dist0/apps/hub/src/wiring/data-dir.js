import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
/** How often a claim that others take and leave meanwhile is tried. */
const ATTEMPTS = 10;
/**
 * Makes the private directory and claims it for this process: two hubs in one directory would stop each other's servers.
 * A claim that a killed process left is taken over. Answers how to give it back.
 * @throws Error that names the other process
 */
export async function claimDataDir(dir) {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const lock = join(dir, 'hub.pid');
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (await takeClaim(lock))
            return () => rm(lock, { force: true });
        const owner = await ownerOf(lock);
        if (owner !== process.pid && (await isHub(owner)))
            throw new Error(`another hub (process ${owner}) uses ${dir}: stop it, or set MERIDIAN_DATA_DIR to another directory`);
        await removeClaim(lock, owner);
    }
    throw new Error(`other processes are about to use ${dir}: start one hub for one directory`);
}
/** The claim appears with its content, so that nobody takes one that is just being written for a stale one. */
async function takeClaim(lock) {
    const draft = `${lock}.${process.pid}`;
    await writeFile(draft, String(process.pid), { mode: 0o600 });
    try {
        await link(draft, lock);
        return true;
    }
    catch (error) {
        if (hasCode(error, 'EEXIST'))
            return false;
        throw error;
    }
    finally {
        await rm(draft, { force: true });
    }
}
/** Removes the claim of `owner`; if another process has taken it over meanwhile, that one's is put back. */
async function removeClaim(lock, owner) {
    const aside = `${lock}.${process.pid}.stale`;
    try {
        await rename(lock, aside);
        if ((await ownerOf(aside)) !== owner)
            await link(aside, lock);
    }
    catch (error) {
        if (!hasCode(error, 'ENOENT') && !hasCode(error, 'EEXIST'))
            throw error;
    }
    finally {
        await rm(aside, { force: true });
    }
}
async function ownerOf(lock) {
    const text = await readFile(lock, 'utf8').catch(() => '');
    return /^\d+$/.test(text) ? Number(text) : 0;
}
/** A reused pid belongs to something else; without /proc a living process is believed to be the owner. */
async function isHub(pid) {
    if (pid <= 0)
        return false;
    try {
        process.kill(pid, 0);
    }
    catch (error) {
        // Another user's process may be a hub as well.
        if (!hasCode(error, 'EPERM'))
            return false;
    }
    return readFile(`/proc/${pid}/cmdline`, 'utf8').then((line) => line.includes('apps/hub/'), () => process.platform !== 'linux');
}
function hasCode(error, code) {
    return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
//# sourceMappingURL=data-dir.js.map