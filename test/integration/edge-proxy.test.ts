import { afterEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { routeKeys, sealCertificate, type RouteMessage } from '#libs/protocol';
import { CertificateAuthority } from '../../apps/hub/src/trust/certificate-authority.js';
import { clusterTable, head, hostTable, removed, serviceTable } from '../support/edge-tables.js';
import { TestGateway } from '../support/gateway.js';
import { TestEdge, type Answer } from '../support/test-edge.js';
import { mapVault } from './trust-broker.js';

describe('the proxy of an edge', () => {
  let edge: TestEdge;
  const gateways: TestGateway[] = [];

  async function gateway(...args: Parameters<typeof TestGateway.start>): Promise<TestGateway> {
    const made = await TestGateway.start(...args);
    gateways.push(made);
    return made;
  }

  /** Clusters a and b serve `web`; `a` only is given the share. */
  async function open(
    weights: Record<string, number> = { a: 256, b: 0 },
  ): Promise<[TestGateway, TestGateway]> {
    const [a, b] = [await gateway('a'), await gateway('b')];
    edge = new TestEdge();
    await edge.start(
      clusterTable('a', a.address),
      clusterTable('b', b.address),
      serviceTable('web', weights),
      hostTable('shop.example', { '/': 'web' }),
    );
    return [a, b];
  }

  /** A certificate of `ca`, sealed to the edge. */
  async function certificateTable(
    ca: CertificateAuthority,
    secret: string,
    names: string[],
  ): Promise<RouteMessage> {
    const { certificate, privateKey } = await ca.server('shop', names, Date.now());
    const context = { ...head(routeKeys.certificate('shop', secret)), revision: secret };
    const { publicKey, keyId } = edge.sealing;
    const sealed = [
      sealCertificate({ certificate, privateKey }, context, { edge: 'edge-1', publicKey, keyId }),
    ];
    return { ...context, type: 'certificate', sealed };
  }

  afterEach(async () => {
    await edge.stop();
    await Promise.all(gateways.splice(0).map((one) => one.kill()));
  });

  it('routes by host and path, exact before prefix and longer before shorter, with texts for what is not there', async () => {
    await open();
    await edge.apply(
      serviceTable('b-only', { b: 256 }),
      serviceTable('nothing', {}, { outcome: 'noBackends' }),
      hostTable('shop.example', {
        '/': 'web',
        '/b': 'b-only',
        '/b/c$': 'web',
        '/none': 'nothing',
        '/lost': 'unknown',
      }),
      hostTable('*.example', { '/': 'b-only' }),
      hostTable('paths.example', { '/only': 'web' }),
    );
    const bodyOf = async (path: string, host = 'shop.example'): Promise<string> => {
      const { status, body } = await edge.get(path, { host });
      return `${status} ${body.trim()}`;
    };
    expect(await bodyOf('/')).toBe('200 a');
    expect(await bodyOf('/b')).toBe('200 b');
    expect(await bodyOf('/b/?x=/b/c')).toBe('200 b');
    expect(await bodyOf('/b/c')).toBe('200 a');
    expect(await bodyOf('/b/c/d')).toBe('200 b');
    expect(await bodyOf('/bc')).toBe('200 a');
    expect(await bodyOf('/', 'SHOP.example.:8080')).toBe('200 a');
    expect(await bodyOf('/', 'other.example')).toBe('200 b');
    expect(await bodyOf('/', 'a.b.example')).toBe('404 default backend - 404');
    expect(await bodyOf('/elsewhere', 'paths.example')).toBe('404 default backend - 404');
    expect(await bodyOf('/none')).toBe('503 no healthy backend - 503');
    expect(await bodyOf('/lost')).toBe('503 no healthy backend - 503');
    await edge.apply(hostTable('', { '/': 'web' }));
    expect(await bodyOf('/', 'a.b.example')).toBe('200 a');
    await edge.apply(removed(routeKeys.host('shop.example')));
    expect(await bodyOf('/')).toBe('200 b');
  });

  it('divides by the weights, never sends to weight 0, sheds what the table says, and tells what was offered', async () => {
    await open({ a: 64, b: 192 });
    const counted = { a: 0, b: 0 };
    for (let at = 0; at < 400; at += 1) counted[(await edge.get('/')).body.trim() as 'a' | 'b'] += 1;
    // Six standard deviations.
    expect(counted.a).toBeGreaterThan(48);
    expect(counted.a).toBeLessThan(152);
    await edge.apply(serviceTable('web', { a: 256, b: 0 }));
    for (let at = 0; at < 50; at += 1) expect((await edge.get('/')).body).toBe('a\n');
    await edge.apply(serviceTable('web', { a: 256 }, { shed: 1 }));
    const { status, headers } = await edge.get('/');
    expect([status, headers['retry-after']]).toEqual([503, '1']);
    expect(edge.driver.takeOffered()).toEqual(new Map([[routeKeys.service('shop', 'web', '80'), 451]]));
  });

  it('says who the client is, and passes nothing on that is of one connection or that only an edge may say', async () => {
    const [a] = await open();
    const { headers } = await edge.get('/x?q=1', {
      'x-forwarded-for': '6.6.6.6',
      'x-fed-route': 'c',
      forwarded: 'for=6.6.6.6',
      'x-real-ip': '6.6.6.6',
      connection: 'keep-alive, x-mine',
      'x-mine': 'secret',
      te: 'trailers',
      'x-kept': 'yes',
    });
    const [seen] = a.requests;
    expect(seen?.url).toBe('/x?q=1');
    expect(seen?.headers).toMatchObject({
      host: 'shop.example',
      'x-forwarded-for': '127.0.0.1',
      'x-real-ip': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'shop.example',
      'x-kept': 'yes',
      connection: 'keep-alive',
    });
    for (const name of ['x-mine', 'te', 'x-fed-route', 'forwarded'])
      expect(seen?.headers[name]).toBeUndefined();
    expect(headers['x-cluster']).toBe('a');
  });

  it.each([
    [
      'two ways to end the body',
      'POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde',
    ],
    ['a length that is none', 'POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: +4\r\n\r\nabcd'],
    [
      'a coding beside chunked',
      'POST / HTTP/1.1\r\nHost: shop.example\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n',
    ],
    [
      'a chunk size that is none',
      'POST / HTTP/1.1\r\nHost: shop.example\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n',
    ],
    ['a space before the colon', 'GET / HTTP/1.1\r\nHost : shop.example\r\n\r\n'],
    ['a folded header', 'GET / HTTP/1.1\r\nHost: shop.example\r\nX: a\r\n b\r\n\r\n'],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n'],
    ['two Hosts', 'GET / HTTP/1.1\r\nHost: shop.example\r\nHost: other.example\r\n\r\n'],
    ['a Host that is no name', 'GET / HTTP/1.1\r\nHost: shop.example/x\r\n\r\n'],
    ['a target of another host', 'GET http://other.example/ HTTP/1.1\r\nHost: shop.example\r\n\r\n'],
    ['a header with an underscore', 'GET / HTTP/1.1\r\nHost: shop.example\r\nX_Forwarded_For: 1\r\n\r\n'],
    ['a path that climbs', 'GET /a/%2e%2e/b HTTP/1.1\r\nHost: shop.example\r\n\r\n'],
    ['a method that opens tunnels', 'TRACE / HTTP/1.1\r\nHost: shop.example\r\n\r\n'],
  ])('refuses %s', async (_name, text) => {
    const [a] = await open();
    const got = await edge.raw(text);
    expect(got).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(got.match(/HTTP\/1\.1 /g)?.length).toBe(1);
    expect(a.requests).toEqual([]);
  });

  it('serves an absolute target of the same host, and ignores an offer to switch to h2c', async () => {
    const [a] = await open();
    const absolute = await edge.raw(
      'GET http://shop.example/p HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n',
    );
    expect(absolute).toMatch(/^HTTP\/1\.1 200 /);
    const offer = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n';
    const switched = await edge.raw(
      `POST /q HTTP/1.1\r\nHost: shop.example\r\n${offer}Content-Length: 3\r\n\r\nabcGET /r HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n`,
      5_000,
    );
    expect(switched.match(/HTTP\/1\.1 200 /g)?.length).toBe(2);
    expect(a.requests.map(({ url }) => url)).toEqual(['/p', '/q', '/r']);
    expect(a.requests[1]?.headers.upgrade).toBeUndefined();
  });

  it('loses no GET when a gateway is killed under load', async () => {
    const [a] = await open({ a: 128, b: 128 });
    const answers: Answer[] = [];
    let killed: Promise<void> | undefined;
    const client = async (): Promise<void> => {
      for (let at = 0; at < 60; at += 1) {
        answers.push(await edge.get('/'));
        if (answers.length === 400) killed = a.kill();
      }
    };
    await Promise.all(Array.from({ length: 20 }, client));
    await killed;
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(answers.length).toBe(1_200);
    expect(answers.slice(-300).every(({ body }) => body === 'b\n')).toBe(true);
  }, 30_000);

  it('asks another cluster when one hangs, by its probes and not by the timeout', async () => {
    const [a, b] = await open();
    expect((await edge.get('/')).body).toBe('a\n');
    a.hang();
    // The table's own timeout is 10 s: only the probes can end the wait, and only GET may be repeated.
    const answers = await Promise.all(Array.from({ length: 20 }, () => edge.get('/')));
    expect(new Set(answers.map(({ body }) => body))).toEqual(new Set(['b\n']));
    expect((await edge.get('/')).body).toBe('b\n');
    expect(b.requests.length).toBe(21);
    expect(edge.health.views().find(({ cluster }) => cluster === 'a')?.probe).toBe('fail');
  }, 20_000);

  it('repeats a GET that a gateway has nobody for, and never a POST that may have arrived', async () => {
    const empty = await gateway('a', (_request, response) => response.writeHead(503).end('nobody'));
    const b = await gateway('b');
    edge = new TestEdge();
    await edge.start(
      clusterTable('a', empty.address),
      clusterTable('b', b.address),
      serviceTable('web', { a: 256, b: 0 }),
      hostTable('shop.example', { '/': 'web' }),
    );
    expect((await edge.get('/')).body).toBe('b\n');
    const posted = await edge.get('/', { 'content-length': '3' }, 'POST', 'abc');
    expect([posted.status, posted.body]).toEqual([503, 'nobody']);
    await empty.kill();
    // Takes the connection that was kept, and broke.
    expect((await edge.get('/')).body).toBe('b\n');
    // Nothing was sent yet where no connection came about: this may be repeated.
    expect((await edge.get('/', { 'content-length': '3' }, 'POST', 'abc')).body).toBe('b\n');
    await b.kill();
    expect((await edge.get('/')).status).toBe(502);
    expect(empty.requests.length).toBe(2);
  });

  it('tells a client that an answer broke off, and a late one from none', async () => {
    const a = await gateway('a', (incoming, response) => {
      if (incoming.url === '/late') return;
      response.writeHead(200, { 'content-length': '100' });
      response.write('part');
      setImmediate(() => incoming.socket.destroy());
    });
    edge = new TestEdge();
    await edge.start(
      clusterTable('a', a.address),
      serviceTable('web', { a: 256 }, { timeouts: { connectMs: 500, responseMs: 200, idleMs: 500 } }),
      hostTable('shop.example', { '/': 'web' }),
    );
    await expect(edge.get('/')).rejects.toThrow(/aborted|hang up|RESET/i);
    expect((await edge.get('/late')).status).toBe(504);
  });

  it('keeps a client with its cluster by cookie, or by address', async () => {
    await open({ a: 128, b: 128 });
    await edge.apply(
      serviceTable('web', { a: 128, b: 128 }, { affinity: { type: 'cookie', ttlSeconds: 60 } }),
    );
    const first = await edge.get('/');
    const [cookie = ''] = first.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/^mrd\w+=\w+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=60$/);
    const [pair = ''] = cookie.split(';');
    for (let at = 0; at < 20; at += 1) {
      const again = await edge.get('/', { cookie: `other=1; ${pair}` });
      expect(again.body).toBe(first.body);
      expect(again.headers['set-cookie']).toBeUndefined();
    }
    // The cluster is drained: the client moves, and is bound anew.
    const other = first.body === 'a\n' ? 'b' : 'a';
    await edge.apply(
      serviceTable(
        'web',
        { [other]: 256, [first.body.trim()]: 0 },
        { affinity: { type: 'cookie', ttlSeconds: 0 } },
      ),
    );
    const moved = await edge.get('/', { cookie: pair });
    expect(moved.body).toBe(`${other}\n`);
    expect(moved.headers['set-cookie']?.[0]).not.toContain('Max-Age');
    await edge.apply(
      serviceTable('web', { a: 128, b: 128 }, { affinity: { type: 'clientIP', ttlSeconds: 0 } }),
    );
    const bodies = new Set<string>();
    for (let at = 0; at < 20; at += 1) bodies.add((await edge.get('/')).body);
    expect(bodies.size).toBe(1);
  });

  it('tunnels WebSocket both ways, and tells a refusal as it is', async () => {
    const [a] = await open();
    a.http.on('upgrade', (incoming: IncomingMessage, socket: Socket, first: Buffer) => {
      if (incoming.url === '/no') {
        socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\n\r\nnope');
        return;
      }
      const accept = createHash('sha1')
        .update(`${incoming.headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
        .digest('base64');
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\nhello `,
      );
      socket.write(first.toString('latin1').toUpperCase());
      socket.on('data', (chunk: Buffer) => socket.write(chunk.toString('latin1').toUpperCase()));
    });
    const ask = (path: string): string =>
      `GET ${path} HTTP/1.1\r\nHost: shop.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;
    const socket = connect(edge.http, '127.0.0.1');
    let got = '';
    const until = async (text: string): Promise<void> => {
      while (!got.includes(text)) got += ((await once(socket, 'data')) as [Buffer])[0].toString('latin1');
    };
    socket.write(`${ask('/chat')}early `);
    await until('EARLY ');
    expect(got).toMatch(/^HTTP\/1\.1 101 /);
    expect(got).toContain('Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
    socket.write('ping');
    await until('PING');
    socket.destroy();
    expect(await edge.raw(ask('/no'), 5_000)).toMatch(/^HTTP\/1\.1 403 [^]*nope$/);
    expect(await edge.raw(ask('/chat').replace('shop.example', 'nobody.test'), 5_000)).toMatch(
      /^HTTP\/1\.1 404 /,
    );
  });

  it('streams both ways without holding anything, as fast as the slower side', async () => {
    const CHUNK = Buffer.alloc(64 * 1024, 'x');
    const CHUNKS = 1_600;
    let sent = 0;
    const a = await gateway('a', (incoming, response) => {
      if (incoming.method === 'POST') {
        let bytes = 0;
        incoming.on('data', (chunk: Buffer) => (bytes += chunk.length));
        incoming.once('end', () => response.end(String(bytes)));
        return;
      }
      const more = (): void => {
        while (sent < CHUNKS && response.write(CHUNK)) sent += 1;
        if (sent >= CHUNKS) response.end();
      };
      response.on('drain', () => {
        sent += 1;
        more();
      });
      more();
    });
    edge = new TestEdge();
    await edge.start(
      clusterTable('a', a.address),
      serviceTable('web', { a: 256 }),
      hostTable('shop.example', { '/': 'web' }),
    );
    const answer = await new Promise<IncomingMessage>((resolve) =>
      request({ host: '127.0.0.1', port: edge.http, headers: { host: 'shop.example' } }, resolve).end(),
    );
    // Nobody reads: what the gateway could write is what buffers hold, and no more.
    await once(answer, 'readable');
    let before = -1;
    while (before !== sent) {
      before = sent;
      await new Promise((done) => setTimeout(done, 300));
    }
    expect(sent * CHUNK.length).toBeLessThan(32 * 1024 * 1024);
    let bytes = 0;
    for await (const chunk of answer as AsyncIterable<Buffer>) bytes += chunk.length;
    expect(bytes).toBeGreaterThanOrEqual(CHUNKS * CHUNK.length);

    const uploaded = new Promise<string>((resolve) => {
      const up = request(
        { host: '127.0.0.1', port: edge.http, method: 'POST', headers: { host: 'shop.example' } },
        (done) => {
          let text = '';
          done.on('data', (chunk: Buffer) => (text += chunk.toString()));
          done.once('end', () => resolve(text));
        },
      );
      void (async () => {
        for (let at = 0; at < 200; at += 1) if (!up.write(CHUNK)) await once(up, 'drain');
        up.end();
      })();
    });
    expect(await uploaded).toBe(String(200 * CHUNK.length));
  }, 60_000);

  it('serves HTTP/2 and HTTP/1.1 over TLS by the name of the handshake, which must be the host of the request', async () => {
    await open();
    const ca = await CertificateAuthority.open(mapVault(), Date.now());
    const key = routeKeys.certificate('shop', 'one');
    const other = routeKeys.certificate('shop', 'two');
    const troubles = await edge.apply(
      await certificateTable(ca, 'one', ['shop.example', 'also.example']),
      await certificateTable(ca, 'two', ['other.example']),
      hostTable('shop.example', { '/': 'web' }, key),
      hostTable('also.example', { '/': 'web' }, key),
      hostTable('other.example', { '/': 'web' }, other),
      hostTable('plain.example', { '/': 'web' }),
    );
    expect(troubles).toEqual([]);
    const session = connectHttp2(`https://127.0.0.1:${edge.https}`, {
      ca: ca.certificate,
      servername: 'shop.example',
    });
    const ask = async (authority: string): Promise<number> => {
      const stream = session.request({ ':path': '/', ':authority': authority });
      const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
      stream.resume();
      await once(stream, 'end');
      return Number(headers[':status']);
    };
    expect(await ask('shop.example')).toBe(200);
    expect(await ask('also.example')).toBe(200);
    expect(await ask('other.example')).toBe(421);
    expect(await ask('plain.example')).toBe(421);
    session.destroy();
    const handshake = async (servername: string, text: string): Promise<string> => {
      const socket = connectTls({
        port: edge.https,
        host: '127.0.0.1',
        ca: ca.certificate,
        servername,
        ALPNProtocols: ['http/1.1'],
      });
      let got = '';
      socket.on('data', (chunk: Buffer) => (got += chunk.toString('latin1')));
      socket.write(text);
      await once(socket, 'close');
      return got;
    };
    const get = (host: string): string => `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    expect(await handshake('other.example', get('other.example'))).toMatch(/^HTTP\/1\.1 200 /);
    expect(await handshake('other.example', get('shop.example'))).toMatch(/^HTTP\/1\.1 421 /);
    await expect(handshake('plain.example', get('plain.example'))).rejects.toThrow();
    // A new certificate counts from the next handshake; one for another edge is trouble and changes nothing.
    const elsewhere = {
      ...(await certificateTable(ca, 'two', ['other.example'])),
      ...head(other),
      sealed: [],
    } as RouteMessage;
    expect((await edge.apply(elsewhere)).map(({ message }) => message)).toEqual([
      'the certificate is not sealed to this edge',
    ]);
    expect(await handshake('other.example', get('other.example'))).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('cuts off who takes for ever to say what it wants, in clear text and over TLS', async () => {
    await open();
    const ca = await CertificateAuthority.open(mapVault(), Date.now());
    await edge.apply(
      await certificateTable(ca, 'one', ['shop.example']),
      hostTable('shop.example', { '/': 'web' }, routeKeys.certificate('shop', 'one')),
    );
    const options = { port: edge.https, host: '127.0.0.1', ca: ca.certificate, servername: 'shop.example' };
    const slow = [
      connect(edge.http, '127.0.0.1'),
      connectTls({ ...options, ALPNProtocols: ['http/1.1'] }),
      connect(edge.https, '127.0.0.1'),
    ];
    const closed = slow.map(async (socket, at) => {
      socket.on('error', () => undefined).resume();
      // The last one does not even begin the handshake.
      if (at < 2) socket.write('GET / HTTP/1.1\r\nHost: shop.exam');
      await once(socket, 'close');
    });
    await Promise.all(closed);
    expect((await edge.get('/')).status).toBe(200);
  }, 60_000);

  it('ends what is under way before it stops', async () => {
    let finish: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      void gateway('a', (_request, response) => {
        finish = () => response.end('whole');
        resolve();
      }).then(async (a) => {
        edge = new TestEdge();
        await edge.start(
          clusterTable('a', a.address),
          serviceTable('web', { a: 256 }),
          hostTable('shop.example', { '/': 'web' }),
        );
        answer = edge.get('/');
      });
    });
    let answer: Promise<Answer> | undefined;
    await asked;
    const stopped = edge.driver.stop(20_000);
    await expect(edge.raw('GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n')).rejects.toThrow('ECONNREFUSED');
    finish();
    expect((await answer)?.body).toBe('whole');
    await stopped;
  }, 30_000);
});
