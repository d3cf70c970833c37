import { invalidField, requiredField, } from '#libs/apimachinery';
import { propagationOfKind } from '#libs/kinds';
import { affinityRefusal, readClusterAffinity, } from '../cluster-affinity.js';
import { MAX_OVERRIDE_RULES } from '../limits.js';
import { listAt, objectAt } from '../read-fields.js';
import { readResourceSelectors, specificity, } from '../resource-selector.js';
import {} from './overrider.js';
import { readOverriders } from './read-overriders.js';
/** Reads a policy object; all that is wrong with it at once. */
export function readOverridePolicy({ metadata, ...rest }) {
    const causes = [];
    const spec = objectAt(rest['spec'] ?? {}, { field: 'spec', causes });
    const { namespace = '', name = '' } = metadata;
    const selectors = readResourceSelectors(spec, { field: 'spec', policyNamespace: namespace, causes });
    const rules = listAt(spec, 'overrideRules', { field: 'spec', causes });
    if (rules.length === 0)
        causes.push(requiredField('spec.overrideRules'));
    if (rules.length > MAX_OVERRIDE_RULES)
        causes.push(invalidField('spec.overrideRules', rules.length, `at most ${MAX_OVERRIDE_RULES}`));
    const divided = dividedOf(selectors);
    const read = rules.map((rule, index) => readRule(rule, { field: `spec.overrideRules[${index}]`, causes }, divided));
    return { policy: { namespace, name, selectors, rules: read }, causes };
}
function readRule(value, place, divided) {
    const { targetCluster, overriders } = objectAt(value, place);
    const isForAll = targetCluster === undefined || targetCluster === null;
    const clusters = isForAll
        ? undefined
        : readClusterAffinity(targetCluster, { ...place, field: `${place.field}.targetCluster` });
    const field = `${place.field}.overriders`;
    const read = readOverriders(overriders ?? {}, { ...place, field, divided });
    if (read.length === 0)
        place.causes.push(requiredField(field));
    return { clusters, overriders: read };
}
/** Of the built-in kinds that are selected; what is divided of others is found out with their objects. */
function dividedOf(selectors) {
    return selectors.flatMap(({ group, kind }) => propagationOfKind(group, kind)?.divides?.fields.map(({ path }) => path) ?? []);
}
/**
 * The policies that mean the object, in the order in which they are applied: what is less specific comes first, so that what is
 * more specific has the last word. Cluster-wide ones before those of the namespace; then those that mean the object by kind
 * before labels before name; then by name.
 */
export function policiesOf(policies, object) {
    const found = [];
    for (const policy of policies) {
        if (policy.namespace !== '' && policy.namespace !== object.namespace)
            continue;
        const closeness = policy.selectors.length === 0 ? 1 : 1 + specificity(policy.selectors, object);
        if (policy.selectors.length > 0 && closeness === 1)
            continue;
        found.push({ policy, rank: (policy.namespace === '' ? 0 : 10) + closeness });
    }
    return found
        .sort((a, b) => a.rank - b.rank || (a.policy.name < b.policy.name ? -1 : 1))
        .map(({ policy }) => policy);
}
/** The overriders of a policy for one cluster, by rule. */
export function rulesFor({ rules }, cluster) {
    return rules.filter(({ clusters }) => clusters === undefined || affinityRefusal(clusters, cluster) === undefined);
}
//# sourceMappingURL=override-policy.js.map