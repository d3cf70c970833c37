import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { eventually } from '../support/eventually.js';
import { listByName, TestFederation } from '../support/federation.js';
import { processesOf } from '../support/processes.js';
import { Writers } from '../support/writers.js';

/** kill -9 at any moment, one process at a time: nothing that was acknowledged is lost, and members end as the hub says. */

jest.setTimeout(180_000);

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const SETTLED = `${CONFIG_MAPS}?labelSelector=test%3Dsettled`;
const WRITERS = 4;

let federation: TestFederation;

beforeAll(async () => {
  federation = await TestFederation.start('crash', 3);
  for (const name of ['settled-1', 'settled-2', 'settled-3']) await create(name, 'settled');
  for (const name of ['settled-1', 'settled-2', 'settled-3'])
    await federation.everywhere(`${CONFIG_MAPS}/${name}`, name, (object) => object !== undefined);
});

afterAll(() => federation.close());

function create(name: string, test: string): Promise<KubeObject> {
  return federation.hub.call({
    method: 'POST',
    path: CONFIG_MAPS,
    body: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'default', labels: { test } },
      data: { value: 'first' },
    },
  });
}

/** By cluster and name: the uid and version in the member, which change with every write to it. */
async function versionsInMembers(list: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const cluster of federation.clusters)
    for (const [name, { metadata }] of await listByName(federation.member(cluster), list))
      found[`${cluster}/${name}`] = `${metadata.uid ?? ''} ${metadata.resourceVersion ?? ''}`;
  return found;
}

/** A new object reaches every member: the whole road is open again. */
async function expectWorks(name: string): Promise<KubeObject> {
  const created = await eventually(`${name} can be created`, () => create(name, 'probe'));
  await federation.everywhere(`${CONFIG_MAPS}/${name}`, name, (object) => object !== undefined);
  return created;
}

describe('kill -9', () => {
  it('of the hub, twice, while clients write', async () => {
    const before = await versionsInMembers(SETTLED);
    const writers = new Writers(federation.hub, 'hub');
    writers.start(WRITERS);
    for (const count of [7, 60]) {
      await writers.more(count);
      const servers = [await federation.serverPid('postgres'), await federation.serverPid('nats')];
      await federation.processes.end('hub', 'SIGKILL');
      // What the killed hub left behind still runs; the next one ends it before it starts its own.
      expect(processesOf(federation.hubDir)).toEqual(expect.arrayContaining(servers));
      await federation.startHub();
      for (const pid of servers) expect(processesOf(federation.hubDir)).not.toContain(pid);
    }
    await writers.more(10);
    await writers.stop();
    expect(writers.uncertain).toBeGreaterThan(0);
    await writers.verify(federation);
    const { metadata } = await expectWorks('after-hub');
    expect(BigInt(metadata.resourceVersion ?? '0')).toBeGreaterThan(writers.newest);
    expect(await versionsInMembers(SETTLED)).toEqual(before);
  });

  it('of Postgres while clients write', async () => {
    const writers = new Writers(federation.hub, 'postgres');
    writers.start(WRITERS);
    await writers.more(30);
    process.kill(await federation.serverPid('postgres'), 'SIGKILL');
    await writers.more(30);
    await writers.stop();
    await writers.verify(federation);
    const { metadata } = await expectWorks('after-postgres');
    expect(BigInt(metadata.resourceVersion ?? '0')).toBeGreaterThan(writers.newest);
  });

  it('of nats-server while clients write: the API does not even notice', async () => {
    const before = await versionsInMembers(SETTLED);
    const writers = new Writers(federation.hub, 'nats');
    writers.start(WRITERS);
    await writers.more(30);
    process.kill(await federation.serverPid('nats'), 'SIGKILL');
    await writers.more(60);
    await writers.stop();
    expect(writers.uncertain).toBe(0);
    await writers.verify(federation);
    await expectWorks('after-nats');
    expect(await versionsInMembers(SETTLED)).toEqual(before);
  });

  it('of nats-server, and its disk is lost: work is published again, and changes nothing that is done', async () => {
    const [away = '', ...others] = federation.clusters;
    await federation.processes.end(`agent-${away}`, 'SIGKILL');
    // Published, and read by no one in that cluster: only the lost disk held it.
    await create('in-flight', 'probe');
    const path = `${CONFIG_MAPS}/in-flight`;
    await federation.everywhere(path, 'in-flight', (object) => object !== undefined, others);
    const before = await versionsInMembers(CONFIG_MAPS);
    const nats = await federation.serverPid('nats');
    // Stopped first, so that it cannot write its files again in between.
    process.kill(nats, 'SIGSTOP');
    const disk = join(federation.hubDir, 'nats', 'jetstream');
    expect(await readdir(disk)).not.toHaveLength(0);
    await rm(disk, { recursive: true });
    process.kill(nats, 'SIGKILL');
    await federation.startAgent(away);
    await federation.member(away).until(path, `in-flight in ${away}`, (object) => object !== undefined);
    await expectWorks('after-lost-disk');
    await federation.allReady();
    expect(await versionsInMembers(CONFIG_MAPS)).toMatchObject(before);
  });

  it('of an agent while work arrives', async () => {
    const [cluster = ''] = federation.clusters;
    const before = await versionsInMembers(SETTLED);
    const writers = new Writers(federation.hub, 'agent');
    writers.start(WRITERS);
    for (const count of [10, 30]) {
      await writers.more(count);
      await federation.processes.end(`agent-${cluster}`, 'SIGKILL');
      await writers.more(10);
      await federation.startAgent(cluster);
    }
    await writers.more(10);
    await writers.stop();
    expect(writers.uncertain).toBe(0);
    await writers.verify(federation);
    await federation.allReady();
    expect(await versionsInMembers(SETTLED)).toEqual(before);
  });

  it("of a member's API server while work arrives", async () => {
    const [cluster = ''] = federation.clusters;
    const before = await versionsInMembers(SETTLED);
    const writers = new Writers(federation.hub, 'simulator');
    writers.start(WRITERS);
    await writers.more(20);
    await federation.processes.end(`simulator-${cluster}`, 'SIGKILL');
    await writers.more(20);
    await federation.startSimulator(cluster);
    await writers.more(10);
    await writers.stop();
    expect(writers.uncertain).toBe(0);
    await writers.verify(federation);
    await federation.allReady();
    expect(await versionsInMembers(SETTLED)).toEqual(before);
  });
});
