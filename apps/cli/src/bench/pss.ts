import { readdir, readFile } from 'node:fs/promises';

/** Proportional set size of a process and all its descendants, in MB (10^6 bytes); shared pages count once in all. */
export async function treePss(root: number): Promise<number> {
  let total = 0;
  for (const pid of await descendants(root)) total += await pss(pid);
  return Math.round(total / 1e5) / 10;
}

/** Of one process alone, in MB. */
export async function processPss(pid: number): Promise<number> {
  return Math.round((await pss(pid)) / 1e5) / 10;
}

/** The process and everything below it, itself first. */
export async function descendants(root: number): Promise<number[]> {
  const children = new Map<number, number[]>();
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // The command in parentheses may hold spaces; the parent is the second field behind it.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (stat !== '') children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found: number[] = [];
  for (const queue = [root]; queue.length > 0;) {
    const pid = queue.pop() ?? 0;
    found.push(pid);
    queue.push(...(children.get(pid) ?? []));
  }
  return found;
}

async function pss(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
}
