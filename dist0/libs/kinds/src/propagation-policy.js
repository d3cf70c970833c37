import { getPath, humanAge, isJsonObject, } from '#libs/apimachinery';
import { clusterPropagationPolicySchema, propagationPolicySchema } from './propagation-policy-schema.js';
/** Where the objects of a namespace go. Policies live at the hub: they are never spread themselves. */
export const propagationPolicies = policyKind({
    kind: 'PropagationPolicy',
    resource: 'propagationpolicies',
    shortName: 'pp',
    namespaced: true,
    schema: propagationPolicySchema,
});
/** The same for objects of any namespace and of none; it governs what no PropagationPolicy does. */
export const clusterPropagationPolicies = policyKind({
    kind: 'ClusterPropagationPolicy',
    resource: 'clusterpropagationpolicies',
    shortName: 'cpp',
    namespaced: false,
    schema: clusterPropagationPolicySchema,
});
/** What fields mean is for libs/placement to say, and for admission to refuse: it reads both kinds alike. */
function policyKind({ kind, resource, shortName, namespaced, schema }) {
    return {
        storage: { group: 'federation.meridian.dev', resource },
        kind,
        listKind: `${kind}List`,
        singular: kind.toLowerCase(),
        shortNames: [shortName],
        categories: [],
        namespaced,
        verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
        versions: [{ group: 'federation.meridian.dev', version: 'v1alpha1', schema }],
        subresources: {},
        columns: [
            column('Name', 'Name of the policy.', ({ metadata }) => metadata.name ?? '', { format: 'name' }),
            column('Priority', 'The highest governs.', (object) => priorityOf(object), { type: 'integer' }),
            column('Scheduling', 'How replicas are divided.', schedulingOf),
            column('Age', 'Age of the policy.', ({ metadata }, now) => humanAge(metadata.creationTimestamp, now)),
            column('Selects', 'Kinds that it selects.', selectedKinds, { priority: 1 }),
        ],
        fieldLabels: {},
        custom: true,
        nameRule: 'dns-subdomain',
        applyDefaults,
        validate: () => [],
        generation: 'spec',
        deleteReturnsObject: false,
    };
}
function column(name, description, value, options = {}) {
    return { name, type: 'string', format: '', description, priority: 0, value, ...options };
}
function priorityOf(object) {
    const priority = getPath(object, 'spec.priority');
    return typeof priority === 'number' ? priority : 0;
}
/** `Duplicated`, `Weighted`, `Dynamic` or `Aggregated`. */
function schedulingOf(object) {
    const scheduling = getPath(object, 'spec.placement.replicaScheduling');
    if (!isJsonObject(scheduling) || scheduling['replicaSchedulingType'] === 'Duplicated')
        return 'Duplicated';
    if (scheduling['replicaDivisionPreference'] === 'Aggregated')
        return 'Aggregated';
    return getPath(object, 'spec.placement.replicaScheduling.weightPreference.dynamicWeight') === undefined
        ? 'Weighted'
        : 'Dynamic';
}
function selectedKinds(object) {
    const list = getPath(object, 'spec.resourceSelectors');
    const kinds = Array.isArray(list) ? list.filter(isJsonObject).map(({ kind }) => String(kind)) : [];
    return [...new Set(kinds)].join(',');
}
function applyDefaults(object) {
    const { spec } = object;
    if (!isJsonObject(spec))
        return;
    object['spec'] = { ...spec, priority: spec['priority'] ?? 0 };
}
//# sourceMappingURL=propagation-policy.js.map