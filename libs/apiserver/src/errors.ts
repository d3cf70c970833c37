import {
  formatGroupResource,
  invalidError,
  StatusError,
  type GroupResource,
  type ResourceDefinition,
  type StatusCause,
  type StatusDetails,
} from '#libs/apimachinery';
import { MAX_CAUSES } from './limits.js';

/** Errors in kube-apiserver's wording, so that clients which match on text keep working. */

function detailsOf(resource: GroupResource, name: string): StatusDetails {
  return {
    ...(name === '' ? {} : { name }),
    ...(resource.group === '' ? {} : { group: resource.group }),
    kind: resource.resource,
  };
}

export function notFound(resource: GroupResource, name: string): StatusError {
  return new StatusError('NotFound', `${formatGroupResource(resource)} "${name}" not found`, {
    details: detailsOf(resource, name),
  });
}

export function alreadyExists(resource: GroupResource, name: string): StatusError {
  return new StatusError('AlreadyExists', `${formatGroupResource(resource)} "${name}" already exists`, {
    details: detailsOf(resource, name),
  });
}

/** `why`: default, the object changed since it was read. */
export function conflict(resource: GroupResource, name: string, why = MODIFIED): StatusError {
  return new StatusError(
    'Conflict',
    `Operation cannot be fulfilled on ${formatGroupResource(resource)} "${name}": ${why}`,
    { details: detailsOf(resource, name) },
  );
}
const MODIFIED =
  'the object has been modified; please apply your changes to the latest version and try again';

export function forbidden(
  resource: GroupResource,
  name: string,
  why: string,
  causes?: readonly StatusCause[],
): StatusError {
  const subject =
    name === '' ? `${formatGroupResource(resource)} is` : `${formatGroupResource(resource)} "${name}" is`;
  return new StatusError('Forbidden', `${subject} forbidden: ${why}`, {
    details: { ...detailsOf(resource, name), ...(causes ? { causes } : {}) },
  });
}

/** 422 with every cause; `details.kind` is the Kind. */
export function invalid(
  definition: Pick<ResourceDefinition, 'kind' | 'storage'>,
  name: string,
  causes: readonly StatusCause[],
): StatusError {
  const refused = { kind: definition.kind, group: definition.storage.group, name };
  return invalidError(refused, causes.slice(0, MAX_CAUSES));
}

/** 422 for request options: `kind` is DeleteOptions, ListOptions, PatchOptions, ... (group meta.k8s.io). */
export function invalidOptions(kind: string, causes: readonly StatusCause[]): StatusError {
  return invalid({ kind, storage: { group: 'meta.k8s.io', resource: '' } }, '', causes);
}

export function badRequest(message: string, cause?: unknown): StatusError {
  return new StatusError('BadRequest', message, cause === undefined ? {} : { cause });
}

/** 404 for a path that is shaped like a resource but names none that is served. */
export function noSuchResource(): StatusError {
  return new StatusError('NotFound', 'the server could not find the requested resource', { details: {} });
}

export function methodNotAllowed(): StatusError {
  return new StatusError(
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {
      details: {},
    },
  );
}

export function unauthorized(): StatusError {
  return new StatusError('Unauthorized', 'Unauthorized');
}

export function tooLarge(limit: number): StatusError {
  return new StatusError('RequestEntityTooLarge', `Request entity too large: limit is ${limit}`);
}

export function tooManyRequests(): StatusError {
  return new StatusError('TooManyRequests', 'The server is currently handling too many requests', {
    details: { retryAfterSeconds: 1 },
  });
}

/** The log no longer reaches back to `version`. */
export function expired(version: string, oldest: string): StatusError {
  return new StatusError('Expired', `too old resource version: ${version} (${oldest})`);
}
