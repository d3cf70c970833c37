import { formatGroupResource, StatusError, type KubeObject } from '#libs/apimachinery';
import { type AdmissionPlugin, type AdmissionRequest } from '#libs/apiserver';
import { ANNOTATION_CLUSTER_SELECTOR, MEMBERS_FINALIZER, neverSpread, propagationOf } from '#libs/kinds';
import { parseClusterSelector, parsePreferences } from '#libs/placement';
import { MAX_FEDERATED_OBJECT_BYTES } from './limits.js';

const NO_WARNINGS: readonly string[] = [];

/**
 * What must hold before a federated object is stored: its placement annotations can be understood, it fits a message, and
 * it carries the finalizer that lets members undo it. The finalizer is set here and not by a controller, so that no
 * object can be deleted before it has it.
 */
export const federationAdmission: AdmissionPlugin = {
  name: 'Federation',
  admit(request) {
    const propagation = propagationOf(request.resource);
    if (!propagation || request.operation === 'DELETE' || request.subresource !== '') return NO_WARNINGS;
    const annotations = request.object.metadata.annotations ?? {};
    const preferences = propagation.divides && annotations[propagation.divides.preferences];
    if (preferences !== undefined && propagation.divides)
      parsePreferences(preferences, propagation.divides.preferences);
    const selector = annotations[ANNOTATION_CLUSTER_SELECTOR];
    if (selector !== undefined) parseClusterSelector(selector);
    if (neverSpread(request.resource, request.object) !== undefined) return NO_WARNINGS;
    refuseTooLarge(request);
    if (request.object.metadata.deletionTimestamp === undefined) ensureFinalizer(request.object);
    return NO_WARNINGS;
  },
};

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
