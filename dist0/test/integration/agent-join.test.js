import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatJoinToken, makeJoinToken } from '#libs/protocol';
import { parseSettings, silentLogger } from '#libs/process';
import {} from '#libs/transport';
import { obtainIdentity } from '../../apps/agent/src/wiring/obtain-identity.js';
import { agentSettings } from '../../apps/agent/src/wiring/settings.js';
import { CertificateAuthority } from '../../apps/hub/src/trust/certificate-authority.js';
import { startJoinEnd } from '../support/join-hub.js';
import { tempDir } from '../support/temp-dir.js';
import { mapVault } from './trust-broker.js';
const RESPONSE = {
    v: 1,
    hubUid: 'hub-1',
    epoch: 1,
    name: 'c1',
    natsUrl: 'tls://broker:4222',
    natsJwt: 'jwt',
    natsCa: 'pem',
    sealingKeyId: 'id',
};
describe('the first start of an agent', () => {
    let directory;
    let ca;
    let hub;
    beforeEach(async () => {
        directory = await tempDir('join');
        ca = await CertificateAuthority.open(mapVault(), Date.now());
    });
    afterEach(async () => {
        await hub?.stop();
        hub = undefined;
        await directory.remove();
    });
    async function serve(answer) {
        hub = await startJoinEnd(ca, (_request, attempt) => answer(attempt));
        return hub;
    }
    function obtain(settings, signal = new AbortController().signal) {
        const config = parseSettings(agentSettings, { MERIDIAN_CLUSTER: 'c1', ...settings });
        return obtainIdentity(config, directory.path, silentLogger, signal);
    }
    it('joins, and needs no token from then on', async () => {
        const { url, token, joins } = await serve(() => ({ status: 200, body: RESPONSE }));
        const identity = await obtain({ MERIDIAN_HUB_URL: url, MERIDIAN_JOIN_TOKEN: token });
        expect(identity).toMatchObject({ name: 'c1', hubUid: 'hub-1', natsUrl: 'tls://broker:4222' });
        expect(joins).toEqual([`Bearer ${token} c1 ${identity?.nats.publicKey ?? ''}`]);
        expect(await obtain({})).toEqual(identity);
        expect(joins.length).toBe(1);
        for (const file of await readdir(directory.path))
            expect((await stat(join(directory.path, file))).mode & 0o777).toBe(0o600);
    });
    it('forgets with a new join what it was told in an earlier membership', async () => {
        const { url, token } = await serve(() => ({ status: 200, body: RESPONSE }));
        const checkpoint = join(directory.path, 'checkpoint');
        const settings = { MERIDIAN_HUB_URL: url, MERIDIAN_JOIN_TOKEN: token };
        await writeFile(checkpoint, 'of the membership before');
        await obtain(settings);
        await expect(stat(checkpoint)).rejects.toThrow('ENOENT');
        await writeFile(checkpoint, 'of this one');
        await obtain(settings);
        expect(await readFile(checkpoint, 'utf8')).toBe('of this one');
    });
    it('asks again while the hub is not ready, with the same keys', async () => {
        const { url, token, joins } = await serve((attempt) => attempt === 1 ? { status: 503, body: 'not yet' } : { status: 200, body: RESPONSE });
        await obtain({ MERIDIAN_HUB_URL: url, MERIDIAN_JOIN_TOKEN: token });
        expect(joins.length).toBe(2);
        expect(joins[0]).toBe(joins[1]);
    });
    it('keeps its keys over a crash between asking and being answered', async () => {
        const { url, token, joins } = await serve((attempt) => attempt === 1
            ? { status: 401, body: { kind: 'Status', message: 'expired' } }
            : { status: 200, body: RESPONSE });
        const settings = { MERIDIAN_HUB_URL: url, MERIDIAN_JOIN_TOKEN: token };
        await expect(obtain(settings)).rejects.toThrow('expired');
        await obtain(settings);
        expect(joins[0]).toBe(joins[1]);
    });
    it('gives its token to nobody who does not show the CA that the token names', async () => {
        const { url, joins } = await serve(() => ({ status: 200, body: RESPONSE }));
        const other = await CertificateAuthority.open(mapVault(), Date.now());
        const token = formatJoinToken(makeJoinToken(other.hash));
        await expect(obtain({ MERIDIAN_HUB_URL: url, MERIDIAN_JOIN_TOKEN: token })).rejects.toThrow('does not show the CA');
        expect(joins).toEqual([]);
    });
    it.each([
        [
            'a token that is used up',
            { status: 401, body: { kind: 'Status', message: 'the token was used' } },
            /refuses the join token: the token was used/,
        ],
        [
            'a name that is taken',
            { status: 409, body: { kind: 'Status', message: 'joined already' } },
            /joined already/,
        ],
        ['a token of another cluster', { status: 200, body: { ...RESPONSE, name: 'c2' } }, /the token is for c2/],
        ['a hub of another version', { status: 200, body: '{"v":2}' }, /newer version/],
    ])('says what is wrong with %s, and stops', async (_name, answer, message) => {
        const { url, token } = await serve(() => answer);
        await expect(obtain({ MERIDIAN_HUB_URL: url, MERIDIAN_JOIN_TOKEN: token })).rejects.toThrow(message);
    });
    it('waits for a hub that is not there, until it is told to stop', async () => {
        const { url, token } = await serve(() => ({ status: 200, body: RESPONSE }));
        await hub?.stop();
        const stop = new AbortController();
        const joining = obtain({ MERIDIAN_HUB_URL: url, MERIDIAN_JOIN_TOKEN: token }, stop.signal);
        stop.abort();
        expect(await joining).toBeUndefined();
    });
    it.each([
        ['no token', { MERIDIAN_HUB_URL: 'https://x' }, /needs MERIDIAN_HUB_URL and MERIDIAN_JOIN_TOKEN/],
        ['what is no token', { MERIDIAN_HUB_URL: 'https://x', MERIDIAN_JOIN_TOKEN: 'x' }, /is not a join token/],
        [
            'a hub without TLS',
            {
                MERIDIAN_HUB_URL: 'http://x',
                MERIDIAN_JOIN_TOKEN: formatJoinToken(makeJoinToken('')),
            },
            /must begin with https/,
        ],
    ])('refuses %s', async (_name, settings, message) => {
        await expect(obtain(settings)).rejects.toThrow(message);
    });
    it('does not take the directory of another cluster, nor a damaged one', async () => {
        const { url, token } = await serve(() => ({ status: 200, body: RESPONSE }));
        await obtain({ MERIDIAN_HUB_URL: url, MERIDIAN_JOIN_TOKEN: token });
        await expect(obtain({ MERIDIAN_CLUSTER: 'c2' })).rejects.toThrow('belongs to the cluster c1');
        const path = join(directory.path, 'identity.json');
        await writeFile(path, (await readFile(path, 'utf8')).slice(0, 40));
        await expect(obtain({})).rejects.toThrow('is damaged');
    });
});
//# sourceMappingURL=agent-join.test.js.map