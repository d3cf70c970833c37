import { isReason } from '#libs/apimachinery';
import { done, requeueAfter } from '#libs/controller-runtime';
import {} from '#libs/kube-client';
import {} from '#libs/protocol';
import { isNamespace, resolve } from './apply-object.js';
import { isBehind, waitForHub } from './behind.js';
import { MissingApiError } from './failure.js';
import { liveObject } from './live-object.js';
import { isCreatedBy, isManagedBy, unmarkPatch } from './marks.js';
import {} from './object-table.js';
import {} from './work-context.js';
/**
 * `delete`: deletes what is ours and waits until it is really gone. `release`: takes our marks off and leaves the object
 * alone. Both are complete at once where nothing of ours is there.
 */
export async function removeObject(context, object) {
    const { work } = object;
    if (object.finished === work.generation)
        return concludeDeleted(context, object, work);
    const resource = await served(context, object);
    const current = resource && (await context.member.get(resource, work.object.namespace, work.object.name));
    if (isBehind(object, current && liveObject(current, work.hubUid).mark))
        return waitForHub(context, object);
    if (!resource || !current || !isOurs(object, current))
        return finish(context, object, work);
    // Before the request: the watch is what tells the moment it is gone.
    context.watches.ready(work.object.apiVersion, resource);
    if (work.action === 'release' || isUsedNamespace(object, current))
        return release(context, object, resource, current);
    return remove(context, object, resource, current);
}
/** Undefined where the API itself is gone, and with it every object. */
async function served(context, object) {
    try {
        return await resolve(context, object.work.object);
    }
    catch (error) {
        if (error instanceof MissingApiError)
            return undefined;
        throw error;
    }
}
function isOurs(object, current) {
    return isManagedBy(current, object.work.hubUid) || current.metadata.uid === object.applied?.memberUid;
}
/** A namespace that was there before us is not ours to delete. */
function isUsedNamespace(object, current) {
    return isNamespace(object.work.object) && !isCreatedBy(current, object.work.hubUid);
}
async function release(context, object, resource, current) {
    const { work } = object;
    const { namespace, name } = work.object;
    try {
        await context.member.mergePatch(resource, namespace, name, unmarkPatch(current.metadata.uid));
    }
    catch (error) {
        if (!isReason(error, 'NotFound'))
            throw error;
    }
    return finish(context, object, work);
}
async function remove(context, object, resource, current) {
    const { clock, limits } = context;
    const { work } = object;
    const since = (object.deletingSince ??= clock.now());
    if (isNamespace(work.object))
        context.namespaces.forget(work.object.name);
    const terminating = current.metadata.deletionTimestamp !== undefined;
    const last = terminating ? current : await requestDeletion(context, work, resource, current);
    if (!last || last.kind === 'Status')
        return finish(context, object, work);
    const { epoch, generation } = work;
    if (clock.now() - since >= limits.deletionSlowMs)
        context.conclude(object, {
            epoch,
            generation,
            state: 'Failed',
            reason: 'Terminating',
            message: `deleted, and not yet gone; finalizers: ${last.metadata.finalizers?.join(', ') ?? 'none'}`,
        });
    return requeueAfter(limits.deletionPollMs, 'waits until the object is gone');
}
/** Only the object that was looked at: another one of the same name is not meant. */
function requestDeletion(context, work, resource, current) {
    const { namespace, name } = work.object;
    const { uid } = current.metadata;
    return context.member.delete(resource, namespace, name, {
        ...(uid === undefined ? {} : { uid }),
        propagationPolicy: work.propagationPolicy ?? 'Background',
    });
}
function finish(context, object, work) {
    object.applied = undefined;
    object.live = undefined;
    object.workload = undefined;
    object.deletingSince = undefined;
    // Newer work came meanwhile: its run follows, and starts from nothing.
    if (object.work !== work)
        return done;
    object.finished = work.generation;
    context.finish(object);
    return concludeDeleted(context, object, work);
}
function concludeDeleted(context, object, work) {
    const { epoch, generation } = work;
    object.failures = 0;
    context.conclude(object, { epoch, generation, state: 'Deleted' });
    return done;
}
//# sourceMappingURL=remove-object.js.map