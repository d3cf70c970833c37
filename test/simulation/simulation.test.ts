import { describe, expect, it } from '@jest/globals';
import { runSeed } from './run-seed.js';
import { explain, seedsToRun } from './seeds.js';

/** A storm takes a second of processor; this is for a machine that has other things to do. */
const PATIENCE_MS = 120_000;

describe('a federation in a storm', () => {
  it.each(seedsToRun(1, 10))(
    'keeps its promises and comes to rest: seed %i',
    async (seed) => {
      const outcome = await runSeed(seed);
      if (outcome.problems.length > 0) throw new Error(explain(outcome));
    },
    PATIENCE_MS,
  );

  it(
    'is the same storm for the same seed',
    async () => {
      const [one, other] = [await runSeed(7), await runSeed(7)];
      expect(other).toEqual(one);
    },
    PATIENCE_MS,
  );
});
