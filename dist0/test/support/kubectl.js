import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from '@jest/globals';
/** undefined: there is none, or it does not run here. */
function program(path) {
    try {
        const text = execFileSync(path, ['version', '--client', '-o', 'json'], {
            encoding: 'utf8',
            stdio: ['ignore', 'pipe', 'ignore'],
        });
        const { clientVersion } = JSON.parse(text);
        return { path, minor: Number.parseInt(clientVersion.minor, 10) };
    }
    catch {
        return undefined;
    }
}
function find() {
    const newest = program('kubectl');
    const old = program(join(import.meta.dirname, '..', '..', '.meridian', 'bin', 'kubectl-debian'));
    if (newest === undefined)
        process.stderr.write('SKIPPED: no kubectl on this machine: not tested with it\n');
    if (old === undefined)
        process.stderr.write('SKIPPED: no old kubectl in .meridian/bin: nothing is tested with one\n');
    return [newest, old].filter((one, index, all) => one !== undefined && all.findIndex((other) => other?.minor === one.minor) === index);
}
/** The machine's own kubectl, and Debian's, which is much older (scripts/setup.mjs); what is missing is said on stderr. */
const programs = find();
/** In `npm test` the first there is; in `npm run test:long` the others (jest.config.mjs), which take as long again. */
function programsToday() {
    const { OTHER_KUBECTLS } = globalThis;
    return OTHER_KUBECTLS === true ? programs.slice(1) : programs.slice(0, 1);
}
/** `describe` for each kubectl whose turn it is; without any, one that is skipped. */
export function describeWithKubectl(name, tests) {
    const today = programsToday();
    if (today.length === 0)
        describe.skip(name, () => tests({ path: 'kubectl', minor: 0 }));
    for (const one of today)
        describe(`${name} 1.${one.minor}`, () => tests(one));
}
/** One kubectl with a home and cache in `dir`, of its own because versions write different caches. */
export class Kubectl {
    program;
    kubeconfig;
    namespace;
    home;
    constructor(program, dir, kubeconfig, namespace = 'default') {
        this.program = program;
        this.kubeconfig = kubeconfig;
        this.namespace = namespace;
        this.home = join(dir, `kubectl-1.${program.minor}`);
        mkdirSync(this.home, { recursive: true });
    }
    /** Runs one command; a string is split at spaces. Never throws for what kubectl refuses. */
    run(args, more = {}) {
        return new Promise((resolve) => {
            const child = execFile(this.program.path, this.arguments(args), { env: { ...this.environment(), ...more.env }, timeout: 60_000 }, (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }));
            child.stdin?.end(more.input ?? '');
        });
    }
    /** What it printed. @throws Error with what it said otherwise */
    async ok(args, more = {}) {
        const { code, stdout, stderr } = await this.run(args, more);
        if (code !== 0)
            throw new Error(`kubectl ${String(args)}: exit code ${code}\n${stdout}${stderr}`);
        return stdout;
    }
    /** Runs a command that goes on (`get -w`) until `enough` holds for what it printed; answers that. */
    async until(args, enough) {
        const child = spawn(this.program.path, this.arguments(args), {
            env: this.environment(),
            stdio: ['ignore', 'pipe', 'inherit'],
        });
        let stdout = '';
        try {
            for await (const chunk of child.stdout) {
                stdout += String(chunk);
                if (enough(stdout))
                    return stdout;
            }
            throw new Error(`kubectl ${args} ended after printing:\n${stdout}`);
        }
        finally {
            child.kill('SIGKILL');
        }
    }
    arguments(args) {
        const words = typeof args === 'string' ? args.split(' ') : args;
        return this.namespace === 'default' ? [...words] : [`--namespace=${this.namespace}`, ...words];
    }
    environment() {
        const { home } = this;
        return { PATH: process.env['PATH'], HOME: home, KUBECACHEDIR: home, KUBECONFIG: this.kubeconfig };
    }
}
//# sourceMappingURL=kubectl.js.map