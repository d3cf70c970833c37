import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { program, searchPath } from './processes.js';
/** One run of the demo (`npm run demo` without npm) in a directory of its own. */
export class DemoRun {
    stdout = '';
    stderr = '';
    /** The exit code, once it has ended. */
    code;
    child;
    waiting = [];
    constructor(cwd, args) {
        const child = spawn(process.execPath, ['--enable-source-maps', program('cli/src/demo.js'), ...args], {
            cwd,
            stdio: ['ignore', 'pipe', 'pipe'],
            env: { PATH: searchPath(), HOME: cwd },
        });
        this.child = child;
        child.stdout.on('data', (chunk) => {
            this.stdout += chunk.toString();
            this.wake();
        });
        child.stderr.on('data', (chunk) => {
            this.stderr += chunk.toString();
            this.wake();
        });
        // `close`: everything it wrote is here.
        this.code = once(child, 'close').then(([code]) => {
            this.wake();
            return Number(code ?? -1);
        });
    }
    get pid() {
        return this.child.pid ?? 0;
    }
    /** Resolves when `text` was printed. @throws Error when it ends without */
    async printed(text) {
        const ended = this.code.then((code) => `exit code ${code}`);
        while (!`${this.stdout}${this.stderr}`.includes(text)) {
            const news = new Promise((resolve) => this.waiting.push(() => resolve(undefined)));
            const end = await Promise.race([news, ended]);
            if (end !== undefined && !`${this.stdout}${this.stderr}`.includes(text))
                throw new Error(`the demo never printed "${text}": ${end}\n${this.stdout}\n${this.stderr}`);
        }
    }
    signal(signal) {
        this.child.kill(signal);
    }
    wake() {
        const waiting = this.waiting;
        this.waiting = [];
        for (const one of waiting)
            one();
    }
}
//# sourceMappingURL=demo-run.js.map