import { formatGroupResource, type GroupResource, type ResourceDefinition } from '#libs/apimachinery';
import { builtinResources } from '#libs/builtin-kinds';
import { ownResources, placements, propagations, type SpreadKinds } from '#libs/kinds';

/** Kinds that users write at the hub and members get: all that can spread. */
const FEDERATED = propagations().map(({ resource }) => formatGroupResource(resource));

/** Kinds that live at the hub only: for its users and its own controllers. */
const LOCAL = ['events', 'leases.coordination.k8s.io', 'controllerrevisions.apps'];

/**
 * Kinds that clients look up beside others (`kubectl describe`, and `kubectl apply --prune`, which gives up where one of its kinds is
 * not served); there are none at the hub, so they can be read and not written: a write that had no effect would be a lie.
 */
const READ_ONLY = [
  'pods',
  'endpoints',
  'endpointslices.discovery.k8s.io',
  'replicationcontrollers',
  'persistentvolumes',
];

/** The rows that the hub serves, in order of preference. */
export function hubResources(): ResourceDefinition[] {
  const wanted = new Set([...FEDERATED, ...LOCAL]);
  const readOnly = new Set(READ_ONLY);
  const rows = builtinResources.flatMap((row): ResourceDefinition[] => {
    const name = formatGroupResource(row.storage);
    if (wanted.has(name)) return [row];
    return readOnly.has(name) ? [{ ...row, verbs: ['get', 'list', 'watch'], subresources: {} }] : [];
  });
  return [...rows, ...ownResources, placements];
}

/** The federated ones. */
export function federatedResources(): GroupResource[] {
  return propagations().map(({ resource }) => resource);
}

/** Storage version and kind of a federated resource. @throws Error for any other: a fault of ours */
export function kindOf(
  kinds: SpreadKinds,
  resource: GroupResource,
): { readonly apiVersion: string; readonly kind: string } {
  const row = kinds.of(resource);
  if (!row) throw new Error(`${formatGroupResource(resource)} is not federated`);
  return { apiVersion: row.apiVersion, kind: row.kind };
}
