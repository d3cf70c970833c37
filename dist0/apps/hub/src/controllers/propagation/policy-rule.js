import {} from '#libs/kinds';
import {} from '#libs/placement';
import {} from './choose-members.js';
import { clusterFacts } from './cluster-view.js';
import {} from './decision.js';
import {} from './divide-replicas.js';
import { preferencesOf } from './preferences.js';
/** `PropagationPolicy web/front`, as people are told. */
export function namePolicy({ namespace, name }) {
    return namespace === '' ? `ClusterPropagationPolicy ${name}` : `PropagationPolicy ${namespace}/${name}`;
}
/** How the policy divides an object. Undefined: there is none, or the object says itself how it is divided. */
export function schedulingFor({ object, policy }, divides) {
    return preferencesOf(object, divides.preferences) === undefined ? policy?.scheduling : undefined;
}
/** As the gradual division takes it. */
export function ruleFor({ object, policy }, scheduling, members) {
    return {
        scheduling,
        uid: object.metadata.uid ?? '',
        facts: members.map(({ view }) => clusterFacts(view)),
        purge: policy?.purge ?? 'Gracefully',
    };
}
/** The same for kinds that are divided at once; nothing where the policy does not divide. */
export function divisionFor(input, divides) {
    const replicaScheduling = schedulingFor(input, divides);
    if (!replicaScheduling || replicaScheduling.kind === 'Duplicated')
        return {};
    const facts = input.clusters.map(clusterFacts);
    return { replicaScheduling, uid: input.object.metadata.uid ?? '', facts };
}
/** The decision with what the policy adds to it. */
export function withPolicy(decision, chosen) {
    const { governed, nothingFits } = chosen;
    if (!governed)
        return decision;
    const { policy } = governed;
    const notice = {
        type: 'Warning',
        reason: 'NoClusterFits',
        message: `${namePolicy(policy)}: nothing new is placed: ${nothingFits ?? ''}`,
    };
    const recheckInMs = Math.min(decision.recheckInMs ?? Infinity, chosen.recheckInMs ?? Infinity);
    return {
        ...decision,
        governed,
        notices: nothingFits === undefined ? decision.notices : [...decision.notices, notice],
        recheckInMs: Number.isFinite(recheckInMs) ? recheckInMs : undefined,
        ...(policy.offlineMs === undefined ? {} : { graceMs: policy.offlineMs }),
    };
}
//# sourceMappingURL=policy-rule.js.map