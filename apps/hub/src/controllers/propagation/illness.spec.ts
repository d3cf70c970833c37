import { describe, expect, it } from '@jest/globals';
import { illness, type Ill, type IllnessInput } from './illness.js';

const NOW = 1_000_000;
const POLICY = { unhealthyMs: 60_000, purge: 'Gracefully' } as const;
const since = (ms: number, given = 5, more: Partial<Ill> = {}): Ill => ({ since: NOW - ms, given, ...more });

function judge(more: Partial<IllnessInput>): ReturnType<typeof illness> {
  return illness({
    before: undefined,
    role: 'takes',
    policy: POLICY,
    given: 5,
    workload: { ready: 2, unschedulable: 0 },
    isElsewhereWell: true,
    now: NOW,
    ...more,
  });
}

const well = { memory: undefined, count: 0, lookInMs: undefined };

describe('illness', () => {
  it.each<[string, Partial<IllnessInput>, ReturnType<typeof illness>]>([
    ['begins when fewer are ready', {}, { memory: since(0), count: 0, lookInMs: 60_000 }],
    ['goes on', { before: since(20_000) }, { memory: since(20_000), count: 0, lookInMs: 40_000 }],
    [
      'is too long after the toleration, for those that are not ready',
      { before: since(60_000) },
      { memory: since(60_000, 5, { out: true }), count: 3, lookInMs: undefined },
    ],
    [
      'waits while it is ready nowhere else',
      { before: since(90_000), isElsewhereWell: false },
      { memory: since(90_000), count: 0, lookInMs: undefined },
    ],
    [
      'goes on once it was too long, whatever becomes of the others',
      { before: since(90_000, 5, { out: true }), isElsewhereWell: false },
      { memory: since(90_000, 5, { out: true }), count: 3, lookInMs: undefined },
    ],
    [
      'begins anew with more replicas',
      { before: since(59_000, 4) },
      { memory: since(0, 5), count: 0, lookInMs: 60_000 },
    ],
    [
      'goes on with fewer',
      { before: since(59_000, 9) },
      { memory: since(59_000, 5), count: 0, lookInMs: 1_000 },
    ],
    ['ends when all are ready', { before: since(59_000), workload: { ready: 5, unschedulable: 0 } }, well],
    [
      'is not judged before the newest was applied',
      { before: since(90_000), workload: undefined },
      { memory: since(90_000), count: 0, lookInMs: undefined },
    ],
    ['is none of a member that is judged by its health', { before: since(90_000), role: 'keeps' }, well],
    ['is none where no policy asks', { before: since(90_000), policy: undefined }, well],
  ])('%s', (_what, input, expected) => {
    expect(judge(input)).toEqual(expected);
  });
});
