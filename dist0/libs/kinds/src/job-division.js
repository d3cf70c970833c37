import { getPath } from '#libs/apimachinery';
import { countIn, numberAt } from './division.js';
import {} from './member-values.js';
/** How a Job comes apart: into completions, and into how many run at once. */
const PARALLELISM = { path: ['spec', 'parallelism'], initial: 1, least: 'share' };
const COMPLETIONS = { path: ['spec', 'completions'], initial: undefined, least: 'share' };
export function jobNumbers(object) {
    const parallelism = numberAt(object, PARALLELISM) ?? 1;
    const completions = numberAt(object, COMPLETIONS);
    const whole = getPath(object, ['spec', 'completionMode']) === 'Indexed';
    const base = { parallelism, completions, whole, queue: completions === undefined };
    if (whole)
        return { ...base, slots: Math.min(1, parallelism), units: 1, given: () => 1 };
    if (completions === undefined) {
        const given = (patch) => countIn(PARALLELISM.path)(patch) ?? 0;
        return { ...base, slots: parallelism, units: parallelism, given };
    }
    const given = (patch) => countIn(COMPLETIONS.path)(patch) ?? 0;
    return { ...base, slots: Math.min(parallelism, completions), units: completions, given };
}
/** What one member's Job says in place of the object's numbers. */
export function jobPatch(job, part) {
    const { parallelism } = part;
    if (job.queue)
        return { spec: { parallelism } };
    return { spec: { parallelism, completions: job.whole ? job.completions : part.completions } };
}
export function dividedJob(preferences) {
    const parallelism = countIn(PARALLELISM.path);
    const completions = countIn(COMPLETIONS.path);
    return {
        preferences,
        total: (object) => jobNumbers(object).slots,
        fields: [PARALLELISM, COMPLETIONS],
        given: (patch) => {
            const count = parallelism(patch);
            return count === undefined ? undefined : Math.min(count, completions(patch) ?? Infinity);
        },
        of: 'work',
    };
}
//# sourceMappingURL=job-division.js.map