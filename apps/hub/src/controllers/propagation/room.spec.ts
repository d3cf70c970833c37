import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type NodeBucket } from '#libs/protocol';
import { objectOf, view } from './propagation.fixture.js';
import { podRequest, roomFor, type Load } from './room.js';

const GIB = 1024 ** 3;

const workload = (...requests: object[]): ReturnType<typeof objectOf> =>
  objectOf(
    'ReplicaSet',
    {},
    {
      spec: {
        template: {
          spec: { containers: requests.map((one) => ({ name: 'c', resources: { requests: one } })) },
        },
      },
    },
  );

const bucket = (nodes: number, milliCpu: number, gib = 64, pods = 110): NodeBucket => ({
  nodes,
  milliCpu,
  memory: gib * GIB,
  pods,
});

const told = (...nodes: NodeBucket[]): ReturnType<typeof view> =>
  view('a', { free: { countedAt: 0, nodes } });
const load = (more: Partial<Load>): Load => ({ cpu: 0, memory: 0, pods: 0, ...more });

describe('podRequest', () => {
  it.each([
    ['containers together', workload({ cpu: '250m', memory: '1Gi' }, { cpu: 1 }), { cpu: 1.25, memory: GIB }],
    ['nothing where nothing is asked for', workload({}), { cpu: 0, memory: 0 }],
    [
      'nothing for what is no quantity, or below zero',
      workload({ cpu: 'much', memory: -5 }),
      { cpu: 0, memory: 0 },
    ],
    ['no pods at all', objectOf('ConfigMap'), undefined],
  ])('counts %s', (_what, object, expected) => {
    expect(podRequest(object)).toEqual(expected);
  });
});

describe('roomFor', () => {
  it.each<[string, NodeBucket[], { cpu: number; memory: number }, number]>([
    ['on each node', [bucket(3, 4_000)], { cpu: 1, memory: GIB }, 12],
    ['on nodes of every size', [bucket(2, 1_500), bucket(1, 8_000)], { cpu: 1, memory: GIB }, 10],
    [
      'none that is larger than any node, however many there are',
      [bucket(100, 4_000)],
      { cpu: 5, memory: 0 },
      0,
    ],
    ['what is scarcest', [bucket(1, 32_000, 4)], { cpu: 1, memory: GIB }, 4],
    ['as many as there are slots', [bucket(2, 32_000, 64, 3)], { cpu: 0.1, memory: 0 }, 6],
    ['slots where nothing is asked for', [bucket(2, 32_000, 64, 3)], { cpu: 0, memory: 0 }, 6],
    ['none on no nodes', [], { cpu: 0, memory: 0 }, 0],
  ])('fits %s', (_what, nodes, request, expected) => {
    expect(roomFor(told(...nodes), request)).toBe(expected);
  });

  it.each<[string, Partial<Load>, { cpu: number; memory: number }, number]>([
    ['by what is scarcest of it', { cpu: 2.5, memory: GIB }, { cpu: 1, memory: GIB }, 9],
    ['by pods where nothing is asked for', { pods: 20 }, { cpu: 0, memory: 0 }, 310],
    ['never below none', { cpu: 500 }, { cpu: 1, memory: 0 }, 0],
  ])('takes off what is on its way, %s', (_what, onItsWay, request, expected) => {
    expect(roomFor(told(bucket(3, 4_000)), request, load(onItsWay))).toBe(expected);
  });

  it('goes by sums where the agent does not tell its nodes', () => {
    const sums = view('a', { allocatable: { cpu: '10', memory: '8Gi' }, requested: { cpu: '2500m' } });
    expect(roomFor(sums, { cpu: 5, memory: 0 })).toBe(1);
    expect(roomFor(sums, { cpu: 0.5, memory: GIB })).toBe(8);
    expect(roomFor(sums, { cpu: 0.5, memory: 0 }, load({ cpu: 1 }))).toBe(13);
    expect(roomFor(sums, { cpu: 0, memory: 0 }, load({ pods: 3 }))).toBeUndefined();
    expect(roomFor(view('a', { allocatable: { cpu: '1' } }), { cpu: 1, memory: 0 })).toBeUndefined();
    expect(roomFor(sums, undefined)).toBeUndefined();
  });

  it('is zero, not below, where more is asked for than there is', () => {
    const full = view('a', { allocatable: { cpu: '1' }, requested: { cpu: '3' } });
    expect(roomFor(full, { cpu: 1, memory: 0 })).toBe(0);
  });

  it('never promises more with larger pods, or more than the sums allow', () => {
    const buckets = fc.array(
      fc.record({
        nodes: fc.integer({ min: 1, max: 50 }),
        milliCpu: fc.integer({ min: 1, max: 64_000 }),
        memory: fc.integer({ min: 1, max: 1e12 }),
        pods: fc.integer({ min: 1, max: 250 }),
      }),
      { maxLength: 8 },
    );
    const milli = fc.integer({ min: 1, max: 16_000 });
    fc.assert(
      fc.property(buckets, milli, milli, (nodes, one, more) => {
        const small = roomFor(told(...nodes), { cpu: one / 1_000, memory: 0 }) ?? 0;
        const large = roomFor(told(...nodes), { cpu: (one + more) / 1_000, memory: 0 }) ?? 0;
        const sum = nodes.reduce((total, { nodes: count, milliCpu }) => total + count * milliCpu, 0);
        expect(large).toBeLessThanOrEqual(small);
        expect(small * one).toBeLessThanOrEqual(sum);
      }),
      { numRuns: 300 },
    );
  });
});
