import { type Outcome } from './run-seed.js';

/** The seeds from `first`, or the one that SIMULATION_SEED names. */
export function seedsToRun(first: number, count: number): number[] {
  const named = process.env['SIMULATION_SEED'];
  return named === undefined ? Array.from({ length: count }, (_, at) => first + at) : [Number(named)];
}

/** How many seeds the long suite runs: SIMULATION_SEEDS, or as many as said. */
export function seedCount(otherwise: number): number {
  const named = Number(process.env['SIMULATION_SEEDS']);
  return Number.isInteger(named) && named > 0 ? named : otherwise;
}

/** What went wrong, what led there, and how to see it again. */
export function explain({ seed, problems, story }: Outcome): string {
  // Either suite runs any seed.
  const replay = `SIMULATION_SEED=${seed} npm run unit -- --testPathPatterns test/simulation`;
  return [
    `seed ${seed}; again: ${replay}`,
    '',
    ...problems.slice(0, 20),
    '',
    'what happened:',
    ...story,
  ].join('\n');
}
