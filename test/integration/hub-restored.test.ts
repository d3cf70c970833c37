import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { ManualClock } from '#libs/process';
import { MemoryBroker, TransportError, type HubTransport } from '#libs/transport';
import { restoredRoutes } from '../../apps/hub/src/trust/restored-route.js';
import { configMap, HubBench, soon } from '../support/hub-bench.js';
import { startTestPostgres, type TestPostgres } from '../support/postgres.js';
import { ScriptedAgent } from '../support/scripted-agent.js';

jest.setTimeout(90_000);

const CONFIGMAPS = { group: '', resource: 'configmaps' };
const NAMES = ['a', 'b'];

let postgres: TestPostgres;
let clock: ManualClock;
let broker: MemoryBroker;
let databaseUrl: string;
let hub: HubBench;
let agents: ScriptedAgent[];

beforeAll(async () => {
  postgres = await startTestPostgres();
});

afterAll(() => postgres.stop());

beforeEach(async () => {
  clock = new ManualClock(Date.now());
  broker = new MemoryBroker({ clock });
  databaseUrl = await postgres.createDatabase();
  await open(databaseUrl);
  agents = [];
  for (const name of NAMES) {
    const agent = await ScriptedAgent.start(broker, name);
    agents.push(agent);
    await hub.join(agent);
    await hub.setHealth(name, 'Ready');
  }
});

afterEach(async () => {
  await Promise.all(agents.map((agent) => agent.close()));
  await hub.stop();
});

const until = <T>(what: string, probe: () => Promise<T | undefined | false>): Promise<T> =>
  soon(clock, what, probe);

async function open(url: string): Promise<void> {
  hub = await HubBench.open({ databaseUrl: url, broker, clock });
  await hub.start();
}

function create(name: string, v = '1'): Promise<KubeObject> {
  return hub.client.create(CONFIGMAPS, configMap(name, { v }));
}

function remove(name: string): Promise<unknown> {
  return hub.client.delete({ ...CONFIGMAPS, namespace: 'default', name });
}

/** What each member has of a ConfigMap; undefined: nothing. */
function values(name: string): (string | undefined)[] {
  return agents.map((agent) => {
    const data = agent.applied()[`ConfigMap/${name}`]?.['data'] as { v: string } | undefined;
    return data?.v;
  });
}

function untilValues(name: string, v: string | undefined): Promise<unknown> {
  return until(`${name} is ${v ?? 'gone'} everywhere`, () =>
    Promise.resolve(values(name).every((value) => value === v)),
  );
}

/** Every member has everything, and the hub has noted it. */
async function settled(): Promise<void> {
  await untilValues('x', '1');
  await until('members have the namespace', () =>
    Promise.resolve(agents.every((agent) => 'Namespace/default' in agent.applied())),
  );
  await until('all is marked as published', async () => (await hub.store.work.outbox(1)).length === 0);
}

/**
 * A backup in the middle of things: `kept` as it was, `reborn` about to be deleted. What is lost: `kept` changed, `reborn`
 * deleted and made again, `later` made. The hub that answers runs on the original and is stopped.
 */
async function backUpAndGoOn(): Promise<string> {
  await create('kept');
  await create('reborn');
  await untilValues('kept', '1');
  await untilValues('reborn', '1');
  for (const name of NAMES) broker.partition(name, true);
  await remove('reborn');
  await until('its deletion is stored', async () => {
    const rows = await hub.rows({ ...CONFIGMAPS, namespace: 'default', name: 'reborn' });
    return rows.length === 2 && rows.every(({ action }) => action === 'delete');
  });
  await hub.stop();
  const backup = await postgres.copyDatabase(databaseUrl);
  for (const name of NAMES) broker.partition(name, false);
  await open(databaseUrl);
  await untilValues('reborn', undefined);
  await until(
    'its name is free',
    async () => !(await hub.client.get({ ...CONFIGMAPS, namespace: 'default', name: 'reborn' })),
  );
  await create('reborn', '2');
  await create('later');
  await hub.client.modify({ ...CONFIGMAPS, namespace: 'default', name: 'kept' }, (current) => ({
    ...current,
    data: { v: '2' },
  }));
  for (const [name, v] of [
    ['kept', '2'],
    ['reborn', '2'],
    ['later', '1'],
  ] as const)
    await untilValues(name, v);
  await hub.stop();
  return backup;
}

const held = (): Promise<unknown> =>
  until('it is noticed', () => Promise.resolve(hub.history.state.deletionsHeld));

async function nothingIsLostAndWorkGoesOn(): Promise<void> {
  await create('fresh');
  await untilValues('fresh', '1');
  await untilValues('kept', '1');
  expect([values('reborn'), values('later')]).toEqual([
    ['2', '2'],
    ['1', '1'],
  ]);
}

