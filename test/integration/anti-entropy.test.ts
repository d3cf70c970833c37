import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { JournalMemory, ManualClock, silentLogger, systemClock } from '#libs/process';
import { addToDigest, createSealingKeys, decodeReport, EMPTY_DIGEST, subjectHash } from '#libs/protocol';
import { MemoryBroker } from '#libs/transport';
import { Agent } from '../../apps/agent/src/agent.js';
import { Checkpoint } from '../../apps/agent/src/work/checkpoint.js';
import { configMap, HubBench, soon } from '../support/hub-bench.js';
import { startMember, type TestMember } from '../support/member.js';
import { startTestPostgres, withClient, type TestPostgres } from '../support/postgres.js';
import { tempDir } from '../support/temp-dir.js';

/** A hub with its database, a real agent and a simulated member: what was lost between them comes back by comparison. */

jest.setTimeout(60_000);

const CONFIGMAPS = { group: '', resource: 'configmaps' };
const MANAGED_BY = 'federation.meridian.dev/managed-by';

let postgres: TestPostgres;
let directory: Awaited<ReturnType<typeof tempDir>>;
let databaseUrl: string;
let clock: ManualClock;
let broker: MemoryBroker;
let hub: HubBench;
let member: TestMember;
let journal: JournalMemory;
let agent: Agent;
let stopAgent: () => Promise<void>;
const sealing = createSealingKeys();

beforeAll(async () => {
  postgres = await startTestPostgres();
  directory = await tempDir('anti-entropy');
});
afterAll(async () => {
  await postgres.stop();
  await directory.remove();
});
beforeEach(async () => {
  clock = new ManualClock(Date.parse('2026-11-21T08:00:00Z'));
  broker = new MemoryBroker({ clock });
  databaseUrl = await postgres.createDatabase();
  hub = await HubBench.open({ databaseUrl, broker, clock });
  await hub.start();
  member = await startMember(directory.path);
  journal = new JournalMemory();
  await hub.join({ cluster: 'm1', sealing });
  await hub.setHealth('m1', 'Ready');
  await startAgent();
});
afterEach(async () => {
  await stopAgent();
  await hub.stop();
  await member.stop();
});

async function startAgent(): Promise<void> {
  const { hubUid } = await hub.store.hubState();
  const cluster = await member.connect();
  journal = new JournalMemory(journal.snapshot());
  const checkpoint = await Checkpoint.over(journal, silentLogger);
  const transport = broker.agent('m1');
  const started = new Agent({
    identity: { hubUid, cluster: 'm1', sealingKeys: [sealing] },
    transport,
    member: cluster,
    checkpoint,
    clock: systemClock,
    logger: silentLogger,
    options: { version: 'test', audit: { everyMs: 200, quietMs: 30 } },
  });
  started.start();
  await transport.consumeWork((deliveries) => started.handleWork(deliveries));
  agent = started;
  stopAgent = async () => {
    await transport.close();
    await started.stop();
    await checkpoint.close();
    cluster.close();
  };
}

const until = <T>(what: string, probe: () => Promise<T | undefined | false>): Promise<T> =>
  soon(clock, what, probe);

function live(name: string): Promise<KubeObject | undefined> {
  return member.simulator.client.get({ ...CONFIGMAPS, namespace: 'default', name });
}

const dataOf = async (name: string): Promise<unknown> => (await live(name))?.['data'];

async function rows(name: string): ReturnType<HubBench['store']['work']['load']> {
  return hub.store.work.load(`configmaps/default/${name}`);
}

/** In the member, and the hub knows it. */
async function arrived(name: string, value: string): Promise<void> {
  await until(`${name} is ${value}`, async () => {
    const { work, reports } = await rows(name);
    const isThere = ((await dataOf(name)) as { v?: string } | undefined)?.v === value;
    return (
      isThere &&
      reports[0]?.report.state === 'Applied' &&
      reports[0].report.generation === work[0]?.generation
    );
  });
}

async function create(count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) => `cm-${index}`);
  for (const name of names) await hub.client.create(CONFIGMAPS, configMap(name, { v: '1' }));
  for (const name of names) await arrived(name, '1');
  return names;
}

function change(name: string, value: string): Promise<unknown> {
  return hub.client.modify({ ...CONFIGMAPS, namespace: 'default', name }, (object) => ({
    ...object,
    data: { v: value },
  }));
}

/** Of members' objects, as the broker's last reports tell them. */
function reportedUids(): unknown[] {
  return [...broker.lastValues('report.')].flatMap(([subject, payload]) => {
    const report = decodeReport(payload, subject);
    return report.type === 'object' ? [report['memberUid']] : [];
  });
}

/** As if everything had been published long ago: what is on its way is not looked at. */
function age(): Promise<void> {
  return withClient(databaseUrl, async (client) => {
    await client.query("UPDATE work SET published_at = published_at - interval '1 hour' WHERE published");
  });
}

/** Two more digests have found nothing. */
async function level(): Promise<void> {
  await until('hub and agent agree', async () => {
    const { digests, differing } = hub.auditor.counts;
    await until('two more digests', () => Promise.resolve(hub.auditor.counts.digests >= digests + 2));
    return hub.auditor.counts.differing === differing;
  });
}

