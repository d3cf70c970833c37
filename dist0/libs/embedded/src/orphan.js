import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { STOP_TIMEOUT_MS } from './limits.js';
/**
 * Stops a server that an earlier process of ours left behind when it was killed. `pidFile`'s first line is its pid; only a
 * process whose command line names `mark` (its data directory) is touched, so a reused pid is safe. Without /proc
 * (not Linux) nothing is stopped and the server's own lock file decides.
 */
export async function stopOrphan(pidFile, mark, signal) {
    const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
    if (!Number.isInteger(pid) || pid <= 1 || !(await runsWith(pid, mark)))
        return false;
    process.kill(pid, signal);
    const deadline = performance.now() + STOP_TIMEOUT_MS;
    while (await runsWith(pid, mark)) {
        if (performance.now() > deadline)
            process.kill(pid, 'SIGKILL');
        await delay(20);
    }
    return true;
}
async function runsWith(pid, mark) {
    const commandLine = await readFile(`/proc/${String(pid)}/cmdline`, 'utf8').catch(() => '');
    return commandLine.split('\0').some((argument) => argument.includes(mark));
}
//# sourceMappingURL=orphan.js.map