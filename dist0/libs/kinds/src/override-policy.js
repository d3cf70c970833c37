import { getPath, humanAge, } from '#libs/apimachinery';
import { overridePolicySchema } from './override-policy-schema.js';
const GROUP = 'federation.meridian.dev';
/** What differs by cluster in objects of its namespace. Its rules are judged at admission, by libs/placement. */
export const overridePolicies = policyRow('OverridePolicy', 'overridepolicies', 'op');
/** The same for objects of every namespace, and for those without one. */
export const clusterOverridePolicies = policyRow('ClusterOverridePolicy', 'clusteroverridepolicies', 'cop');
function policyRow(kind, resource, shortName) {
    return {
        storage: { group: GROUP, resource },
        kind,
        listKind: `${kind}List`,
        singular: kind.toLowerCase(),
        shortNames: [shortName],
        categories: [],
        namespaced: kind === 'OverridePolicy',
        verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
        versions: [{ group: GROUP, version: 'v1alpha1', schema: overridePolicySchema }],
        subresources: {},
        columns: [
            column('Name', 'Name of the policy.', ({ metadata }) => metadata.name ?? '', { format: 'name' }),
            column('Rules', 'How many rules it has.', (object) => countAt(object, 'spec.overrideRules'), {
                type: 'integer',
            }),
            column('Age', 'Age of the policy.', ({ metadata }, now) => humanAge(metadata.creationTimestamp, now)),
        ],
        fieldLabels: {},
        custom: true,
        nameRule: 'dns-subdomain',
        applyDefaults: () => undefined,
        validate: () => [],
        generation: 'spec',
        deleteReturnsObject: false,
    };
}
function column(name, description, value, options = {}) {
    return { name, type: 'string', format: '', description, priority: 0, value, ...options };
}
function countAt(object, path) {
    const value = getPath(object, path);
    return Array.isArray(value) ? value.length : 0;
}
//# sourceMappingURL=override-policy.js.map