import { describe, expect, it } from '@jest/globals';
import { runStorms } from './run-storms.js';
import { failures, seedCount } from './seeds.js';

/** As many as were seen to hold with the digests as they are; `SIMULATION_SEEDS=1000` takes a quarter of an hour. */
const SEEDS = 220;
/** Two cores; each process takes one. */
const PROCESSES = 2;

describe('many storms', () => {
  it('keep their promises', async () => {
    expect(failures(await runStorms(1_000, seedCount(SEEDS), PROCESSES))).toBe('');
  }, 3_600_000);
});
