import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { routeKeys, sealCertificate } from '#libs/protocol';
import { NO_PROXY_SOURCES, proxySources } from '../../apps/edge/src/driver/proxy-sources.js';
import { CertificateAuthority } from '../../apps/hub/src/trust/certificate-authority.js';
import { clusterTable, head, hostTable, serviceTable, splitTable } from '../support/edge-tables.js';
import { TestGateway } from '../support/gateway.js';
import { describeHaproxy } from '../support/haproxy.js';
import { proxyHead } from '../support/proxy-head.js';
import { TestEdge } from '../support/test-edge.js';
import { mapVault } from './trust-broker.js';

/** What both drivers do for and against single clients. `program`: of HAProxy, for that driver. */
function tests(program?: string): void {
  let edge: TestEdge;
  let gateways: TestGateway[] = [];

  /** Clusters a and b; a serves `web`, b serves `next`. */
  async function open(proxies = NO_PROXY_SOURCES): Promise<TestGateway> {
    const [a, b] = [await TestGateway.start('a'), await TestGateway.start('b')];
    gateways = [a, b];
    edge = new TestEdge(program, proxies);
    await edge.start(
      clusterTable('a', a.address),
      clusterTable('b', b.address),
      serviceTable('web', { a: 256 }),
      serviceTable('next', { b: 256 }),
      hostTable('shop.example', { '/': 'web' }),
    );
    return a;
  }

  afterEach(async () => {
    await edge.stop();
    await Promise.all(gateways.map((one) => one.kill()));
  });

  it('divides by the weights of a rule with several backends, and tells gateways which it is', async () => {
    const a = await open();
    await edge.get('/', { 'x-fed-service': 'shop/mine' });
    expect(a.requests.at(-1)?.headers['x-fed-service']).toBeUndefined();
    await edge.apply(splitTable('shop.example', { web: 1, next: 1 }));
    const bodies: string[] = [];
    for (let at = 0; at < 60; at += 1) bodies.push((await edge.get('/')).body);
    expect(new Set(bodies)).toEqual(new Set(['a\n', 'b\n']));
    expect(a.requests.at(-1)?.headers['x-fed-service']).toBe('shop/web');
  });

  it('answers 429 to a client that asks more often than a service lets it, and changes that while it runs', async () => {
    await open();
    const refused = async (): Promise<number> => {
      const all = await Promise.all(Array.from({ length: 40 }, () => edge.get('/')));
      return all.filter(({ status }) => status === 429).length;
    };
    expect(await refused()).toBe(0);
    await edge.apply(serviceTable('web', { a: 256 }, { clientRate: 3 }));
    expect(await refused()).toBeGreaterThan(20);
    expect((await edge.get('/')).headers['retry-after']).toBe('1');
    await edge.apply(serviceTable('web', { a: 256 }));
    expect(await refused()).toBe(0);
    expect(edge.driver.counts()['reloads'] ?? 0).toBe(0);
  });

  it('believes a load balancer who the client is, and nobody else', async () => {
    const a = await open(proxySources.parse('127.0.0.1'));
    const get = Buffer.from('GET /x HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n');
    expect(await edge.raw(Buffer.concat([proxyHead('203.0.113.7'), get]))).toContain('200 OK');
    expect(await edge.raw(Buffer.concat([proxyHead(), get]))).toContain('200 OK');
    expect(a.requests.map(({ headers }) => headers['x-real-ip'])).toEqual(['203.0.113.7', '127.0.0.1']);
    expect(await edge.raw(get)).toBe('');
    expect(a.requests.length).toBe(2);
    // Over TLS, with HTTP/2, as well.
    const ca = await CertificateAuthority.open(mapVault(), Date.now());
    const context = { ...head(routeKeys.certificate('shop', 'tls')), revision: '1' };
    const plain = await ca.server('shop', ['shop.example'], Date.now());
    const sealed = [sealCertificate(plain, context, { edge: 'edge-1', ...edge.sealing })];
    await edge.apply(
      { ...context, type: 'certificate', sealed },
      hostTable('shop.example', { '/': 'web' }, context.key),
    );
    const socket = connect(edge.https, '127.0.0.1');
    socket.write(proxyHead('203.0.113.8'));
    const session = connectHttp2('https://shop.example', {
      createConnection: () =>
        connectTls({ socket, ca: ca.certificate, servername: 'shop.example', ALPNProtocols: ['h2'] }),
    });
    const stream = session.request({ ':path': '/', ':authority': 'shop.example' });
    await once(stream, 'response');
    session.destroy();
    expect(a.requests.at(-1)?.headers['x-real-ip']).toBe('203.0.113.8');
  });
}

describe('clients of an edge: embedded', () => tests());
describeHaproxy('clients of an edge: HAProxy', tests);
