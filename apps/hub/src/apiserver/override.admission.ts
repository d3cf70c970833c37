import { formatGroupResource, invalidError } from '#libs/apimachinery';
import { type AdmissionPlugin, type AdmissionRequest } from '#libs/apiserver';
import { clusterOverridePolicies, overridePolicies } from '#libs/kinds';
import { readOverridePolicy } from '#libs/placement';
import { unknownClusters, type KnownClusters } from './unknown-clusters.js';

const NO_WARNINGS: readonly string[] = [];
const KINDS = new Map(
  [overridePolicies, clusterOverridePolicies].map((row) => [formatGroupResource(row.storage), row]),
);

/** Refuses override policies that make no sense: all that is wrong, each with its field. Warns of clusters that are not there. */
export function overrideAdmission(clusters: KnownClusters): AdmissionPlugin {
  return { name: 'OverridePolicy', admit: (request) => admit(request, clusters) };
}

/** @throws StatusError Invalid */
function admit(
  { resource, operation, subresource, object, name }: AdmissionRequest,
  known: KnownClusters,
): readonly string[] {
  const row = KINDS.get(formatGroupResource(resource));
  if (!row || operation === 'DELETE' || subresource !== '') return NO_WARNINGS;
  // What it once was may not keep it from going.
  if (object.metadata.deletionTimestamp !== undefined) return NO_WARNINGS;
  const { policy, causes } = readOverridePolicy(object);
  if (causes.length > 0) throw invalidError({ kind: row.kind, group: row.storage.group, name }, causes);
  const named = policy.rules.flatMap(({ clusters }) =>
    clusters ? [...clusters.names, ...clusters.excluded] : [],
  );
  return unknownClusters(named, known);
}
