import {
  applyJsonPatch,
  applyPatch,
  forbiddenField,
  formatApiVersion,
  isJsonObject,
  isReason,
  mergePatch,
  requiredField,
  strategicMergePatch,
  type FieldWrite,
  type KubeObject,
} from '#libs/apimachinery';
import { cloneJson } from './clone-json.js';
import { patchContentType, type PatchFormat } from './content/negotiation.js';
import { fromStorage, toStorage } from './convert.js';
import { type WriteContext } from './core.js';
import { createObject } from './create.js';
import { asObject, checkFields } from './decode-object.js';
import { badRequest, conflict, invalidOptions, notFound } from './errors.js';
import { type Exchange } from './exchange.js';
import { fieldWriteOf, trackerOf } from './field-tracking.js';
import { checkName, checkNamespace, keyOf } from './handle-write.js';
import { WRITE_ATTEMPTS } from './limits.js';
import { isTrue } from './path.js';
import { decodeText } from './read-body.js';
import { type ApiResponse } from './request.js';
import { respondObject } from './respond.js';
import { updateIfPresent, updateObject } from './update.js';
import { writeContext } from './write-options.js';

/** PATCH: one of three patches over what is stored, or server-side apply. */
export async function handlePatch(exchange: Exchange): Promise<ApiResponse> {
  const { headers } = exchange.request;
  const format = patchContentType(headers['content-type'], exchange.resource.definition.custom);
  const context = writeContext(exchange);
  if (format === 'apply-patch') return handleApply(exchange, context);
  const patch = parsePatch(exchange, format);
  const tracked = { ...context, track: trackerOf(exchange) };
  const stored = await updateObject(exchange.core, tracked, keyOf(exchange), (current) =>
    patchObject(exchange, patch, current),
  );
  return respondObject(exchange, 200, stored);
}

export interface Patch {
  readonly format: Exclude<PatchFormat, 'apply-patch'>;
  readonly value: unknown;
  readonly duplicates: readonly string[];
}

/** @throws StatusError BadRequest, Invalid for options that belong to server-side apply */
export function parsePatch(exchange: Exchange, format: Patch['format']): Patch {
  if (exchange.request.query.has('force'))
    throw invalidOptions('PatchOptions', [
      forbiddenField('force', 'may not be specified for non-apply patch'),
    ]);
  return { format, ...decodeText(exchange.request.body, 'json') };
}

/**
 * The object after the patch, both in storage version; it shares nothing. The patch is applied to the version of the
 * URL, and what comes out is checked like an object that was sent whole.
 * @throws StatusError BadRequest, Invalid
 */
export function patchObject(exchange: Exchange, patch: Patch, current: KubeObject): KubeObject {
  const shown = fromStorage(exchange.resource, current);
  const object = asObject(exchange, cloneJson(patchedValue(exchange, patch, shown)));
  checkFields(exchange, object, patch.duplicates);
  checkNamespace(exchange, object);
  checkName(exchange, object);
  toStorage(exchange.resource, object);
  return object;
}

function patchedValue(exchange: Exchange, patch: Patch, shown: KubeObject): unknown {
  switch (patch.format) {
    case 'json-patch':
      return applyJsonPatch(shown, patch.value);
    case 'merge-patch':
      if (!isJsonObject(patch.value)) throw badRequest('a merge patch must be a JSON object');
      return mergePatch(shown, patch.value);
    case 'strategic-merge-patch':
      return strategicMergePatch(shown, patch.value, exchange.resource.served.schema);
  }
}

/** Who applies, and whether they take over what others own. @throws StatusError Invalid without a fieldManager */
export function applyWriteOf(exchange: Exchange): FieldWrite & { readonly force: boolean } {
  const { query } = exchange.request;
  if (!query.get('fieldManager'))
    throw invalidOptions('PatchOptions', [requiredField('fieldManager', 'is required for apply patch')]);
  return { ...fieldWriteOf(exchange), force: isTrue(query.get('force')) };
}

/** Server-side apply: creates what is not there. */
async function handleApply(exchange: Exchange, context: WriteContext): Promise<ApiResponse> {
  const write = applyWriteOf(exchange);
  for (let attempt = 1; ; attempt += 1) {
    // Decoded anew in each round: a create takes the object over, defaults and all.
    const applied = decodeApplied(exchange);
    const stored = await updateIfPresent(exchange.core, context, keyOf(exchange), (live) => {
      const { object } = applyPatch({ ...write, live, applied });
      return object === live ? undefined : cloneJson(object);
    });
    if (stored) return respondObject(exchange, 200, stored);
    if (exchange.target.subresource !== '')
      throw notFound(exchange.resource.definition.storage, exchange.target.name);
    try {
      const { object } = applyPatch({ ...write, live: undefined, applied });
      return respondObject(exchange, 201, await createApplied(exchange, context, object));
    } catch (error) {
      // Somebody created it between our look and our write: then it is an update after all.
      if (!isReason(error, 'AlreadyExists') || attempt === WRITE_ATTEMPTS) throw error;
    }
  }
}

function createApplied(exchange: Exchange, context: WriteContext, object: KubeObject): Promise<KubeObject> {
  const { uid } = object.metadata;
  const { definition } = exchange.resource;
  const { name, namespace } = exchange.target;
  if (uid)
    throw conflict(
      definition.storage,
      name,
      `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
    );
  if (object.metadata.resourceVersion) throw notFound(definition.storage, name);
  return createObject(exchange.core, context, namespace, object);
}

/** The applied configuration in storage version. Both JSON and YAML arrive under the one media type. */
export function decodeApplied(exchange: Exchange): KubeObject {
  const { resource } = exchange;
  const { value, duplicates } = decodeText(exchange.request.body, 'yaml');
  if (!isJsonObject(value) || value['apiVersion'] === undefined || value['kind'] === undefined)
    throw badRequest(
      `apply needs apiVersion and kind: ${formatApiVersion(resource.served)} ${resource.definition.kind}`,
    );
  const object = asObject(exchange, value);
  // Even an empty list, which is no longer there after the check of fields.
  if ((object.metadata.managedFields ?? undefined) !== undefined)
    throw badRequest('metadata.managedFields must be nil');
  checkFields(exchange, object, duplicates);
  checkNamespace(exchange, object);
  checkName(exchange, object);
  if (exchange.target.namespace !== '') object.metadata.namespace = exchange.target.namespace;
  toStorage(resource, object);
  return object;
}
