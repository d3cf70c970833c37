import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  clustersetRecords,
  clustersetVersion,
  decodeMessage,
  encodeMessage,
  federationRecords,
  globalName,
  regionName,
  shortNameRecords,
  Zone,
  zoneName,
  Zones,
  type ClusterPlace,
  type FederationRecordsInput,
  type RecordSet,
} from './index.js';
import { TYPES, type Message } from './message.js';
import { respond } from './respond.js';

interface Vector {
  readonly id: string;
  readonly title: string;
  readonly healthy: readonly string[];
  readonly panic?: 'failOpen' | 'failClosed';
  readonly deleted?: boolean;
  readonly v1?: readonly RecordSet[];
  readonly nearest?: readonly RecordSet[];
  readonly negative?: { readonly rcode: string; readonly soaMinimum: number };
  readonly query?: { name: string; type: 'A' | 'AAAA'; ecs?: string; ecsRegion?: string };
  readonly answer?: {
    rcode: string;
    addresses: string[];
    cnames?: [string, string][];
    soa?: boolean;
    ecsScope?: number;
  };
}

interface Sample {
  readonly topology: {
    readonly zone: string;
    readonly federation: string;
    readonly service: string;
    readonly namespace: string;
    readonly clusters: readonly { id: string; region: string; zone: string; ip: string | null }[];
    readonly nearest: Record<string, string[]>;
  };
  readonly ttl: { readonly address: number; readonly cname: number; readonly soaMinimum: number };
  readonly vectors: readonly Vector[];
}

const { topology, ttl, vectors } = JSON.parse(
  readFileSync(
    fileURLToPath(new URL('../../../test/fixtures/cases/dns.sample.json', import.meta.url)),
    'utf8',
  ),
) as Sample;

function inputOf(
  { healthy, panic = 'failOpen', deleted = false }: Vector,
  mode: 'v1' | 'nearest',
): FederationRecordsInput {
  const { zone: domain, federation, service, namespace, nearest } = topology;
  const clusters = topology.clusters.map(({ id, region, zone, ip }) => ({
    ...{ region, zones: [zone], addresses: ip === null ? [] : [ip], healthy: healthy.includes(id) },
  }));
  return {
    ...{ domain, federation, service, namespace, nearest, panic, mode },
    clusters: deleted ? [] : clusters,
  };
}

/** Name, type and values, in no order: what the vectors hold. */
function essence(sets: readonly RecordSet[]): string[] {
  return sets.map(({ name, type, values }) => `${name} ${type} ${[...values].sort().join(' ')}`).sort();
}

function query(name: string, type: number, ecs?: string): Message {
  const [address = '', prefix] = ecs?.split('/') ?? [];
  const subnet = { family: 1, sourcePrefix: Number(prefix), scopePrefix: 0, address } as const;
  return {
    header: {
      ...{ id: 7, isResponse: false, opcode: 0, authoritative: false, truncated: false },
      ...{ recursionDesired: true, recursionAvailable: false, rcode: 0 },
    },
    rcode: 0,
    questions: [{ name, type, class: 1 }],
    ...{ answers: [], authority: [], additional: [] },
    ...(ecs === undefined ? {} : { edns: { udpBytes: 1232, version: 0, dnssecOk: false, subnet } }),
  };
}

/** The vector's record sets behind a server, asked one question. */
function ask(sets: readonly RecordSet[], question: Message, located: Record<string, string> = {}): Message {
  const zone = new Zone({ domain: topology.zone, nameservers: [`ns.${topology.zone}`] });
  expect(zone.replace('web', sets)).toEqual([]);
  const response = respond(encodeMessage(question), {
    zones: new Zones([zone]),
    locate: (address) => located[address],
    from: '192.0.2.53',
    transport: 'udp',
  });
  const decoded = decodeMessage(response!.octets);
  if ('malformed' in decoded) throw new Error(decoded.malformed);
  return decoded.message;
}

describe('the sample', () => {
  const withRecords = vectors.filter(({ v1 }) => v1 !== undefined);
  it.each(
    withRecords.flatMap((one) => (['v1', 'nearest'] as const).map((mode) => [one.id, mode, one] as const)),
  )('%s %s', (_id, mode, vector) => {
    const sets = federationRecords(inputOf(vector, mode));
    expect(essence(sets)).toEqual(essence(vector[mode]!));
    for (const set of sets) expect(set.ttl).toBe(set.type === 'CNAME' ? ttl.cname : ttl.address);
    if (vector.negative === undefined) return;
    const answer = ask(sets, query(`web.prod.fed.svc.${topology.zone}`, TYPES.A));
    expect(answer).toMatchObject({
      rcode: 3,
      answers: [],
      authority: [
        { ttl: vector.negative.soaMinimum, data: { type: 'SOA', minimum: vector.negative.soaMinimum } },
      ],
    });
  });

  it.each(vectors.filter(({ answer }) => answer !== undefined).map((one) => [one.id, one] as const))(
    '%s',
    (_id, vector) => {
      const { name, type, ecs, ecsRegion } = vector.query!;
      const located = ecsRegion === undefined || ecs === undefined ? {} : { [ecs.split('/')[0]!]: ecsRegion };
      const answer = ask(
        federationRecords(inputOf(vector, 'nearest')),
        query(name, TYPES[type], ecs),
        located,
      );
      expect(answer.rcode).toBe(0);
      const data = answer.answers.map((record) => record.data);
      expect(data.flatMap((one) => ('address' in one ? [one.address] : []))).toEqual(
        vector.answer!.addresses,
      );
      const cnames = answer.answers.flatMap(({ name: owner, data: one }) =>
        one.type === 'CNAME' ? [[owner, one.target]] : [],
      );
      expect(cnames).toEqual(vector.answer!.cnames ?? []);
      expect(answer.authority.length).toBe(vector.answer!.soa === true ? 1 : 0);
      expect(answer.edns?.subnet?.scopePrefix).toBe(vector.answer!.ecsScope);
    },
  );
});

