import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { inClusterAccess } from './in-cluster.js';
import { clientNodeAccess } from './client-node-access.js';
import { plainKubeconfig } from './kubeconfig.js';
const base64 = (text) => Buffer.from(text).toString('base64');
describe('kubeconfig', () => {
    let directory = '';
    beforeAll(async () => {
        directory = await mkdtemp(join(tmpdir(), 'meridian-kubeconfig-'));
        await writeFile(join(directory, 'ca.pem'), 'CA');
        await writeFile(join(directory, 'token'), 'from-file\n');
    });
    afterAll(() => rm(directory, { recursive: true, force: true }));
    async function file(user, cluster = {}) {
        const path = join(directory, 'config');
        const server = 'https://example:6443/';
        await writeFile(path, stringify({
            'current-context': 'one',
            clusters: [{ name: 'c', cluster: { server, ...cluster } }],
            users: [{ name: 'u', user }],
            contexts: [
                { name: 'one', context: { cluster: 'c', user: 'u' } },
                { name: 'broken', context: { cluster: 'nowhere', user: 'u' } },
            ],
        }));
        return path;
    }
    it.each([
        [
            'certificates inline',
            { 'client-certificate-data': base64('CERT'), 'client-key-data': base64('KEY') },
            { headers: {}, tls: { cert: 'CERT', key: 'KEY', ca: 'CA', rejectUnauthorized: true } },
        ],
        [
            'a token',
            { token: 'secret' },
            { headers: { authorization: 'Bearer secret' }, tls: { ca: 'CA', rejectUnauthorized: true } },
        ],
        [
            'a token file, which wins over a token',
            { token: 'secret', tokenFile: 'token' },
            { headers: { authorization: 'Bearer from-file' }, tls: { ca: 'CA', rejectUnauthorized: true } },
        ],
        [
            'a password',
            { username: 'u', password: 'p' },
            { headers: { authorization: `Basic ${base64('u:p')}` }, tls: { ca: 'CA', rejectUnauthorized: true } },
        ],
    ])('reads %s', async (_name, user, expected) => {
        const access = await plainKubeconfig(await file(user, { 'certificate-authority': 'ca.pem' }), undefined);
        expect(access?.server).toBe('https://example:6443');
        expect(await access?.credentials()).toEqual(expected);
    });
    it.each([
        ['an exec plugin', { exec: { command: 'aws' } }, {}],
        ['an auth provider', { 'auth-provider': { name: 'oidc' } }, {}],
        ['a proxy', { token: 't' }, { 'proxy-url': 'http://proxy' }],
    ])('leaves %s to client-node', async (_name, user, cluster) => {
        expect(await plainKubeconfig(await file(user, cluster), undefined)).toBeUndefined();
    });
    it('names what is missing', async () => {
        const path = await file({});
        await expect(plainKubeconfig(path, 'other')).rejects.toThrow('no context "other"');
        await expect(plainKubeconfig(path, 'broken')).rejects.toThrow('no cluster "nowhere"');
    });
    it('runs an exec plugin through client-node', async () => {
        const credential = {
            apiVersion: 'client.authentication.k8s.io/v1',
            kind: 'ExecCredential',
            status: { token: 'from-plugin' },
        };
        const path = await file({
            exec: {
                apiVersion: 'client.authentication.k8s.io/v1',
                command: 'echo',
                args: [JSON.stringify(credential)],
                interactiveMode: 'Never',
            },
        });
        const access = await clientNodeAccess(path, 'one');
        expect((await access.credentials()).headers).toEqual({ authorization: 'Bearer from-plugin' });
        expect(access.server).toBe('https://example:6443');
        // Its hundreds of modules take jest a while.
    }, 60_000);
    it('reads the mounts of a pod', async () => {
        await writeFile(join(directory, 'ca.crt'), 'POD-CA');
        const environment = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
        const access = inClusterAccess(environment, directory);
        expect(access.server).toBe('https://[fd00::1]:443');
        expect(await access.credentials()).toEqual({
            headers: { authorization: 'Bearer from-file' },
            tls: { ca: 'POD-CA', rejectUnauthorized: true },
        });
        expect(() => inClusterAccess({})).toThrow('not in a pod');
    });
});
//# sourceMappingURL=kubeconfig.spec.js.map