import { describe, expect, it } from '@jest/globals';
import { StatusError } from '#libs/apimachinery';
import {} from '#libs/apiserver';
import { ManualClock } from '#libs/process';
import { createSealingKeys } from '#libs/protocol';
import {} from '#libs/store';
import { createNatsIdentity } from '#libs/transport';
import { joinRoute } from './join-route.js';
import { JoinTokens } from './join-tokens.js';
import { tokenRoutes } from './token-route.js';
const admin = { username: 'meridian-admin', groups: ['system:masters'] };
function memoryTokens() {
    const rows = new Map();
    const change = (id, patch) => {
        const row = rows.get(id);
        if (row)
            rows.set(id, { ...row, ...patch });
        return row !== undefined;
    };
    return {
        rows,
        create: (row) => Promise.resolve(void rows.set(row.id, row)),
        get: (id) => Promise.resolve(rows.get(id)),
        bind: (id, key) => {
            const row = rows.get(id);
            if (!row || row.revoked || (row.usedBy !== undefined && row.usedBy !== key))
                return Promise.resolve(false);
            return Promise.resolve(change(id, { usedBy: key }));
        },
        revoke: (id) => Promise.resolve(change(id, { revoked: true })),
    };
}
function set() {
    const clock = new ManualClock(1_000_000);
    const store = memoryTokens();
    const tokens = new JoinTokens(store, clock, 'c'.repeat(43));
    const credentials = new Map();
    const revoked = [];
    const joined = [];
    const join = joinRoute({
        tokens,
        clusters: {
            get: (name) => Promise.resolve(credentials.get(name)),
            upsert: (credential) => Promise.resolve(void credentials.set(credential.cluster, credential)),
        },
        clock,
        hub: () => ({ hubUid: 'hub', epoch: 3 }),
        broker: {
            url: 'tls://broker:4222',
            ca: 'CA',
            issue: (role, name, key) => Promise.resolve(`${role} ${name} ${key}`),
            revoke: (key) => Promise.resolve(void revoked.push(key)),
        },
        onJoin: (request) => Promise.resolve(void joined.push(request.name)),
    });
    const [create, remove] = tokenRoutes(tokens);
    return { clock, store, tokens, credentials, revoked, joined, join, create, remove };
}
function request(body, headers = {}, query = '') {
    return {
        method: 'POST',
        path: '/',
        query: new URLSearchParams(query),
        headers,
        body: Buffer.from(JSON.stringify(body)),
        signal: new AbortController().signal,
    };
}
function joinRequest(name, change = {}) {
    return {
        v: 1,
        role: 'cluster',
        name,
        natsPublicKey: createNatsIdentity().publicKey,
        sealingPublicKey: createSealingKeys().publicKey,
        region: '',
        zone: '',
        version: '0.1.0',
        ...change,
    };
}
const bearer = (token) => ({ authorization: `Bearer ${token}` });
async function answer(response) {
    const answered = await response;
    return 'body' in answered ? JSON.parse(String(answered.body)) : undefined;
}
async function failure(act) {
    try {
        await act();
    }
    catch (error) {
        if (error instanceof StatusError)
            return error;
        throw error;
    }
    throw new Error('it did not fail');
}
describe('joining', () => {
    it('takes a token once made by an admin, and answers credentials', async () => {
        const { create, join, credentials, joined } = set();
        const made = (await answer(create.handle(request({ name: 'a', role: 'cluster', ttlSeconds: 600 }), admin)));
        expect(made.expiresAt).toBe(new Date(1_600_000).toISOString());
        const body = joinRequest('a');
        const response = (await answer(join.handle(request(body, bearer(made.token)), undefined)));
        expect(response).toMatchObject({
            v: 1,
            hubUid: 'hub',
            epoch: 3,
            natsUrl: 'tls://broker:4222',
            natsJwt: `cluster a ${body.natsPublicKey}`,
            natsCa: 'CA',
        });
        expect(credentials.get('a')).toMatchObject({
            natsPublicKey: body.natsPublicKey,
            sealingKeyId: response.sealingKeyId,
            joinedAt: 1_000_000,
        });
        expect(joined).toEqual(['a']);
    });
    it('lets the same process repeat its join, and no other use its token', async () => {
        const { tokens, join, revoked } = set();
        const { token } = await tokens.create('cluster', 'a');
        const body = joinRequest('a');
        await join.handle(request(body, bearer(token)), undefined);
        await join.handle(request(body, bearer(token)), undefined);
        expect(revoked).toEqual([]);
        const other = await failure(() => join.handle(request(joinRequest('a'), bearer(token)), undefined));
        expect([other.reason, other.message]).toEqual([
            'Forbidden',
            'the join token was used by another process already',
        ]);
    });
    it('revokes the old key when a name joins anew', async () => {
        const { tokens, join, revoked, credentials } = set();
        const [old, next] = [joinRequest('a'), joinRequest('a')];
        for (const body of [old, next]) {
            const { token } = await tokens.create('cluster', 'a');
            await join.handle(request(body, bearer(token)), undefined);
        }
        expect(revoked).toEqual([old.natsPublicKey]);
        expect(credentials.get('a')?.natsPublicKey).toBe(next.natsPublicKey);
    });
    it.each([
        ['another name', { name: 'b' }, 'Forbidden', /is for the cluster "a" only/],
        ['another role', { role: 'edge' }, 'Forbidden', /is for the cluster "a" only/],
        ['no NATS key', { natsPublicKey: 'x' }, 'BadRequest', /natsPublicKey/],
        ['no sealing key', { sealingPublicKey: 'x' }, 'BadRequest', /sealingPublicKey/],
        ['a weak sealing key', { sealingPublicKey: Buffer.alloc(32).toString('base64') }, 'BadRequest', /keys/],
    ])('refuses a request with %s, without using the token up', async (_name, change, reason, message) => {
        const { tokens, store, join } = set();
        const { id, token } = await tokens.create('cluster', 'a');
        const error = await failure(() => join.handle(request(joinRequest('a', change), bearer(token)), undefined));
        expect([error.reason, error.message]).toEqual([reason, expect.stringMatching(message)]);
        expect(store.rows.get(id)?.usedBy).toBeUndefined();
    });
    it('refuses tokens that are missing, unknown, forged, expired or revoked', async () => {
        const { tokens, join, clock } = set();
        const { id, token } = await tokens.create('cluster', 'a', 60);
        const forged = token.replace(/^(mrd1\.[^.]+\.)./, (head) => head.replace(/.$/, head.endsWith('A') ? 'B' : 'A'));
        const late = await tokens.create('cluster', 'a', 600);
        await tokens.revoke(late.id);
        const fail = (text) => failure(() => join.handle(request(joinRequest('a'), text === undefined ? {} : bearer(text)), undefined));
        expect(await fail(undefined)).toMatchObject({ code: 401, message: expect.stringContaining('is needed') });
        expect(await fail('mrd1.x')).toMatchObject({ code: 401 });
        expect(await fail(token.replace(id, '0'.repeat(12)))).toMatchObject({ code: 401 });
        expect(await fail(forged)).toMatchObject({ code: 401, message: 'the join token is not valid' });
        expect(await fail(late.token)).toMatchObject({ code: 401, message: 'the join token was revoked' });
        clock.advance(60_000);
        expect(await fail(token)).toMatchObject({ code: 401, message: expect.stringContaining('expired') });
    });
});
describe('join tokens', () => {
    it('are made and revoked by admins only, and stored hashed', async () => {
        const { create, remove, store, join } = set();
        const user = { username: 'u', groups: ['system:authenticated'] };
        expect(await failure(() => create.handle(request({ name: 'a' }), user))).toMatchObject({ code: 403 });
        const made = (await answer(create.handle(request({ name: 'a' }), admin)));
        expect(JSON.stringify([...store.rows.values()])).not.toContain(made.token.split('.')[2]);
        expect(await failure(() => remove.handle(request({}, {}, `id=${made.id}`), user))).toMatchObject({
            code: 403,
        });
        await remove.handle(request({}, {}, `id=${made.id}`), admin);
        const refused = await failure(() => join.handle(request(joinRequest('a'), bearer(made.token)), undefined));
        expect(refused.message).toMatch(/revoked/);
        expect(await failure(() => remove.handle(request({}, {}, 'id=no'), admin))).toMatchObject({ code: 404 });
    });
    it.each([
        [{ name: 'Upper' }, 422],
        [{ name: '' }, 422],
        [{ name: 'a'.repeat(254) }, 422],
        [{ name: 'a', ttlSeconds: 1 }, 422],
        [{ name: 'a', ttlSeconds: 1e9 }, 422],
        [{ name: 'a', role: 'hub' }, 400],
        [{ name: 'a', extra: 1 }, 400],
        [[], 400],
    ])('are refused for %j', async (body, code) => {
        expect(await failure(() => set().create.handle(request(body), admin))).toMatchObject({ code });
    });
});
//# sourceMappingURL=join-route.spec.js.map