describe('names', () => {
  const web = { service: 'web', namespace: 'prod', federation: 'fed', domain: 'example.com' };
  it.each([
    [globalName(web), 'web.prod.fed.svc.example.com'],
    [regionName(web, 'r1'), 'web.prod.fed.svc.r1.example.com'],
    [zoneName(web, 'z1', 'r1'), 'web.prod.fed.svc.z1.r1.example.com'],
  ])('%s', (name, expected) => {
    expect(name).toBe(expected);
  });
});

const base: FederationRecordsInput = {
  ...{ service: 'web', namespace: 'prod', federation: 'fed', domain: 'example.com' },
  mode: 'nearest',
  clusters: [],
  nearest: { r1: ['r1', 'r2', 'r3'], r2: ['r2', 'r1', 'r3'], r3: ['r3', 'r2', 'r1'] },
  panic: 'failOpen',
};

function place(region: string, zones: string[], addresses: string[], healthy = true): ClusterPlace {
  return { region, zones, addresses, healthy };
}

/** `name without the common part: values`. */
function short(sets: readonly RecordSet[]): string[] {
  return sets.map(({ name, type, values }) =>
    [name, type, ...values].join(' ').replaceAll('web.prod.fed.svc', 'web').replaceAll('.example.com', ''),
  );
}

