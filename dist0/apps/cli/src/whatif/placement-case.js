import { z } from 'zod';
import { distributeReplicas, readPreferences, readReplicaScheduling, } from '#libs/placement';
import { answerOrError, parseCase, refusal, textOf } from './case-error.js';
/** One case of `whatif -- placement`: what the file holds, and how it is answered. */
const counts = z.record(z.string(), z.number()).optional();
const placementCase = z.object({
    name: z.string(),
    key: z.string(),
    uid: z.string().optional(),
    replicas: z.number(),
    clusters: z.array(z.string()),
    existing: counts,
    capacity: counts,
    available: counts,
    assigned: counts,
    mode: z.enum(['Steady', 'Fresh']).optional(),
    preferences: z.unknown().optional(),
    replicaScheduling: z.unknown().optional(),
});
/** The plan for one case of the file, or what is wrong with it. */
export function answerPlacement(value, index) {
    const name = textOf(value, 'name') ?? `case ${index}`;
    return answerOrError(() => ({ name, ...plan(readCase(value)) }), (error) => ({ name, error }));
}
function plan(input) {
    const { name: _name, preferences, replicaScheduling, ...facts } = input;
    return distributeReplicas({
        ...defined(facts),
        ...(preferences === undefined ? {} : { preferences: readPreferences(preferences, 'preferences') }),
        ...(replicaScheduling === undefined
            ? {}
            : { replicaScheduling: readReplicaScheduling(replicaScheduling, 'replicaScheduling') }),
    });
}
/** Without the fields that are present but undefined. */
function defined(value) {
    return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
}
function readCase(value) {
    const read = parseCase(placementCase, value);
    if (read.preferences !== undefined && read.replicaScheduling !== undefined) {
        throw refusal('replicaScheduling', 'a case has either preferences or replicaScheduling');
    }
    return read;
}
//# sourceMappingURL=placement-case.js.map