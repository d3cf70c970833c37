import { describe, expect, it } from '@jest/globals';
import { classifyCluster, isFrozen, type Health, type HealthInput } from './classify-cluster.js';

const base: HealthInput = {
  now: 100_000,
  heartbeatAt: 99_000,
  apiReady: true,
  hearingSince: 0,
  previous: 'Ready',
  frozen: false,
};

describe('classifyCluster', () => {
  it.each<[string, Partial<HealthInput>, Health]>([
    ['fresh heartbeat', {}, 'Ready'],
    ['fresh heartbeat, API down', { apiReady: false }, 'NotReady'],
    ['joined, never heard', { heartbeatAt: undefined, previous: 'Pending' }, 'Pending'],
    ['five seconds of silence', { heartbeatAt: 95_000 }, 'Suspect'],
    ['eight seconds of silence', { heartbeatAt: 92_000 }, 'Offline'],
    [
      'silence does not bring an offline one back to suspect',
      { heartbeatAt: 94_000, previous: 'Offline' },
      'Offline',
    ],
    ['a heartbeat brings an offline one back', { previous: 'Offline' }, 'Ready'],
    ['silence while frozen changes nothing', { heartbeatAt: 10_000, frozen: true }, 'Ready'],
    [
      'silence from before the hub listened says nothing',
      { heartbeatAt: 10_000, hearingSince: 99_000 },
      'Ready',
    ],
    [
      'an old offline verdict stays while the hub begins to listen',
      { heartbeatAt: 1, hearingSince: 99_000, previous: 'Offline' },
      'Offline',
    ],
    ['silence after the hub listened long enough', { heartbeatAt: 10_000, hearingSince: 91_000 }, 'Offline'],
  ])('%s', (_name, change, expected) => {
    expect(classifyCluster({ ...base, ...change }).health).toBe(expected);
  });

  it('says the same words while nothing changes', () => {
    const messages = [8_500, 20_000, 500_000].map(
      (silent) => classifyCluster({ ...base, heartbeatAt: base.now - silent }).message,
    );
    expect(new Set(messages).size).toBe(1);
  });
});

describe('isFrozen', () => {
  const member = (previous: Health, silentMs: number): { previous: Health; silentMs: number } => ({
    previous,
    silentMs,
  });
  it('stops judging when most went silent at once, and only then', () => {
    const silent = member('Ready', 6_000);
    const fine = member('Ready', 100);
    expect(isFrozen([silent, silent, fine])).toBe(true);
    expect(isFrozen([silent, fine, fine])).toBe(false);
    expect(isFrozen([silent, silent])).toBe(false);
    expect(isFrozen([silent, silent, silent, fine, fine, fine])).toBe(false);
    expect(isFrozen([member('Offline', 99_000), member('Offline', 99_000), silent, fine, fine, fine])).toBe(
      false,
    );
  });
});
