import {
  formatGroupResource,
  invalidError,
  isReason,
  StatusError,
  type KubeObject,
} from '#libs/apimachinery';
import { type AdmissionPlugin, type AdmissionRequest } from '#libs/apiserver';
import {
  ANNOTATION_CLUSTER_SELECTOR,
  ANNOTATION_GLOBAL_ADDRESS,
  MEMBERS_FINALIZER,
  neverSpread,
  type Propagation,
  type SpreadKinds,
} from '#libs/kinds';
import { parseClusterSelector, parsePreferences } from '#libs/placement';
import { MAX_FEDERATED_OBJECT_BYTES } from './limits.js';
import { unknownClusters, type KnownClusters } from './unknown-clusters.js';

const NO_WARNINGS: readonly string[] = [];

/**
 * What must hold before a federated object is stored: its placement annotations can be understood, it fits a message, and
 * it carries the finalizer that lets members undo it. The finalizer is set here and not by a controller, so that no
 * object can be deleted before it has it.
 */
export function federationAdmission(
  names: FederationNames,
  kinds: SpreadKinds,
  clusters: KnownClusters,
): AdmissionPlugin {
  return {
    name: 'Federation',
    admit: (request) => admit(request, kinds.of(request.resource), { names, clusters }),
  };
}

/** What the federation is called in names that clients resolve. */
export interface FederationNames {
  readonly federation: string;
  readonly domain: string;
}

function admit(
  request: AdmissionRequest,
  propagation: Propagation | undefined,
  { names, clusters }: { readonly names: FederationNames; readonly clusters: KnownClusters },
): readonly string[] {
  if (!propagation || request.operation === 'DELETE' || request.subresource !== '') return NO_WARNINGS;
  // Nothing is placed any more, and what it once was may not keep it from going.
  if (request.object.metadata.deletionTimestamp !== undefined) return NO_WARNINGS;
  const preferred = checkPlacement(request, propagation);
  if (neverSpread(request.resource, request.object) !== undefined) return NO_WARNINGS;
  refuseTooLarge(request);
  ensureFinalizer(request.object);
  if (propagation.kind === 'Ingress') ensureGlobalAddress(request.object, names);
  return unknownClusters(preferred, clusters);
}

/**
 * Answers the clusters that preferences name.
 * @throws StatusError Invalid that names the object, as validation of its other fields would
 */
function checkPlacement(request: AdmissionRequest, propagation: Propagation): readonly string[] {
  const annotations = request.object.metadata.annotations ?? {};
  const annotation = propagation.divides?.preferences;
  const preferences = annotation === undefined ? undefined : annotations[annotation];
  const selector = annotations[ANNOTATION_CLUSTER_SELECTOR];
  try {
    if (selector !== undefined) parseClusterSelector(selector);
    if (preferences === undefined || annotation === undefined) return [];
    return [...parsePreferences(preferences, annotation).clusters.keys()].filter((name) => name !== '*');
  } catch (error) {
    if (!isReason(error, 'Invalid')) throw error;
    const subject = { kind: propagation.kind, group: propagation.resource.group, name: request.name };
    throw invalidError(subject, error.details?.causes ?? []);
  }
}

/** One name per Ingress, made from its own; an edge's DNS answers it with the closest edge. */
function ensureGlobalAddress(ingress: KubeObject, { federation, domain }: FederationNames): void {
  const { name = '', namespace = '' } = ingress.metadata;
  ingress.metadata.annotations = {
    ...ingress.metadata.annotations,
    [ANNOTATION_GLOBAL_ADDRESS]: `${name}.${namespace}.${federation}.ingress.${domain}`,
  };
}

function ensureFinalizer(object: KubeObject): void {
  const held = object.metadata.finalizers ?? [];
  if (!held.includes(MEMBERS_FINALIZER)) object.metadata.finalizers = [...held, MEMBERS_FINALIZER];
}

function refuseTooLarge(request: AdmissionRequest): void {
  const size = Buffer.byteLength(JSON.stringify(request.object));
  if (size <= MAX_FEDERATED_OBJECT_BYTES) return;
  throw new StatusError(
    'RequestEntityTooLarge',
    `${formatGroupResource(request.resource)} "${request.name}" is ${size} bytes; a federated object may have at most ${MAX_FEDERATED_OBJECT_BYTES}`,
  );
}
