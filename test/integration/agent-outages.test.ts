import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { JournalMemory } from '#libs/process';
import { AgentBench } from '../support/agent-bench.js';
import { startMember, type TestMember } from '../support/member.js';
import { tempDir } from '../support/temp-dir.js';

let directory: Awaited<ReturnType<typeof tempDir>>;
let member: TestMember;
let bench: AgentBench;
let namespace: string;
let count = 0;

beforeAll(async () => {
  directory = await tempDir('agent-outages');
  member = await startMember(directory.path);
}, 30_000);
afterAll(async () => {
  await member.stop();
  await directory.remove();
});
beforeEach(async () => {
  namespace = `n${++count}`;
  bench = new AgentBench(member);
  await bench.hub.start();
  await bench.start();
});
afterEach(async () => {
  member.cut(false);
  await bench.stop();
});

function configMap(name: string, data: Record<string, string> = { a: '1' }): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data };
}

/** Ten objects, applied and reported. */
async function applyTen(): Promise<{ objects: KubeObject[]; generations: number[] }> {
  const objects = Array.from({ length: 10 }, (_, index) => configMap(`c${index}`));
  const generations: number[] = [];
  for (const object of objects) generations.push((await bench.hub.apply(object)).generation);
  await Promise.all(objects.map((object, index) => bench.applied(object, generations[index] ?? 0)));
  return { objects, generations };
}

describe('a killed agent', () => {
  it('writes nothing to a member that is as it was left, and reports everything anew', async () => {
    const { objects } = await applyTen();
    const before = await Promise.all(objects.map((object) => bench.live(object)));
    await bench.stop();
    bench.hub.reports.length = 0;
    await bench.start();
    for (const object of objects) await bench.hub.reported(object, ({ state }) => state === 'Applied');
    expect([bench.calls.get('apply') ?? 0, bench.calls.get('get') ?? 0]).toEqual([0, 0]);
    const after = await Promise.all(objects.map((object) => bench.live(object)));
    expect(after.map((live) => live?.metadata.resourceVersion)).toEqual(
      before.map((live) => live?.metadata.resourceVersion),
    );
  });

  it('repairs what happened meanwhile, and only that, without hub and broker', async () => {
    const { objects } = await applyTen();
    await bench.stop();
    await bench.meddle(configMap('c1'), (live) => (live['data'] = { a: 'meddled' }));
    await bench.deleteLive(configMap('c2'));
    bench.broker.partition('m1', true);
    await bench.start();
    await bench.liveFits(
      configMap('c1'),
      (live) => (live?.['data'] as { a?: string } | undefined)?.a === '1',
    );
    await bench.liveFits(configMap('c2'), (live) => live !== undefined);
    expect(bench.calls.get('apply')).toBe(2);
    expect(objects.length).toBe(10);
  });

  it('takes up work that came while it was away', async () => {
    await applyTen();
    await bench.stop();
    const changed = configMap('c3', { a: 'new' });
    const { generation } = await bench.hub.apply(changed);
    await bench.start();
    await bench.applied(changed, generation);
    expect(bench.calls.get('apply')).toBe(1);
  });

  it('remembers deletes: old work that comes again does not bring the object back', async () => {
    const first = await bench.hub.apply(configMap('a'));
    await bench.applied(configMap('a'), first.generation);
    await bench.hub.remove(configMap('a'));
    await bench.hub.reported(configMap('a'), ({ state }) => state === 'Deleted');
    await bench.stop();
    await bench.start();
    await bench.hub.send(first);
    const marker = configMap('marker');
    await bench.applied(marker, (await bench.hub.apply(marker)).generation);
    expect(await bench.live(configMap('a'))).toBeUndefined();
  });

  it('that lost its disk finds its objects again by their marks, from what the broker holds', async () => {
    const { objects } = await applyTen();
    const uids = await Promise.all(objects.map(async (object) => (await bench.live(object))?.metadata.uid));
    await bench.stop();
    bench.journal = new JournalMemory();
    // What the hub does for an agent that knows less than it should: its consumer starts from the beginning.
    await bench.broker.hub().removeCluster('m1');
    await bench.start();
    await bench.hub.start();
    for (const object of objects) {
      const { generation } = await bench.hub.apply(object);
      await bench.applied(object, generation);
    }
    expect(
      await Promise.all(objects.map(async (object) => (await bench.live(object))?.metadata.uid)),
    ).toEqual(uids);
  });
});

