import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { sleep, systemClock } from '#libs/process';
import { ERROR_TAIL_CHARS, RESTART_BASE_MS, RESTART_MAX_MS, START_TIMEOUT_MS, STOP_TIMEOUT_MS, } from './limits.js';
/** A server of ours in a child process: started, watched, restarted when it dies, stopped with us. */
export class Supervised {
    options;
    child;
    stopping = false;
    tail = '';
    log;
    restarts = 0;
    constructor(options) {
        this.options = options;
    }
    /** Resolves when the server is ready. Throws with the end of its output when it exits or takes too long. */
    async start() {
        await this.launch();
    }
    /** The process id of the running child (of the wrapper, where there is one). */
    get pid() {
        return this.child?.pid;
    }
    async stop() {
        this.stopping = true;
        const child = this.child;
        if (child && child.exitCode === null && child.signalCode === null) {
            const exited = once(child, 'exit');
            child.kill(this.options.stopSignal);
            const kill = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
            await exited;
            clearTimeout(kill);
        }
        this.log?.end();
    }
    async launch() {
        const { command, args, env } = this.options;
        this.tail = '';
        this.log ??= this.openLog();
        // A group of its own: Ctrl-C in a terminal reaches the parent alone, which stops its servers last.
        const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
        this.child = child;
        const keep = (chunk) => {
            this.log?.write(chunk);
            this.tail = (this.tail + chunk.toString()).slice(-ERROR_TAIL_CHARS);
        };
        child.stdout.on('data', keep);
        child.stderr.on('data', keep);
        let failure;
        child.once('error', (error) => (failure = error.message));
        child.once('exit', (code, signal) => (failure ??= `exited with ${signal ?? String(code)}`));
        const deadline = performance.now() + START_TIMEOUT_MS;
        while (!(await this.options.ready())) {
            if (this.stopping)
                return;
            if (performance.now() > deadline)
                failure ??= `not ready after ${String(START_TIMEOUT_MS / 1000)} s`;
            if (failure !== undefined) {
                child.kill('SIGKILL');
                throw new Error(`${this.options.name} did not start: ${failure}\n${this.tail.trim()}`);
            }
            await sleep(systemClock, 10);
        }
        if (failure !== undefined)
            this.onExit();
        else
            child.once('exit', () => this.onExit());
    }
    /** A full disk takes the log, until the server starts again, and nothing else. */
    openLog() {
        const { logFile, logger, name } = this.options;
        const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
        log.once('error', (error) => {
            logger.warn({ server: name, err: error }, 'its log cannot be written');
            if (this.log === log)
                this.log = undefined;
        });
        return log;
    }
    onExit() {
        if (this.stopping)
            return;
        this.options.logger.error({ server: this.options.name, output: this.tail.slice(-400) }, 'died; starting it again');
        void this.restart();
    }
    async restart() {
        for (let pause = RESTART_BASE_MS; !this.stopping; pause = Math.min(pause * 2, RESTART_MAX_MS)) {
            await sleep(systemClock, pause);
            try {
                await this.launch();
                this.restarts++;
                this.options.logger.warn({ server: this.options.name, restarts: this.restarts }, 'runs again');
                return;
            }
            catch (error) {
                this.options.logger.error({ server: this.options.name, err: error }, 'still down');
            }
        }
    }
}
//# sourceMappingURL=supervised.js.map