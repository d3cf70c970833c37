import { invalidField, isJsonObject, requiredField, } from '#libs/apimachinery';
import { readClusterAffinity } from './cluster-affinity.js';
import { MAX_PRIORITY, MAX_TOLERATION_SECONDS } from './limits.js';
import { refused } from './preferences.js';
import { choiceAt, countAt, listAt, objectAt, textAt } from './read-fields.js';
import { readSchedulingAt } from './replica-scheduling.js';
import { readResourceSelectors } from './resource-selector.js';
import { readSpreadConstraints } from './spread-constraints.js';
import { readToleration } from './tolerations.js';
export const PURGE_MODES = ['Gracefully', 'Directly', 'Never'];
/** Reads a policy of either kind. @throws StatusError Invalid with a cause for each field that is wrong */
export function readPropagationPolicy(object) {
    const causes = [];
    const spec = isJsonObject(object['spec']) ? object['spec'] : {};
    const place = { field: 'spec', causes };
    const placement = objectAt(spec['placement'] ?? {}, { field: 'spec.placement', causes });
    const policy = {
        namespace: object.metadata.namespace ?? '',
        name: object.metadata.name ?? '',
        priority: readPriority(spec, causes),
        selectors: readSelectors(spec, object.metadata.namespace ?? '', causes),
        ...readPlacement(placement, { field: 'spec.placement', causes }),
        ...readFailover(spec, place),
    };
    if (causes.length > 0)
        throw refused(causes);
    return policy;
}
function readPriority(spec, causes) {
    const priority = spec['priority'] ?? 0;
    if (Number.isInteger(priority) && Math.abs(priority) <= MAX_PRIORITY)
        return priority;
    const detail = `must be a whole number from -${MAX_PRIORITY} to ${MAX_PRIORITY}`;
    causes.push(invalidField('spec.priority', priority, detail));
    return 0;
}
/** None would mean all, Secrets included: that must be said. */
function readSelectors(spec, policyNamespace, causes) {
    const selectors = readResourceSelectors(spec, { field: 'spec', policyNamespace, causes });
    if (selectors.length === 0)
        causes.push(requiredField('spec.resourceSelectors', 'at least one'));
    return selectors;
}
function readPlacement(placement, place) {
    const { field, causes } = place;
    const scheduling = placement['replicaScheduling'];
    return {
        groups: readGroups(placement, place),
        tolerations: listAt(placement, 'clusterTolerations', place).map((item, index) => readToleration(item, { causes, field: `${field}.clusterTolerations[${index}]` })),
        spread: readSpreadConstraints(placement, place),
        scheduling: scheduling === undefined || scheduling === null
            ? { kind: 'Duplicated' }
            : readSchedulingAt(scheduling, { causes, field: `${field}.replicaScheduling` }),
    };
}
function readGroups(placement, place) {
    const { field, causes } = place;
    const single = placement['clusterAffinity'] ?? undefined;
    const groups = listAt(placement, 'clusterAffinities', place);
    if (single !== undefined && groups.length > 0)
        causes.push(invalidField(`${field}.clusterAffinities`, 'given', 'may not be set together with clusterAffinity'));
    if (groups.length === 0)
        return [
            {
                name: '',
                affinity: readClusterAffinity(single ?? {}, { causes, field: `${field}.clusterAffinity` }),
            },
        ];
    const read = groups.map((item, index) => readGroup(item, { causes, field: `${field}.clusterAffinities[${index}]` }));
    read.forEach(({ name }, index) => {
        if (name !== '' && read.findIndex((other) => other.name === name) < index) {
            const detail = 'is the name of another group';
            causes.push(invalidField(`${field}.clusterAffinities[${index}].affinityName`, name, detail));
        }
    });
    return read;
}
function readGroup(item, place) {
    const fields = objectAt(item, place);
    const name = textAt(fields, 'affinityName', place);
    if (name === '')
        place.causes.push(requiredField(`${place.field}.affinityName`));
    return { name, affinity: readClusterAffinity(fields, place) };
}
function readFailover(spec, { causes }) {
    const failover = objectAt(spec['failover'] ?? {}, { field: 'spec.failover', causes });
    const place = { field: 'spec.failover.cluster', causes };
    const cluster = objectAt(failover['cluster'] ?? {}, place);
    const seconds = countAt(cluster, 'tolerationSeconds', MAX_TOLERATION_SECONDS, place);
    return {
        offlineMs: seconds === undefined ? undefined : seconds * 1_000,
        purge: choiceAt(cluster, 'purgeMode', PURGE_MODES, place),
    };
}
//# sourceMappingURL=propagation-policy.js.map