import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  certificateAuthenticator,
  closeServer,
  createApiServer,
  createHttpsServer,
  createRegistry,
  listen,
  mastersOnly,
} from '#libs/apiserver';
import { builtinResources } from '#libs/builtin-kinds';
import { silentLogger, systemClock } from '#libs/process';
import { parseJoinToken } from '#libs/protocol';
import { keyProviderOf, openStore, type Store } from '#libs/store';
import { requestToken } from '../../apps/cli/src/token-request.js';
import { renderKubeconfig } from '../../apps/hub/src/trust/admin-kubeconfig.js';
import { CertificateAuthority } from '../../apps/hub/src/trust/certificate-authority.js';
import { JoinTokens } from '../../apps/hub/src/trust/join-tokens.js';
import { edgeRoute } from '../../apps/hub/src/trust/edge-route.js';
import { tokenRoutes } from '../../apps/hub/src/trust/token-route.js';
import { startTestPostgres, type TestPostgres } from '../support/postgres.js';

/** The token command against the hub's own routes over HTTPS, with tokens in a real store. */
describe('npm run token', () => {
  let postgres: TestPostgres;
  let store: Store;
  let https: Server;
  let dir: string;
  let kubeconfig: string;
  let text: string;
  let caHash: string;
  /** Keys of edges. */
  const cutOff: string[] = [];

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'meridian-token-'));
    postgres = await startTestPostgres();
    store = await openStore({
      databaseUrl: await postgres.createDatabase(),
      keyProvider: keyProviderOf([Buffer.alloc(32, 7)]),
      clock: systemClock,
      logger: silentLogger,
    });
    const ca = await CertificateAuthority.open(store.vault, systemClock.now());
    caHash = ca.hash;
    const server = createApiServer({
      storage: store.storage,
      registry: createRegistry(builtinResources),
      authenticators: [certificateAuthenticator],
      authorizer: mastersOnly,
      clock: systemClock,
      logger: silentLogger,
      routes: [
        ...tokenRoutes(new JoinTokens(store.joinTokens, systemClock, ca.hash)),
        edgeRoute({
          find: (name) => store.edges.get(name),
          revokeTokens: (name) => store.joinTokens.revokeOf('edge', name),
          revoke: (key) => Promise.resolve(void cutOff.push(key)),
          forget: (name) => store.edges.remove(name),
        }),
      ],
    });
    const { certificate: cert, privateKey: key } = await ca.server('hub', ['127.0.0.1'], systemClock.now());
    https = createHttpsServer({ server, cert, key, ca: ca.certificate });
    const port = await listen(https, { host: '127.0.0.1', port: 0 });
    const admin = await ca.admin(systemClock.now());
    text = renderKubeconfig([
      {
        name: 'federation',
        server: `https://127.0.0.1:${port}`,
        ca: ca.certificate,
        clientCertificate: admin.certificate,
        clientKey: admin.privateKey,
      },
    ]);
    kubeconfig = join(dir, 'kubeconfig');
    await writeFile(kubeconfig, text);
  }, 60_000);

  afterAll(async () => {
    await closeServer(https);
    await store.close();
    await postgres.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('gives a token that the hub knows by role, name and life', async () => {
    const before = systemClock.now();
    const token = await requestToken({ name: 'berlin', role: 'edge', ttlSeconds: 600 }, kubeconfig);
    const parsed = parseJoinToken(token);
    const row = await store.joinTokens.get(parsed?.id ?? '');
    expect(parsed?.caHash).toBe(caHash);
    expect(row).toMatchObject({ role: 'edge', name: 'berlin', revoked: false, usedBy: undefined });
    expect(row!.expiresAt).toBeGreaterThanOrEqual(before + 600_000);
    expect(row!.expiresAt).toBeLessThanOrEqual(systemClock.now() + 600_000);
  });

  it('removes an edge, and with it its tokens and credentials', async () => {
    const token = await requestToken({ name: 'rome', role: 'edge' }, kubeconfig);
    const credential = { natsPublicKey: 'UROME', sealingPublicKey: 'S', sealingKeyId: 'K', joinedAt: 1 };
    await store.edges.upsert({ cluster: 'rome', ...credential });
    const removal = { name: 'rome', role: 'edge', remove: true } as const;
    expect(await requestToken(removal, kubeconfig)).toBe('edge rome removed');
    expect(cutOff).toEqual(['UROME']);
    expect(await store.edges.get('rome')).toBeUndefined();
    expect(await store.joinTokens.get(parseJoinToken(token)?.id ?? '')).toMatchObject({ revoked: true });
    await expect(requestToken(removal, kubeconfig)).rejects.toThrow(/no edge "rome" has joined/);
  });

  it('finds the federation in the second of several kubeconfigs', async () => {
    const files = [join(dir, 'absent'), kubeconfig].join(delimiter);
    expect(parseJoinToken(await requestToken({ name: 'paris', role: 'cluster' }, files))).toBeDefined();
  });

  it('passes on why the hub refuses', async () => {
    await expect(requestToken({ name: 'No_Name', role: 'cluster' }, kubeconfig)).rejects.toThrow(/"No_Name"/);
    const short = requestToken({ name: 'berlin', role: 'cluster', ttlSeconds: 1 }, kubeconfig);
    await expect(short).rejects.toThrow(/ttlSeconds/);
  });

  it('says which file it looked for', async () => {
    const missing = requestToken({ name: 'berlin', role: 'cluster' }, join(dir, 'absent'));
    await expect(missing).rejects.toThrow(/absent: there is no such file.*npm run hub/);
  });

  it('says that a file leads nowhere, and quotes none of it', async () => {
    const broken = join(dir, 'broken');
    await writeFile(broken, 'secret-word: [');
    const error: unknown = await requestToken({ name: 'b', role: 'cluster' }, broken).catch(
      (e: unknown) => e,
    );
    expect(String(error)).toMatch(/broken: it is no kubeconfig/);
    expect(String(error)).not.toContain('secret-word');
  });

  it('names the hub that does not answer', async () => {
    const gone = join(dir, 'gone');
    await writeFile(gone, text.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1'));
    const refused = requestToken({ name: 'berlin', role: 'cluster' }, gone);
    await expect(refused).rejects.toThrow(/https:\/\/127\.0\.0\.1:1 cannot be reached.*is it running/);
  });
});
