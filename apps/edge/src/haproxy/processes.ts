import { mkdir, rm, writeFile } from 'node:fs/promises';
import { sleep, systemClock, type Logger } from '#libs/process';
import { HaproxyChild, endOrphans, notePids } from './child.js';
import { MAX_DRAINING, RESTART_BASE_MS, RESTART_MAX_MS, STEADY_MS } from './limits.js';

/** Files that a process reads when it starts, by name. `secret`: removed again as soon as it has read them. */
export interface StartFiles {
  readonly files: ReadonlyMap<string, string>;
  readonly secrets: ReadonlyMap<string, string>;
  /** The configuration, for the socket that it is to open. */
  readonly config: (socket: string) => string;
}

export interface ProcessesOptions {
  readonly haproxy: string;
  /** Ours alone, emptied at the start. Its path has no spaces. */
  readonly directory: string;
  readonly logger: Logger;
  /** The files by what is true now; called before each start. */
  readonly files: () => StartFiles;
  /** A process serves; the one of before, if it still runs, only ends what it has. */
  readonly onServing: () => void;
}

/** The processes of HAProxy: one that serves, and those of before reloads that end what is under way. Started again when it dies. */
export class Processes {
  readonly counts = { reloads: 0, restarts: 0, failedStarts: 0 };
  private serving: HaproxyChild | undefined;
  private draining: HaproxyChild[] = [];
  private generation = 0;
  private stopping = false;
  private launching: Promise<void> = Promise.resolve();
  /** Starts that are not done: whoever ends meanwhile was told to by the one that takes its place. */
  private starts = 0;
  private isRestarting = false;

  constructor(private readonly options: ProcessesOptions) {}

  /** The first start. @throws Error where it does not serve */
  async start(): Promise<void> {
    const { directory } = this.options;
    await endOrphans(directory);
    await mkdir(directory, { recursive: false, mode: 0o700 });
    await this.launch();
  }

  /** The socket of the process that serves; undefined while there is none. */
  get socket(): string | undefined {
    return this.serving?.isRunning ? this.serving.socket : undefined;
  }

  /** Sockets of those that only end what they have. */
  get drainingSockets(): string[] {
    return this.draining.filter(({ isRunning }) => isRunning).map(({ socket }) => socket);
  }

  /** Puts a new process in the place of the one that serves, without refusing anybody. @throws Error; then the old one serves on */
  async reload(): Promise<void> {
    await this.launch();
    this.counts.reloads += 1;
  }

  async stop(graceMs: number): Promise<void> {
    this.stopping = true;
    await this.launching.catch(() => undefined);
    const all = [...this.draining, ...(this.serving ? [this.serving] : [])];
    for (const child of all) child.signal('SIGUSR1');
    const kill = setTimeout(() => {
      for (const child of all) child.signal('SIGKILL');
    }, graceMs);
    await Promise.all(all.map((child) => child.whenEnded()));
    clearTimeout(kill);
    await rm(this.options.directory, { recursive: true, force: true });
  }

  /** One start after the other: two at once would take over from the same process. */
  private launch(): Promise<void> {
    this.starts += 1;
    this.launching = this.launching
      .catch(() => undefined)
      .then(() => this.begin())
      .finally(() => {
        this.starts -= 1;
        this.restartIfDead(0);
      });
    return this.launching;
  }

  private async begin(): Promise<void> {
    const { directory, haproxy, files, onServing } = this.options;
    this.generation += 1;
    const socket = `${directory}/${this.generation}.sock`;
    const configFile = `${directory}/haproxy.cfg`;
    const { files: plain, secrets, config } = files();
    const before = this.serving;
    const secretPaths = [...secrets.keys()].map((name) => `${directory}/${name}`);
    try {
      for (const [name, text] of [...plain, ...secrets, ['haproxy.cfg', config(socket)] as const])
        await writeFile(`${directory}/${name}`, text, { mode: 0o600 });
      const child = await HaproxyChild.start({ haproxy, configFile, socket, before });
      this.serving = child;
      if (before?.isRunning) this.draining.push(before);
      const startedAt = performance.now();
      child.onEnd(() => this.restartIfDead(performance.now() - startedAt));
    } catch (error) {
      this.counts.failedStarts += 1;
      throw error;
    } finally {
      await Promise.all(secretPaths.map((path) => rm(path, { force: true })));
    }
    await this.tidy();
    if (!this.stopping) onServing();
  }

  private isStopping(): boolean {
    return this.stopping;
  }

  private async tidy(): Promise<void> {
    this.draining = this.draining.filter(({ isRunning }) => isRunning);
    for (const old of this.draining.slice(0, -MAX_DRAINING)) old.signal('SIGKILL');
    await notePids(this.options.directory, [...this.draining, ...(this.serving ? [this.serving] : [])]);
  }

  private restartIfDead(ranMs: number): void {
    const { serving } = this;
    if (this.stopping || this.isRestarting || this.starts > 0 || !serving || serving.isRunning) return;
    this.options.logger.error({ output: serving.said }, 'HAProxy died; starting it again');
    this.isRestarting = true;
    void this.restart(ranMs > STEADY_MS ? 0 : RESTART_BASE_MS).finally(() => {
      this.isRestarting = false;
      this.restartIfDead(0);
    });
  }

  private async restart(firstMs: number): Promise<void> {
    for (
      let pause = firstMs;
      !this.stopping;
      pause = Math.min(Math.max(pause, RESTART_BASE_MS) * 2, RESTART_MAX_MS)
    ) {
      await sleep(systemClock, pause);
      if (this.isStopping()) return;
      try {
        this.counts.restarts += 1;
        await this.launch();
        this.options.logger.warn({ restarts: this.counts.restarts }, 'HAProxy runs again');
        return;
      } catch (error) {
        this.options.logger.error({ err: error }, 'HAProxy is still down');
      }
    }
  }
}
