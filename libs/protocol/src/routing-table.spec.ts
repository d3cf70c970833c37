import { describe, expect, test } from '@jest/globals';
import { UnreadableMessageError } from './codec.js';
import { decodeEdgeReport, edgeReportSubject, encodeEdgeReport, type EdgeReport } from './edge-report.js';
import {
  decodeRoute,
  encodeRoute,
  routeKeys,
  routeSubject,
  type CertificateTable,
  type RouteMessage,
  type RoutingTable,
} from './routing-table.js';
import { openCertificate, sealCertificate } from './sealed-certificate.js';
import { createSealingKeys } from './sealing.js';

const head = { v: 1, hubUid: 'hub', epoch: 1, version: 7 } as const;

const service: RoutingTable = {
  ...head,
  key: routeKeys.service('shop', 'web', '80'),
  type: 'service',
  namespace: 'shop',
  service: 'web',
  port: '80',
  affinity: { type: 'none', ttlSeconds: 0 },
  timeouts: { connectMs: 300, responseMs: 30_000, idleMs: 60_000 },
  regions: [
    {
      region: 'europe',
      outcome: 'served',
      shed: 0,
      clusters: [
        { cluster: 'eu-a', weight: 200 },
        { cluster: 'eu-b', weight: 56 },
        { cluster: 'us-a', weight: 0 },
      ],
    },
    { region: '', outcome: 'noBackends', shed: 1, clusters: [] },
  ],
};

const tables: RouteMessage[] = [
  service,
  {
    ...head,
    key: routeKeys.host('shop.example.com'),
    type: 'host',
    host: 'shop.example.com',
    rules: [
      {
        path: '/',
        match: 'Prefix',
        backends: [{ table: service.key, weight: 1 }],
        ingress: 'shop/web',
      },
    ],
    certificate: routeKeys.certificate('shop', 'web-tls'),
  },
  {
    ...head,
    key: routeKeys.cluster('eu-a'),
    type: 'cluster',
    cluster: 'eu-a',
    region: 'europe',
    zones: ['a'],
    gateways: ['127.0.2.1:8080', '[::1]:80', 'gw.example.com:80'],
  },
  {
    ...head,
    key: routeKeys.records('Ingress', 'shop', 'web'),
    type: 'records',
    sets: [
      { name: 'web.shop.fed', type: 'A', ttl: 10, values: ['127.0.1.1'], near: { europe: ['127.0.1.2'] } },
    ],
  },
  {
    ...head,
    key: routeKeys.federation,
    type: 'federation',
    federation: 'federation',
    domain: 'example.com',
    nameservers: [],
    edges: [{ edge: 'edge-eu', region: 'europe', zone: '', addresses: ['127.0.1.1'] }],
  },
  {
    ...head,
    key: routeKeys.names('shop', 'web'),
    type: 'names',
    namespace: 'shop',
    service: 'web',
    mode: 'nearest',
    panic: 'failOpen',
    shards: [{ cluster: 'eu-a', addresses: ['192.0.2.1', '2001:db8::1'], healthy: true }],
    exported: [{ name: 'http', protocol: 'TCP', port: 80 }],
  },
  {
    ...head,
    key: routeKeys.places,
    type: 'places',
    federation: 'federation',
    domain: 'example.com',
    clusters: [{ cluster: 'eu-a', region: 'europe', zones: ['a'] }],
    nearest: { america: ['europe'], europe: [] },
  },
  { ...head, key: routeKeys.cluster('gone'), type: 'removed' },
];

