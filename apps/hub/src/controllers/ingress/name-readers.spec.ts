import { describe, expect, it } from '@jest/globals';
import { ManualClock, silentLogger } from '#libs/process';
import { type HeartbeatReport, type SetDigest } from '#libs/protocol';
import { NameReaders } from './name-readers.js';

const all: SetDigest = { count: 2, sum: 3, mixed: 4 };
const none: SetDigest = { count: 0, sum: 0, mixed: 0 };

describe('agents that serve names', () => {
  function open(digest: SetDigest | undefined): {
    clock: ManualClock;
    hear: (names: SetDigest | undefined, instance?: string) => void;
    log: string[];
  } {
    const log: string[] = [];
    const clock = new ManualClock(1_000_000);
    const noted = (what: string) => (cluster: string) => Promise.resolve(void log.push(`${what} ${cluster}`));
    const readers = new NameReaders({
      transport: {
        ensureNamesConsumer: noted('ensure'),
        resendNamesTo: noted('resend'),
        removeNamesConsumer: noted('remove'),
      },
      published: () => (digest === undefined ? undefined : { digest, at: 1_000_000 }),
      clock,
      logger: silentLogger,
    });
    const hear = (names: SetDigest | undefined, instance = 'i'): void => {
      log.length = 0;
      readers.hear({ cluster: 'a', instance, ...(names ? { names } : {}) } as HeartbeatReport);
    };
    return { clock, hear, log };
  }

  it.each<[string, SetDigest | undefined, SetDigest | undefined, string[]]>([
    ['serves none', undefined, all, []],
    ['has all of them', all, all, ['ensure a']],
    ['has none of them', none, all, ['ensure a', 'resend a']],
    ['has others since a moment', { ...all, sum: 9 }, all, ['ensure a']],
    ['is heard by a hub that does not publish', none, undefined, ['ensure a']],
  ])('one that %s', (_, names, digest, wanted) => {
    const { hear, log } = open(digest);
    hear(names);
    expect(log).toEqual(wanted);
  });

  it('get all of them again for others since a while, once a minute, and for a disk lost with each start', () => {
    const { clock, hear, log } = open(all);
    clock.advance(11_000);
    const other = { ...all, sum: 9 };
    const heard = (names: SetDigest, instance?: string): boolean => {
      hear(names, instance);
      return log.includes('resend a');
    };
    expect([heard(other), heard(other)]).toEqual([true, false]);
    clock.advance(61_000);
    expect([heard(other), heard(none, 'j'), heard(none, 'j')]).toEqual([true, true, false]);
  });
});
