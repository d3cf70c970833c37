import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {} from '#libs/apimachinery';
import { freePort } from '#libs/embedded';
import { readEnvironment } from '#libs/process';
import { startJoinEnd } from '../support/join-hub.js';
import { HUB_UID, HubEnd } from '../support/hub-end.js';
import { startMember } from '../support/member.js';
import { TrustedBroker } from '../integration/trust-broker.js';
import { tempDir } from '../support/temp-dir.js';
/** The agent as it is run: its own process, a real broker with TLS and JWTs, a member over HTTPS. */
describe('npm run agent', () => {
    let directory;
    let member;
    let broker;
    let hub;
    let joinEnd;
    const children = new Set();
    /** What was started, so that a start that fails half-way leaves nothing behind. */
    const started = [];
    beforeAll(async () => {
        directory = await tempDir('agent-process');
        started.push(directory.remove);
        member = await startMember(directory.path, 'c1');
        started.push(() => member.stop());
        broker = await TrustedBroker.start();
        started.push(() => broker.remove());
        hub = new HubEnd(await broker.hub(), 'c1');
        started.push(() => hub.stop());
        await hub.start();
        joinEnd = await startJoinEnd(broker.ca, async (request) => ({
            status: 200,
            body: {
                v: 1,
                hubUid: HUB_UID,
                epoch: 1,
                name: request.name,
                natsUrl: broker.url,
                natsJwt: await broker.authority.joinerJwt('cluster', request.name, request.natsPublicKey),
                natsCa: broker.ca.certificate,
                sealingKeyId: '',
            },
        }));
        started.push(() => joinEnd.stop());
    }, 60_000);
    afterAll(async () => {
        for (const child of children)
            child.kill('SIGKILL');
        for (const stop of started.reverse())
            await stop();
    }, 30_000);
    function run(settings, args = []) {
        const { PATH = '' } = readEnvironment();
        const child = spawn(process.execPath, ['dist/apps/agent/src/main.js', ...args], {
            env: {
                PATH,
                MERIDIAN_CLUSTER: 'c1',
                MERIDIAN_DATA_DIR: join(directory.path, 'data'),
                KUBECONFIG: member.kubeconfigPath,
                MERIDIAN_LOG_LEVEL: 'warn',
                ...settings,
            },
            stdio: ['ignore', 'pipe', 'pipe'],
        });
        children.add(child);
        child.once('exit', () => children.delete(child));
        return child;
    }
    async function ready(child) {
        if (!child.stdout)
            throw new Error('no stdout');
        for await (const line of createInterface(child.stdout))
            if (line === 'ready')
                return;
        throw new Error('the agent ended before it was ready');
    }
    async function ended(child) {
        let text = '';
        child.stdout?.on('data', (chunk) => (text += chunk.toString()));
        child.stderr?.on('data', (chunk) => (text += chunk.toString()));
        const [code] = (await once(child, 'close'));
        return { code, text };
    }
    function configMap(name) {
        return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop' }, data: { a: '1' } };
    }
    async function roundTrip(name) {
        const { generation } = await hub.apply(configMap(name));
        await hub.reported(configMap(name), (report) => report.generation === generation && report.state === 'Applied');
    }
    it('explains itself', async () => {
        const { code, text } = await ended(run({}, ['--help']));
        expect(code).toBe(0);
        for (const name of ['MERIDIAN_HUB_URL', 'MERIDIAN_JOIN_TOKEN', 'KUBECONFIG', 'MERIDIAN_DATA_DIR'])
            expect(text).toContain(name);
    }, 30_000);
    it('says what is missing, in a sentence', async () => {
        const { code, text } = await ended(run({ MERIDIAN_CLUSTER: '' }));
        expect(code).toBe(1);
        expect(text).toMatch(/^MERIDIAN_CLUSTER/);
        expect(text).not.toContain('    at ');
    }, 30_000);
    it('waits for a hub that is not there yet, until told to stop', async () => {
        const child = run({
            MERIDIAN_HUB_URL: `https://127.0.0.1:${await freePort()}`,
            MERIDIAN_JOIN_TOKEN: joinEnd.token,
            MERIDIAN_DATA_DIR: join(directory.path, 'early'),
        });
        const end = ended(child);
        let tries = 0;
        if (!child.stderr)
            throw new Error('no stderr');
        for await (const line of createInterface(child.stderr))
            if (line.includes('could not join yet') && ++tries === 2)
                break;
        expect(tries).toBe(2);
        child.kill('SIGTERM');
        expect((await end).code).toBe(0);
    }, 30_000);
    it('joins, works, is killed, goes on without the hub, and stops when told to', async () => {
        const settings = { MERIDIAN_HUB_URL: joinEnd.url, MERIDIAN_JOIN_TOKEN: joinEnd.token };
        const first = run(settings);
        await ready(first);
        await roundTrip('a');
        expect(joinEnd.joins.length).toBe(1);
        const second = await ended(run(settings));
        expect(second).toMatchObject({ code: 1, text: expect.stringContaining('in use by the agent with pid') });
        first.kill('SIGKILL');
        await once(first, 'exit');
        await joinEnd.stop();
        const port = await freePort();
        const third = run({ MERIDIAN_METRICS_LISTEN: `127.0.0.1:${port}` });
        await ready(third);
        await roundTrip('b');
        const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
        for (const line of [
            /^meridian_loop\{loop="work",number="runs"\} [1-9]/m,
            /^meridian_count\{part="objects",number="wanted"\} 2$/m,
            /^meridian_count\{part="reports",number="sent"\} [1-9]/m,
            /^meridian_count\{part="watches",number="unsettled"\} 0$/m,
            /^meridian_count\{part="lease",number="leading"\} 1$/m,
            /^meridian_up\{dependency="member"\} 1$/m,
            /^meridian_up\{dependency="broker"\} 1$/m,
        ])
            expect(metrics).toMatch(line);
        expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
        const heartbeat = await hub.heartbeat(({ objects }) => objects === 2);
        expect(heartbeat).toMatchObject({ cluster: 'c1', apiReady: true });
        third.kill('SIGTERM');
        const [code] = (await once(third, 'exit'));
        expect(code).toBe(0);
    }, 60_000);
});
//# sourceMappingURL=agent-process.test.js.map