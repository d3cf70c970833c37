import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { readEnvironment } from '#libs/process';

/** From dist/apps/cli/src/demo up to dist. */
const DIST = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..');

/** What can be started, as paths under dist/apps. */
const PROGRAMS = {
  hub: 'hub/src/main.js',
  agent: 'agent/src/main.js',
  edge: 'edge/src/main.js',
  simulator: 'simulator/src/main.js',
  members: 'cli/src/bench/member-host.js',
} as const;

export type Program = keyof typeof PROGRAMS;

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;
const TAIL_CHARS = 1_500;

interface Member {
  readonly child: ChildProcess;
  readonly exited: Promise<unknown>;
  expected: boolean;
}

/** The demo's processes: started until they say `ready`, logged to files, all stopped together, none left behind. */
export class ProcessGroup {
  private readonly members = new Map<string, Member>();

  /** `dir` holds logs and the list of pids; `onDeath` is told of a process that ended by itself. */
  constructor(
    private readonly dir: string,
    private readonly onDeath: (name: string, tail: string) => void,
  ) {}

  /**
   * Starts a program with these settings and waits for the line `ready ...`; answers what follows.
   * @throws Error with the end of its log when it ends or takes too long
   */
  async start(name: string, program: Program, settings: Readonly<Record<string, string>>): Promise<string> {
    await mkdir(join(this.dir, 'logs'), { recursive: true });
    const main = join(DIST, 'apps', PROGRAMS[program]);
    const child = spawn(process.execPath, [main], {
      // A group of its own: Ctrl-C reaches us alone, and we stop things in order.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...inherited(), HOME: this.dir, ...settings },
    });
    const log = createWriteStream(join(this.dir, 'logs', `${name}.log`), { flags: 'a' });
    let tail = '';
    child.stderr.on('data', (chunk: Buffer) => {
      log.write(chunk);
      tail = (tail + chunk.toString()).slice(-TAIL_CHARS);
    });
    const exited = once(child, 'exit').finally(() => log.end());
    const member: Member = { child, exited, expected: false };
    this.members.set(name, member);
    await this.savePids();
    const ready = await this.untilReady(name, member, () => tail);
    void exited.then(() => {
      if (!member.expected) this.onDeath(name, tail);
    });
    return ready;
  }

  /** Ends one process and waits for it; SIGKILL for a power cut, SIGTERM for a clean stop. */
  async stop(name: string, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const member = this.members.get(name);
    if (!member) return;
    member.expected = true;
    this.members.delete(name);
    member.child.kill(signal);
    const killer = setTimeout(() => member.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await member.exited;
    clearTimeout(killer);
    await this.savePids();
  }

  /** Of a process that runs. */
  pid(name: string): number | undefined {
    return this.members.get(name)?.child.pid;
  }

  /** Agents first, the hub next, clusters last: nobody waits for somebody who is gone. */
  async stopAll(): Promise<void> {
    for (const kind of ['agent', 'edge', 'hub', 'simulator']) {
      const names = [...this.members.keys()].filter((name) => name.startsWith(kind));
      await Promise.all(names.map((name) => this.stop(name, 'SIGTERM')));
    }
  }

  private async untilReady(name: string, member: Member, tail: () => string): Promise<string> {
    const lines = createInterface({ input: member.child.stdout as NodeJS.ReadableStream });
    const ready = new Promise<string>((resolve) => {
      lines.on('line', (line) => {
        if (line.startsWith('ready')) resolve(line.slice('ready'.length).trim());
      });
    });
    const ended = member.exited.then((status) => {
      throw new Error(`${name} ended before it was ready (${String(status)}):\n${tail()}`);
    });
    const limit = new AbortController();
    const late = delay(READY_TIMEOUT_MS, undefined, { signal: limit.signal, ref: false }).then(() => {
      throw new Error(`${name} was not ready after ${READY_TIMEOUT_MS / 1000} s:\n${tail()}`);
    });
    ended.catch(() => undefined);
    late.catch(() => undefined);
    try {
      return await Promise.race([ready, ended, late]);
    } finally {
      limit.abort();
    }
  }

  private async savePids(): Promise<void> {
    const pids = [...this.members.values()].flatMap(({ child }) =>
      child.pid === undefined ? [] : [child.pid],
    );
    await writeFile(join(this.dir, 'pids.json'), JSON.stringify([process.pid, ...pids]));
  }
}

/**
 * Deals with what an earlier demo in `dir` left: one that still runs is named in the error, processes of a killed one are
 * ended. Only processes whose environment or command line names `dir` are touched.
 */
export async function endLeftovers(dir: string): Promise<void> {
  const text = await readFile(join(dir, 'pids.json'), 'utf8').catch(() => '[]');
  const [owner, ...pids] = JSON.parse(text) as number[];
  if (owner !== undefined && owner !== process.pid && (await names(owner, 'cmdline', 'demo.js')))
    throw new Error(`another demo runs in ${dir} (process ${owner}): stop it first`);
  const left: number[] = [];
  for (const pid of pids) if (await names(pid, 'environ', dir)) left.push(pid);
  for (const pid of left) process.kill(pid, 'SIGTERM');
  const deadline = performance.now() + STOP_TIMEOUT_MS;
  for (const pid of left) {
    while (await names(pid, 'environ', dir)) {
      if (performance.now() > deadline) process.kill(pid, 'SIGKILL');
      await delay(20);
    }
  }
}

async function names(pid: number, file: 'cmdline' | 'environ', mark: string): Promise<boolean> {
  return (await readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')).includes(mark);
}

/** What children take over from us: where programs are, and Node's own options (a profiler, say). */
function inherited(): Record<string, string> {
  const { PATH = '', NODE_OPTIONS } = readEnvironment();
  return { PATH, ...(NODE_OPTIONS === undefined ? {} : { NODE_OPTIONS }) };
}
