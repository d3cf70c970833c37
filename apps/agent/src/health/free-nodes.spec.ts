import { describe, expect, it } from '@jest/globals';
import { parseQuantity, type KubeObject } from '#libs/apimachinery';
import { MAX_NODE_BUCKETS } from '#libs/protocol';
import { freeBuckets, NodeLoads, openNodes, type OpenNode } from './free-nodes.js';

const GIB = 1024 ** 3;

function node(name: string, more: { spec?: object; ready?: string } = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    spec: more.spec ?? {},
    status: {
      allocatable: { cpu: '3500m', memory: '8Gi', pods: '110' },
      conditions: [{ type: 'Ready', status: more.ready ?? 'True' }],
    },
  };
}

const open = (name: string, milliCpu: number, gib = 8, pods = 110): OpenNode => ({
  name,
  room: { milliCpu, memory: gib * GIB, pods },
});

function loads(entries: Record<string, readonly (readonly [cpu: string, memory: string])[]>): NodeLoads {
  const made = new NodeLoads();
  for (const [name, pods] of Object.entries(entries))
    for (const [cpu, memory] of pods)
      made.add(name, { cpu: parseQuantity(cpu), memory: parseQuantity(memory) });
  return made;
}

describe('openNodes', () => {
  it('are those on which a pod of anybody may start', () => {
    const closed = { taints: [{ key: 'x', effect: 'NoSchedule' }] };
    const soft = { taints: [{ key: 'x', effect: 'PreferNoSchedule' }] };
    expect(
      openNodes([
        node('a'),
        node('b', { spec: { unschedulable: true } }),
        node('c', { ready: 'Unknown' }),
        node('d', { spec: closed }),
        node('e', { spec: soft }),
        { apiVersion: 'v1', kind: 'Node', metadata: { name: 'f' } },
      ]).map(({ name, room }) => [name, room]),
    ).toEqual([
      ['a', { milliCpu: 3_500, memory: 8 * GIB, pods: 110 }],
      ['e', { milliCpu: 3_500, memory: 8 * GIB, pods: 110 }],
    ]);
  });
});

describe('freeBuckets', () => {
  it('puts nodes together that have as much free, and says what each of them has at least', () => {
    const nodes = [open('a', 4_000), open('b', 4_000), open('c', 4_000), open('d', 1_000, 2)];
    const asked = loads({
      a: [['100m', '64Mi']],
      c: [
        ['2', '6Gi'],
        ['1', '1Gi'],
      ],
    });
    expect(freeBuckets(nodes, asked)).toEqual([
      { nodes: 1, milliCpu: 1_000, memory: GIB, pods: 108 },
      { nodes: 1, milliCpu: 1_000, memory: 2 * GIB, pods: 110 },
      { nodes: 1, milliCpu: 3_900, memory: 8 * GIB - 64 * 1024 ** 2, pods: 109 },
      { nodes: 1, milliCpu: 4_000, memory: 8 * GIB, pods: 110 },
    ]);
    const same = freeBuckets([open('a', 4_300), open('b', 4_200, 9)], loads({}));
    expect(same).toEqual([{ nodes: 2, milliCpu: 4_200, memory: 8 * GIB, pods: 110 }]);
  });

  it.each([
    ['cpu', open('a', 1_000), { a: [['1', '1Mi']] as const }],
    ['memory', open('a', 1_000, 1), { a: [['1m', '1Gi']] as const }],
    ['pod slots', open('a', 1_000, 1, 1), { a: [['1m', '1Mi']] as const }],
  ])('leaves out what has no %s left', (_what, one, asked) => {
    expect(freeBuckets([one], loads(asked))).toEqual([]);
  });

  it('keeps to its bound whatever the nodes, forgets none, and promises nothing that is not there', () => {
    const nodes = Array.from({ length: 2_000 }, (_, index) =>
      open(`n${index}`, 10 + ((index * 7_919) % 100_000), 1 + ((index * 104_729) % 500)),
    );
    const buckets = freeBuckets(nodes, loads({}));
    expect(buckets.length).toBeLessThanOrEqual(MAX_NODE_BUCKETS);
    expect(buckets.reduce((sum, bucket) => sum + bucket.nodes, 0)).toBe(2_000);
    const enough = (milliCpu: number): number =>
      buckets.reduce((sum, bucket) => sum + (bucket.milliCpu >= milliCpu ? bucket.nodes : 0), 0);
    for (const milliCpu of [100, 1_000, 10_000, 90_000])
      expect(enough(milliCpu)).toBeLessThanOrEqual(
        nodes.filter(({ room }) => room.milliCpu >= milliCpu).length,
      );
  });
});
