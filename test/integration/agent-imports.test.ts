import { Resolver } from 'node:dns/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { JournalMemory, silentLogger, systemClock } from '#libs/process';
import { encodeRoute, routeKeys, routeSubject, type RouteMessage } from '#libs/protocol';
import { type RouteTransport } from '#libs/transport';
import { Agent } from '../../apps/agent/src/agent.js';
import { NameIntake } from '../../apps/agent/src/naming/name-intake.js';
import { Naming } from '../../apps/agent/src/naming/naming.js';
import { Checkpoint } from '../../apps/agent/src/work/checkpoint.js';
import { nameTable, placesTable, removed } from '../support/edge-tables.js';
import { eventually } from '../support/eventually.js';
import { HubEnd } from '../support/hub-end.js';
import {
  DEFINITIONS,
  EXPORTS,
  exportsDefinition,
  IMPORTS,
  importsDefinition,
  serviceExport,
} from '../support/mcs-definitions.js';
import { startMember, type TestMember } from '../support/member.js';
import { tempDir } from '../support/temp-dir.js';
import { TrustedBroker } from './trust-broker.js';

jest.setTimeout(60_000);

/** EndpointSlices of imported Services in a member: a real broker, an agent with its own credentials, a cluster's API. */

const SLICES = { group: 'discovery.k8s.io', resource: 'endpointslices' };
const SOURCE = 'multicluster.kubernetes.io/source-cluster';
const namespace = 'shop';

let directory: Awaited<ReturnType<typeof tempDir>>;
let broker: TrustedBroker;
let routes: RouteTransport;
let hub: HubEnd;
let member: TestMember;
const journal = new JournalMemory();
let running: Running | undefined;
const started: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  directory = await tempDir('agent-imports');
  started.push(directory.remove);
  broker = await TrustedBroker.start();
  started.push(() => broker.remove());
  const transport = await broker.hub();
  hub = new HubEnd(transport, 'm1');
  started.push(() => hub.stop());
  routes = await broker.routes();
  started.push(() => routes.close());
  await new Promise<void>((resolve) => routes.onConnect(resolve));
  await eventually('streams', async () => {
    await hub.start();
    return true;
  });
  await routes.ensureNamesConsumer('m1');
  member = await startMember(directory.path);
  started.push(() => member.stop());
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
});
afterAll(async () => {
  for (const stop of started.reverse()) await stop();
});

interface Running {
  readonly agent: Agent;
  readonly port: number;
  stop(): Promise<void>;
}

async function startAgent(): Promise<Running> {
  const transport = await broker.agent('m1');
  const cluster = await member.connect();
  const shared = { member: cluster, clock: systemClock, logger: silentLogger };
  const path = join(directory.path, 'names');
  const names = await NameIntake.open({ hubUid: 'hub-1', path, transport, logger: silentLogger });
  const naming = new Naming({ cluster: 'm1', listen: { host: '127.0.0.1', port: 0 }, names, ...shared });
  const checkpoint = await Checkpoint.over(new JournalMemory(journal.snapshot()), silentLogger);
  const agent = new Agent({
    identity: { hubUid: 'hub-1', cluster: 'm1', sealingKeys: [] },
    ...{ checkpoint, names, naming, transport },
    ...shared,
    options: { version: 'test', health: { heartbeatMs: 50 }, work: { slowRetryMs: 200, missingApiMs: 200 } },
  });
  agent.start();
  await transport.consumeWork((deliveries) => agent.handleWork(deliveries));
  const at = await agent.serveNames();
  const stop = async (): Promise<void> => {
    await agent.stop();
    await transport.close();
    cluster.close();
  };
  running = { agent, port: at?.port ?? 0, stop };
  return running;
}

async function publish(...tables: readonly RouteMessage[]): Promise<void> {
  for (const table of tables) await routes.publishTable(routeSubject(table.key), encodeRoute(table));
}