describe('a member that is away', () => {
  it('is reported, and gets its work as soon as it is back', async () => {
    await applyTen();
    member.cut(true);
    const { generation } = await bench.hub.apply(configMap('late'));
    const report = await bench.hub.reported(configMap('late'), () => true);
    expect(report).toMatchObject({ state: 'Failed', reason: 'Unreachable' });
    member.cut(false);
    await bench.applied(configMap('late'), generation);
  });

  it('has what was changed behind the agent put right, and its news reported, when it is back', async () => {
    const { objects } = await applyTen();
    member.cut(true);
    await bench.hub.heartbeat(({ apiReady }) => !apiReady);
    await bench.meddle(configMap('c1'), (live) => (live['data'] = { a: 'meddled' }));
    await bench.deleteLive(configMap('c2'));
    member.cut(false);
    await bench.liveFits(
      configMap('c1'),
      (live) => (live?.['data'] as { a?: string } | undefined)?.a === '1',
    );
    await bench.liveFits(configMap('c2'), (live) => live !== undefined);
    expect(objects.length).toBe(10);
  });

  it('shows in the heartbeat, with what it offers when it is there', async () => {
    const labels = { app: 'web' };
    const containers = [{ name: 'c', image: 'nginx', resources: { requests: { cpu: '250m' } } }];
    await bench.hub.apply({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'web', namespace },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers } },
      },
    });
    const up = await bench.hub.heartbeat(
      ({ nodes, requested }) => nodes.total === 2 && requested['cpu'] === '500m',
    );
    expect(up).toMatchObject({
      cluster: 'm1',
      apiReady: true,
      kubernetesVersion: expect.stringMatching(/^v1\./),
      region: 'us-central1',
      zones: ['us-central1-a'],
      nodes: { total: 2, ready: 2 },
      allocatable: expect.objectContaining({ cpu: '16' }),
      requested: { cpu: '500m', pods: '2' },
      free: { agoMs: expect.any(Number), buckets: expect.any(Array) },
    });
    expect(up.free?.buckets.reduce((sum, { nodes }) => sum + nodes, 0)).toBe(2);
    member.cut(true);
    const down = await bench.hub.heartbeat(({ apiReady }) => !apiReady);
    expect(down.apiMessage).toContain('cannot be reached');
    expect(down.nodes.total).toBe(2);
    member.cut(false);
    await bench.hub.heartbeat(({ apiReady }) => apiReady);
  });
});

describe('a broker that is away', () => {
  it('gets the newest state of what changed when it is back', async () => {
    await applyTen();
    bench.broker.partition('m1', true);
    const before = await bench.live(configMap('c1'));
    await bench.deleteLive(configMap('c1'));
    await bench.liveFits(configMap('c1'), (live) => live !== undefined);
    bench.broker.partition('m1', false);
    const report = await bench.hub.reported(
      configMap('c1'),
      ({ memberUid }) => memberUid !== undefined && memberUid !== before?.metadata.uid,
    );
    expect(report.memberUid).toBe((await bench.live(configMap('c1')))?.metadata.uid);
  });

  it('is told nothing that it has confirmed before', async () => {
    const { objects } = await applyTen();
    bench.hub.reports.length = 0;
    bench.broker.partition('m1', true);
    const before = await bench.live(configMap('c1'));
    await bench.deleteLive(configMap('c1'));
    await bench.liveFits(configMap('c1'), (live) => live !== undefined);
    bench.broker.partition('m1', false);
    await bench.hub.reported(
      configMap('c1'),
      ({ memberUid }) => memberUid !== undefined && memberUid !== before?.metadata.uid,
    );
    // All that was due at the connection went before this.
    const marker = configMap('marker');
    await bench.applied(marker, (await bench.hub.apply(marker)).generation);
    const told = new Set(bench.hub.reports.map(({ object }) => object.name));
    expect([...told].sort()).toEqual(['c1', 'marker']);
    expect(objects.length).toBe(10);
  });
});
