import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from './eventually.js';
const ROOT = join(import.meta.dirname, '..', '..');
const TAIL_CHARS = 3_000;
/** Bounds a failing test only. */
const READY_LIMIT_MS = 120_000;
/** Where the built programs are. @throws Error that says how to build them */
export function program(path) {
    const file = join(ROOT, 'dist', 'apps', path);
    if (!existsSync(file))
        throw new Error(`${file} is missing: e2e tests run what is built; run npm run build first`);
    return file;
}
/** PATH with the nats-server that the set-up may have put into the checkout. */
export function searchPath() {
    return [process.env['PATH'] ?? '', join(ROOT, '.meridian', 'bin')].join(delimiter);
}
/**
 * The real programs from dist/, as a test needs them: started until they say `ready`, killed in any way, none left behind.
 * `dir` is the test's own directory; what names it in its environment or command line is ours.
 */
export class Processes {
    dir;
    running = new Map();
    constructor(dir) {
        this.dir = dir;
    }
    /** Starts `app` (hub, agent, simulator) and answers what follows its line `ready`. @throws Error with its last output */
    async start(name, app, settings) {
        const child = spawn(process.execPath, ['--enable-source-maps', program(`${app}/src/main.js`)], {
            cwd: this.dir,
            stdio: ['ignore', 'pipe', 'pipe'],
            env: { PATH: searchPath(), HOME: this.dir, MERIDIAN_LOG_LEVEL: 'warn', ...settings },
        });
        const running = { child, exited: once(child, 'exit'), tail: '' };
        this.running.set(name, running);
        child.stderr.on('data', (chunk) => {
            running.tail = (running.tail + chunk.toString()).slice(-TAIL_CHARS);
        });
        const ready = new Promise((resolve) => {
            createInterface({ input: child.stdout }).on('line', (line) => {
                if (line.startsWith('ready'))
                    resolve(line.slice('ready'.length).trim());
            });
        });
        let timer;
        const late = new Promise((_, reject) => {
            const fail = (how) => reject(new Error(`${name} ${how}:\n${running.tail}`));
            timer = setTimeout(() => fail('was not ready in time'), READY_LIMIT_MS);
            void running.exited.then(() => fail('ended before it was ready'));
        });
        try {
            return await Promise.race([ready, late]);
        }
        finally {
            clearTimeout(timer);
        }
    }
    /** Ends one process, and resolves when it is gone. */
    async end(name, signal) {
        const running = this.running.get(name);
        if (!running)
            throw new Error(`no process ${name}`);
        this.running.delete(name);
        if (running.child.exitCode !== null || running.child.signalCode !== null)
            throw new Error(`${name} had ended by itself:\n${running.tail}`);
        running.child.kill(signal);
        await running.exited;
    }
    /** @throws Error when it was not started, or has ended */
    pid(name) {
        const pid = this.running.get(name)?.child.pid;
        if (pid === undefined)
            throw new Error(`no process ${name}`);
        return pid;
    }
    /** What a process wrote to stderr last. */
    tail(name) {
        return this.running.get(name)?.tail ?? '';
    }
    /** Kills everything of this directory, servers of killed hubs included, and waits until it is gone. */
    async close() {
        for (const { child } of this.running.values())
            child.kill('SIGKILL');
        for (const { exited } of this.running.values())
            await exited;
        this.running.clear();
        await eventually(`no process of ${this.dir}`, () => {
            const left = processesOf(this.dir);
            for (const pid of left)
                tryKill(pid);
            return Promise.resolve(left.length === 0);
        });
    }
}
/** Processes whose command line or environment names `dir`. */
export function processesOf(dir) {
    return readdirSync('/proc')
        .map(Number)
        .filter((pid) => pid > 1 && pid !== process.pid && mentions(pid, dir));
}
function mentions(pid, dir) {
    return ['cmdline', 'environ'].some((file) => {
        try {
            return readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(dir);
        }
        catch {
            return false;
        }
    });
}
function tryKill(pid) {
    try {
        process.kill(pid, 'SIGKILL');
    }
    catch {
        // It went by itself.
    }
}
//# sourceMappingURL=processes.js.map