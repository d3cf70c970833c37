import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { openMemberCluster } from '#libs/kube-client';
import { createLogger, silentLogger, systemClock } from '#libs/process';
import { keyProviderOf, openStore } from '#libs/store';
import { createAgentTransport } from '#libs/transport';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../support/eventually.js';
import { startMember } from '../support/member.js';
import { startTestPostgres } from '../support/postgres.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { tempDir } from '../support/temp-dir.js';
import { TrustedBroker } from './trust-broker.js';
/** Connections that are silent for ever and that nobody closes: a middlebox has lost its table. */
jest.setTimeout(40_000);
const CONFIG_MAPS = { group: '', resource: 'configmaps' };
const stops = [];
afterEach(async () => {
    for (const stop of stops.splice(0).reverse())
        await stop();
});
async function follow(cluster, signal, names) {
    const resource = await cluster.resolve('v1', 'ConfigMap');
    let { resourceVersion } = await cluster.list(resource, {});
    while (!signal.aborted)
        for await (const { object } of cluster.watch(resource, { resourceVersion }, signal)) {
            resourceVersion = object.metadata.resourceVersion ?? '';
            names.push(object.metadata.name ?? '');
        }
}
describe('a connection that is half-open', () => {
    it('to a member: its watch goes on over another one as soon as a probe shows it', async () => {
        const directory = await tempDir('half-open');
        stops.push(directory.remove);
        const member = await startMember(directory.path);
        stops.push(() => member.stop());
        const link = await TcpProxy.start(Number(new URL(member.simulator.url).port));
        stops.push(() => link.close());
        const kubeconfigPath = join(directory.path, 'through-proxy');
        const text = (await readFile(member.kubeconfigPath, 'utf8')).replace(/:\d+$/m, `:${link.port}`);
        expect(text).toContain(`:${link.port}`);
        await writeFile(kubeconfigPath, text);
        const timeouts = { requestMs: 1_000, readyMs: 500 };
        const cluster = await openMemberCluster({ kubeconfigPath, timeouts, logger: silentLogger });
        stops.push(() => cluster.close());
        const make = (name) => member.simulator.client.create(CONFIG_MAPS, {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name, namespace: 'default' },
        });
        const names = [];
        const controller = new AbortController();
        const following = follow(cluster, controller.signal, names);
        stops.push(() => (controller.abort(), following));
        let made = 0;
        await eventually('the watch stands', async () => {
            await make(`before-${made++}`);
            return names.length > 0;
        });
        // An agent probes every two seconds, over a kept connection.
        await cluster.ready();
        link.forget();
        await make('after');
        await eventually('a probe is answered', async () => (await cluster.ready(), true));
        await eventually('the watch goes on', () => Promise.resolve(names.includes('after')), 20_000);
    });
    it('to the broker: who waits for a confirmation in vain connects anew', async () => {
        const broker = await TrustedBroker.start();
        stops.push(() => broker.remove());
        const hub = await broker.hub();
        stops.push(() => hub.close());
        await hub.ensureStreams();
        const link = await TcpProxy.start(Number(new URL(broker.url).port));
        stops.push(() => link.close());
        const warnings = [];
        const logger = createLogger('test', 'silent');
        jest.spyOn(logger, 'warn').mockImplementation((...said) => {
            warnings.push(String(said.at(-1)));
        });
        const agent = createAgentTransport({
            ...broker.options('agent a'),
            url: `tls://127.0.0.1:${link.port}`,
            cluster: 'a',
            credentials: await broker.agentCredentials('a'),
            logger,
        });
        stops.push(() => agent.close());
        let connections = 0;
        agent.onConnect(() => connections++);
        await eventually('it is connected', () => Promise.resolve(connections === 1));
        link.forget();
        await expect(agent.publishReport('heartbeat', Buffer.from('x'))).rejects.toMatchObject({
            failure: 'disconnected',
        });
        await eventually('it is connected again', () => Promise.resolve(connections === 2));
        expect(warnings[0]).toBe('the broker does not answer: connecting anew');
        await agent.publishReport('heartbeat', Buffer.from('y'));
    });
    it('to Postgres: also who asks again and again gets an answer', async () => {
        const postgres = await startTestPostgres();
        stops.push(() => postgres.stop());
        const url = new URL(await postgres.createDatabase());
        const link = await TcpProxy.start(Number(url.port));
        url.port = String(link.port);
        const store = await openStore({
            databaseUrl: url.href,
            keyProvider: keyProviderOf([Buffer.alloc(32, 7)]),
            clock: systemClock,
            logger: silentLogger,
            limits: { statementTimeoutMs: 200, connectTimeoutMs: 300 },
        });
        // The link first: a store that is closed waits for the ends of its connections.
        stops.push(() => store.close());
        stops.push(() => link.close());
        // Both connections of the small pool are in use.
        await Promise.all([store.agents.get('a'), store.agents.get('b')]);
        link.forget();
        await eventually('an answer', async () => {
            await Promise.all([store.agents.get('a'), store.agents.get('b')]);
            return true;
        }, 20_000);
    });
});
//# sourceMappingURL=half-open.test.js.map