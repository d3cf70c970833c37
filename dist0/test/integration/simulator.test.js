import { execFile, spawn } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'yaml';
import { eventually } from '../support/eventually.js';
import { tempDir } from '../support/temp-dir.js';
jest.setTimeout(120_000);
const MAIN = join(process.cwd(), 'dist/apps/simulator/src/main.js');
const run = promisify(execFile);
/** Starts the real program and waits for its line. */
async function start(settings) {
    const child = spawn(process.execPath, [MAIN], {
        env: { PATH: process.env['PATH'], MERIDIAN_LOG_LEVEL: 'error', ...settings },
        stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (chunk) => (out += chunk.toString()));
    const url = await eventually('ready', () => Promise.resolve(/^ready (https:\S+)$/m.exec(out)?.[1]));
    return { process: child, url };
}
async function end(running, signal) {
    const gone = new Promise((resolve) => running.process.once('exit', resolve));
    running.process.kill(signal);
    return gone;
}
/** One request as the kubeconfig's user. */
async function call(kubeconfig, method, path, body) {
    const config = parse(await readFile(kubeconfig, 'utf8'));
    const decode = (text = '') => Buffer.from(text, 'base64');
    const { cluster } = config.clusters[0];
    const { user } = config.users[0];
    return new Promise((resolve, reject) => {
        const sent = request(new URL(path, cluster.server), {
            method,
            agent: false,
            ca: decode(cluster['certificate-authority-data']),
            cert: decode(user['client-certificate-data']),
            key: decode(user['client-key-data']),
            headers: { 'content-type': method === 'PATCH' ? 'application/apply-patch+yaml' : 'application/json' },
        }, (response) => {
            let text = '';
            response.on('data', (chunk) => (text += chunk.toString()));
            response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
        });
        sent.on('error', reject);
        sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
}
const replicaSet = (replicas) => ({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
        replicas,
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
    },
});
const SETS = '/apis/apps/v1/namespaces/default/replicasets';
const PODS = '/api/v1/namespaces/default/pods';
describe('the simulator process', () => {
    let directory;
    let settings;
    let kubeconfig;
    let running;
    beforeAll(async () => {
        directory = await tempDir('simulator');
        kubeconfig = join(directory.path, 'kubeconfig');
        settings = {
            MERIDIAN_CLUSTER: 'asia-east1-a',
            MERIDIAN_DATA_DIR: directory.path,
            MERIDIAN_POD_READY_MS: '50',
            MERIDIAN_ZONE: 'asia-east1-a',
        };
        running = await start(settings);
    });
    afterAll(async () => {
        if (running)
            await end(running, 'SIGKILL');
        await directory.remove();
    });
    const readyReplicas = (wanted) => eventually(`${wanted} ready`, async () => {
        const { body } = await call(kubeconfig, 'GET', `${SETS}/web`);
        return ((body.status.readyReplicas ?? 0) === wanted &&
            true);
    });
    const podNames = async () => {
        const { body } = await call(kubeconfig, 'GET', PODS);
        return body.items.map((pod) => pod.metadata.name).sort();
    };
    it('writes a private kubeconfig whose user gets in', async () => {
        expect((await stat(kubeconfig)).mode & 0o777).toBe(0o600);
        const config = parse(await readFile(kubeconfig, 'utf8'));
        expect(config['current-context']).toBe('asia-east1-a');
        expect(config.clusters[0]?.cluster.server).toBe(running?.url);
        const { body } = await call(kubeconfig, 'GET', '/version');
        expect(body).toMatchObject({ gitVersion: expect.stringMatching(/^v1\.33\./) });
    });
    it('runs what is created, and keeps it over kill -9 and a clean stop', async () => {
        expect((await call(kubeconfig, 'POST', SETS, replicaSet(3))).status).toBe(201);
        await readyReplicas(3);
        const before = await podNames();
        // The journal is behind by its flush interval at most: wait until a kill would find everything there.
        await eventually('journal', async () => {
            const text = await readFile(join(directory.path, 'state/journal.1'), 'utf8');
            const lines = text
                .split('\n')
                .filter((line) => line.includes('pods/default/') && line.includes('"containerStatuses"'));
            return before.every((name) => lines.some((line) => line.includes(name) && line.includes('"ready":true')));
        });
        for (const signal of ['SIGKILL', 'SIGTERM']) {
            const code = await end(running, signal);
            if (signal === 'SIGTERM')
                expect(code).toBe(0);
            const url = running?.url;
            running = await start(settings);
            expect(running.url).toBe(url);
            await readyReplicas(3);
            expect(await podNames()).toEqual(before);
        }
    });
    it('prints its settings, and refuses ones it does not know', async () => {
        const help = await run(process.execPath, [MAIN, '--help']);
        expect(help.stdout).toMatch(/MERIDIAN_POD_READY_MS .*milliseconds.*500/);
        const wrong = run(process.execPath, [MAIN], { env: { MERIDIAN_CLUSTER: 'c', MERIDIAN_NODE: '3' } });
        await expect(wrong).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('MERIDIAN_NODE') });
    });
});
//# sourceMappingURL=simulator.test.js.map