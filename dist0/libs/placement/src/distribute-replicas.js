import { duplicateField, invalidField, StatusError } from '#libs/apimachinery';
import {} from './cluster-affinity.js';
import { toDistribution } from './distribution.js';
import { evenPlan } from './even-plan.js';
import { MAX_CLUSTERS, MAX_REPLICAS } from './limits.js';
import { refused, wrongCount } from './preferences.js';
import { policyPlan } from './policy-plan.js';
import {} from './replica-scheduling.js';
import { weightedPlan } from './weighted-plan.js';
/**
 * Divides replicas over clusters. The same input gives the same answer everywhere, in whatever order it is listed. Throws
 * Invalid with the fields that are wrong: a negative or fractional count, a cluster listed twice.
 */
export function distributeReplicas(input) {
    checkInput(input);
    if (input.replicaScheduling !== undefined)
        return byPolicy(input, input.replicaScheduling);
    const { key, replicas, clusters, preferences } = input;
    const existing = countsOf(input.existing);
    const capacity = countsOf(input.capacity);
    const shares = preferences === undefined
        ? evenPlan({
            key,
            replicas,
            clusters,
            capacity,
            held: input.assigned ? countsOf(input.assigned) : existing,
        })
        : weightedPlan({ key, replicas, clusters, preferences, existing, capacity });
    return toDistribution(replicas, shares);
}
function byPolicy(input, scheduling) {
    const { replicas, clusters, uid = '', mode = 'Steady' } = input;
    const shares = policyPlan({
        uid,
        replicas,
        clusters,
        scheduling,
        mode,
        available: countsOf(input.available),
        assigned: countsOf(input.assigned),
        ceiling: countsOf(input.ceiling),
        facts: new Map(input.facts?.map((one) => [one.name, one])),
    });
    const duplicated = scheduling.kind === 'Duplicated';
    // Every cluster gets all of a duplicated object, so what is wanted is that often as much.
    return toDistribution(duplicated ? replicas * clusters.length : replicas, shares, { leaveOutZero: true });
}
function checkInput(input) {
    const causes = [];
    const replicas = wrongCount(input.replicas, MAX_REPLICAS);
    if (replicas !== undefined)
        causes.push(invalidField('replicas', input.replicas, replicas));
    if (input.clusters.length > MAX_CLUSTERS) {
        throw new StatusError('Invalid', `clusters: at most ${MAX_CLUSTERS} are supported`);
    }
    const seen = new Set();
    for (const [index, cluster] of input.clusters.entries()) {
        if (seen.has(cluster))
            causes.push(duplicateField(`clusters[${index}]`, cluster));
        seen.add(cluster);
    }
    for (const field of ['existing', 'capacity', 'assigned', 'available', 'ceiling']) {
        for (const [cluster, count] of Object.entries(input[field] ?? {})) {
            const wrong = wrongCount(count, MAX_REPLICAS);
            if (wrong !== undefined)
                causes.push(invalidField(`${field}[${cluster}]`, count, wrong));
        }
    }
    if (causes.length > 0)
        throw refused(causes);
}
function countsOf(counts) {
    return new Map(Object.entries(counts ?? {}));
}
//# sourceMappingURL=distribute-replicas.js.map