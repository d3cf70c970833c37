import { access, constants, mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { delimiter, join, resolve } from 'node:path';
import {} from '#libs/process';
import { freePort, isPortFree } from './free-port.js';
import { stopOrphan } from './orphan.js';
import { Supervised } from './supervised.js';
/** A real nats-server, supervised like startPostgres. */
export async function startNats(options) {
    const dir = resolve(options.dir);
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const binary = await findNatsServer(options.path, options.binaryDirs);
    const configFile = join(dir, 'nats-server.conf');
    const pidFile = join(dir, 'nats-server.pid');
    await stopOrphan(pidFile, configFile, 'SIGTERM');
    const port = options.port ?? (await rememberedPort(join(dir, 'port'), options.host));
    const place = { host: options.host, port, pidFile, storeDir: join(dir, 'jetstream'), dir };
    await writeFile(configFile, options.config(place), { mode: 0o600 });
    const server = new Supervised({
        name: 'nats-server',
        command: binary,
        args: ['-c', configFile],
        env: {},
        logFile: join(dir, 'nats-server.log'),
        stopSignal: 'SIGTERM',
        ready: () => greets(port, options.host === '0.0.0.0' ? '127.0.0.1' : options.host),
        logger: options.logger,
    });
    await server.start();
    return {
        port,
        pid: () => server.pid,
        reload: () => signal(server.pid, 'SIGHUP'),
        restart: () => signal(server.pid, 'SIGKILL'),
        stop: () => server.stop(),
    };
}
function signal(pid, name) {
    try {
        if (pid !== undefined)
            process.kill(pid, name);
    }
    catch {
        // It ended a moment ago; its supervisor starts it again.
    }
}
/** The first nats-server in `path` (as in PATH) or `dirs`. Throws a sentence that says what to install. */
export async function findNatsServer(path, dirs) {
    for (const dir of [...path.split(delimiter), ...dirs]) {
        const candidate = join(dir, 'nats-server');
        const found = await access(candidate, constants.X_OK).then(() => true, () => false);
        if (dir !== '' && found)
            return candidate;
    }
    throw new Error('nats-server is missing: on Debian run `npm run setup`; elsewhere install it from your package manager (or https://nats.io) so that it is on PATH, or set NATS_URL');
}
async function rememberedPort(file, host) {
    const saved = Number(await readFile(file, 'utf8').catch(() => '0'));
    if (saved > 0) {
        if (await isPortFree(saved, host))
            return saved;
        throw new Error(`port ${String(saved)} of the embedded nats-server is taken by another process: end that one, or delete ${file} (agents must then be told the new address by joining again)`);
    }
    const port = await freePort(host);
    await writeFile(file, String(port), { mode: 0o600 });
    return port;
}
/** A nats-server that serves says INFO at once. */
function greets(port, host) {
    return new Promise((answer) => {
        const socket = connect(port, host);
        const end = (ok) => {
            socket.destroy();
            answer(ok);
        };
        socket.once('data', (data) => end(data.toString().startsWith('INFO')));
        socket.once('error', () => end(false));
        socket.once('close', () => end(false));
        socket.setTimeout(1_000, () => end(false));
    });
}
//# sourceMappingURL=nats-server.js.map