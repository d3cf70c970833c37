import {
  invalidField,
  isJsonObject,
  type JsonObject,
  type KubeObject,
  requiredField,
  type StatusCause,
} from '#libs/apimachinery';
import { type ClusterAffinity, readClusterAffinity } from './cluster-affinity.js';
import { MAX_PRIORITY, MAX_TOLERATION_SECONDS } from './limits.js';
import { refused } from './preferences.js';
import { choiceAt, countAt, flagAt, listAt, objectAt, textAt, type FieldPlace } from './read-fields.js';
import { readSchedulingAt, type ReplicaScheduling } from './replica-scheduling.js';
import { readResourceSelectors, type ResourceSelector } from './resource-selector.js';
import { readSpreadConstraints, type SpreadConstraint } from './spread-constraints.js';
import { readToleration, type Toleration } from './tolerations.js';

/** Clusters that are tried together; '' names the only group of a policy without groups. */
export interface AffinityGroup {
  readonly name: string;
  readonly affinity: ClusterAffinity;
}

export const PURGE_MODES = ['Gracefully', 'Directly', 'Never'] as const;

/** A PropagationPolicy or a ClusterPropagationPolicy, read. */
export interface PropagationPolicy {
  /** '' of a cluster-wide one. */
  readonly namespace: string;
  readonly name: string;
  readonly priority: number;
  readonly selectors: readonly ResourceSelector[];
  /** In order; at least one. */
  readonly groups: readonly AffinityGroup[];
  readonly tolerations: readonly Toleration[];
  readonly spread: readonly SpreadConstraint[];
  readonly scheduling: ReplicaScheduling;
  /** What its workloads refer to goes where they go. */
  readonly propagateDeps: boolean;
  /** How long a cluster may be Offline before others take over; undefined: as without a policy. */
  readonly offlineMs: number | undefined;
  readonly purge: (typeof PURGE_MODES)[number];
  /** What is not ready in a cluster for so long goes elsewhere. Undefined: it stays. */
  readonly application:
    { readonly unhealthyMs: number; readonly purge: (typeof PURGE_MODES)[number] } | undefined;
}

/** As Karmada's. */
const UNHEALTHY_SECONDS = 300;

/** Reads a policy of either kind. @throws StatusError Invalid with a cause for each field that is wrong */
export function readPropagationPolicy(object: KubeObject): PropagationPolicy {
  const causes: StatusCause[] = [];
  const spec = isJsonObject(object['spec']) ? object['spec'] : {};
  const place = { field: 'spec', causes };
  const placement = objectAt(spec['placement'] ?? {}, { field: 'spec.placement', causes });
  const policy = {
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name ?? '',
    priority: readPriority(spec, causes),
    selectors: readSelectors(spec, object.metadata.namespace ?? '', causes),
    propagateDeps: flagAt(spec, 'propagateDeps', place),
    ...readPlacement(placement, { field: 'spec.placement', causes }),
    ...readFailover(spec, place),
  };
  if (causes.length > 0) throw refused(causes);
  return policy;
}

function readPriority(spec: JsonObject, causes: StatusCause[]): number {
  const priority = spec['priority'] ?? 0;
  if (Number.isInteger(priority) && Math.abs(priority as number) <= MAX_PRIORITY) return priority as number;
  const detail = `must be a whole number from -${MAX_PRIORITY} to ${MAX_PRIORITY}`;
  causes.push(invalidField('spec.priority', priority, detail));
  return 0;
}

/** None would mean all, Secrets included: that must be said. */
function readSelectors(spec: JsonObject, policyNamespace: string, causes: StatusCause[]): ResourceSelector[] {
  const selectors = readResourceSelectors(spec, { field: 'spec', policyNamespace, causes });
  if (selectors.length === 0) causes.push(requiredField('spec.resourceSelectors', 'at least one'));
  return selectors;
}

function readPlacement(placement: JsonObject, place: FieldPlace) {
  const { field, causes } = place;
  const scheduling = placement['replicaScheduling'];
  return {
    groups: readGroups(placement, place),
    tolerations: listAt(placement, 'clusterTolerations', place).map((item, index) =>
      readToleration(item, { causes, field: `${field}.clusterTolerations[${index}]` }),
    ),
    spread: readSpreadConstraints(placement, place),
    scheduling:
      scheduling === undefined || scheduling === null
        ? ({ kind: 'Duplicated' } as const)
        : readSchedulingAt(scheduling, { causes, field: `${field}.replicaScheduling` }),
  };
}

function readGroups(placement: JsonObject, place: FieldPlace): AffinityGroup[] {
  const { field, causes } = place;
  const single = placement['clusterAffinity'] ?? undefined;
  const groups = listAt(placement, 'clusterAffinities', place);
  if (single !== undefined && groups.length > 0)
    causes.push(
      invalidField(`${field}.clusterAffinities`, 'given', 'may not be set together with clusterAffinity'),
    );
  if (groups.length === 0)
    return [
      {
        name: '',
        affinity: readClusterAffinity(single ?? {}, { causes, field: `${field}.clusterAffinity` }),
      },
    ];
  const read = groups.map((item, index) =>
    readGroup(item, { causes, field: `${field}.clusterAffinities[${index}]` }),
  );
  read.forEach(({ name }, index) => {
    if (name !== '' && read.findIndex((other) => other.name === name) < index) {
      const detail = 'is the name of another group';
      causes.push(invalidField(`${field}.clusterAffinities[${index}].affinityName`, name, detail));
    }
  });
  return read;
}

function readGroup(item: unknown, place: FieldPlace): AffinityGroup {
  const fields = objectAt(item, place);
  const name = textAt(fields, 'affinityName', place);
  if (name === '') place.causes.push(requiredField(`${place.field}.affinityName`));
  return { name, affinity: readClusterAffinity(fields, place) };
}

function readFailover(spec: JsonObject, { causes }: FieldPlace) {
  const failover = objectAt(spec['failover'] ?? {}, { field: 'spec.failover', causes });
  const place = { field: 'spec.failover.cluster', causes };
  const cluster = objectAt(failover['cluster'] ?? {}, place);
  const seconds = countAt(cluster, 'tolerationSeconds', MAX_TOLERATION_SECONDS, place);
  return {
    offlineMs: seconds === undefined ? undefined : seconds * 1_000,
    purge: choiceAt(cluster, 'purgeMode', PURGE_MODES, place),
    application: readApplication(failover, causes),
  };
}

function readApplication(failover: JsonObject, causes: StatusCause[]): PropagationPolicy['application'] {
  const given = failover['application'] ?? undefined;
  if (given === undefined) return undefined;
  const place = { field: 'spec.failover.application', causes };
  const application = objectAt(given, place);
  const when = { field: `${place.field}.decisionConditions`, causes };
  const conditions = objectAt(application['decisionConditions'] ?? {}, when);
  const seconds = countAt(conditions, 'tolerationSeconds', MAX_TOLERATION_SECONDS, when) ?? UNHEALTHY_SECONDS;
  return { unhealthyMs: seconds * 1_000, purge: choiceAt(application, 'purgeMode', PURGE_MODES, place) };
}
