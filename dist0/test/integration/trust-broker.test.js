import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'nats';
import { createAgentTransport, nkeySigner } from '#libs/transport';
import { silentLogger, systemClock } from '#libs/process';
import { BrokerClaims } from '../../apps/hub/src/trust/broker-claims.js';
import { TrustedBroker } from './trust-broker.js';
const bytes = (value) => Buffer.from(value, 'utf8');
/** An agent that does what it may not: a bare client with an agent's credentials. */
async function intruder(broker, cluster) {
    const { jwt, seed } = await broker.agentCredentials(cluster);
    const sign = nkeySigner(seed);
    const tls = { ca: broker.ca.certificate, host: '127.0.0.1' };
    return connect({
        servers: broker.url,
        tls,
        inboxPrefix: `_INBOX_c_${cluster}`,
        authenticator: (nonce) => ({ jwt, sig: Buffer.from(sign(bytes(nonce ?? ''))).toString('base64url') }),
    });
}
/** What the broker answers to using `subject`; it closes no connection over it. */
async function refusal(connection, use) {
    const statuses = connection.status()[Symbol.asyncIterator]();
    use();
    for (;;) {
        const { value, done } = (await statuses.next());
        if (done)
            throw new Error('the connection was closed');
        if (value.data === 'PERMISSIONS_VIOLATION')
            return 'refused';
    }
}
describe('trust at the broker', () => {
    let broker;
    const open = [];
    beforeAll(async () => {
        broker = await TrustedBroker.start();
        const hub = await broker.hub();
        await hub.ensureStreams();
        await hub.ensureWorkConsumer('a');
        await hub.ensureWorkConsumer('b');
        await hub.publishWork('b', 'secret', bytes('of b'));
        await hub.close();
    }, 30_000);
    afterEach(async () => {
        await Promise.all(open.splice(0).map((connection) => connection.close()));
    });
    afterAll(async () => broker.remove(), 30_000);
    it.each([
        ['reads the subject of another cluster', 'sub', 'work.b.>'],
        ['listens to everything', 'sub', '>'],
        ['listens to all inboxes', 'sub', '_INBOX.>'],
        ["listens to another agent's inbox", 'sub', '_INBOX_c_b.>'],
        ['reads its own work past its consumer', 'sub', 'work.a.>'],
        ["takes another cluster's work", 'pub', '$JS.API.CONSUMER.MSG.NEXT.WORK.b'],
        ["takes the hub's reports", 'pub', '$JS.API.CONSUMER.MSG.NEXT.REPORT.hub'],
        ["confirms another cluster's work", 'pub', '$JS.ACK.WORK.b.1.1.1.1.0'],
        ['reports for another cluster', 'pub', 'report.b.heartbeat'],
        ['gives work to another cluster', 'pub', 'work.b.x'],
        ['gives work to itself', 'pub', 'work.a.x'],
        ['asks about a stream', 'pub', '$JS.API.STREAM.INFO.WORK'],
        ['deletes a stream', 'pub', '$JS.API.STREAM.DELETE.WORK'],
        ['makes a consumer', 'pub', '$JS.API.CONSUMER.DURABLE.CREATE.WORK.own'],
        ['fetches a message', 'pub', '$JS.API.STREAM.MSG.GET.WORK'],
        ['asks the system account', 'pub', '$SYS.REQ.CLAIMS.UPDATE'],
    ])('refuses an agent that %s', async (_name, operation, subject) => {
        const connection = await intruder(broker, 'a');
        open.push(connection);
        const answer = await refusal(connection, () => {
            if (operation === 'sub')
                connection.subscribe(subject, { callback: () => undefined });
            else
                connection.publish(subject, '{"batch":1}');
        });
        expect(answer).toBe('refused');
    });
    it('shows a refused publish to its caller', async () => {
        const credentials = await broker.agentCredentials('a');
        const agent = createAgentTransport({ ...broker.options('a as b'), cluster: 'b', credentials });
        open.push(agent);
        await new Promise((resolve) => agent.onConnect(resolve));
        await expect(agent.publishReport('heartbeat', bytes('x'))).rejects.toMatchObject({
            failure: 'forbidden',
        });
    });
    it.each(['none', 'of another operator'])('refuses a client with credentials: %s', async (kind) => {
        const other = await TrustedBroker.start();
        const credentials = kind === 'none' ? undefined : await other.agentCredentials('a');
        const refused = new Promise((resolve) => {
            const agent = createAgentTransport({
                ...broker.options('stranger'),
                cluster: 'a',
                ...(credentials ? { credentials } : {}),
                onRefused: resolve,
            });
            open.push(agent);
        });
        await refused;
        await other.remove();
    }, 20_000);
    it('disconnects a revoked agent at once and keeps it out, also after a restart', async () => {
        const credentials = await broker.agentCredentials('b');
        let refused = 0;
        const waiters = [];
        const agent = createAgentTransport({
            ...broker.options('b'),
            cluster: 'b',
            credentials,
            onRefused: () => {
                refused += 1;
                waiters.splice(0).forEach((wake) => wake());
            },
        });
        open.push(agent);
        await new Promise((resolve) => agent.onConnect(resolve));
        await agent.publishReport('heartbeat', bytes('still there'));
        // Several in the same second: the broker must take each new version.
        const claims = new BrokerClaims(broker.authority, broker.options('system'), systemClock);
        const others = await Promise.all(['c', 'd'].map((name) => broker.agentCredentials(name)));
        await Promise.all([others[0], credentials, others[1]].map(({ publicKey }) => claims.revoke(publicKey)));
        while (refused < 2)
            await new Promise((resolve) => waiters.push(resolve));
        await expect(agent.publishReport('heartbeat', bytes('gone'))).rejects.toMatchObject({
            failure: 'disconnected',
        });
        await broker.down();
        await broker.up();
        const before = refused;
        while (refused < before + 1)
            await new Promise((resolve) => waiters.push(resolve));
        expect(agent.connected()).toBe(false);
    }, 20_000);
    // The broker does not check replies (docs/OPERATIONS.md, "A hostile agent").
    it.each([
        [
            'its confirmation {"stream":..,"seq":n} becomes a purge up to n',
            (connection) => {
                for (let seq = 0; seq < 10; seq += 1)
                    connection.publish(`report.a.x${seq}`, '{}', { reply: '$JS.API.STREAM.PURGE.WORK' });
            },
        ],
        [
            'its word that there is nothing more, without a body, deletes the stream',
            (connection) => {
                const request = JSON.stringify({ batch: 100, no_wait: true });
                connection.publish('$JS.API.CONSUMER.MSG.NEXT.WORK.a', request, {
                    reply: '$JS.API.STREAM.DELETE.WORK',
                });
            },
        ],
    ])('repairs what a hostile agent destroys through reply subjects: %s', async (_name, attack) => {
        const hub = await broker.hub();
        open.push(hub);
        await hub.ensureStreams();
        await hub.publishWork('b', 'more', bytes('of b'));
        await hub.publishWork('a', 'own', bytes('of a'));
        const checked = new Promise((resolve) => hub.onConnect(resolve));
        const connection = await intruder(broker, 'a');
        open.push(connection);
        attack(connection);
        expect(await checked).toMatchObject({ fresh: true });
    }, 20_000);
    it('tells that the broker asks for credentials', async () => {
        const hub = await broker.hub({ logger: silentLogger });
        open.push(hub);
        await hub.ensureStreams();
        expect(hub.broker()).toMatchObject({ authRequired: true, tls: true });
    });
});
//# sourceMappingURL=trust-broker.test.js.map