import { formatGroupResource, invalidError, StatusError, } from '#libs/apimachinery';
import { MAX_CAUSES } from './limits.js';
/** Errors in kube-apiserver's wording, so that clients which match on text keep working. */
function detailsOf(resource, name) {
    return {
        ...(name === '' ? {} : { name }),
        ...(resource.group === '' ? {} : { group: resource.group }),
        kind: resource.resource,
    };
}
export function notFound(resource, name) {
    return new StatusError('NotFound', `${formatGroupResource(resource)} "${name}" not found`, {
        details: detailsOf(resource, name),
    });
}
export function alreadyExists(resource, name) {
    return new StatusError('AlreadyExists', `${formatGroupResource(resource)} "${name}" already exists`, {
        details: detailsOf(resource, name),
    });
}
/** `why`: default, the object changed since it was read. */
export function conflict(resource, name, why = MODIFIED) {
    return new StatusError('Conflict', `Operation cannot be fulfilled on ${formatGroupResource(resource)} "${name}": ${why}`, { details: detailsOf(resource, name) });
}
const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again';
export function forbidden(resource, name, why, causes) {
    const subject = name === '' ? `${formatGroupResource(resource)} is` : `${formatGroupResource(resource)} "${name}" is`;
    return new StatusError('Forbidden', `${subject} forbidden: ${why}`, {
        details: { ...detailsOf(resource, name), ...(causes ? { causes } : {}) },
    });
}
/** 422 with every cause; `details.kind` is the Kind. */
export function invalid(definition, name, causes) {
    const refused = { kind: definition.kind, group: definition.storage.group, name };
    return invalidError(refused, causes.slice(0, MAX_CAUSES));
}
/** 422 for request options: `kind` is DeleteOptions, ListOptions, PatchOptions, ... (group meta.k8s.io). */
export function invalidOptions(kind, causes) {
    return invalid({ kind, storage: { group: 'meta.k8s.io', resource: '' } }, '', causes);
}
export function badRequest(message, cause) {
    return new StatusError('BadRequest', message, cause === undefined ? {} : { cause });
}
/** 404 for a path that is shaped like a resource but names none that is served. */
export function noSuchResource() {
    return new StatusError('NotFound', 'the server could not find the requested resource', { details: {} });
}
export function methodNotAllowed() {
    return new StatusError('MethodNotAllowed', 'the server does not allow this method on the requested resource', {
        details: {},
    });
}
export function unauthorized() {
    return new StatusError('Unauthorized', 'Unauthorized');
}
export function tooLarge(limit) {
    return new StatusError('RequestEntityTooLarge', `Request entity too large: limit is ${limit}`);
}
export function tooManyRequests() {
    return new StatusError('TooManyRequests', 'The server is currently handling too many requests', {
        details: { retryAfterSeconds: 1 },
    });
}
export function unsupportedMediaType(accepted) {
    return new StatusError('UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`);
}
/** The log no longer reaches back to `version`. */
export function expired(version, oldest) {
    return new StatusError('Expired', `too old resource version: ${version} (${oldest})`);
}
//# sourceMappingURL=errors.js.map