describe('federationRecords', () => {
  it('gives every zone of a cluster a name, and clusters of one region one', () => {
    const clusters = [place('r1', ['a', 'b'], ['10.0.0.1']), place('r1', ['b', 'c'], ['10.0.0.2'], false)];
    expect(short(federationRecords({ ...base, clusters }))).toEqual([
      'web.a.r1 A 10.0.0.1',
      'web.b.r1 A 10.0.0.1',
      'web.r1 A 10.0.0.1',
      'web.c.r1 CNAME web.r1',
      'web A 10.0.0.1',
    ]);
  });

  it('leads to the closest region that has addresses, not to a closer one that is down', () => {
    const clusters = [
      place('r1', ['a'], ['10.0.0.1']),
      place('r2', ['a'], ['10.0.0.2'], false),
      place('r3', ['a'], ['10.0.0.3'], false),
    ];
    const sets = short(federationRecords({ ...base, clusters }));
    expect(sets).toContain('web.r3 CNAME web.r1');
    expect(sets).toContain('web.a.r3 CNAME web.r3');
  });

  it('leads to all where nobody knows what is close', () => {
    const clusters = [place('r1', ['a'], ['10.0.0.1']), place('r9', ['a'], [])];
    expect(short(federationRecords({ ...base, clusters }))).toContain('web.r9 CNAME web');
  });

  it('has both families where there are both', () => {
    const clusters = [place('r1', [], ['2001:db8::1', '10.0.0.1']), place('r2', [], ['2001:db8::2'])];
    expect(short(federationRecords({ ...base, clusters }))).toEqual([
      'web.r1 A 10.0.0.1',
      'web.r1 AAAA 2001:db8::1',
      'web.r2 AAAA 2001:db8::2',
      'web A 10.0.0.1',
      'web AAAA 2001:db8::1 2001:db8::2',
    ]);
  });

  it.each([
    ['failOpen', ['web.r1 A 10.0.0.1', 'web A 10.0.0.1']],
    ['failClosed', []],
  ] as const)('with nothing healthy answers as for requests: %s', (panic, expected) => {
    const clusters = [place('r1', [], ['10.0.0.1'], false)];
    expect(short(federationRecords({ ...base, clusters, panic }))).toEqual(expected);
  });

  it('has no names for places that no label can hold, but their addresses', () => {
    const clusters = [place('', ['a'], ['10.0.0.1']), place('r1', ['a.b', 'x y'], ['10.0.0.2'])];
    expect(short(federationRecords({ ...base, clusters }))).toEqual([
      'web.r1 A 10.0.0.2',
      'web A 10.0.0.1 10.0.0.2',
    ]);
  });

  it('tells what is near for each client region', () => {
    const clusters = [place('r1', [], ['10.0.0.1']), place('r2', [], ['10.0.0.2']), place('r3', [], [])];
    expect(federationRecords({ ...base, clusters }).at(-1)!.near).toEqual({
      r1: ['10.0.0.1'],
      r2: ['10.0.0.2'],
      r3: ['10.0.0.2'],
    });
  });

  it.each([
    [undefined, 10],
    [60, 60],
    [1, 5],
  ])('with a time to live of %s has %s', (given, expected) => {
    const clusters = [place('r1', ['a'], ['10.0.0.1']), place('r2', ['a'], [])];
    const sets = federationRecords({ ...base, clusters, ...(given === undefined ? {} : { ttl: given }) });
    expect(new Set(sets.map((set) => set.ttl))).toEqual(new Set([expected]));
  });

  it('always ends at an address after at most two CNAMEs, and fits into a zone', () => {
    const regions = ['r1', 'r2', 'r3'];
    const anyPlace = fc.record({
      region: fc.constantFrom(...regions),
      zones: fc.subarray(['a', 'b']),
      addresses: fc.subarray(['10.0.0.1', '10.0.0.2', '2001:db8::1']),
      healthy: fc.boolean(),
    });
    const inputs = fc.record({
      clusters: fc.array(anyPlace, { maxLength: 5 }),
      mode: fc.constantFrom('nearest' as const, 'v1' as const),
      panic: fc.constantFrom('failOpen' as const, 'failClosed' as const),
    });
    fc.assert(
      fc.property(inputs, (input) => {
        const sets = federationRecords({ ...base, ...input });
        new Zone({ domain: 'example.com', nameservers: [] }).replace('web', sets);
        const byName = new Map<string, RecordSet>(sets.map((set) => [set.name, set]));
        for (let set of sets) {
          let aliases = 0;
          for (; set.type === 'CNAME'; aliases += 1) {
            const next = byName.get(set.values[0]!);
            expect(next).toBeDefined();
            set = next!;
          }
          expect(aliases).toBeLessThanOrEqual(2);
        }
        for (const { region } of sets.length > 0 ? input.clusters : [])
          expect(byName.has(regionName(base, region))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('names of the cluster set', () => {
  const ports = [
    { name: 'http', protocol: 'TCP', port: 80 },
    { name: '', protocol: 'TCP', port: 81 },
  ];

  it('of a service with an address', () => {
    const target = { type: 'ClusterSetIP', ips: ['10.9.0.1'] } as const;
    expect(clustersetRecords({ service: 'web', namespace: 'prod', ports, target })).toEqual([
      { name: 'web.prod.svc.clusterset.local', type: 'A', ttl: 5, values: ['10.9.0.1'] },
      {
        name: '_http._tcp.web.prod.svc.clusterset.local',
        type: 'SRV',
        ttl: 5,
        values: ['0 100 80 web.prod.svc.clusterset.local'],
      },
    ]);
  });

  it('of a headless one: its endpoints, by host and cluster', () => {
    const endpoints = [
      { cluster: 'c1', hostname: 'web-0', address: '10.1.0.1' },
      { cluster: 'c2', hostname: 'web-0', address: '10.2.0.1' },
      { cluster: 'c2', hostname: '', address: '2001:db8::5' },
    ];
    const sets = clustersetRecords({
      service: 'web',
      namespace: 'prod',
      ports,
      target: { type: 'Headless', endpoints },
    });
    const own = 'web.prod.svc.clusterset.local';
    expect(sets.map(({ name, type, values }) => [name, type, values])).toEqual([
      [own, 'A', ['10.1.0.1', '10.2.0.1']],
      [own, 'AAAA', ['2001:db8::5']],
      [`web-0.c1.${own}`, 'A', ['10.1.0.1']],
      [`web-0.c2.${own}`, 'A', ['10.2.0.1']],
      [`2001-db8-5.c2.${own}`, 'AAAA', ['2001:db8::5']],
      [
        `_http._tcp.${own}`,
        'SRV',
        [`0 33 80 web-0.c1.${own}`, `0 33 80 web-0.c2.${own}`, `0 33 80 2001-db8-5.c2.${own}`],
      ],
    ]);
    expect(new Zone({ domain: 'clusterset.local', nameservers: [] }).replace('web', sets)).toEqual([]);
  });

  it('without endpoints are not there, and the version is', () => {
    const target = { type: 'Headless', endpoints: [] } as const;
    expect(clustersetRecords({ service: 'web', namespace: 'prod', ports, target })).toEqual([]);
    expect(clustersetVersion()).toMatchObject({
      name: 'dns-version.clusterset.local',
      values: ['1.0.0'],
      ttl: 28_800,
    });
  });

  it.each([
    [['10.0.0.9'], 'A', '10.0.0.9'],
    [[], 'CNAME', 'web.prod.fed.svc.z1.r1.example.com'],
  ])('short ones are local with ready endpoints, else lead to the place: %j', (localIps, type, value) => {
    const sets = shortNameRecords({
      ...base,
      clusterDomain: 'cluster.local',
      localIps,
      leadsTo: 'web.prod.fed.svc.z1.r1.example.com',
    });
    expect(sets).toEqual([{ name: 'web.prod.fed.svc.cluster.local', type, ttl: 5, values: [value] }]);
  });
});
