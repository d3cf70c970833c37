import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { Informer, LoopRegistry } from '#libs/controller-runtime';
import { silentLogger, systemClock } from '#libs/process';
import { createServiceExports } from '../../apps/hub/src/wiring/service-exports.js';
import { closeFederation, openFederation, type HubFederation } from '../support/hub-federation.js';
import { soon } from '../support/hub-bench.js';
import {
  DEFINITIONS,
  EXPORTS,
  exportsDefinition,
  IMPORTS,
  importsDefinition,
  serviceExport,
} from '../support/mcs-definitions.js';
import { startTestPostgres, type TestPostgres } from '../support/postgres.js';

jest.setTimeout(60_000);

/** ServiceExports at the hub: what becomes of them there and in members, on a real database. */

const SERVICES = { group: '', resource: 'services' };
const named = (name: string): { name: string; namespace: string } => ({ name, namespace: 'default' });

let postgres: TestPostgres;
let federation: HubFederation;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  postgres = await startTestPostgres();
  federation = await openFederation(await postgres.createDatabase(), ['eu', 'us']);
  const { hub } = federation;
  const { client, store } = hub;
  const shared = { clock: systemClock, logger: silentLogger };
  const services = new Informer({ client, resource: SERVICES, ...shared });
  const housekeeping = { informerOf: () => services };
  const exported = createServiceExports({
    ...{ client, store, housekeeping, loops: new LoopRegistry() },
    ...shared,
  });
  hub.onFollowed = exported.followed;
  hub.onReported = (key) => exported.reported(key);
  services.start();
  exported.loop.start();
  stops.push(
    () => exported.loop.stop(),
    () => services.stop(),
  );
  for (const one of [exportsDefinition, importsDefinition]) await client.create(DEFINITIONS, one);
  await soon(federation.clock, 'served', () => isServed());
});
afterAll(async () => {
  for (const stop of stops) await stop();
  await closeFederation(federation);
  await postgres.stop();
});

function service(name: string, spec: object): KubeObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: named(name), spec };
}

async function isServed(): Promise<boolean> {
  const { client } = federation.hub;
  try {
    await Promise.all([client.list(EXPORTS), client.list(IMPORTS)]);
    return true;
  } catch {
    return false;
  }
}

async function get(resource: typeof EXPORTS, name: string): Promise<KubeObject | undefined> {
  return federation.hub.client.get({ ...resource, ...named(name) });
}

async function conditionsOf(name: string): Promise<Record<string, string>> {
  const found = await get(EXPORTS, name);
  const { conditions = [] } = (found?.['status'] ?? {}) as { conditions?: Record<string, string>[] };
  return Object.fromEntries(
    conditions.map(({ type = '', status, reason }) => [type, `${status} ${reason}`] as const),
  );
}

it('become a ServiceImport, here and in every member, that goes with them', async () => {
  const { hub, clock, agents } = federation;
  const ports = [{ name: 'http', protocol: 'TCP', port: 80 }];
  await hub.client.create(SERVICES, service('web', { selector: { app: 'web' }, ports }));
  await hub.client.create(EXPORTS, serviceExport('web', 'default'));
  await soon(clock, 'imported', async () => {
    const found = await get(IMPORTS, 'web');
    const { clusters } = (found?.['status'] ?? {}) as { clusters?: unknown };
    return JSON.stringify(clusters) === '[{"cluster":"eu"},{"cluster":"us"}]';
  });
  expect((await get(IMPORTS, 'web'))?.['spec']).toEqual({ type: 'ClusterSetIP', ports });
  expect(await conditionsOf('web')).toMatchObject({ Valid: 'True Accepted', Conflict: 'False NoConflicts' });
  await soon(clock, 'in each member', () =>
    Promise.resolve(Object.values(agents).every((one) => one.applied()['ServiceImport/web'] !== undefined)),
  );
  expect(agents['eu']!.applied()['ServiceImport/web']!['spec']).toEqual({ type: 'ClusterSetIP', ports });

  const more = [...ports, { name: 'dns', protocol: 'UDP', port: 53, targetPort: 53 }];
  await hub.client.modify({ ...SERVICES, ...named('web') }, (one) => ({
    ...one,
    spec: { ...(one['spec'] as object), ports: more },
  }));
  await soon(clock, 'as the Service is now', async () => {
    const { ports: shown } = (await get(IMPORTS, 'web'))?.['spec'] as { ports: unknown[] };
    return shown.length === 2;
  });

  await hub.client.delete({ ...EXPORTS, ...named('web') });
  await soon(clock, 'gone', async () => (await get(IMPORTS, 'web')) === undefined);
  await soon(clock, 'gone in members', () =>
    Promise.resolve(Object.values(agents).every((one) => one.applied()['ServiceImport/web'] === undefined)),
  );
});

