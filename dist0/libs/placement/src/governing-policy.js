import { compareText } from './distribution.js';
import {} from './propagation-policy.js';
import { specificity } from './resource-selector.js';
/**
 * Which of the policies governs an object; undefined: none means it. One of its namespace before any cluster-wide one; then
 * the highest priority; then the closest selector (name, labels, kind); then the first by name (karmada.md 1.1). A
 * policy with a higher priority takes over whenever it comes, and gives back when it goes.
 */
export function governingPolicy(policies, object) {
    let best;
    for (const policy of policies) {
        if (policy.namespace !== '' && policy.namespace !== object.namespace)
            continue;
        const found = specificity(policy.selectors, object);
        if (found === 0)
            continue;
        const candidate = { policy, specificity: found };
        if (!best || isBefore(candidate, best))
            best = candidate;
    }
    return best;
}
function isBefore(one, other) {
    const order = Number(other.policy.namespace !== '') - Number(one.policy.namespace !== '') ||
        other.policy.priority - one.policy.priority ||
        other.specificity - one.specificity ||
        compareText(one.policy.name, other.policy.name);
    return order < 0;
}
//# sourceMappingURL=governing-policy.js.map