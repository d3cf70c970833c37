import { formatGroupResource, type GroupResource, type KubeObject } from '#libs/apimachinery';
import { globalAddress, noStatus, sumOf, unionOfAddresses, type StatusMerge } from './merge-status.js';
import { ANNOTATION_DEPLOYMENT_PREFERENCES, ANNOTATION_REPLICA_SET_PREFERENCES } from './names.js';

/** How a kind spreads: one row each. */
export interface Propagation {
  readonly resource: GroupResource;
  /** Storage version and kind of the manifests that members get. */
  readonly apiVersion: string;
  readonly kind: string;
  /** Replicas are divided over members; absent: every member gets the same. */
  readonly divides?: { readonly preferences: string };
  /** Dotted paths of an object that belong to the member: never in the manifest. */
  readonly memberOwned: (object: KubeObject) => readonly string[];
  readonly mergeStatus: StatusMerge;
  /** The type has `status.conditions`, so what happens to an object is said there too. */
  readonly conditions: boolean;
}

const REPLICA_COUNTERS = ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'];

const ROWS: readonly Propagation[] = [
  row('v1', 'Namespace', 'namespaces', { memberOwned: () => ['spec'] }),
  row('v1', 'ConfigMap', 'configmaps'),
  row('v1', 'Secret', 'secrets'),
  row('v1', 'Service', 'services', {
    memberOwned: addressesOf,
    mergeStatus: unionOfAddresses,
  }),
  row('networking.k8s.io/v1', 'Ingress', 'ingresses', { mergeStatus: globalAddress }),
  row('apps/v1', 'ReplicaSet', 'replicasets', {
    divides: { preferences: ANNOTATION_REPLICA_SET_PREFERENCES },
    mergeStatus: sumOf(REPLICA_COUNTERS, ['replicas']),
    conditions: true,
  }),
  row('apps/v1', 'Deployment', 'deployments', {
    divides: { preferences: ANNOTATION_DEPLOYMENT_PREFERENCES },
    mergeStatus: sumOf(
      ['replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas', 'unavailableReplicas'],
      [],
    ),
    conditions: true,
  }),
];

type Particular = Partial<Pick<Propagation, 'divides' | 'memberOwned' | 'mergeStatus' | 'conditions'>>;

function row(apiVersion: string, kind: string, resource: string, particular: Particular = {}): Propagation {
  const slash = apiVersion.indexOf('/');
  return {
    resource: { group: slash < 0 ? '' : apiVersion.slice(0, slash), resource },
    apiVersion,
    kind,
    memberOwned: () => [],
    mergeStatus: noStatus,
    conditions: false,
    ...particular,
  };
}

/**
 * The hub gives out no addresses, so one that stands in a Service came from some cluster's export and means nothing in
 * another; `None` (headless) is a wish and stays. Node ports are the user's wish as well.
 */
function addressesOf(service: KubeObject): readonly string[] {
  const spec = service['spec'] as { clusterIP?: string } | undefined;
  return spec?.clusterIP === 'None' ? [] : ['spec.clusterIP', 'spec.clusterIPs', 'spec.healthCheckNodePort'];
}

const BY_RESOURCE = new Map(ROWS.map((one) => [formatGroupResource(one.resource), one]));
const BY_KIND = new Map(ROWS.map((one) => [`${one.resource.group}/${one.kind}`, one]));

/** Every kind that can spread. */
export function propagations(): readonly Propagation[] {
  return ROWS;
}

/** Undefined: objects of this resource stay at the hub. */
export function propagationOf(resource: GroupResource): Propagation | undefined {
  return BY_RESOURCE.get(formatGroupResource(resource));
}

export function propagationOfKind(group: string, kind: string): Propagation | undefined {
  return BY_KIND.get(`${group}/${kind}`);
}
