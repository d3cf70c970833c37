import { StatusError } from '#libs/apimachinery';
import {} from '../cluster-affinity.js';
import { MAX_OVERRIDDEN_CHARS } from '../limits.js';
import { applyOverrider } from './apply-overrider.js';
import { mergeDifference } from './merge-difference.js';
import {} from './overrider.js';
import { rulesFor } from './override-policy.js';
import { protectedProblem } from './protected.js';
import { renderValue } from './template.js';
const NOTHING = { patch: {}, by: [] };
/**
 * What each cluster gets in place of the object, computed when it is asked for. Clusters for which the same rules say the same
 * share the answer.
 */
export function overridesOf(input) {
    if (input.policies.length === 0)
        return () => NOTHING;
    const known = new Map();
    return (cluster) => {
        const parts = partsFor(input.policies, cluster);
        if ('problem' in parts)
            return parts;
        if (parts.length === 0)
            return NOTHING;
        const key = JSON.stringify(parts);
        let found = known.get(key);
        if (!found)
            known.set(key, (found = apply(input, parts)));
        return found;
    };
}
function partsFor(policies, cluster) {
    const parts = [];
    for (const policy of policies) {
        const overriders = rulesFor(policy, cluster).flatMap((rule) => rule.overriders);
        const said = attempt(policyName(policy), () => overriders.map((one) => rendered(one, cluster)));
        if ('problem' in said)
            return said;
        for (const overrider of said.done)
            parts.push({ policy: policyName(policy), overrider });
    }
    return parts;
}
function rendered(overrider, cluster) {
    return { ...overrider, value: renderValue(overrider.value, cluster) };
}
function apply({ object, divided }, parts) {
    let changed = object;
    for (const { policy, overrider } of parts) {
        const applied = attempt(policy, () => applyOverrider(changed, overrider));
        if ('problem' in applied)
            return applied;
        const problem = protectedProblem(object, applied.done, divided);
        if (problem !== undefined)
            return { problem: `${policy}: ${problem}` };
        changed = applied.done;
    }
    const by = [...new Set(parts.map(({ policy }) => policy))];
    if (JSON.stringify(changed).length > MAX_OVERRIDDEN_CHARS)
        return {
            problem: `${by.join(', ')}: the object would be larger than ${MAX_OVERRIDDEN_CHARS} characters`,
        };
    return { patch: mergeDifference(object, changed), by };
}
/** As messages name it. */
export function policyName({ namespace, name }) {
    return namespace === '' ? `ClusterOverridePolicy ${name}` : `OverridePolicy ${name}`;
}
function attempt(policy, run) {
    try {
        return { done: run() };
    }
    catch (error) {
        if (!(error instanceof StatusError))
            throw error;
        return { problem: `${policy}: ${error.message}` };
    }
}
//# sourceMappingURL=apply-overrides.js.map