function localSlice(service: string, endpoints: readonly object[]): KubeObject {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${service}-1`, namespace, labels: { 'kubernetes.io/service-name': service } },
    addressType: 'IPv4',
    endpoints,
    ports: [{ name: 'http', protocol: 'TCP', port: 8080 }],
  };
}

function importOf(service: string): KubeObject {
  return {
    apiVersion: 'multicluster.x-k8s.io/v1alpha1',
    kind: 'ServiceImport',
    metadata: { name: service, namespace },
    spec: { type: 'ClusterSetIP', ports: [{ name: 'http', port: 80, protocol: 'TCP' }] },
  };
}

async function slices(service: string): Promise<KubeObject[]> {
  const labelSelector = `multicluster.kubernetes.io/service-name=${service}`;
  return (await member.simulator.client.list(SLICES, { namespace, labelSelector })).items;
}

/** By source cluster: addresses with their ports; `-` before what is not ready. */
async function shown(service: string): Promise<Record<string, string[]>> {
  const all = await slices(service);
  const entries = all.map((slice) => {
    const [port] = slice['ports'] as { port: number }[];
    const endpoints = slice['endpoints'] as { addresses: string[]; conditions?: { ready?: boolean } }[];
    const texts = endpoints.map(
      ({ addresses, conditions }) =>
        `${conditions?.ready === false ? '-' : ''}${addresses.join()}:${port?.port ?? ''}`,
    );
    return [slice.metadata.labels?.[SOURCE] ?? '', texts] as const;
  });
  return Object.fromEntries(entries);
}

function expectSlices(service: string, wanted: Record<string, string[]>): Promise<unknown> {
  const text = (all: Record<string, string[]>): string =>
    JSON.stringify(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  return eventually(
    `slices ${text(wanted)}`,
    async () => text(await shown(service)) === text(wanted),
    20_000,
  );
}

const written = ({ agent }: Running): number => agent.numbers()['imports']?.['written'] ?? -1;
const web = { m1: '192.0.2.1', far: '192.0.2.3', near: '192.0.2.2' };

it('are made of what the hub says of other clusters and of what is here', async () => {
  const { client } = member.simulator;
  const first = await startAgent();
  await publish(placesTable('example.test', 'm1', 'near', 'far'), nameTable('web', web));
  await hub.apply(importOf('web'));
  // The member lacks the definition: said of this cluster, until it is there.
  await hub.reported(importOf('web'), ({ reason }) => reason === 'MissingApi');
  expect(await slices('web')).toEqual([]);
  await client.create(DEFINITIONS, importsDefinition);
  await expectSlices('web', { far: ['192.0.2.3:80'], near: ['192.0.2.2:80'] });

  const imported = await client.get({ ...IMPORTS, namespace, name: 'web' });
  const [slice] = await slices('web');
  expect(slice).toMatchObject({
    metadata: {
      labels: {
        'multicluster.kubernetes.io/service-name': 'web',
        'endpointslice.kubernetes.io/managed-by': 'imports.federation.meridian.dev',
        'federation.meridian.dev/managed-by': 'hub-1',
      },
      ownerReferences: [{ kind: 'ServiceImport', name: 'web', uid: imported?.metadata.uid }],
    },
    addressType: 'IPv4',
    ports: [{ name: 'http', protocol: 'TCP', port: 80 }],
  });
  await eventually('who exports it', async () => {
    const { status } = (await client.get({ ...IMPORTS, namespace, name: 'web' })) as { status?: unknown };
    return JSON.stringify(status) === '{"clusters":[{"cluster":"far"},{"cluster":"near"}]}';
  });

  await client.create(
    SLICES,
    localSlice('web', [
      { addresses: ['10.1.0.2'], conditions: { ready: true } },
      { addresses: ['10.1.0.1'], conditions: { ready: false } },
    ]),
  );
  const all = { m1: ['-10.1.0.1:8080', '10.1.0.2:8080'], far: ['192.0.2.3:80'], near: ['192.0.2.2:80'] };
  await expectSlices('web', all);

  // One cluster falls ill: one write, nothing else is touched.
  await eventually('one write for each', () => Promise.resolve(written(first) === 3));
  const shards = nameTable('web', web).shards.map((one) => ({ ...one, healthy: one.cluster !== 'far' }));
  await publish(nameTable('web', web, { shards }));
  await expectSlices('web', { ...all, far: ['-192.0.2.3:80'] });
  await eventually('one write', () => Promise.resolve(written(first) === 4));
});

it('are written after a restart only where they differ, and mended', async () => {
  const { client } = member.simulator;
  const second = await startAgent();
  const shards = nameTable('web', web).shards;
  await publish(nameTable('web', web, { shards }));
  const all = { m1: ['-10.1.0.1:8080', '10.1.0.2:8080'], far: ['192.0.2.3:80'], near: ['192.0.2.2:80'] };
  await hub.apply(importOf('web'));
  await expectSlices('web', all);
  await eventually('one write', () => Promise.resolve(written(second) === 1));

  const near = (await slices('web')).find(({ metadata }) => metadata.labels?.[SOURCE] === 'near');
  await client.delete({ ...SLICES, namespace, name: near?.metadata.name ?? '' });
  await eventually('made again', () => Promise.resolve(written(second) === 2));
  await expectSlices('web', all);

  // Reached by the gateways of a cluster: at their port, for what an Ingress leads to.
  const gateways = [{ address: '192.0.2.8', port: 8443 }];
  const exported = [{ name: 'http', protocol: 'TCP', port: 80, routed: true as const }];
  const byGateway = [{ cluster: 'far', addresses: ['192.0.2.8'], healthy: true, gateways }];
  await publish(nameTable('web', {}, { shards: byGateway, exported }));
  await expectSlices('web', { m1: all.m1, far: ['192.0.2.8:8443'] });

  const { exported: _, ...unexported } = nameTable('web', web);
  await publish(unexported);
  await expectSlices('web', {});
  await publish(nameTable('web', web));
  await expectSlices('web', all);
  await publish(removed(routeKeys.names(namespace, 'web')));
  await expectSlices('web', {});
});

it('of a headless Service give its endpoints here names', async () => {
  const { client } = member.simulator;
  const third = await startAgent();
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  resolver.setServers([`127.0.0.1:${third.port}`]);
  const ask = (name: string): Promise<string[]> =>
    resolver.resolve4(name).catch((error: unknown) => [(error as { code: string }).code]);
  const set = 'db.shop.svc.clusterset.local';
  await publish(nameTable('db', { far: '192.0.2.9' }, { headless: true }));
  await eventually('elsewhere', async () => String(await ask(set)) === '192.0.2.9');
  const endpoints = [
    { addresses: ['10.1.1.1'], hostname: 'db-0', conditions: { ready: true } },
    { addresses: ['10.1.1.2'], hostname: 'db-1', conditions: { ready: false } },
  ];
  await client.create(SLICES, localSlice('db', endpoints));
  await eventually('here', async () => String(await ask(set)) === '10.1.1.1');
  expect(await ask(`db-0.m1.${set}`)).toEqual(['10.1.1.1']);
  expect(await ask(`db-1.m1.${set}`)).toEqual(['ENOTFOUND']);
  expect(await ask(`m1.${set}`)).toEqual(['ENODATA']);
});

it('exports of the member itself are told to the hub, and what came of them to the member', async () => {
  const { client } = member.simulator;
  await startAgent();
  await client.create(DEFINITIONS, exportsDefinition);
  const exported = serviceExport('own', namespace);
  await eventually('made', async () => {
    try {
      return await client.create(EXPORTS, exported);
    } catch {
      return undefined;
    }
  });
  const spec = { clusterIP: 'None', ports: [{ name: 'db', port: 5432 }] };
  const metadata = { name: 'own', namespace };
  await client.create(
    { group: '', resource: 'services' },
    { apiVersion: 'v1', kind: 'Service', metadata, spec },
  );
  await hub.apply(exported);
  const report = await hub.reported(exported, (one) => one.exported?.backend !== undefined);
  expect(report).toMatchObject({
    reason: 'ForeignObject',
    exported: {
      type: 'Headless',
      ports: [{ name: 'db', protocol: 'TCP', port: 5432 }],
      backend: { ready: 0, wanted: 0 },
      addresses: [],
    },
  });
  const told = async (): Promise<string> => {
    const { status } = (await client.get({ ...EXPORTS, ...metadata })) as {
      status?: { conditions?: { type: string; status: string; reason: string }[] };
    };
    return (status?.conditions ?? []).map((one) => `${one.type}=${one.status} ${one.reason}`).join(', ');
  };
  await eventually('valid', async () => (await told()) === 'Valid=True Accepted');
  await hub.apply(importOf('own'));
  const wanted = 'Valid=True Accepted, Conflict=True TypeConflict,PortConflict';
  await eventually('in conflict with the import', async () => (await told()) === wanted);
});
