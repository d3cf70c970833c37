import { describe, expect, it } from '@jest/globals';
import { runStorms } from './run-storms.js';
import { failures, seedCount, seedToReplay } from './seeds.js';

/** A storm takes a second or two of processor; this is for a machine that has other things to do. */
const PATIENCE_MS = 300_000;
const SEEDS = 18;

describe('a federation in a storm', () => {
  it(
    'keeps its promises and comes to rest, whatever the seed',
    async () => {
      const replayed = seedToReplay();
      const outcomes =
        replayed === undefined ? await runStorms(1, seedCount(SEEDS), 1) : await runStorms(replayed, 1, 1);
      expect(failures(outcomes)).toBe('');
    },
    PATIENCE_MS,
  );

  it(
    'is the same storm for the same seed',
    async () => {
      const [one, other] = await Promise.all([runStorms(7, 1, 1), runStorms(7, 1, 1)]);
      expect(other).toEqual(one);
    },
    PATIENCE_MS,
  );
});
