import { afterEach, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { connect as connectTls } from 'node:tls';
import { routeKeys, sealCertificate, type RouteMessage } from '#libs/protocol';
import { CertificateAuthority } from '../../apps/hub/src/trust/certificate-authority.js';
import { clusterTable, head, hostTable, removed, serviceTable } from '../support/edge-tables.js';
import { eventually } from '../support/eventually.js';
import { TestGateway } from '../support/gateway.js';
import { describeHaproxy } from '../support/haproxy.js';
import { TestEdge, type Answer } from '../support/test-edge.js';
import { mapVault } from './trust-broker.js';

describeHaproxy('HAProxy as the proxy of an edge', (program) => {
  let edge: TestEdge;
  const gateways: TestGateway[] = [];

  async function open(
    weights: Record<string, number> = { a: 256, b: 0 },
  ): Promise<[TestGateway, TestGateway]> {
    const [a, b] = [await TestGateway.start('a'), await TestGateway.start('b')];
    gateways.push(a, b);
    edge = new TestEdge(program);
    await edge.start(
      clusterTable('a', a.address),
      clusterTable('b', b.address),
      serviceTable('web', weights),
      hostTable('shop.example', { '/': 'web' }),
    );
    return [a, b];
  }

  async function said(path: string, host = 'shop.example'): Promise<string> {
    const { status, body } = await edge.get(path, { host });
    return `${status} ${body.trim()}`;
  }

  function reloads(): number {
    return edge.driver.counts()['reloads'] ?? 0;
  }

  afterEach(async () => {
    await edge.stop();
    await Promise.all(gateways.splice(0).map((one) => one.kill()));
  });

  it('takes hosts, paths, services, weights and gateways while it runs, and reloads only where no backend fits', async () => {
    const [a, b] = await open();
    await edge.apply(
      serviceTable('b-only', { b: 256 }),
      serviceTable('nothing', {}, { outcome: 'noBackends' }),
      hostTable('shop.example', {
        ...{ '/': 'web', '/b': 'b-only', '/b/c$': 'web', '/none': 'nothing', '/lost': 'unknown' },
      }),
      hostTable('*.example', { '/': 'b-only' }),
      hostTable('paths.example', { '/only': 'web' }),
    );
    const rows: [string, string, string][] = [
      ['/', 'shop.example', '200 a'],
      ['/b', 'shop.example', '200 b'],
      ['/b/?x=/b/c', 'shop.example', '200 b'],
      ['/b/c', 'shop.example', '200 a'],
      ['/b/c/d', 'shop.example', '200 b'],
      ['/bc', 'shop.example', '200 a'],
      ['/', 'SHOP.example.:8080', '200 a'],
      ['/', 'other.example', '200 b'],
      ['/', 'a.b.example', '404 default backend - 404'],
      ['/elsewhere', 'paths.example', '404 default backend - 404'],
      ['/none', 'shop.example', '503 no healthy backend - 503'],
      ['/lost', 'shop.example', '503 no healthy backend - 503'],
    ];
    for (const [path, host, answer] of rows)
      expect([path, host, await said(path, host)]).toEqual([path, host, answer]);
    await edge.apply(hostTable('', { '/': 'web' }), removed(routeKeys.host('shop.example')));
    expect(await said('/', 'a.b.example')).toBe('200 a');
    expect(await said('/')).toBe('200 b');
    await edge.apply(clusterTable('a', b.address), clusterTable('b', a.address));
    expect(await said('/', 'a.b.example')).toBe('200 b');
    await edge.apply(serviceTable('web', { a: 64, b: 192 }));
    const counted = { a: 0, b: 0 };
    for (let at = 0; at < 200; at += 1) counted[(await said('/', 'a.b.example')).slice(4) as 'a' | 'b'] += 1;
    // In turns, by threads: not random, and not to the last one.
    expect(Math.abs(counted.a - 150)).toBeLessThan(10);
    await edge.apply(serviceTable('web', { a: 256 }, { shed: 1 }));
    const { status, headers } = await edge.get('/', { host: 'a.b.example' });
    expect([status, headers['retry-after']]).toEqual([503, '1']);
    expect(reloads()).toBe(0);
    const key = routeKeys.service('shop', 'web', '80');
    let offered = 0;
    await eventually('demand is counted', () => {
      offered += edge.driver.takeOffered().get(key) ?? 0;
      return Promise.resolve(offered >= 203);
    });
  });

  it('reloads under load without an error, and has everything it was told before', async () => {
    const [, b] = await open();
    await edge.apply(clusterTable('a', b.address), hostTable('late.example', { '/': 'web' }));
    const answers: Answer[] = [];
    let isDone = false;
    const client = async (): Promise<void> => {
      while (!isDone) answers.push(await edge.get('/', { host: 'late.example' }));
    };
    const clients = Promise.all(Array.from({ length: 8 }, client));
    const timeouts = { connectMs: 700, responseMs: 5_000, idleMs: 5_000 };
    for (let at = 0; at < 3; at += 1)
      await edge.apply(serviceTable('other', { b: 256 }, { timeouts: { ...timeouts, connectMs: 700 + at } }));
    isDone = true;
    await clients;
    expect(edge.driver.counts()).toMatchObject({ reloads: 3, restarts: 0, 'failed starts': 0 });
    expect(answers.length).toBeGreaterThan(50);
    expect(answers.filter(({ status, body }) => status !== 200 || body !== 'b\n')).toEqual([]);
  }, 30_000);

  it('takes no process for dead that ends at once because a reload took its place', async () => {
    await open();
    const timeouts = { connectMs: 700, responseMs: 5_000, idleMs: 5_000 };
    for (let at = 0; at < 4; at += 1)
      await edge.apply(serviceTable('other', { b: 256 }, { timeouts: { ...timeouts, connectMs: 700 + at } }));
    expect(edge.driver.counts()).toMatchObject({ reloads: 4, restarts: 0, 'failed starts': 0 });
    expect(await said('/')).toBe('200 a');
  }, 30_000);

  it('loses no GET when the only gateway with a weight is killed, and none when one hangs', async () => {
    const [a, b] = await open();
    const answers: Answer[] = [];
    const client = async (): Promise<void> => {
      // A connection that ends without an answer HAProxy leaves to the client, which repeats (RFC 9112, section 9.3.1).
      for (let at = 0; at < 20; at += 1) answers.push(await edge.get('/').catch(() => edge.get('/')));
    };
    const load = Promise.all(Array.from({ length: 10 }, client));
    await eventually('load', () => Promise.resolve(answers.length > 50));
    await a.kill();
    await load;
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(answers.at(-1)?.body).toBe('b\n');
    const c = await TestGateway.start('c');
    gateways.push(c);
    await edge.apply(clusterTable('c', c.address), serviceTable('web', { b: 256, c: 0 }));
    b.hang();
    const waited = await Promise.all(Array.from({ length: 10 }, () => edge.get('/')));
    expect(new Set(waited.map(({ body }) => body))).toEqual(new Set(['c\n']));
  }, 30_000);

  it('is started again when it dies, with everything, and leaves nothing behind', async () => {
    await open({ a: 0, b: 256 });
    const pidOf = async (): Promise<number[]> => {
      const found: number[] = [];
      for (const pid of (await readdir('/proc')).filter((one) => /^\d+$/.test(one))) {
        const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
        if (command.includes(edge.haproxyDirectory) && !command.startsWith('/usr/bin/setpriv'))
          found.push(Number(pid));
      }
      return found;
    };
    const [pid] = await pidOf();
    if (pid === undefined) throw new Error('no HAProxy runs');
    process.kill(pid, 'SIGKILL');
    await eventually('it serves again', () =>
      said('/').then(
        (text) => text === '200 b',
        () => false,
      ),
    );
    expect(edge.driver.counts()['restarts']).toBe(1);
    await edge.stop();
    expect(await pidOf()).toEqual([]);
    await expect(readdir(edge.haproxyDirectory)).rejects.toThrow('ENOENT');
  }, 30_000);

  it('shows certificates by name, puts keys into no file, and keeps connections to their host', async () => {
    await open();
    const ca = await CertificateAuthority.open(mapVault(), Date.now());
    const table = async (secret: string, names: string[]): Promise<RouteMessage> => {
      const { certificate, privateKey } = await ca.server('shop', names, Date.now());
      const context = { ...head(routeKeys.certificate('shop', secret)), revision: secret };
      const { publicKey, keyId } = edge.sealing;
      const to = { edge: 'edge-1', publicKey, keyId };
      return {
        ...context,
        type: 'certificate',
        sealed: [sealCertificate({ certificate, privateKey }, context, to)],
      };
    };
    const ask = async (servername: string, host: string): Promise<string> => {
      const options = { port: edge.https, host: '127.0.0.1', ca: ca.certificate, servername };
      const socket = connectTls({ ...options, ALPNProtocols: ['http/1.1'] });
      let got = '';
      socket.on('data', (chunk: Buffer) => (got += chunk.toString('latin1')));
      socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      await once(socket, 'close');
      return got.slice(9, 12);
    };
    const [one, two] = [routeKeys.certificate('shop', 'one'), routeKeys.certificate('shop', 'two')];
    const troubles = await edge.apply(
      await table('one', ['shop.example', 'also.example']),
      await table('two', ['other.example']),
      hostTable('shop.example', { '/': 'web' }, one),
      hostTable('also.example', { '/': 'web' }, one),
      hostTable('other.example', { '/': 'web' }, two),
      hostTable('plain.example', { '/': 'web' }),
    );
    expect(troubles).toEqual([]);
    const check = async (): Promise<void> => {
      expect(await ask('shop.example', 'shop.example')).toBe('200');
      expect(await ask('shop.example', 'also.example')).toBe('200');
      expect(await ask('other.example', 'other.example')).toBe('200');
      expect(await ask('shop.example', 'other.example')).toBe('421');
      expect(await ask('shop.example', 'plain.example')).toBe('421');
      await expect(ask('plain.example', 'plain.example')).rejects.toThrow();
      for (const file of await readdir(edge.haproxyDirectory)) {
        if (file.endsWith('.sock')) continue;
        expect(await readFile(`${edge.haproxyDirectory}/${file}`, 'utf8')).not.toContain('PRIVATE KEY');
      }
    };
    await check();
    await edge.apply(serviceTable('other', { b: 256 }, { affinity: { type: 'clientIP', ttlSeconds: 0 } }));
    expect(reloads()).toBe(1);
    await check();
    // Made anew, it counts from the next handshake; gone, the name is not served over TLS.
    await edge.apply(await table('one', ['shop.example']), removed(two));
    expect(await ask('shop.example', 'shop.example')).toBe('200');
    await expect(ask('other.example', 'other.example')).rejects.toThrow();
  }, 30_000);

  it('binds a client by cookie, and lets it go with its cluster', async () => {
    await open();
    const affinity = { type: 'cookie', ttlSeconds: 60 } as const;
    await edge.apply(serviceTable('web', { a: 128, b: 128 }, { affinity }));
    const first = await edge.get('/');
    const [cookie = ''] = first.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/^mrd\w+=\w+; path=\/; HttpOnly; SameSite=Lax; Max-Age=60$/i);
    const [pair = ''] = cookie.split(';');
    for (let at = 0; at < 10; at += 1) {
      const again = await edge.get('/', { cookie: `other=1; ${pair}` });
      expect([again.body, again.headers['set-cookie']]).toEqual([first.body, undefined]);
    }
    const other = first.body === 'a\n' ? 'b' : 'a';
    await edge.apply(serviceTable('web', { [other]: 256, [first.body.trim()]: 0 }, { affinity }));
    expect((await edge.get('/', { cookie: pair })).body).toBe(`${other}\n`);
  });

  it('says who the client is, and refuses or mends what two parsers could read differently', async () => {
    const [a] = await open();
    await edge.get('/x?q=1', {
      ...{ 'x-forwarded-for': '6.6.6.6', 'x-fed-route': 'c', forwarded: 'for=6.6.6.6', te: 'trailers' },
      'x-kept': 'yes',
    });
    const [seen] = a.requests;
    expect(seen?.headers).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-kept': 'yes',
      host: 'shop.example',
    });
    for (const name of ['te', 'x-fed-route', 'forwarded']) expect(seen?.headers[name]).toBeUndefined();
    const before = a.requests.length;
    const host = 'Host: shop.example\r\n';
    const refused = [
      `POST / HTTP/1.1\r\n${host}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde`,
      `POST / HTTP/1.1\r\n${host}Content-Length: +4\r\n\r\nabcd`,
      `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
      `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n`,
      'GET / HTTP/1.1\r\nHost : shop.example\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
      `GET / HTTP/1.1\r\n${host}Host: other.example\r\n\r\n`,
      'GET / HTTP/1.1\r\nHost: shop.example/x\r\n\r\n',
      `GET http://other.example/ HTTP/1.1\r\n${host}\r\n`,
      `GET / HTTP/1.1\r\n${host}X_Forwarded_For: 1\r\n\r\n`,
      `GET / HTTP/1.1\r\n${host}Connection: close, x-mine\r\nX-Mine: 1\r\n\r\n`,
      `GET /a/%2e%2e/b HTTP/1.1\r\n${host}\r\n`,
      `TRACE / HTTP/1.1\r\n${host}\r\n`,
    ];
    for (const text of refused)
      expect([text, await edge.raw(text, 300)]).toEqual([text, expect.stringMatching(/^HTTP\/1\.1 4\d\d /)]);
    expect(a.requests.length).toBe(before);
    // Two ways to end the body: the length is dropped, and the connection ends with the answer.
    const two = `POST /two HTTP/1.1\r\n${host}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n${host}\r\n`;
    expect((await edge.raw(two)).match(/HTTP\/1\.1 /g)?.length).toBe(1);
    expect(a.requests.slice(before).map(({ url, headers }) => [url, headers['content-length']])).toEqual([
      ['/two', undefined],
    ]);
    await edge.raw(`GET http://shop.example/p?q HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
    await edge.raw(
      `GET /q HTTP/1.1\r\n${host}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n\r\n`,
      300,
    );
    expect(a.requests.slice(before + 1).map(({ url, headers }) => [url, headers.upgrade])).toEqual([
      ['/p?q', undefined],
      ['/q', undefined],
    ]);
  }, 30_000);
});