describe('agent and hub', () => {
  it('find no difference where there is none, also after changes and deletes', async () => {
    const names = await create(20);
    await change('cm-3', '2');
    await arrived('cm-3', '2');
    await hub.client.delete({ ...CONFIGMAPS, namespace: 'default', name: 'cm-4' });
    await until('cm-4 is gone', async () => (await rows('cm-4')).work.length === 0);
    await level();
    const { republished, reportsAsked, orphans } = hub.auditor.counts;
    expect({ republished, orphans }).toEqual({ republished: 0, orphans: 0 });
    expect(reportsAsked).toBeLessThan(names.length);
  });

  it('give an agent that lost its disk everything again, and change nothing in the member', async () => {
    const names = await create(20);
    const before = await Promise.all(names.map(live));
    await stopAgent();
    await age();
    journal = new JournalMemory();
    await startAgent();
    await until('it knows everything', () => Promise.resolve(hub.auditor.counts.republished >= 20));
    await change('cm-0', '2');
    await arrived('cm-0', '2');
    await level();
    const after = await Promise.all(names.map(live));
    expect(after.slice(1).map((object) => object?.metadata.resourceVersion)).toEqual(
      before.slice(1).map((object) => object?.metadata.resourceVersion),
    );
    expect(agent.stats().audit.differing).toBeGreaterThan(0);
  });

  it('bring an agent forward whose checkpoint is an older one, and it never goes back', async () => {
    await create(3);
    const old = journal.snapshot();
    await change('cm-1', '2');
    await arrived('cm-1', '2');
    const before = await live('cm-1');
    await stopAgent();
    await age();
    journal = new JournalMemory(old);
    await startAgent();
    // What it does by itself, before anybody tells it.
    broker.partition('m1', true);
    await until('it has looked at the member', () => Promise.resolve(agent.settled));
    broker.partition('m1', false);
    await until('the newest came again', () => Promise.resolve(hub.auditor.counts.republished > 0));
    await change('cm-2', '2');
    await arrived('cm-2', '2');
    await level();
    const after = await live('cm-1');
    expect(after?.['data']).toEqual({ v: '2' });
    expect(after?.metadata.resourceVersion).toBe(before?.metadata.resourceVersion);
  });

  it('repair a damaged byte in the checkpoint', async () => {
    await create(3);
    await stopAgent();
    await age();
    const bytes = journal.snapshot();
    const at = bytes.indexOf('"cm-1"');
    bytes[at + 2] = 0;
    journal = new JournalMemory(bytes);
    await startAgent();
    await until('it came again', () => Promise.resolve(hub.auditor.counts.republished > 0));
    await change('cm-1', '2');
    await arrived('cm-1', '2');
    await level();
  });

  it('find a report that was lost on its way', async () => {
    await create(3);
    await level();
    await age();
    await withClient(databaseUrl, (client) => client.query("DELETE FROM reports WHERE key LIKE '%cm-1'"));
    await arrived('cm-1', '1');
    expect(hub.auditor.counts.reportsAsked).toBeGreaterThan(0);
    await level();
  });

  it('find a report that the broker had confirmed, and lost with its disk before the hub read it', async () => {
    await create(3);
    await level();
    await age();
    const before = await live('cm-1');
    broker.partition('hub', true);
    await member.simulator.client.delete({ ...CONFIGMAPS, namespace: 'default', name: 'cm-1' });
    const made = await until('it is made anew and told to the broker', async () => {
      const now = await live('cm-1');
      return now?.metadata.uid !== before?.metadata.uid && reportedUids().includes(now?.metadata.uid) && now;
    });
    broker.loseDisk();
    broker.partition('hub', false);
    await until('the hub knows it', async () => {
      const { reports } = await rows('cm-1');
      return reports[0]?.report['memberUid'] === made.metadata.uid;
    });
    expect(hub.auditor.counts.reportsAsked).toBeGreaterThan(0);
    await level();
  });

  it('end what an older checkpoint has brought back, by the word that ended it before', async () => {
    await create(2);
    const old = journal.snapshot();
    await hub.client.delete({ ...CONFIGMAPS, namespace: 'default', name: 'cm-0' });
    await until('cm-0 is gone', async () => (await rows('cm-0')).work.length === 0);
    await stopAgent();
    await age();
    journal = new JournalMemory(old);
    await startAgent();
    await until('the tombstone came again', () => Promise.resolve(hub.auditor.counts.tombstones > 0));
    await until('cm-0 is gone again', async () => (await live('cm-0')) === undefined);
    expect(await dataOf('cm-1')).toEqual({ v: '1' });
    await level();
  });

  it('leave alone what bears our mark and nobody knows', async () => {
    await create(1);
    await age();
    const { hubUid } = await hub.store.hubState();
    const stray = configMap('stray', { v: 'x' });
    stray.metadata.labels = { [MANAGED_BY]: hubUid };
    await member.simulator.client.create(CONFIGMAPS, stray);
    await until('it is told', () => Promise.resolve(hub.auditor.counts.orphans > 0));
    await level();
    expect(await dataOf('stray')).toEqual({ v: 'x' });
    expect(hub.auditor.counts.tombstones).toBe(0);
  });
});

describe('the digest of the store', () => {
  it('is computed as the agent computes its own', async () => {
    await create(5);
    const { work } = await rows('cm-2');
    await withClient(databaseUrl, (client) =>
      client.query('UPDATE work SET generation = generation + $1 WHERE key = ANY($2)', [
        9_007_199_254_740_000,
        ['configmaps/default/cm-2', 'configmaps/default/cm-3'],
      ]),
    );
    const all = await Promise.all([0, 1, 2, 3, 4].map(async (index) => (await rows(`cm-${index}`)).work[0]));
    const generations = all.map((row) => row?.generation ?? 0);
    const digest = (await hub.store.audit.digests('m1', 'nobody')).find(
      ({ resource }) => resource === 'configmaps',
    );
    expect(digest).toEqual({
      resource: 'configmaps',
      work: generations.reduce(addToDigest, EMPTY_DIGEST),
      reports: EMPTY_DIGEST,
    });
    expect(work[0]?.key).toBe('configmaps/default/cm-2');
    expect(
      subjectHash({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'cm-2' }),
    ).toHaveLength(22);
  });
});
