import { execFile, spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { findNatsServer, freePort } from '#libs/embedded';
import { KubeHttp, readKubeconfig } from '../../apps/cli/src/kube-http.js';
import { isReady } from '../../apps/cli/src/demo/steps-create.js';
import { eventually } from '../support/eventually.js';
import { startTestPostgres } from '../support/postgres.js';
import { Processes, program, searchPath } from '../support/processes.js';
import { tempDir } from '../support/temp-dir.js';
/**
 * The road of docker-compose.yml: a Postgres of one's own, a hub that serves before there is a broker, then a nats-server
 * that includes what the hub wrote, a token from the command line, an agent.
 */
jest.setTimeout(120_000);
const run = promisify(execFile);
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
let directory;
let postgres;
let processes;
let natsUrl;
let hub;
const open = [];
beforeAll(async () => {
    directory = await tempDir('own-servers');
    processes = new Processes(directory.path);
    postgres = await startTestPostgres();
    natsUrl = `nats://127.0.0.1:${await freePort()}`;
});
afterAll(async () => {
    for (const client of open)
        client.close();
    await processes.close();
    await postgres.stop();
    await directory.remove();
});
async function client(file) {
    const kubeconfig = await readKubeconfig(file);
    const http = new KubeHttp(kubeconfig, kubeconfig['current-context'] ?? '');
    open.push(http);
    return http;
}
/** docker/nats.conf as in its container, but for the port and the directories. It names our directory, so it ends with us. */
async function startNats() {
    const config = join(directory.path, 'etc', 'meridian');
    await mkdir(config, { recursive: true });
    const text = (await readFile('docker/nats.conf', 'utf8'))
        .replace('port: 4222', `host: "127.0.0.1"\nport: ${new URL(natsUrl).port}`)
        .replace(/^http: .*$/m, '')
        .replace('/data/jetstream', join(directory.path, 'jetstream'))
        .replace('../../meridian/nats/', '../../hub/nats/');
    await writeFile(join(config, 'nats.conf'), text);
    const binary = resolve(await findNatsServer(searchPath(), []));
    spawn(binary, ['-c', join(config, 'nats.conf')], { cwd: directory.path, stdio: 'ignore' });
}
/** What the broker answers to a client without credentials (NATS protocol: CONNECT, then PING). */
function answerToStranger() {
    return new Promise((resolve, reject) => {
        const socket = connect(Number(new URL(natsUrl).port), '127.0.0.1', () => socket.write('CONNECT {"verbose":false}\r\nPING\r\n'));
        let text = '';
        socket.on('data', (chunk) => (text += chunk.toString()));
        socket.once('error', reject);
        socket.once('close', () => resolve(text));
    });
}
describe("servers of one's own", () => {
    it('the hub serves without a broker', async () => {
        const url = await processes.start('hub', 'hub', {
            DATABASE_URL: await postgres.createDatabase(),
            NATS_URL: natsUrl,
            MERIDIAN_LISTEN: '127.0.0.1:0',
            MERIDIAN_DATA_DIR: join(directory.path, 'hub'),
        });
        hub = await client(join(directory.path, 'hub', 'kubeconfig'));
        expect(hub.url).toBe(url);
        const name = 'early';
        await hub.call({
            method: 'POST',
            path: CONFIG_MAPS,
            body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: 'b' } },
        });
    });
    it("a broker that includes what the hub wrote carries its work, and nobody else's", async () => {
        await startNats();
        expect(await eventually('the broker answers', answerToStranger)).toContain('Authorization Violation');
        const members = join(directory.path, 'member');
        await processes.start('simulator', 'simulator', {
            MERIDIAN_CLUSTER: 'berlin',
            MERIDIAN_DATA_DIR: members,
        });
        const { stdout: token } = await run(process.execPath, [program('cli/src/token.js'), 'berlin'], {
            env: { PATH: searchPath(), KUBECONFIG: join(directory.path, 'hub', 'kubeconfig') },
        });
        await processes.start('agent', 'agent', {
            MERIDIAN_HUB_URL: hub.url,
            MERIDIAN_CLUSTER: 'berlin',
            MERIDIAN_JOIN_TOKEN: token,
            KUBECONFIG: join(members, 'kubeconfig'),
            MERIDIAN_DATA_DIR: join(directory.path, 'agent'),
        });
        const clusters = '/apis/federation.meridian.dev/v1alpha1/clusters';
        await hub.until(`${clusters}/berlin`, 'berlin is Ready', isReady);
        const member = await client(join(members, 'kubeconfig'));
        await member.until(`${CONFIG_MAPS}/early`, 'the ConfigMap of before the broker', (object) => !!object);
    });
});
//# sourceMappingURL=own-servers.test.js.map