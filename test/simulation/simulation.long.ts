import { describe, expect, it } from '@jest/globals';
import { runSeed } from './run-seed.js';
import { explain, seedCount, seedsToRun } from './seeds.js';

/** A seed takes one to two seconds; a night's run asks for more with SIMULATION_SEEDS. */
const SEEDS = 60;
const BATCH = 20;

describe('many storms', () => {
  const seeds = seedsToRun(1_000, seedCount(SEEDS));
  const batches = Array.from({ length: Math.ceil(seeds.length / BATCH) }, (_, at) =>
    seeds.slice(at * BATCH, (at + 1) * BATCH),
  );

  it.each(batches.map((batch) => [batch[0], batch.at(-1), batch] as const))(
    'seeds %i to %i keep their promises',
    async (_first, _last, batch) => {
      const failed: string[] = [];
      for (const seed of batch) {
        const outcome = await runSeed(seed);
        if (outcome.problems.length > 0) failed.push(explain(outcome));
      }
      expect(failed.join('\n\n')).toBe('');
    },
    1_800_000,
  );
});
