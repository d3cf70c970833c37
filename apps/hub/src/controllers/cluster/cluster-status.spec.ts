import { describe, expect, it } from '@jest/globals';
import { type Condition } from '#libs/apimachinery';
import { type HeartbeatReport } from '#libs/protocol';
import { type Health } from './classify-cluster.js';
import { clusterView } from '../propagation/cluster-view.js';
import { healthOf, reportedStatus, slowFacts, withHealth, type ClusterStatus } from './cluster-status.js';

const NOW = Date.parse('2026-11-21T08:00:00Z');
const AT = '2026-11-21T08:00:00Z';
const HEALTHS: Health[] = ['Ready', 'NotReady', 'Suspect', 'Offline'];

const heartbeat: HeartbeatReport = {
  v: 1,
  type: 'heartbeat',
  cluster: 'a',
  hubUid: 'h',
  instance: 'i',
  sequence: 7,
  agentVersion: '1.2.3',
  apiReady: true,
  kubernetesVersion: 'v1.33.0',
  region: 'us',
  zones: ['us-a'],
  nodes: { total: 3, ready: 2 },
  allocatable: { cpu: '8' },
  requested: { cpu: '3' },
  generation: 4,
  objects: 5,
  at: 1,
};

function become(health: Health, conditions?: readonly Condition[], now = NOW): readonly Condition[] {
  return withHealth(conditions, { health, reason: 'Because', message: 'so', since: now });
}

const statusesOf = (conditions: readonly Condition[]): string[] =>
  conditions.map(({ type, status }) => `${type} ${status}`);

describe('health as conditions', () => {
  it.each<[Health, string[]]>([
    ['Ready', ['Ready True', 'Suspect False', 'Offline False']],
    ['NotReady', ['Ready False', 'Suspect False', 'Offline False']],
    ['Pending', ['Ready Unknown', 'Suspect False', 'Offline False']],
    ['Suspect', ['Ready Unknown', 'Suspect True', 'Offline False']],
    ['Offline', ['Ready Unknown', 'Suspect False', 'Offline True']],
  ])('%s', (health, expected) => {
    const conditions = become(health);
    expect(statusesOf(conditions)).toEqual(expected);
    expect(healthOf({ conditions })).toBe(health);
  });

  it.each<[ClusterStatus | undefined]>([[undefined], [{}], [{ conditions: [] }]])(
    'of a cluster that nothing is known of: %j',
    (status) => {
      expect(healthOf(status)).toBe('Pending');
    },
  );

  it.each(HEALTHS.flatMap((from) => HEALTHS.map((to): [Health, Health] => [from, to])))(
    'from %s to %s moves the times of what changes, and nothing else',
    (from, to) => {
      const before = become(from);
      const after = become(to, before, NOW + 60_000);
      if (from === to) expect(after).toBe(before);
      for (const [index, condition] of after.entries()) {
        const same = condition.status === before[index]?.status;
        expect(condition.lastTransitionTime).toBe(same ? AT : '2026-11-21T08:01:00Z');
      }
    },
  );

  it('leaves conditions of others alone', () => {
    const other: Condition = { type: 'Joined', status: 'True', lastTransitionTime: AT };
    expect(become('Ready', [other])[0]).toBe(other);
  });
});

describe('reportedStatus', () => {
  it('says what the heartbeat says, in the words of Cluster.status', () => {
    expect(reportedStatus(heartbeat, NOW, 'k1')).toEqual({
      kubernetesVersion: 'v1.33.0',
      region: 'us',
      zones: ['us-a'],
      nodes: { total: 3, ready: 2 },
      capacity: { cpu: '8' },
      allocatable: { cpu: '8' },
      requested: { cpu: '3' },
      objects: 5,
      agent: { version: '1.2.3', instance: 'i', lastHeartbeatTime: AT, sealingKeyId: 'k1' },
    });
  });
});

describe('what is free on nodes', () => {
  const free = { agoMs: 5_000, buckets: [{ nodes: 2, milliCpu: 500, memory: 1e9, pods: 7 }] };

  it("is told with the hub's time of the count, and is read as it was told", () => {
    const status = reportedStatus({ ...heartbeat, free }, NOW, 'k1');
    expect(status['free']).toEqual({ countedTime: '2026-11-21T07:59:55Z', nodes: free.buckets });
    const cluster = { apiVersion: 'x/v1', kind: 'Cluster', metadata: { name: 'a' }, status };
    expect(clusterView(cluster).free).toEqual({ countedAt: NOW - 5_000, nodes: free.buckets });
  });

  it('goes when an agent comes that does not tell', () => {
    const before = reportedStatus({ ...heartbeat, free }, NOW, 'k1');
    const after: unknown = JSON.parse(JSON.stringify({ ...before, ...reportedStatus(heartbeat, NOW, 'k1') }));
    expect(after).not.toHaveProperty('free');
  });
});

describe('slowFacts', () => {
  const facts = (change: Partial<HeartbeatReport>, now = NOW, key = 'k1'): string =>
    slowFacts(reportedStatus({ ...heartbeat, ...change }, now, key));

  it.each<[string, string]>([
    ['objects', facts({ objects: 6 })],
    ['what is requested', facts({ requested: { cpu: '4' } })],
    ['the time', facts({}, NOW + 60_000)],
  ])('are the same when %s changed', (_name, changed) => {
    expect(changed).toBe(facts({}));
  });

  it.each<[string, string]>([
    ['nodes', facts({ nodes: { total: 3, ready: 3 } })],
    ['capacity', facts({ allocatable: { cpu: '9' } })],
    ['version', facts({ kubernetesVersion: 'v1.34.0' })],
    ['the agent', facts({ instance: 'j' })],
    ['its key', facts({}, NOW, 'k2')],
  ])('are others when %s changed', (_name, changed) => {
    expect(changed).not.toBe(facts({}));
  });
});