describe('tables', () => {
  test.each(tables)('$type comes back as it was sent', (table) => {
    expect(decodeRoute(encodeRoute(table), routeSubject(table.key))).toEqual(table);
  });

  test('each belongs to the subject of its key', () => {
    const subject = routeSubject(routeKeys.host('other'));
    expect(subject).toMatch(/^route\.[A-Za-z0-9_-]{22}$/);
    expect(() => decodeRoute(encodeRoute(service), subject)).toThrow(UnreadableMessageError);
  });

  test('agents need to see names and places alone', () => {
    const isName = (key: string): boolean => /^route\.name\.[A-Za-z0-9_-]{22}$/.test(routeSubject(key));
    expect(tables.map(({ key }) => key).filter(isName)).toEqual([
      routeKeys.names('shop', 'web'),
      routeKeys.places,
    ]);
  });

  const [first, last] = service.regions;
  if (first === undefined || last === undefined) throw new Error('the sample has two regions');
  test.each<[string, object]>([
    ['another version', { ...service, v: 2 }],
    ['no region for everybody', { ...service, regions: [first] }],
    ['a region twice', { ...service, regions: [first, last, first] }],
    ['weights that do not add up', bad(first, [{ cluster: 'a', weight: 255 }])],
    [
      'a cluster twice',
      bad(first, [
        { cluster: 'a', weight: 128 },
        { cluster: 'a', weight: 128 },
      ]),
    ],
    ['a gateway without port', { ...tables[2], gateways: ['127.0.0.1'] }],
    ['a gateway with a path', { ...tables[2], gateways: ['127.0.0.1:80/x'] }],
    [
      'an address that is none',
      { ...tables[5], shards: [{ cluster: 'a', addresses: ['x'], healthy: true }] },
    ],
    ['a gateway at port 0', { ...tables[2], gateways: ['127.0.0.1:0'] }],
  ])('%s is refused', (_, table) => {
    const { key } = table as RouteMessage;
    expect(() => decodeRoute(encodeRoute(table as RouteMessage), routeSubject(key))).toThrow(
      UnreadableMessageError,
    );
  });

  function bad(region: object, clusters: readonly object[]): object {
    return { ...service, regions: [{ ...region, clusters }, last] };
  }
});

describe('a sealed certificate', () => {
  const plain = { certificate: 'CERT', privateKey: 'KEY' };
  const [keys, others] = [createSealingKeys(), createSealingKeys()];
  const context = { hubUid: 'hub', key: routeKeys.certificate('shop', 'tls'), revision: '5' };
  const table: CertificateTable = {
    ...head,
    ...context,
    type: 'certificate',
    sealed: [sealCertificate(plain, context, { edge: 'one', ...keys })],
  };

  test('opens at the edge that it is for, and names nothing in clear', () => {
    const wire = encodeRoute(table);
    const read = decodeRoute(wire, routeSubject(table.key));
    expect(openCertificate(read as CertificateTable, 'one', keys)).toEqual(plain);
    expect(Buffer.from(wire).toString('utf8')).not.toContain('"privateKey"');
  });

  test('is nothing to another edge or key', () => {
    expect(openCertificate(table, 'two', keys)).toBeUndefined();
    expect(openCertificate(table, 'one', others)).toBeUndefined();
  });

  test.each<[string, Partial<CertificateTable>]>([
    ['Secret', { key: routeKeys.certificate('shop', 'other') }],
    ['revision', { revision: '4' }],
    ['hub', { hubUid: 'rogue' }],
  ])('moved to another %s it does not open', (_, change) => {
    expect(() => openCertificate({ ...table, ...change }, 'one', keys)).toThrow(UnreadableMessageError);
  });
});

describe("an edge's report", () => {
  const report: EdgeReport = {
    v: 1,
    type: 'edge',
    edge: 'edge.eu',
    hubUid: 'hub',
    instance: 'i',
    sequence: 1,
    edgeVersion: '0',
    region: 'europe',
    zone: '',
    driver: 'embedded',
    addresses: ['127.0.1.1'],
    ports: { http: 8080, https: 0, dns: 5353 },
    applied: { epoch: 1, version: 7, digest: { count: 1, sum: 7, mixed: 9 }, at: 1 },
    troubles: [],
    gateways: [{ cluster: 'eu-a', probe: 'ok', rttMs: 3 }],
    demand: [{ table: service.key, rps: 12.5 }],
    wantsAll: false,
    at: 1,
  };

  test('comes back as it was sent', () => {
    expect(decodeEdgeReport(encodeEdgeReport(report), edgeReportSubject('edge.eu'))).toEqual(report);
  });

  test('speaks for its own edge only', () => {
    expect(() => decodeEdgeReport(encodeEdgeReport(report), edgeReportSubject('other'))).toThrow(
      UnreadableMessageError,
    );
  });
});
