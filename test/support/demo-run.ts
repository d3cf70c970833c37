import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { program, searchPath } from './processes.js';

/** One run of the demo (`npm run demo` without npm) in a directory of its own. */
export class DemoRun {
  stdout = '';
  stderr = '';
  /** The exit code, once it has ended. */
  readonly code: Promise<number>;
  private readonly child: ChildProcess;
  private waiting: (() => void)[] = [];

  constructor(cwd: string, args: readonly string[]) {
    const child = spawn(process.execPath, ['--enable-source-maps', program('cli/src/demo.js'), ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: searchPath(), HOME: cwd },
    });
    this.child = child;
    child.stdout.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString();
      this.wake();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
      this.wake();
    });
    // `close`: everything it wrote is here.
    this.code = once(child, 'close').then(([code]) => {
      this.wake();
      return Number(code ?? -1);
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Resolves when `text` was printed. @throws Error when it ends without */
  async printed(text: string): Promise<void> {
    const ended = this.code.then((code) => `exit code ${code}`);
    while (!`${this.stdout}${this.stderr}`.includes(text)) {
      const news = new Promise<undefined>((resolve) => this.waiting.push(() => resolve(undefined)));
      const end = await Promise.race([news, ended]);
      if (end !== undefined && !`${this.stdout}${this.stderr}`.includes(text))
        throw new Error(`the demo never printed "${text}": ${end}\n${this.stdout}\n${this.stderr}`);
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const one of waiting) one();
  }
}
