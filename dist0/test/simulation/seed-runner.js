import { runSeed } from './run-seed.js';
/**
 * `node dist/test/simulation/seed-runner.js FIRST COUNT [STRIDE]`: runs COUNT seeds from FIRST on, each STRIDE (1) after the
 * last, and prints one JSON line of its Outcome for each. In plain node: jest's module contexts make a seed cost three times as much.
 */
const [first = NaN, count = 1, stride = 1] = process.argv.slice(2).map(Number);
if (!Number.isInteger(first))
    throw new Error('usage: seed-runner.js FIRST [COUNT] [STRIDE]');
for (let at = 0; at < count; at++) {
    const outcome = await runSeed(first + at * stride);
    // What led there is long, and wanted for a failure only.
    const story = outcome.problems.length > 0 ? outcome.story : [];
    process.stdout.write(`${JSON.stringify({ ...outcome, story })}\n`);
}
// Timers of processes that were killed in the simulation are never cleared.
process.exit(0);
//# sourceMappingURL=seed-runner.js.map