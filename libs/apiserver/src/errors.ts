import {
  formatGroupResource,
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
  const shown = causes.slice(0, MAX_CAUSES);
  const texts = shown.map((cause) =>
    cause.field === undefined ? cause.message : `${cause.field}: ${cause.message}`,
  );
  const group = definition.storage.group;
  const kind = group === '' ? definition.kind : `${definition.kind}.${group}`;
  const text = texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
  return new StatusError('Invalid', `${kind} "${name}" is invalid: ${text}`, {
    details: {
      ...(name === '' ? {} : { name }),
      ...(group === '' ? {} : { group }),
      kind: definition.kind,
      causes: shown,
    },
  });
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
  return new StatusError('MethodNotAllowed', 'the server does not allow this method on the requested resource', {
    details: {},
  });
}

export function unauthorized(): StatusError {
  return new StatusError('Unauthorized', 'Unauthorized');
}

export function tooLarge(limit: number): StatusError {
  return new StatusError('RequestEntityTooLarge', `Request entity too large: limit is ${limit}`);
}

export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  return new StatusError(
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );
}

/** The log no longer reaches back to `version`. */
export function expired(version: string, oldest: string): StatusError {
  return new StatusError('Expired', `too old resource version: ${version} (${oldest})`);
}

/** Field causes, worded as Kubernetes' field errors. */
export const cause = {
  required: (field: string, detail = ''): StatusCause => ({
    reason: 'FieldValueRequired',
    message: detail === '' ? 'Required value' : `Required value: ${detail}`,
    field,
  }),
  invalid: (field: string, value: unknown, detail: string): StatusCause => ({
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${JSON.stringify(value) ?? 'null'}: ${detail}`,
    field,
  }),
  forbidden: (field: string, detail: string): StatusCause => ({
    reason: 'FieldValueForbidden',
    message: `Forbidden: ${detail}`,
    field,
  }),
  notSupported: (field: string, value: string, supported: readonly string[]): StatusCause => ({
    reason: 'FieldValueNotSupported',
    message: `Unsupported value: "${value}": supported values: ${supported.map((text) => `"${text}"`).join(', ')}`,
    field,
  }),
  tooLong: (field: string, limit: number): StatusCause => ({
    reason: 'FieldValueTooLong',
    message: `Too long: may not be more than ${limit} bytes`,
    field,
  }),
} as const;
