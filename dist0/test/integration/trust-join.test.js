import { createServer, request as httpsRequest } from 'node:https';
import {} from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { silentLogger, systemClock } from '#libs/process';
import { createSealingKeys, decodeJoinResponse, fetchHubCa, parseJoinToken, } from '#libs/protocol';
import {} from '#libs/store';
import { createAgentTransport, createNatsIdentity, } from '#libs/transport';
import { BrokerClaims } from '../../apps/hub/src/trust/broker-claims.js';
import { joinRoute } from '../../apps/hub/src/trust/join-route.js';
import { JoinTokens } from '../../apps/hub/src/trust/join-tokens.js';
import { TrustedBroker } from './trust-broker.js';
/** The whole way of a cluster: a token, the hub's CA by its hash, a join over HTTPS, the broker. */
describe('joining the federation', () => {
    let broker;
    let hub;
    let server;
    let url;
    let tokens;
    const agents = [];
    beforeAll(async () => {
        broker = await TrustedBroker.start();
        hub = await broker.hub();
        await hub.ensureStreams();
        tokens = new JoinTokens(tokenStore(), systemClock, broker.ca.hash);
        const claims = new BrokerClaims(broker.authority, broker.options('system'), systemClock);
        const credentials = new Map();
        const route = joinRoute({
            tokens,
            clusters: {
                get: (name) => Promise.resolve(credentials.get(name)),
                upsert: (credential) => Promise.resolve(void credentials.set(credential.cluster, credential)),
            },
            clock: systemClock,
            hub: () => ({ hubUid: 'hub', epoch: 1 }),
            broker: {
                url: broker.url,
                ca: broker.ca.certificate,
                issue: (role, name, key) => broker.authority.joinerJwt(role, name, key),
                revoke: (key) => claims.revoke(key),
            },
            onJoin: ({ name }) => hub.ensureWorkConsumer(name),
        });
        const pair = await broker.ca.server('hub', ['127.0.0.1'], Date.now());
        server = createServer({ cert: pair.certificate, key: pair.privateKey }, (incoming, outgoing) => {
            const chunks = [];
            incoming.on('data', (chunk) => chunks.push(chunk));
            incoming.on('end', () => {
                void Promise.resolve(route.handle({
                    method: 'POST',
                    path: '/join',
                    query: new URLSearchParams(),
                    headers: { authorization: incoming.headers.authorization },
                    body: Buffer.concat(chunks),
                    signal: new AbortController().signal,
                }, undefined)).then((answer) => outgoing.end('body' in answer ? answer.body : ''));
            });
        });
        await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
        url = `https://127.0.0.1:${server.address().port}`;
    }, 30_000);
    afterAll(async () => {
        await Promise.all(agents.map((agent) => agent.close()));
        await hub.close();
        server.close();
        await broker.remove();
    }, 30_000);
    async function join(name, identity, token) {
        const ca = await fetchHubCa(url, parseJoinToken(token)?.caHash ?? '');
        const body = {
            v: 1,
            role: 'cluster',
            name,
            natsPublicKey: identity.publicKey,
            sealingPublicKey: createSealingKeys().publicKey,
            region: 'us',
            zone: 'us-a',
            version: '0',
        };
        return decodeJoinResponse(await post(`${url}/join`, ca, token, JSON.stringify(body)));
    }
    function connect(name, identity, response, onRefused) {
        const agent = createAgentTransport({
            url: response.natsUrl,
            ca: response.natsCa,
            credentials: { jwt: response.natsJwt, seed: identity.seed },
            cluster: name,
            name,
            logger: silentLogger,
            ...(onRefused ? { onRefused } : {}),
        });
        agents.push(agent);
        return agent;
    }
    it('goes from a token to work', async () => {
        const identity = createNatsIdentity();
        const { token } = await tokens.create('cluster', 'new');
        const response = await join('new', identity, token);
        await hub.publishWork('new', 'x', Buffer.from('work'));
        const agent = connect('new', identity, response);
        const work = await new Promise((resolve) => {
            void agent.consumeWork((batch) => {
                resolve(Buffer.from(batch[0].payload).toString('utf8'));
                return Promise.resolve(batch.map(() => ({ kind: 'done' })));
            });
        });
        expect(work).toBe('work');
    }, 20_000);
    it('replaces the agent of a cluster that joins anew', async () => {
        const [first, second] = [createNatsIdentity(), createNatsIdentity()];
        const oldToken = await tokens.create('cluster', 'twice');
        const response = await join('twice', first, oldToken.token);
        const refused = new Promise((resolve) => {
            const agent = connect('twice', first, response, resolve);
            agent.onConnect(() => {
                void tokens
                    .create('cluster', 'twice')
                    .then(({ token }) => join('twice', second, token))
                    .then((next) => connect('twice', second, next).onConnect(() => replaced()));
            });
        });
        let replaced = () => undefined;
        const connected = new Promise((resolve) => (replaced = resolve));
        await Promise.all([refused, connected]);
    }, 20_000);
    it('trusts no hub but the one of the token', async () => {
        await expect(fetchHubCa(url, 'x'.repeat(43))).rejects.toThrow(/does not show the CA/);
    });
});
function tokenStore() {
    const rows = new Map();
    return {
        create: (row) => Promise.resolve(void rows.set(row.id, row)),
        get: (id) => Promise.resolve(rows.get(id)),
        bind: (id, key) => {
            const row = rows.get(id);
            if (!row || (row.usedBy !== undefined && row.usedBy !== key))
                return Promise.resolve(false);
            rows.set(id, { ...row, usedBy: key });
            return Promise.resolve(true);
        },
        revoke: (id) => Promise.resolve(rows.delete(id)),
    };
}
function post(url, ca, token, body) {
    return new Promise((resolve, reject) => {
        const outgoing = httpsRequest(url, { method: 'POST', ca, headers: { authorization: `Bearer ${token}` } }, (answer) => {
            const chunks = [];
            answer.on('data', (chunk) => chunks.push(chunk));
            answer.on('end', () => resolve(Buffer.concat(chunks)));
        });
        outgoing.on('error', reject);
        outgoing.end(body);
    });
}
//# sourceMappingURL=trust-join.test.js.map