describe('an older backup of the database', () => {
  it('is noticed by the mark in the broker: members lose nothing, and take what the hub says from now on', async () => {
    const backup = await backUpAndGoOn();
    await open(backup);
    await held();
    expect(hub.history.counts.epochsBegun).toBe(1);
    await nothingIsLostAndWorkGoesOn();

    // What is deleted now waits as well, and the one who deletes learns of it.
    await remove('kept');
    const rows = await until('the deletion is planned', async () => {
      const found = await hub.rows({ ...CONFIGMAPS, namespace: 'default', name: 'kept' });
      return found.every(({ action }) => action === 'delete') && found;
    });
    expect(rows.map(({ published }) => published)).toEqual([false, false]);
    await create('after');
    await untilValues('after', '1');
    expect(values('kept')).toEqual(['1', '1']);

    const [get, confirm] = restoredRoutes(hub.history);
    const admin = { username: 'admin', groups: ['system:masters'] };
    const request = {} as Parameters<NonNullable<typeof get>['handle']>[0];
    await expect(
      Promise.resolve().then(() => confirm!.handle(request, { username: 'x', groups: [] })),
    ).rejects.toMatchObject({
      reason: 'Forbidden',
    });
    expect(JSON.stringify(await get!.handle(request, admin))).toContain('deletionsHeld\\":true');
    await confirm!.handle(request, admin);
    await untilValues('kept', undefined);
    await untilValues('reborn', undefined);
    expect(values('later')).toEqual(['1', '1']);
    await expect(Promise.resolve(confirm!.handle(request, admin))).rejects.toMatchObject({
      reason: 'Conflict',
    });
  });

  it('is noticed by what agents know, where the broker lost everything as well', async () => {
    const backup = await backUpAndGoOn();
    const known = Math.max(...agents[0]!.arrived);
    broker.loseDisk();
    await open(backup);
    await agents[0]!.heartbeat(known, hub.history.state.hubUid);
    await held();
    await nothingIsLostAndWorkGoesOn();
  });

  it('is noticed though more was planned since than was lost, and the first hub never saw the broker', async () => {
    await create('x');
    await settled();
    await hub.stop();
    const backup = await postgres.copyDatabase(databaseUrl);
    await open(databaseUrl);
    await create('later');
    await untilValues('later', '1');
    await hub.stop();
    const silent = new TransportError('timeout', 'the broker does not say what it has');
    const transport = (real: HubTransport): HubTransport => ({
      ...real,
      readMark: () => Promise.reject(silent),
    });
    hub = await HubBench.open({ databaseUrl: backup, broker, clock, transport });
    await hub.start();
    for (const name of ['p', 'q', 'r', 's']) await create(name);
    await until('they are planned', async () => (await hub.store.work.outbox(10)).length === 8);
    await hub.stop();
    await open(backup);
    await held();
    await untilValues('s', '1');
    expect(hub.history.counts.epochsBegun).toBe(1);
  });

  it('is no matter of one agent that makes up numbers', async () => {
    const { hubUid, epoch } = hub.history.state;
    await agents[0]!.heartbeat(Number.MAX_SAFE_INTEGER, hubUid);
    await until('it is heard', () => Promise.resolve(hub.history.counts.claimsIgnored === 1));
    const believed = (await hub.store.work.maxGeneration()) + 1_000_000;
    await agents[0]!.heartbeat(believed, hubUid);
    await held();
    expect(hub.history.state.epoch).toBeGreaterThan(epoch);
    await hub.history.confirm();
    await agents[0]!.heartbeat((await hub.store.work.maxGeneration()) + 1_000_000, hubUid);
    await until('the second is not', () => Promise.resolve(hub.history.counts.claimsIgnored === 2));
    expect(hub.history.state.deletionsHeld).toBe(false);
  });
});

describe('a start on the newest database', () => {
  it('begins no epoch, and sends nothing again', async () => {
    await create('x');
    await settled();
    await hub.stop();
    const before = agents[0]!.arrived.length;
    await open(databaseUrl);
    await create('y');
    await untilValues('y', '1');
    expect(hub.history.counts.epochsBegun).toBe(0);
    expect(agents[0]!.arrived.length).toBe(before + 1);
  });

  it('sends everything again where the broker lost the end of its log', async () => {
    const old = broker.hub('old');
    await create('x');
    await untilValues('x', '1');
    const mark = await until('a mark', () => old.readMark());
    await create('y');
    await untilValues('y', '1');
    await settled();
    await hub.stop();
    const before = agents[0]!.arrived.length;
    await old.publishMark(mark);
    await old.close();
    await open(databaseUrl);
    await until('all of it again', () => Promise.resolve(agents[0]!.arrived.length >= before + 3));
    expect(hub.history.state.deletionsHeld).toBe(false);
  });
});
