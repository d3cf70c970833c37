import { describe, expect, it } from '@jest/globals';
import { runSeed } from './run-seed.js';
import { seedsToRun, explain } from './seeds.js';

describe('a federation in a storm', () => {
  it.each(seedsToRun(1, 40))('keeps its promises and comes to rest: seed %i', async (seed) => {
    const outcome = await runSeed(seed);
    if (outcome.problems.length > 0) throw new Error(explain(outcome));
  });

  it('is the same storm for the same seed', async () => {
    const [one, other] = [await runSeed(7), await runSeed(7)];
    expect(other).toEqual(one);
  });
});
