import { describe, expect, it } from '@jest/globals';
import { runSeed } from './run-seed.js';
import { explain, seedsToRun } from './seeds.js';

const SEEDS = 1_000;
const BATCH = 50;

describe('a thousand storms', () => {
  const seeds = seedsToRun(1_000, SEEDS);
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