it('of a headless Service become a headless one', async () => {
  const { hub, clock } = federation;
  const ports = [{ port: 5432 }];
  await hub.client.create(SERVICES, service('db', { clusterIP: 'None', selector: { app: 'db' }, ports }));
  await hub.client.create(EXPORTS, serviceExport('db', 'default'));
  await soon(clock, 'imported', async () => (await get(IMPORTS, 'db')) !== undefined);
  expect((await get(IMPORTS, 'db'))?.['spec']).toEqual({
    type: 'Headless',
    ports: [{ protocol: 'TCP', port: 5432 }],
  });
});

it.each<[string, object | undefined, string]>([
  ['nothing', undefined, 'False NoService'],
  ['a name elsewhere', { type: 'ExternalName', externalName: 'example.com' }, 'False InvalidServiceType'],
])('of %s say that they are not valid', async (_, spec, wanted) => {
  const { hub, clock } = federation;
  const name = spec === undefined ? 'none' : 'outside';
  if (spec !== undefined) await hub.client.create(SERVICES, service(name, spec));
  await hub.client.create(EXPORTS, serviceExport(name, 'default'));
  await soon(clock, wanted, async () => (await conditionsOf(name))['Valid'] === wanted);
  expect(await get(IMPORTS, name)).toBeUndefined();
});

it('leave alone a ServiceImport that somebody else made, and say so', async () => {
  const { hub, clock } = federation;
  const spec = { type: 'ClusterSetIP', ports: [{ port: 1 }] };
  const theirs = {
    apiVersion: 'multicluster.x-k8s.io/v1alpha1',
    kind: 'ServiceImport',
    metadata: named('own'),
  };
  await hub.client.create(IMPORTS, { ...theirs, spec });
  await hub.client.create(SERVICES, service('own', { ports: [{ port: 80 }] }));
  await hub.client.create(EXPORTS, serviceExport('own', 'default'));
  await soon(clock, 'told', async () => (await conditionsOf('own'))['Conflict'] === 'True ImportConflict');
  expect((await get(IMPORTS, 'own'))?.['spec']).toMatchObject(spec);
});

it('of clusters with exports of their own: the oldest wins, ports are those of all', async () => {
  const { hub, clock, agents } = federation;
  const ports = [{ name: 'http', protocol: 'TCP', port: 80 }];
  await hub.client.create(SERVICES, service('mixed', { ports }));
  await soon(clock, 'the Service is there', async () => {
    return (await hub.rows({ ...SERVICES, ...named('mixed') })).length === 2;
  });
  const theirs = [
    { name: 'http', protocol: 'TCP', port: 81 },
    { name: 'dns', protocol: 'UDP', port: 53 },
  ];
  const exported = { createdAt: 1, type: 'Headless', ports: theirs, addresses: [] } as const;
  agents['eu']!.refusal = { state: 'Conflict', reason: 'ForeignObject', exported };
  await hub.client.create(EXPORTS, serviceExport('mixed', 'default'));
  const wanted = 'True PortConflict,TypeConflict';
  await soon(clock, 'told', async () => (await conditionsOf('mixed'))['Conflict'] === wanted);
  const found = await get(IMPORTS, 'mixed');
  expect(found?.['spec']).toEqual({ type: 'Headless', ports: theirs });
  expect(found?.['status']).toMatchObject({ clusters: [{ cluster: 'eu' }, { cluster: 'us' }] });

  agents['eu']!.refusal = undefined;
  await agents['eu']!.reportAll();
  await soon(clock, 'agreed', async () => (await conditionsOf('mixed'))['Conflict'] === 'False NoConflicts');
  expect((await get(IMPORTS, 'mixed'))?.['spec']).toEqual({ type: 'ClusterSetIP', ports });
});
