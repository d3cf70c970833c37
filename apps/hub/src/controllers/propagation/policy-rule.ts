import { type Division } from '#libs/kinds';
import { type DistributionInput, type PropagationPolicy, type ReplicaScheduling } from '#libs/placement';
import { type ChosenMembers } from './choose-members.js';
import { clusterFacts } from './cluster-view.js';
import { type Decision, type Member, type PlaceInput } from './decision.js';
import { type PolicyRule } from './divide-replicas.js';
import { preferencesOf } from './preferences.js';

/** `PropagationPolicy web/front`, as people are told. */
export function namePolicy({ namespace, name }: PropagationPolicy): string {
  return namespace === '' ? `ClusterPropagationPolicy ${name}` : `PropagationPolicy ${namespace}/${name}`;
}

/** How the policy divides an object. Undefined: there is none, or the object says itself how it is divided. */
export function schedulingFor(
  { object, policy }: PlaceInput,
  divides: Division,
): ReplicaScheduling | undefined {
  return preferencesOf(object, divides.preferences) === undefined ? policy?.scheduling : undefined;
}

/** As the gradual division takes it. */
export function ruleFor(
  { object, policy }: PlaceInput,
  scheduling: ReplicaScheduling,
  members: readonly Member[],
): PolicyRule {
  return {
    scheduling,
    uid: object.metadata.uid ?? '',
    facts: members.map(({ view }) => clusterFacts(view)),
    purge: policy?.purge ?? 'Gracefully',
  };
}

/** The same for kinds that are divided at once; nothing where the policy does not divide. */
export function divisionFor(
  input: PlaceInput,
  divides: Division,
): Pick<DistributionInput, 'replicaScheduling' | 'uid' | 'facts'> {
  const replicaScheduling = schedulingFor(input, divides);
  if (!replicaScheduling || replicaScheduling.kind === 'Duplicated') return {};
  const facts = input.clusters.map(clusterFacts);
  return { replicaScheduling, uid: input.object.metadata.uid ?? '', facts };
}

/** The decision with what the policy adds to it. */
export function withPolicy(decision: Decision, chosen: ChosenMembers): Decision {
  const { governed, nothingFits } = chosen;
  if (!governed) return decision;
  const { policy } = governed;
  const notice = {
    type: 'Warning',
    reason: 'NoClusterFits',
    message: `${namePolicy(policy)}: nothing new is placed: ${nothingFits ?? ''}`,
  } as const;
  const recheckInMs = Math.min(decision.recheckInMs ?? Infinity, chosen.recheckInMs ?? Infinity);
  return {
    ...decision,
    governed,
    notices: nothingFits === undefined ? decision.notices : [...decision.notices, notice],
    recheckInMs: Number.isFinite(recheckInMs) ? recheckInMs : undefined,
    ...(policy.offlineMs === undefined ? {} : { graceMs: policy.offlineMs }),
  };
}
