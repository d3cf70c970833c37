import { formatGroupResource, invalidError, invalidField, isReason, } from '#libs/apimachinery';
import {} from '#libs/apiserver';
import { clusterPropagationPolicies, propagationPolicies } from '#libs/kinds';
import { readPropagationPolicy } from '#libs/placement';
import { namePolicy } from '../controllers/propagation/policy-rule.js';
import {} from '../controllers/propagation/policy-index.js';
const NO_WARNINGS = [];
const KINDS = new Map([propagationPolicies, clusterPropagationPolicies].map((row) => [formatGroupResource(row.storage), row]));
/**
 * What must hold before a propagation policy is stored: every field makes sense, and is refused by its path where it does not,
 * all at once. What only time can tell is a warning: clusters and kinds that are not there yet, another policy that means
 * the same objects just as closely.
 */
export function policyAdmission(policies, kinds) {
    return { name: 'PropagationPolicy', admit: (request) => admit(request, policies, kinds) };
}
function admit(request, policies, kinds) {
    const row = KINDS.get(formatGroupResource(request.resource));
    if (!row || request.operation === 'DELETE' || request.subresource !== '')
        return NO_WARNINGS;
    const { object, name } = request;
    if (object.metadata.deletionTimestamp !== undefined)
        return NO_WARNINGS;
    const { policy, causes } = read(object);
    const wrong = [...causes, ...unnamespaced(object, policy, kinds)];
    if (!policy || wrong.length > 0)
        throw invalidError({ kind: row.kind, group: row.storage.group, name }, wrong);
    return [
        ...unknownKinds(policy, kinds),
        ...unknownClusters(policy, policies),
        ...duplicates(object, policy, kinds),
        ...overlaps(policy, policies),
    ];
}
function read(object) {
    try {
        return { policy: readPropagationPolicy(object), causes: [] };
    }
    catch (error) {
        if (!isReason(error, 'Invalid'))
            throw error;
        return { causes: error.details?.causes ?? [] };
    }
}
/** A policy of a namespace can never govern what has none. */
function unnamespaced({ metadata }, policy, kinds) {
    if (metadata.namespace === undefined)
        return [];
    return (policy?.selectors ?? []).flatMap(({ group, kind }, index) => {
        const isWrong = kinds.ofKind(group, kind)?.namespaced === false;
        const detail = 'objects of this kind have no namespace: a ClusterPropagationPolicy can select them';
        return isWrong ? [invalidField(`spec.resourceSelectors[${index}].kind`, kind, detail)] : [];
    });
}
function unknownKinds({ selectors }, kinds) {
    return selectors.flatMap(({ group, kind }, index) => kinds.ofKind(group, kind)
        ? []
        : [`spec.resourceSelectors[${index}]: objects of kind ${kind} are not spread, as things are now`]);
}
function unknownClusters({ groups }, policies) {
    const named = new Set(groups.flatMap(({ affinity }) => [...affinity.names, ...affinity.excluded]));
    const unknown = [...named].filter((name) => !policies.knowsCluster(name));
    return unknown.length === 0 ? [] : [`no cluster has this name yet: ${unknown.join(', ')}`];
}
/** Karmada's default, and not what happens without a policy. */
function duplicates(object, { selectors }, kinds) {
    const { placement } = (object['spec'] ?? {});
    const divided = selectors.some(({ group, kind }) => kinds.ofKind(group, kind)?.divides !== undefined);
    return divided && placement?.replicaScheduling === undefined
        ? ['spec.placement.replicaScheduling is not set: every cluster gets all replicas (Duplicated)']
        : [];
}
function overlaps(policy, policies) {
    const others = new Set(policy.selectors
        .flatMap((selector) => policies
        .near(selector.group, selector.kind, selector.namespace)
        .filter((other) => isRival(policy, other) && other.selectors.some((one) => meanTheSame(selector, one))))
        .map((other) => (other.name < policy.name ? other : policy).name + '\0' + namePolicy(other)));
    return [...others].map((text) => {
        const [first = '', other = ''] = text.split('\0');
        return `${other} has the same priority and selects the same objects as closely: of the two ${first} governs, by name`;
    });
}
function isRival(policy, other) {
    return (other.priority === policy.priority &&
        (other.namespace === '') === (policy.namespace === '') &&
        !(other.name === policy.name && other.namespace === policy.namespace));
}
/** As closely, and some object may be meant by both; whether two label selectors have one in common only objects can tell. */
function meanTheSame(a, b) {
    if (a.group !== b.group || a.kind !== b.kind)
        return false;
    if (a.namespace !== '' && b.namespace !== '' && a.namespace !== b.namespace)
        return false;
    if (a.name !== '' || b.name !== '')
        return a.name === b.name;
    return (a.labels === undefined) === (b.labels === undefined);
}
//# sourceMappingURL=policy.admission.js.map