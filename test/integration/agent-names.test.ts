import { Resolver } from 'node:dns/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { JournalMemory, silentLogger, systemClock, type ListenAddress } from '#libs/process';
import {
  decodeReport,
  encodeRoute,
  routeKeys,
  routeSubject,
  type HeartbeatReport,
  type RouteMessage,
} from '#libs/protocol';
import { type AgentTransport, type JetStreamHubTransport, type RouteTransport } from '#libs/transport';
import { Agent } from '../../apps/agent/src/agent.js';
import { NameIntake } from '../../apps/agent/src/naming/name-intake.js';
import { Naming } from '../../apps/agent/src/naming/naming.js';
import { Checkpoint } from '../../apps/agent/src/work/checkpoint.js';
import { clusterTable, nameTable, placesTable, removed } from '../support/edge-tables.js';
import { eventually } from '../support/eventually.js';
import { startMember, type TestMember } from '../support/member.js';
import { tempDir } from '../support/temp-dir.js';
import { TrustedBroker } from './trust-broker.js';

jest.setTimeout(60_000);

/** Names in a cluster: a real broker with an agent's own credentials, a member, and a resolver that is not ours. */

let directory: Awaited<ReturnType<typeof tempDir>>;
let broker: TrustedBroker;
let hub: JetStreamHubTransport;
let routes: RouteTransport;
let member: TestMember;
const started: (() => Promise<unknown>)[] = [];
const heartbeats: HeartbeatReport[] = [];

beforeAll(async () => {
  directory = await tempDir('agent-names');
  started.push(directory.remove);
  broker = await TrustedBroker.start();
  started.push(() => broker.remove());
  hub = await broker.hub();
  started.push(() => hub.close());
  routes = await broker.routes();
  started.push(() => routes.close());
  await new Promise<void>((resolve) => routes.onConnect(resolve));
  await eventually('streams', async () => {
    await hub.ensureStreams();
    return true;
  });
  await hub.consumeReports((deliveries) => {
    for (const { payload, subject } of deliveries) {
      const report = decodeReport(payload, subject);
      if (report.type === 'heartbeat') heartbeats.push(report);
    }
    return Promise.resolve(deliveries.map(() => ({ kind: 'done' as const })));
  });
  member = await startMember(directory.path);
  started.push(() => member.stop());
});
afterAll(async () => {
  for (const stop of started.reverse()) await stop();
});

interface Running {
  readonly at: ListenAddress;
  stop(): Promise<void>;
}

async function startAgent(transport: AgentTransport): Promise<Running> {
  const cluster = await member.connect();
  const shared = { transport, member: cluster, clock: systemClock, logger: silentLogger };
  const path = join(directory.path, 'names');
  const names = await NameIntake.open({ hubUid: 'hub-1', path, ...shared });
  const naming = new Naming({ cluster: 'm1', listen: { host: '127.0.0.1', port: 0 }, names, ...shared });
  const agent = new Agent({
    identity: { hubUid: 'hub-1', cluster: 'm1', sealingKeys: [] },
    checkpoint: await Checkpoint.over(new JournalMemory(), silentLogger),
    names,
    naming,
    ...shared,
    options: { version: 'test', health: { heartbeatMs: 50 } },
  });
  agent.start();
  const at = await agent.serveNames();
  const stop = async (): Promise<void> => {
    await agent.stop();
    await transport.close();
    cluster.close();
  };
  if (at === undefined) throw new Error('no names are served');
  return { at, stop };
}

async function publish(...tables: readonly RouteMessage[]): Promise<void> {
  for (const table of tables) await routes.publishTable(routeSubject(table.key), encodeRoute(table));
}

function asker({ at }: Running): (name: string) => Promise<string[]> {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  resolver.setServers([`127.0.0.1:${at.port}`]);
  return (name) => resolver.resolve4(name).catch((error: unknown) => [(error as { code: string }).code]);
}

const SHORT = 'web.shop.fed.svc.cluster.local';
const SET = 'web.shop.svc.clusterset.local';

it('are answered by what is here, else by the closest shard, with or without the hub', async () => {
  const namespace = 'shop';
  await routes.ensureNamesConsumer('m1');
  const tables = [placesTable('example.test', 'm1', 'near', 'far'), clusterTable('m1', '127.0.0.1:1')];
  const web = { m1: '192.0.2.1', far: '192.0.2.3', near: '192.0.2.2' };
  await publish(...tables, nameTable('web', web));
  const first = await startAgent(await broker.agent('m1'));
  const ask = asker(first);
  const expectAnswer = (name: string, ...wanted: string[]): Promise<unknown> =>
    eventually(`${name} ${wanted.join()}`, async () => String(await ask(name)) === String(wanted));

  // The hub still counts the shard here as healthy; who is here knows better.
  await expectAnswer(SHORT, '192.0.2.2');
  await expectAnswer(SET, '192.0.2.2');
  expect(await ask('web.shop.fed.svc.a.far.example.test')).toEqual(['192.0.2.3']);
  expect(await ask('web.shop.fed.svc.a.m1.example.test')).toEqual(['192.0.2.2']);
  expect(await ask('other.shop.fed.svc.cluster.local')).toEqual(['ENOTFOUND']);
  // Names and places, and nothing else that edges get.
  await eventually('a heartbeat says what is held', () =>
    Promise.resolve(heartbeats.at(-1)?.names?.count === 2),
  );

  const { client } = member.simulator;
  await client.create(
    { group: '', resource: 'namespaces' },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  );
  const made = await client.create(
    { group: '', resource: 'services' },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace },
      spec: { ports: [{ port: 80 }] },
    },
  );
  const { clusterIP } = made['spec'] as { clusterIP: string };
  expect(await ask(SHORT)).toEqual(['192.0.2.2']);
  const slices = { group: 'discovery.k8s.io', resource: 'endpointslices' };
  await client.create(slices, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'web-1', namespace, labels: { 'kubernetes.io/service-name': 'web' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.1.0.1'], conditions: { ready: true } }],
    ports: [],
  });
  await expectAnswer(SHORT, clusterIP);
  await expectAnswer(SET, clusterIP);
  await client.delete({ ...slices, namespace, name: 'web-1' });
  await expectAnswer(SHORT, '192.0.2.2');
  await publish(nameTable('web', { m1: web.m1, far: web.far }));
  await expectAnswer(SHORT, '192.0.2.3');

  await publish(nameTable('gone', { far: '192.0.2.9' }));
  await expectAnswer('gone.shop.fed.svc.cluster.local', '192.0.2.9');
  await publish(removed(routeKeys.names(namespace, 'gone')));
  await expectAnswer('gone.shop.fed.svc.cluster.local', 'ENOTFOUND');
  await first.stop();

  const transport = await broker.agent('m1');
  await broker.down();
  const second = await startAgent(transport);
  started.push(() => second.stop());
  const askAgain = asker(second);
  expect(await askAgain('web.shop.fed.svc.far.example.test')).toEqual(['192.0.2.3']);
  expect(await askAgain('gone.shop.fed.svc.cluster.local')).toEqual(['ENOTFOUND']);
  await eventually('by what is here', async () => String(await askAgain(SHORT)) === '192.0.2.3');
});
