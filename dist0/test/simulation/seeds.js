import {} from './run-seed.js';
/** The seed that SIMULATION_SEED names, to be run alone. */
export function seedToReplay() {
    const named = process.env['SIMULATION_SEED'];
    return named === undefined ? undefined : Number(named);
}
/** How many seeds a suite runs: SIMULATION_SEEDS, or as many as said. */
export function seedCount(otherwise) {
    const named = Number(process.env['SIMULATION_SEEDS']);
    return Number.isInteger(named) && named > 0 ? named : otherwise;
}
/** What went wrong in those that failed, what led there, and how to see it again; empty when nothing did. */
export function failures(outcomes) {
    return outcomes
        .filter(({ problems }) => problems.length > 0)
        .map(explain)
        .join('\n\n');
}
function explain({ seed, problems, story }) {
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
//# sourceMappingURL=seeds.js.map