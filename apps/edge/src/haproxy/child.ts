import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { sleep, systemClock } from '#libs/process';
import { locateSetpriv } from './find-haproxy.js';
import { OUTPUT_CHARS, READY_POLL_MS, START_TIMEOUT_MS } from './limits.js';
import { ask } from './runtime-socket.js';

export interface ChildOptions {
  readonly haproxy: string;
  readonly configFile: string;
  readonly socket: string;
  /** The process whose listeners this one takes over, and which then takes no more connections. */
  readonly before: HaproxyChild | undefined;
}

/** One process of HAProxy: from a start to an end, or to the next reload. */
export class HaproxyChild {
  private output = '';
  private ended: string | undefined;

  private constructor(
    private readonly child: ChildProcess,
    readonly socket: string,
  ) {
    const keep = (chunk: Buffer): void => {
      this.output = (this.output + chunk.toString()).slice(-OUTPUT_CHARS);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.once('error', (error) => (this.ended ??= error.message));
    child.once('exit', (code, signal) => (this.ended ??= `ended with ${signal ?? String(code)}`));
  }

  /** Resolves when it serves. @throws Error with its output where it does not */
  static async start({ haproxy, configFile, socket, before }: ChildOptions): Promise<HaproxyChild> {
    const take = before?.isRunning ? ['-x', before.socket, '-sf', String(before.pid)] : [];
    const args = ['-db', '-f', configFile, ...take];
    const setpriv = await locateSetpriv();
    // A group of its own: Ctrl-C reaches the edge alone. And it does not outlive a killed edge.
    const options: SpawnOptions = { stdio: ['ignore', 'pipe', 'pipe'], detached: true };
    const child =
      setpriv === undefined
        ? spawn(haproxy, args, options)
        : spawn(setpriv, ['--pdeathsig', 'TERM', haproxy, ...args], options);
    const made = new HaproxyChild(child, socket);
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (!(await made.answers())) {
      if (performance.now() > deadline) made.ended ??= 'was not ready in time';
      if (made.ended !== undefined) {
        child.kill('SIGKILL');
        throw new Error(`HAProxy did not start: it ${made.ended}\n${made.output.trim()}`);
      }
      await sleep(systemClock, READY_POLL_MS);
    }
    return made;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.ended === undefined;
  }

  /** What it wrote last. */
  get said(): string {
    return this.output.trim();
  }

  onEnd(listener: () => void): void {
    if (this.ended === undefined) this.child.once('exit', listener);
    else listener();
  }

  signal(signal: NodeJS.Signals): void {
    if (this.isRunning) this.child.kill(signal);
  }

  async whenEnded(): Promise<void> {
    if (this.isRunning) await once(this.child, 'exit');
  }

  private async answers(): Promise<boolean> {
    if (!this.isRunning) return false;
    return ask(this.socket, 'show version').then(
      (answer) => answer !== '',
      () => false,
    );
  }
}

/** A HAProxy that an edge of before left, where it could not end with it: by the list of pids in the directory. */
export async function endOrphans(directory: string): Promise<void> {
  const list = await readFile(pidFile(directory), 'utf8').catch(() => '');
  for (const pid of list.split('\n').map(Number)) {
    if (!Number.isInteger(pid) || pid <= 1) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('haproxy') && command.includes(directory)) process.kill(pid, 'SIGKILL');
  }
  await rm(directory, { recursive: true, force: true });
}

/** Who is to be ended at the next start if we cannot. */
export async function notePids(directory: string, children: readonly HaproxyChild[]): Promise<void> {
  await writeFile(pidFile(directory), children.map(({ pid }) => `${pid}\n`).join(''), { mode: 0o600 });
}

function pidFile(directory: string): string {
  return `${directory}/pids`;
}
