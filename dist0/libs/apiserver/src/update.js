import { deepEqual, isReason } from '#libs/apimachinery';
import {} from './core.js';
import { conflict, invalid, notFound } from './errors.js';
import { WRITE_ATTEMPTS } from './limits.js';
import { frozenMetadata } from './metadata-validation.js';
import { finishObject, pendingFinalizers } from './pipeline.js';
/**
 * Read, change, write, again on a conflict that the client did not ask about. metadata.resourceVersion and
 * metadata.uid of the changed object are preconditions when present. A change without effect writes nothing. An object
 * under deletion whose last finalizer goes is deleted.
 * @throws StatusError NotFound, Conflict, Invalid, or what admission refuses with
 */
export async function updateObject(core, context, key, change) {
    const updated = await updateIfPresent(core, context, key, change);
    if (!updated)
        throw notFound(context.definition.storage, key.name);
    return updated;
}
/** The same; undefined where there is no such object. */
export async function updateIfPresent(core, context, key, change) {
    for (let attempt = 1;; attempt += 1) {
        const current = await core.storage.get(key);
        if (!current)
            return undefined;
        const desired = await change(current);
        if (desired === undefined)
            return current;
        try {
            return await writeChange(core, context, key, { current, desired });
        }
        catch (error) {
            if (!(error instanceof RaceLost))
                throw error;
            if (attempt === WRITE_ATTEMPTS)
                throw conflict(context.definition.storage, key.name);
        }
    }
}
/** Somebody else wrote between our read and our write. */
class RaceLost extends Error {
}
async function writeChange(core, context, key, change) {
    const { current, desired } = change;
    checkPreconditions(context, key, desired.metadata, current.metadata);
    const frozen = frozenMetadata(desired.metadata, current.metadata);
    if (frozen.length > 0)
        throw invalid(context.definition, key.name, frozen);
    const next = assemble(context, current, desired);
    await finishObject(core, context, key, { next, old: current });
    const gone = isGone(context, next);
    if (!gone && deepEqual(next, current))
        return current;
    if (context.dryRun)
        return next;
    const expected = {
        uid: current.metadata.uid ?? '',
        resourceVersion: current.metadata.resourceVersion ?? '',
    };
    try {
        return await core.storage.write({ type: gone ? 'delete' : 'update', key, object: next, expected });
    }
    catch (error) {
        // Somebody changed it, or deleted it: the next look tells.
        if (isReason(error, 'Conflict') || isReason(error, 'NotFound'))
            throw new RaceLost();
        throw error;
    }
}
function checkPreconditions(context, key, desired, current) {
    const { storage } = context.definition;
    if (desired.uid && desired.uid !== current.uid)
        throw conflict(storage, key.name, `Precondition failed: UID in precondition: ${desired.uid}, UID in object meta: ${current.uid ?? ''}`);
    const version = desired.resourceVersion;
    if (version && version !== '0' && version !== current.resourceVersion)
        throw conflict(storage, key.name);
}
/** The parts of `desired` that this endpoint may change, over what is stored. */
function assemble(context, current, desired) {
    switch (context.subresource) {
        case 'status':
            return assembleStatus(context, current, desired);
        case 'finalize':
            return assembleFinalize(current, desired);
        default:
            return assembleMain(context, current, desired);
    }
}
function assembleMain(context, current, desired) {
    const next = {
        ...desired,
        apiVersion: current.apiVersion,
        kind: current.kind,
        metadata: systemMetadata(desired.metadata, current.metadata),
    };
    if (context.definition.subresources.status) {
        if (current['status'] === undefined)
            delete next['status'];
        else
            next['status'] = current['status'];
    }
    if (context.definition.subresources.finalize) {
        // They change through the subresource only.
        const finalizers = finalizersOf(current);
        next['spec'] = { ...next['spec'], ...(finalizers ? { finalizers } : {}) };
    }
    return next;
}
function finalizersOf(object) {
    return object['spec']?.finalizers;
}
/** Status writes leave everything else alone; annotations may come with them, except on custom kinds. */
function assembleStatus(context, current, desired) {
    const metadata = { ...current.metadata };
    if (!context.definition.custom) {
        if (desired.metadata.annotations)
            metadata.annotations = desired.metadata.annotations;
        else
            delete metadata.annotations;
    }
    if (desired.metadata.managedFields)
        metadata.managedFields = desired.metadata.managedFields;
    const next = { ...current, metadata };
    if (desired['status'] === undefined)
        delete next['status'];
    else
        next['status'] = desired['status'];
    return next;
}
function assembleFinalize(current, desired) {
    const wanted = finalizersOf(desired) ?? [];
    const spec = { ...current['spec'] };
    if (wanted.length === 0)
        delete spec['finalizers'];
    else
        spec['finalizers'] = wanted;
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
];
function systemMetadata(desired, current) {
    const next = { ...desired };
    for (const field of SYSTEM_FIELDS) {
        if (current[field] === undefined)
            Reflect.deleteProperty(next, field);
        else
            next[field] = current[field];
    }
    delete next['selfLink'];
    return next;
}
/** Under deletion, with nothing left to wait for. */
function isGone(context, next) {
    const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = next.metadata;
    return (deletionTimestamp !== undefined &&
        deletionGracePeriodSeconds === 0 &&
        pendingFinalizers(context, next).length === 0);
}
//# sourceMappingURL=update.js.map