import { deepEqual, formatTime, isReason, } from '#libs/apimachinery';
import {} from './core.js';
import { conflict, notFound } from './errors.js';
import { WRITE_ATTEMPTS } from './limits.js';
import { admit, pendingFinalizers } from './pipeline.js';
/**
 * Deletes an object, or marks it where finalizers or a grace period hold it. Deleting again what is already marked
 * changes nothing, except that a shorter grace period is taken.
 * @throws StatusError NotFound, Conflict (preconditions), or what admission refuses with
 */
export async function deleteObject(core, context, key, options) {
    for (let attempt = 1;; attempt += 1) {
        const current = await core.storage.get(key);
        if (!current)
            throw notFound(context.definition.storage, key.name);
        checkPreconditions(context, current, options);
        await admit(core, context, key, {
            operation: 'DELETE',
            object: current,
            old: current,
            options: options.propagationPolicy ? { propagationPolicy: options.propagationPolicy } : {},
        });
        try {
            return await deleteOnce(core, context, key, { current, options });
        }
        catch (error) {
            if (!isReason(error, 'Conflict') || attempt === WRITE_ATTEMPTS)
                throw error;
        }
    }
}
function checkPreconditions(context, current, options) {
    const { uid = '', resourceVersion = '', name = '' } = current.metadata;
    const { storage } = context.definition;
    if (options.uid !== undefined && options.uid !== uid)
        throw conflict(storage, name, `Precondition failed: UID in precondition: ${options.uid}, UID in object meta: ${uid}`);
    if (options.resourceVersion !== undefined && options.resourceVersion !== resourceVersion)
        throw conflict(storage, name, `Precondition failed: ResourceVersion in precondition: ${options.resourceVersion}, ResourceVersion in object meta: ${resourceVersion}`);
}
async function deleteOnce(core, context, key, what) {
    const { current, options } = what;
    const next = marked(core, context, current, options);
    const waiting = next.metadata.deletionGracePeriodSeconds ?? 0;
    const gone = waiting === 0 && pendingFinalizers(context, next).length === 0;
    if (!gone && next === current)
        return { object: current, gone };
    // What goes at once never shows a deletionTimestamp, except on kinds that know a grace period.
    const object = gone && !context.definition.defaultGraceSeconds ? current : next;
    if (context.dryRun)
        return { object, gone };
    const expected = {
        uid: current.metadata.uid ?? '',
        resourceVersion: current.metadata.resourceVersion ?? '',
    };
    const stored = await core.storage.write({ type: gone ? 'delete' : 'update', key, object, expected });
    return { object: stored, gone };
}
/** The object as it is while something holds it; the same object when nothing changes. */
function marked(core, context, current, options) {
    const meta = current.metadata;
    const grace = gracePeriod(context, current, options);
    const finalizers = finalizersFor(meta.finalizers ?? [], options.propagationPolicy);
    const already = meta.deletionTimestamp !== undefined && grace >= (meta.deletionGracePeriodSeconds ?? 0);
    if (already && deepEqual(finalizers, meta.finalizers ?? []))
        return current;
    const metadata = already ? { ...meta } : { ...meta, ...markOf(core, context, meta, grace) };
    if (finalizers.length > 0)
        metadata.finalizers = finalizers;
    else
        delete metadata.finalizers;
    const next = { ...current, metadata };
    if (context.definition.subresources.finalize)
        next['status'] = { ...current['status'], phase: 'Terminating' };
    return next;
}
function markOf(core, context, meta, grace) {
    return {
        deletionTimestamp: formatTime(core.clock.now() + grace * 1000),
        ...(context.definition.subresources.finalize ? {} : { deletionGracePeriodSeconds: grace }),
        ...(meta.generation === undefined ? {} : { generation: meta.generation + 1 }),
    };
}
/** A kind whose default is 0 knows no grace, nor does an object that nothing runs for any more. */
function gracePeriod(context, current, options) {
    const usual = context.definition.defaultGraceSeconds?.(current) ?? 0;
    if (usual === 0)
        return 0;
    return Math.max(0, options.gracePeriodSeconds ?? usual);
}
const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';
/** The garbage collector is told by a finalizer what becomes of dependents; without a policy, those there count. */
function finalizersFor(finalizers, policy) {
    if (policy === undefined)
        return [...finalizers];
    const others = finalizers.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
    if (policy === 'Orphan')
        return [...others, ORPHAN];
    return policy === 'Foreground' ? [...others, FOREGROUND] : others;
}
//# sourceMappingURL=delete.js.map