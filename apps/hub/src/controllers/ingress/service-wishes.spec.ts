import { describe, expect, test } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { type ClusterView } from './cluster-view.js';
import { routeService } from './route-service.js';
import { readWishes, type ServiceWishes } from './service-wishes.js';

function service(annotations: Readonly<Record<string, string>>, spec: object = {}): KubeObject {
  const named = Object.entries(annotations).map(([name, text]) => [`federation.meridian.dev/${name}`, text]);
  const metadata = { name: 'web', namespace: 'shop', annotations: Object.fromEntries(named) };
  return { apiVersion: 'v1', kind: 'Service', metadata, spec };
}

describe('what a Service wishes', () => {
  test('nothing said: as every Service is served', () => {
    expect(readWishes(service({}))).toMatchObject({
      ratePerEndpoint: null,
      affinity: { type: 'none', ttlSeconds: 0 },
      timeouts: { connectMs: 500, responseMs: 30_000, idleMs: 60_000 },
      clientRate: undefined,
      ignored: [],
    });
  });

  test.each<[string, Record<string, string>, object, Partial<ServiceWishes>]>([
    [
      'a cookie',
      { 'session-affinity': 'cookie' },
      { sessionAffinity: 'ClientIP' },
      { affinity: { type: 'cookie', ttlSeconds: 0 } },
    ],
    [
      'a cookie that lasts',
      { 'session-affinity': 'cookie', 'session-affinity-seconds': '3600' },
      {},
      { affinity: { type: 'cookie', ttlSeconds: 3_600 } },
    ],
    [
      "Kubernetes' own affinity",
      {},
      { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } } },
      { affinity: { type: 'clientIP', ttlSeconds: 60 } },
    ],
    [
      'timeouts',
      { 'connect-timeout': '250ms', 'response-timeout': '2m', 'idle-timeout': '1h' },
      {},
      { timeouts: { connectMs: 250, responseMs: 120_000, idleMs: 3_600_000 } },
    ],
    ['a rate of one client', { 'max-rate-per-client': '50' }, {}, { clientRate: 50 }],
    ['capacity', { 'max-rate-per-endpoint': '12.5' }, {}, { ratePerEndpoint: 12.5 }],
    [
      'parts of clusters',
      { 'capacity-scaler': 'a=0.5, b=0' },
      {},
      {
        scalers: new Map([
          ['a', 0.5],
          ['b', 0],
        ]),
      },
    ],
    [
      'fences',
      { 'client-regions': 'eu=eu; *=us,c' },
      {},
      {
        fences: new Map([
          ['eu', new Set(['eu'])],
          ['*', new Set(['us', 'c'])],
        ]),
      },
    ],
  ])('%s', (_, annotations, spec, wanted) => {
    const wishes = readWishes(service(annotations, spec));
    expect(wishes).toMatchObject(wanted);
    expect(wishes.ignored).toEqual([]);
  });

  test.each([
    ['session-affinity', 'Cookie'],
    ['session-affinity-seconds', '-1'],
    ['connect-timeout', '30'],
    ['response-timeout', '2h'],
    ['idle-timeout', '0s'],
    ['max-rate-per-client', '0.5'],
    ['max-rate-per-endpoint', ''],
    ['max-overload', '0.9'],
    ['auto-drain-below', '25'],
    ['capacity-scaler', 'a=2'],
    ['capacity-scaler', 'a'],
    ['client-regions', 'eu='],
  ])('%s: %j counts as absent, and is told', (name, text) => {
    const { ignored, ...wishes } = readWishes(service({ [name]: text }));
    const { ignored: _, ...standard } = readWishes(service({}));
    expect(wishes).toEqual(standard);
    expect(ignored.map(({ annotation }) => annotation)).toEqual([`federation.meridian.dev/${name}`]);
  });

  /** Shares of clients in `eu`, of the clusters a (eu) and b (us), both ready. */
  function shares(annotations: Readonly<Record<string, string>>): Record<string, number> {
    const cluster = (name: string, region: string): ClusterView => ({
      ...{ name, region, zones: [], coordinates: undefined, state: 'active' },
      ...{ gateways: ['127.0.2.1:80'], silentSince: undefined },
    });
    const { routing } = routeService({
      service: service(annotations),
      clusters: [cluster('a', 'eu'), cluster('b', 'us')],
      signalsOf: () => ({ probe: 'ok', scaler: 1, signal: 'fresh', staleForMs: 0 }),
      backends: new Map(['a', 'b'].map((name) => [name, { ready: 4, wanted: 4 }])),
      clients: [
        {
          ...{ name: 'eu', region: 'eu', demandRps: 10 },
          rttMs: new Map([
            ['a', 5],
            ['b', 90],
          ]),
        },
      ],
    });
    return Object.fromEntries(routing.clients.get('eu')?.shares ?? []);
  }

  test('fences, distances and parts of clusters change who serves', () => {
    expect(shares({})).toEqual({ a: 1 });
    expect(shares({ 'client-regions': 'eu=us' })).toEqual({ b: 1 });
    expect(shares({ 'client-regions': '*=b' })).toEqual({ b: 1 });
    expect(shares({ 'client-regions': 'us=b' })).toEqual({ a: 1 });
    expect(shares({ 'capacity-scaler': 'a=0' })).toEqual({ b: 1 });
    expect(shares({ 'capacity-scaler': 'a=0', 'max-rtt': '50ms' })).toEqual({});
  });
});
