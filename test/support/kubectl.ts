import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from '@jest/globals';

export interface KubectlResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where the machine's kubectl is; undefined: it has none. */
function find(): string | undefined {
  try {
    return execFileSync('sh', ['-c', 'command -v kubectl'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

const path = find();

/** `describe` where there is a kubectl; elsewhere skips, and says so. */
export function describeWithKubectl(name: string, tests: () => void): void {
  if (path === undefined) {
    process.stderr.write(`SKIPPED: no kubectl on this machine, so "${name}" is not tested\n`);
    describe.skip(name, tests);
  } else describe(name, tests);
}

/** The user's own kubectl, with a home and cache in `dir`. */
export class Kubectl {
  constructor(
    private readonly dir: string,
    private readonly kubeconfig: string,
  ) {
    mkdirSync(join(dir, 'kubectl'), { recursive: true });
  }

  /** Runs one command; a string is split at spaces. Never throws for what kubectl refuses. */
  run(
    args: string | readonly string[],
    more: { input?: string; env?: NodeJS.ProcessEnv } = {},
  ): Promise<KubectlResult> {
    return new Promise((resolve) => {
      const child = execFile(
        path ?? 'kubectl',
        typeof args === 'string' ? args.split(' ') : args,
        { env: { ...this.environment(), ...more.env }, timeout: 60_000 },
        (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
      );
      child.stdin?.end(more.input ?? '');
    });
  }

  /** What it printed. @throws Error with what it said otherwise */
  async ok(
    args: string | readonly string[],
    more: { input?: string; env?: NodeJS.ProcessEnv } = {},
  ): Promise<string> {
    const { code, stdout, stderr } = await this.run(args, more);
    if (code !== 0) throw new Error(`kubectl ${String(args)}: exit code ${code}\n${stdout}${stderr}`);
    return stdout;
  }

  /** Runs a command that goes on (`get -w`) until `enough` holds for what it printed; answers that. */
  async until(args: string, enough: (stdout: string) => boolean): Promise<string> {
    const child = spawn(path ?? 'kubectl', args.split(' '), {
      env: this.environment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let stdout = '';
    try {
      for await (const chunk of child.stdout) {
        stdout += String(chunk);
        if (enough(stdout)) return stdout;
      }
      throw new Error(`kubectl ${args} ended after printing:\n${stdout}`);
    } finally {
      child.kill('SIGKILL');
    }
  }

  private environment(): NodeJS.ProcessEnv {
    const home = join(this.dir, 'kubectl');
    return { PATH: process.env['PATH'], HOME: home, KUBECACHEDIR: home, KUBECONFIG: this.kubeconfig };
  }
}
