import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { findNatsServer, startNats, startPostgres } from '#libs/embedded';
import { silentLogger } from '#libs/process';
import { eventually } from '../support/eventually.js';
import { tempDir } from '../support/temp-dir.js';
jest.setTimeout(120_000);
let dir;
beforeAll(async () => (dir = await tempDir('embedded')));
afterAll(() => dir.remove());
async function query(url, sql) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
        return (await client.query(sql)).rows;
    }
    finally {
        await client.end();
    }
}
/** The postmaster itself: behind `unshare` the child's pid is the same process after exec. */
async function postmasterPid(path) {
    return Number((await readFile(join(path, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}
describe('embedded Postgres', () => {
    it('keeps its data over restarts, needs its password, and comes back when killed', async () => {
        const path = join(dir.path, 'pg');
        const first = await startPostgres({ dir: path, logger: silentLogger });
        await query(first.url, 'create table t as select 42 as n');
        await expect(query(first.url.replace(/:[0-9a-f]+@/, ':wrong@'), 'select 1')).rejects.toThrow(/password/);
        process.kill(await postmasterPid(path), 'SIGKILL');
        await eventually('postgres restarted', () => query(first.url, 'select n from t'));
        await first.stop();
        const second = await startPostgres({ dir: path, logger: silentLogger });
        expect(await query(second.url, 'select n from t')).toEqual([{ n: 42 }]);
        await second.stop();
    });
    it('runs twice on one machine and replaces one that a killed process left behind', async () => {
        const path = join(dir.path, 'left');
        const left = await startPostgres({ dir: path, logger: silentLogger });
        const other = await startPostgres({ dir: join(dir.path, 'other'), logger: silentLogger });
        const pid = await postmasterPid(path);
        // The same data directory again, as after kill -9 of the parent: the old server is stopped, the new one serves.
        const again = await startPostgres({ dir: path, logger: silentLogger });
        expect(await query(again.url, 'select 1 as one')).toEqual([{ one: 1 }]);
        expect(await query(other.url, 'select 2 as two')).toEqual([{ two: 2 }]);
        expect(await postmasterPid(path)).not.toBe(pid);
        await left.stop();
        await again.stop();
        await other.stop();
    });
    it('starts over a stale pid file that names some other process', async () => {
        const path = join(dir.path, 'stale');
        await (await startPostgres({ dir: path, logger: silentLogger })).stop();
        await writeFile(join(path, 'data', 'postmaster.pid'), `${process.ppid}\n/nowhere\n`, { mode: 0o600 });
        const server = await startPostgres({ dir: path, logger: silentLogger });
        expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
        await server.stop();
    });
});
describe('embedded nats-server', () => {
    const options = (path) => ({
        dir: path,
        host: '127.0.0.1',
        config: (at) => `listen: "${at.host}:${at.port}"\npid_file: "${at.pidFile}"\njetstream { store_dir: "${at.storeDir}" }\n`,
        logger: silentLogger,
        path: process.env['PATH'] ?? '',
        binaryDirs: [join(process.cwd(), '.meridian', 'bin')],
    });
    function info(port) {
        return new Promise((resolve, reject) => {
            const socket = connect(port, '127.0.0.1');
            socket.once('error', reject);
            socket.once('data', (data) => {
                socket.destroy();
                resolve(data.toString());
            });
        });
    }
    it('serves on the port it had before, also after being killed', async () => {
        const path = join(dir.path, 'nats');
        const first = await startNats(options(path));
        expect(await info(first.port)).toContain('"jetstream":true');
        process.kill(first.pid(), 'SIGKILL');
        await eventually('nats restarted', () => info(first.port));
        await first.stop();
        const second = await startNats(options(path));
        expect(second.port).toBe(first.port);
        await second.stop();
    });
    it('says what to do when the binary is missing', async () => {
        await expect(findNatsServer('/nowhere', [])).rejects.toThrow(/npm run setup|NATS_URL/);
    });
});
//# sourceMappingURL=embedded.test.js.map