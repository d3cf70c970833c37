import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readEnvironment } from '#libs/process';
import {
  addToDigest,
  decodeEdgeReport,
  EMPTY_DIGEST,
  encodeRoute,
  routeKeys,
  routeSubject,
  type EdgeReport,
  type RouteMessage,
} from '#libs/protocol';
import { type RouteTransport } from '#libs/transport';
import { TrustedBroker } from '../integration/trust-broker.js';
import {
  clusterTable,
  federationTable,
  hostTable,
  nameTable,
  placesTable,
  recordTable,
  removed,
  serviceTable,
} from '../support/edge-tables.js';
import { eventually } from '../support/eventually.js';
import { TestGateway } from '../support/gateway.js';
import { startJoinEnd, type JoinEnd } from '../support/join-hub.js';
import { program } from '../support/processes.js';
import { tempDir } from '../support/temp-dir.js';

interface Ports {
  readonly http: number;
  readonly dns: number;
}

/** The edge as it is run: its own process, a real broker with TLS and JWTs, gateways that answer HTTP, a resolver. */
describe('npm run edge', () => {
  let directory: Awaited<ReturnType<typeof tempDir>>;
  let broker: TrustedBroker;
  let hub: RouteTransport;
  let joinEnd: JoinEnd;
  const reports: EdgeReport[] = [];
  const children = new Set<ChildProcess>();
  const gateways: TestGateway[] = [];
  /** What was started, so that a start that fails half-way leaves nothing behind. */
  const started: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    directory = await tempDir('edge-process');
    started.push(directory.remove);
    broker = await TrustedBroker.start();
    started.push(() => broker.remove());
    hub = await broker.routes();
    started.push(() => hub.close());
    hub.onEdgeReport((subject, payload) => reports.push(decodeEdgeReport(payload, subject)));
    joinEnd = await startJoinEnd(broker.ca, async (asked) => {
      await hub.ensureEdgeConsumer(asked.name);
      const natsJwt = await broker.authority.joinerJwt('edge', asked.name, asked.natsPublicKey);
      const natsCa = broker.ca.certificate;
      const told = { natsUrl: broker.url, natsJwt, natsCa, sealingKeyId: '' };
      return { status: 200, body: { v: 1, hubUid: 'hub-1', epoch: 1, name: asked.name, ...told } };
    });
    started.push(() => joinEnd.stop());
  }, 60_000);
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await Promise.all([...children].map((child) => once(child, 'exit')));
    await Promise.all(gateways.splice(0).map((one) => one.kill()));
  });
  afterAll(async () => {
    for (const stop of started.reverse()) await stop();
  }, 30_000);

  function run(settings: Record<string, string>, args: string[] = []): ChildProcess {
    const { PATH = '' } = readEnvironment();
    const child = spawn(process.execPath, [program('edge/src/main.js'), ...args], {
      env: {
        PATH,
        MERIDIAN_EDGE: 'edge-1',
        MERIDIAN_REGION: 'eu',
        MERIDIAN_DATA_DIR: join(directory.path, 'data'),
        MERIDIAN_HTTP_LISTEN: '127.0.0.1:0',
        MERIDIAN_HTTPS_LISTEN: '127.0.0.1:0',
        MERIDIAN_DNS_LISTEN: '127.0.0.1:0',
        MERIDIAN_LOG_LEVEL: 'warn',
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    child.once('exit', () => children.delete(child));
    return child;
  }

  async function ready(child: ChildProcess): Promise<Ports> {
    if (!child.stdout) throw new Error('no stdout');
    for await (const line of createInterface(child.stdout)) {
      const found = /^ready http=(\d+) https=\d+ dns=(\d+)$/.exec(line);
      if (found) return { http: Number(found[1]), dns: Number(found[2]) };
    }
    throw new Error('the edge ended before it was ready');
  }

  async function ended(child: ChildProcess): Promise<{ code: number | null; text: string }> {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, text };
  }

  async function publish(...tables: readonly RouteMessage[]): Promise<void> {
    await Promise.all(tables.map((table) => hub.publishTable(routeSubject(table.key), encodeRoute(table))));
  }

  function reported(what: string, is: (report: EdgeReport) => boolean): Promise<EdgeReport> {
    return eventually(what, () => Promise.resolve(reports.findLast(is)));
  }

  function get({ http }: Ports, host = 'shop.example'): Promise<string> {
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: http, agent: false, headers: { host } }, (answer) => {
        let text = `${answer.statusCode ?? 0} `;
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
        answer.once('end', () => resolve(text.trim()));
      });
      sent.once('error', reject);
      sent.end();
    });
  }

  function resolver({ dns }: Ports): Resolver {
    const made = new Resolver({ timeout: 2_000, tries: 2 });
    made.setServers([`127.0.0.1:${dns}`]);
    return made;
  }

  async function gateway(cluster: string): Promise<TestGateway> {
    const made = await TestGateway.start(cluster);
    gateways.push(made);
    return made;
  }

  it('explains itself', async () => {
    const { code, text } = await ended(run({}, ['--help']));
    expect(code).toBe(0);
    for (const name of [
      'MERIDIAN_EDGE',
      'MERIDIAN_HTTP_LISTEN',
      'MERIDIAN_DNS_LISTEN',
      'MERIDIAN_EDGE_DRIVER',
    ])
      expect(text).toContain(name);
  }, 30_000);

  it.each([
    ['a name that is missing', { MERIDIAN_EDGE: '' }, /^MERIDIAN_EDGE: is required/],
    ['a driver that is not there', { MERIDIAN_EDGE_DRIVER: 'nginx' }, /^MERIDIAN_EDGE_DRIVER: /],
    ['an address that is none', { MERIDIAN_HTTP_LISTEN: 'here' }, /MERIDIAN_HTTP_LISTEN/],
    ['a first start without a token', {}, /needs MERIDIAN_HUB_URL and MERIDIAN_JOIN_TOKEN/],
  ])(
    'says in a sentence what is wrong with %s',
    async (_name, settings: Record<string, string>, says) => {
      const { code, text } = await ended(run(settings));
      expect(code).toBe(1);
      expect(text).toMatch(says);
      expect(text).not.toContain('    at ');
    },
    30_000,
  );

  it('joins, serves what the hub says, tells what it did, and serves on from disk without hub and broker', async () => {
    const [a, b] = [await gateway('a'), await gateway('b')];
    const name = 'web.shop.fed.ingress.example.test';
    const tables = [
      serviceTable('web', { a: 256, b: 0 }, { region: '' }),
      hostTable('shop.example', { '/': 'web' }),
      clusterTable('a', a.address),
      clusterTable('b', b.address),
      recordTable('web', [
        { name, type: 'A', ttl: 10, values: ['127.0.0.1', '127.0.0.2'], near: { eu: ['127.0.0.2'] } },
        { name: `alias.${name}`, type: 'CNAME', ttl: 10, values: [name] },
      ]),
      federationTable('example.test'),
      placesTable('example.test', 'eu', 'us', 'ap'),
      nameTable('db', { eu: '192.0.2.1', us: '192.0.2.2' }),
    ];
    // Some before it joins and some after: the first ones are last values.
    await publish(...tables.slice(0, 3));
    const first = run({ MERIDIAN_HUB_URL: joinEnd.url, MERIDIAN_JOIN_TOKEN: joinEnd.token });
    const ports = await ready(first);
    await publish(...tables.slice(3));

    const versions = tables.map(({ version }) => version);
    const report = await reported(
      'all tables applied',
      ({ applied }) => applied.version === Math.max(...versions),
    );
    expect(report).toMatchObject({
      edge: 'edge-1',
      hubUid: 'hub-1',
      region: 'eu',
      driver: 'embedded',
      wantsAll: true,
    });
    expect(report.applied.digest).toEqual(
      versions.reduce((digest, one) => addToDigest(digest, one), EMPTY_DIGEST),
    );
    expect([report.ports.http, report.ports.dns, report.troubles]).toEqual([ports.http, ports.dns, []]);
    expect(await get(ports)).toBe('200 a');
    await reported(
      'both gateways pass',
      ({ gateways: all }) => all.filter(({ probe, rttMs }) => probe === 'ok' && rttMs !== null).length === 2,
    );
    await reported('demand', ({ demand }) =>
      demand.some(({ table, rps }) => table === routeKeys.service('shop', 'web', '80') && rps > 0),
    );

    const names = resolver(ports);
    expect(await names.resolve4(name)).toEqual(['127.0.0.2']);
    expect(await names.resolve4(`ALIAS.${name}`)).toEqual(['127.0.0.2']);
    expect(await names.resolveCname(`alias.${name}`)).toEqual([name]);
    await expect(names.resolve4(`nobody.${name}`)).rejects.toMatchObject({ code: 'ENOTFOUND' });
    const db = (place: string): Promise<string[]> => names.resolve4(`db.shop.fed.svc${place}.example.test`);
    expect(await db('.a.us')).toEqual(['192.0.2.2']);
    expect(await db('.a.ap')).toEqual(['192.0.2.1']);
    expect(await db('')).toEqual(['192.0.2.1']);
    expect(await names.resolve4('db.shop.svc.clusterset.local')).toEqual(['192.0.2.1']);
    await publish(removed(routeKeys.records('Ingress', 'shop', 'web')));
    await eventually('the name goes', async () =>
      names.resolve4(name).then(
        () => false,
        () => true,
      ),
    );

    // A hub that has lost its mind is not believed.
    const all = ['web', 'two', 'three', 'four'];
    const more = all.slice(1).map((one) => serviceTable(one, { a: 256 }));
    await publish(...more);
    await reported('four services', ({ applied }) => applied.digest.count === tables.length + more.length);
    await publish(...all.map((one) => serviceTable(one, {}, { outcome: 'noBackends' })));
    const held = await reported('the withdrawal is held', ({ troubles }) => troubles.length === all.length);
    expect(held.troubles[0]?.message).toContain('not believed');
    expect(await get(ports)).toBe('200 a');
    await publish(serviceTable('web', { a: 256, b: 0 }));
    await reported('it is over', ({ troubles }) => troubles.length === 0);

    // A killed gateway is told as such, and nothing fails.
    await a.kill();
    expect(await get(ports)).toBe('200 b');
    await reported('the gateway fails', ({ gateways: all }) =>
      all.some(({ cluster, probe }) => cluster === 'a' && probe === 'fail'),
    );

    const second = await ended(run({}));
    expect(second).toMatchObject({ code: 1, text: expect.stringContaining('in use by the edge with pid') });

    // Everything else is gone, and the edge itself is killed.
    first.kill('SIGKILL');
    await once(first, 'exit');
    await joinEnd.stop();
    await broker.down();
    const third = run({});
    const again = await ready(third);
    expect(await get(again)).toBe('200 b');
    const kept = await resolver(again).resolve4('db.shop.fed.svc.ap.example.test');
    expect(kept).toEqual(['192.0.2.1']);
    expect(await get(again, 'nobody.example')).toBe('404 default backend - 404');

    third.kill('SIGTERM');
    expect(await once(third, 'exit')).toEqual([0, null]);
  }, 120_000);
});
