import { describe, expect, it } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { type NameShard, type NameTable } from '#libs/protocol';
import { importSlices, isAsWanted, readyEndpoints, SOURCE_CLUSTER } from './import-slices.js';
import { MAX_ENDPOINTS_PER_SLICE, MAX_SLICES_PER_IMPORT } from './limits.js';

const http = { name: 'http', protocol: 'TCP', port: 80 };

function table(shards: readonly NameShard[], more: Partial<NameTable> = {}): NameTable {
  return {
    ...{ v: 1, hubUid: 'h', epoch: 1, version: 1, key: 'names/shop/web', type: 'names' },
    ...{ namespace: 'shop', service: 'web', mode: 'nearest', panic: 'failClosed' },
    ...{ shards, exported: [http] },
    ...more,
  };
}

function local(name: string, addresses: readonly string[], port = 8080): KubeObject {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace: 'shop' },
    addressType: 'IPv4',
    endpoints: addresses.map((one) => ({ addresses: [one], conditions: { ready: true } })),
    ports: [{ name: 'http', port }],
  };
}

function slices(
  shards: readonly NameShard[],
  here: readonly KubeObject[] = [],
  more?: Partial<NameTable>,
): KubeObject[] {
  return importSlices({
    ...{ cluster: 'here', hubUid: 'h', table: table(shards, more) },
    ...{ importUid: 'u1', local: here },
  });
}

const shown = (slice: KubeObject): unknown => [
  slice.metadata.labels?.[SOURCE_CLUSTER],
  slice['addressType'],
  (slice['endpoints'] as { addresses: string[] }[]).flatMap(({ addresses }) => addresses),
  (slice['ports'] as { port: number }[]).map(({ port }) => port),
];
const far = { cluster: 'far', addresses: ['192.0.2.2', '192.0.2.1', '2001:db8::1'], healthy: true };

describe('slices of an import', () => {
  it('one for each family and cluster, in one order', () => {
    expect(slices([far]).map(shown)).toEqual([
      ['far', 'IPv4', ['192.0.2.1', '192.0.2.2'], [80]],
      ['far', 'IPv6', ['2001:db8::1'], [80]],
    ]);
  });

  it('of its own cluster hold its endpoints, not its load balancer', () => {
    const own = { ...far, cluster: 'here' };
    expect(slices([own], [local('b', ['10.0.0.2']), local('a', ['10.0.0.1'])]).map(shown)).toEqual([
      ['here', 'IPv4', ['10.0.0.1', '10.0.0.2'], [8080]],
    ]);
  });

  it('of gateways hold their port, for what an Ingress leads to and nothing else', () => {
    const gateways = [
      { address: '192.0.2.1', port: 443 },
      { address: '192.0.2.2', port: 443 },
    ];
    const shard = { ...far, addresses: ['192.0.2.1', '192.0.2.2'], gateways };
    const exported = [
      { ...http, routed: true as const },
      { name: 'db', protocol: 'TCP', port: 5432 },
    ];
    const [slice, ...none] = slices([shard], [], { exported });
    expect(none).toEqual([]);
    expect(slice).toMatchObject({ ports: [{ name: 'http', protocol: 'TCP', port: 443 }] });
    expect(slices([shard])).toEqual([]);
  });

  it('keep their names when other clusters come and go', () => {
    const near = { ...far, cluster: 'near' };
    const names = (all: readonly KubeObject[]): (string | undefined)[] =>
      all
        .filter(({ metadata }) => metadata.labels?.[SOURCE_CLUSTER] === 'near')
        .map(({ metadata }) => metadata.name);
    expect(names(slices([far, near]))).toEqual(names(slices([near])));
  });

  it('are bounded, each and together', () => {
    const many = Array.from({ length: MAX_ENDPOINTS_PER_SLICE + 1 }, (_, at) => `10.0.1.${at}`);
    const sizes = slices([], [local('a', many)]).map((one) => (one['endpoints'] as unknown[]).length);
    expect(sizes).toEqual([MAX_ENDPOINTS_PER_SLICE, 1]);
    const clusters = Array.from({ length: MAX_SLICES_PER_IMPORT + 5 }, (_, at) => ({
      ...far,
      cluster: `c${at}`,
    }));
    expect(slices(clusters)).toHaveLength(MAX_SLICES_PER_IMPORT);
  });

  it('are not written again for what a server adds', () => {
    const [wanted] = slices([far]);
    const held = {
      ...wanted!,
      metadata: { ...wanted!.metadata, uid: 'x', resourceVersion: '7', annotations: { a: 'b' } },
    };
    expect(isAsWanted(held, wanted!)).toBe(true);
    const ill = slices([{ ...far, healthy: false }]);
    expect(isAsWanted(held, ill[0]!)).toBe(false);
  });
});

it('only ready endpoints that stay have names', () => {
  const endpoints = [
    { addresses: ['10.0.0.2'], hostname: 'db-1', conditions: { ready: true } },
    { addresses: ['10.0.0.1'], hostname: 'db-0' },
    { addresses: ['10.0.0.3'], conditions: { ready: false } },
    { addresses: ['10.0.0.4'], conditions: { ready: true, terminating: true } },
  ];
  expect(readyEndpoints([{ ...local('a', []), endpoints }])).toEqual([
    { hostname: 'db-0', address: '10.0.0.1' },
    { hostname: 'db-1', address: '10.0.0.2' },
  ]);
});
