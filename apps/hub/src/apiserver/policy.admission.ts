import {
  formatGroupResource,
  invalidError,
  invalidField,
  isReason,
  type KubeObject,
  type StatusCause,
} from '#libs/apimachinery';
import { type AdmissionPlugin, type AdmissionRequest } from '#libs/apiserver';
import { clusterPropagationPolicies, propagationPolicies, type SpreadKinds } from '#libs/kinds';
import { readPropagationPolicy, type PropagationPolicy, type ResourceSelector } from '#libs/placement';
import { namePolicy } from '../controllers/propagation/policy-rule.js';
import { type PolicyIndex } from '../controllers/propagation/policy-index.js';
import { unknownClusters } from './unknown-clusters.js';

const NO_WARNINGS: readonly string[] = [];
const KINDS = new Map(
  [propagationPolicies, clusterPropagationPolicies].map((row) => [formatGroupResource(row.storage), row]),
);

/**
 * What must hold before a propagation policy is stored: every field makes sense, and is refused by its path where it does not,
 * all at once. What only time can tell is a warning: clusters and kinds that are not there yet, another policy that means
 * the same objects just as closely.
 */
export function policyAdmission(policies: PolicyIndex, kinds: SpreadKinds): AdmissionPlugin {
  return { name: 'PropagationPolicy', admit: (request) => admit(request, policies, kinds) };
}

function admit(request: AdmissionRequest, policies: PolicyIndex, kinds: SpreadKinds): readonly string[] {
  const row = KINDS.get(formatGroupResource(request.resource));
  if (!row || request.operation === 'DELETE' || request.subresource !== '') return NO_WARNINGS;
  const { object, name } = request;
  if (object.metadata.deletionTimestamp !== undefined) return NO_WARNINGS;
  const { policy, causes } = read(object);
  const wrong = [...causes, ...unnamespaced(object, policy, kinds)];
  if (!policy || wrong.length > 0)
    throw invalidError({ kind: row.kind, group: row.storage.group, name }, wrong);
  return [
    ...unknownKinds(policy, kinds),
    ...unknownClusters(namedIn(policy), policies),
    ...duplicates(object, policy, kinds),
    ...overlaps(policy, policies),
  ];
}

function read(object: KubeObject): { policy?: PropagationPolicy; causes: readonly StatusCause[] } {
  try {
    return { policy: readPropagationPolicy(object), causes: [] };
  } catch (error) {
    if (!isReason(error, 'Invalid')) throw error;
    return { causes: error.details?.causes ?? [] };
  }
}

/** A policy of a namespace can never govern what has none. */
function unnamespaced(
  { metadata }: KubeObject,
  policy: PropagationPolicy | undefined,
  kinds: SpreadKinds,
): StatusCause[] {
  if (metadata.namespace === undefined) return [];
  return (policy?.selectors ?? []).flatMap(({ group, kind }, index) => {
    const isWrong = kinds.ofKind(group, kind)?.namespaced === false;
    const detail = 'objects of this kind have no namespace: a ClusterPropagationPolicy can select them';
    return isWrong ? [invalidField(`spec.resourceSelectors[${index}].kind`, kind, detail)] : [];
  });
}

function unknownKinds({ selectors }: PropagationPolicy, kinds: SpreadKinds): string[] {
  return selectors.flatMap(({ group, kind }, index) =>
    kinds.ofKind(group, kind)
      ? []
      : [`spec.resourceSelectors[${index}]: objects of kind ${kind} are not spread, as things are now`],
  );
}

/** All that a policy names: by its affinity, as bearer of a weight, and where it limits. */
function namedIn({ groups, scheduling }: PropagationPolicy): string[] {
  const rules = scheduling.kind === 'StaticWeight' ? scheduling.rules : [];
  const targets = [...rules, ...(scheduling.limits ?? [])].map(({ target }) => target);
  return [...groups.map(({ affinity }) => affinity), ...targets].flatMap(({ names, excluded }) => [
    ...names,
    ...excluded,
  ]);
}

/** Karmada's default, and not what happens without a policy. */
function duplicates(object: KubeObject, { selectors }: PropagationPolicy, kinds: SpreadKinds): string[] {
  const { placement } = (object['spec'] ?? {}) as { placement?: { replicaScheduling?: unknown } };
  const divided = selectors.some(({ group, kind }) => kinds.ofKind(group, kind)?.divides !== undefined);
  return divided && placement?.replicaScheduling === undefined
    ? ['spec.placement.replicaScheduling is not set: every cluster gets all replicas (Duplicated)']
    : [];
}

function overlaps(policy: PropagationPolicy, policies: PolicyIndex): string[] {
  const others = new Set(
    policy.selectors
      .flatMap((selector) =>
        policies
          .near(selector.group, selector.kind, selector.namespace)
          .filter(
            (other) => isRival(policy, other) && other.selectors.some((one) => meanTheSame(selector, one)),
          ),
      )
      .map((other) => (other.name < policy.name ? other : policy).name + '\0' + namePolicy(other)),
  );
  return [...others].map((text) => {
    const [first = '', other = ''] = text.split('\0');
    return `${other} has the same priority and selects the same objects as closely: of the two ${first} governs, by name`;
  });
}

function isRival(policy: PropagationPolicy, other: PropagationPolicy): boolean {
  return (
    other.priority === policy.priority &&
    (other.namespace === '') === (policy.namespace === '') &&
    !(other.name === policy.name && other.namespace === policy.namespace)
  );
}

/** As closely, and some object may be meant by both; whether two label selectors have one in common only objects can tell. */
function meanTheSame(a: ResourceSelector, b: ResourceSelector): boolean {
  if (a.group !== b.group || a.kind !== b.kind) return false;
  if (a.namespace !== '' && b.namespace !== '' && a.namespace !== b.namespace) return false;
  if (a.name !== '' || b.name !== '') return a.name === b.name;
  return (a.labels === undefined) === (b.labels === undefined);
}
