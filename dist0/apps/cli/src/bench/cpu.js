import { readFile } from 'node:fs/promises';
import { descendants } from './pss.js';
/** A clock tick of /proc (USER_HZ), which is the same on every Linux that matters here. */
const TICK_MS = 10;
/** CPU that a process and what it started have used since their start, ms. */
export async function treeCpu(root) {
    const used = await Promise.all((await descendants(root)).map(cpuOf));
    const [own = 0, ...others] = used;
    return { ownMs: own, othersMs: others.reduce((sum, one) => sum + one, 0) };
}
async function cpuOf(pid, index) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // utime, stime, and the same of children that have ended; the root's are told apart from its own.
    const shown = index === 0 ? fields.slice(11, 13) : fields.slice(11, 15);
    return shown.reduce((sum, ticks) => sum + Number(ticks) * TICK_MS, 0);
}
//# sourceMappingURL=cpu.js.map