import { deepEqual, isReason, type KubeObject, type ObjectKey, type ObjectMeta } from '#libs/apimachinery';
import { type ServerCore, type WriteContext } from './core.js';
import { conflict, invalid, notFound } from './errors.js';
import { WRITE_ATTEMPTS } from './limits.js';
import { frozenMetadata } from './metadata-validation.js';
import { finishObject, pendingFinalizers } from './pipeline.js';

/**
 * What an object shall become, from what it is. The answer belongs to the caller's caller: for writes to the whole
 * object it must share nothing that defaults could change. Undefined leaves the object as it is. It is called again
 * when somebody else wrote in between.
 */
export type Change = (current: KubeObject) => KubeObject | undefined | Promise<KubeObject | undefined>;

/**
 * Read, change, write, again on a conflict that the client did not ask about. metadata.resourceVersion and
 * metadata.uid of the changed object are preconditions when present. A change without effect writes nothing. An object
 * under deletion whose last finalizer goes is deleted.
 * @throws StatusError NotFound, Conflict, Invalid, or what admission refuses with
 */
export async function updateObject(
  core: ServerCore,
  context: WriteContext,
  key: ObjectKey,
  change: Change,
): Promise<KubeObject> {
  const updated = await updateIfPresent(core, context, key, change);
  if (!updated) throw notFound(context.definition.storage, key.name);
  return updated;
}

/** The same; undefined where there is no such object. */
export async function updateIfPresent(
  core: ServerCore,
  context: WriteContext,
  key: ObjectKey,
  change: Change,
): Promise<KubeObject | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const current = await core.storage.get(key);
    if (!current) return undefined;
    const desired = await change(current);
    if (desired === undefined) return current;
    try {
      return await writeChange(core, context, key, { current, desired });
    } catch (error) {
      if (!(error instanceof RaceLost)) throw error;
      if (attempt === WRITE_ATTEMPTS) throw conflict(context.definition.storage, key.name);
    }
  }
}

/** Somebody else wrote between our read and our write. */
class RaceLost extends Error {}

async function writeChange(
  core: ServerCore,
  context: WriteContext,
  key: ObjectKey,
  change: { readonly current: KubeObject; readonly desired: KubeObject },
): Promise<KubeObject> {
  const { current, desired } = change;
  checkPreconditions(context, key, desired.metadata, current.metadata);
  const frozen = frozenMetadata(desired.metadata, current.metadata);
  if (frozen.length > 0) throw invalid(context.definition, key.name, frozen);
  const next = assemble(context, current, desired);
  await finishObject(core, context, key, { next, old: current });
  const gone = isGone(context, next);
  if (!gone && deepEqual(next, current)) return current;
  if (context.dryRun) return next;
  const expected = {
    uid: current.metadata.uid ?? '',
    resourceVersion: current.metadata.resourceVersion ?? '',
  };
  try {
    return await core.storage.write({ type: gone ? 'delete' : 'update', key, object: next, expected });
  } catch (error) {
    // Somebody changed it, or deleted it: the next look tells.
    if (isReason(error, 'Conflict') || isReason(error, 'NotFound')) throw new RaceLost();
    throw error;
  }
}

function checkPreconditions(
  context: WriteContext,
  key: ObjectKey,
  desired: ObjectMeta,
  current: ObjectMeta,
): void {
  const { storage } = context.definition;
  if (desired.uid && desired.uid !== current.uid)
    throw conflict(
      storage,
      key.name,
      `Precondition failed: UID in precondition: ${desired.uid}, UID in object meta: ${current.uid ?? ''}`,
    );
  const version = desired.resourceVersion;
  if (version && version !== '0' && version !== current.resourceVersion) throw conflict(storage, key.name);
}

/** The parts of `desired` that this endpoint may change, over what is stored. */
function assemble(context: WriteContext, current: KubeObject, desired: KubeObject): KubeObject {
  switch (context.subresource) {
    case 'status':
      return assembleStatus(context, current, desired);
    case 'finalize':
      return assembleFinalize(current, desired);
    default:
      return assembleMain(context, current, desired);
  }
}

function assembleMain(context: WriteContext, current: KubeObject, desired: KubeObject): KubeObject {
  const next: KubeObject = {
    ...desired,
    apiVersion: current.apiVersion,
    kind: current.kind,
    metadata: systemMetadata(desired.metadata, current.metadata),
  };
  if (context.definition.subresources.status) {
    if (current['status'] === undefined) delete next['status'];
    else next['status'] = current['status'];
  }
  if (context.definition.subresources.finalize) {
    // They change through the subresource only.
    const finalizers = finalizersOf(current);
    next['spec'] = { ...(next['spec'] as object | undefined), ...(finalizers ? { finalizers } : {}) };
  }
  return next;
}

function finalizersOf(object: KubeObject): string[] | undefined {
  return (object['spec'] as { finalizers?: string[] } | undefined)?.finalizers;
}

/** Status writes leave everything else alone; annotations may come with them, except on custom kinds. */
function assembleStatus(context: WriteContext, current: KubeObject, desired: KubeObject): KubeObject {
  const metadata = { ...current.metadata };
  if (!context.definition.custom) {
    if (desired.metadata.annotations) metadata.annotations = desired.metadata.annotations;
    else delete metadata.annotations;
  }
  if (desired.metadata.managedFields) metadata.managedFields = desired.metadata.managedFields;
  const next: KubeObject = { ...current, metadata };
  if (desired['status'] === undefined) delete next['status'];
  else next['status'] = desired['status'];
  return next;
}

function assembleFinalize(current: KubeObject, desired: KubeObject): KubeObject {
  const wanted = finalizersOf(desired) ?? [];
  const spec = { ...(current['spec'] as Record<string, unknown> | undefined) };
  if (wanted.length === 0) delete spec['finalizers'];
  else spec['finalizers'] = wanted;
  return { ...current, metadata: { ...current.metadata }, spec };
}

const SYSTEM_FIELDS = [
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const satisfies readonly (keyof ObjectMeta)[];

function systemMetadata(desired: ObjectMeta, current: ObjectMeta): ObjectMeta {
  const next: Record<string, unknown> = { ...desired };
  for (const field of SYSTEM_FIELDS) {
    if (current[field] === undefined) Reflect.deleteProperty(next, field);
    else next[field] = current[field];
  }
  delete next['selfLink'];
  return next;
}

/** Under deletion, with nothing left to wait for. */
function isGone(context: WriteContext, next: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = next.metadata;
  return (
    deletionTimestamp !== undefined &&
    deletionGracePeriodSeconds === 0 &&
    pendingFinalizers(context, next).length === 0
  );
}
