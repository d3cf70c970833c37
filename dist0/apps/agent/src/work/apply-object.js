import { isReason, StatusError } from '#libs/apimachinery';
import { done, requeueAfter } from '#libs/controller-runtime';
import {} from '#libs/kube-client';
import { subjectHash, UnreadableMessageError, unpackBody, } from '#libs/protocol';
import {} from './checkpoint.js';
import { ForeignObjectError, MissingApiError, SupersededError } from './failure.js';
import { isBehind, waitForHub } from './behind.js';
import { countRepair, repairDelayMs } from './fights.js';
import { showGlobalAddress } from './global-address.js';
import { liveObject } from './live-object.js';
import { CREATED_BY, FIELD_MANAGER, HANDOVER_MANAGER, isCreatedBy, isManagedBy, mark, MANAGED_BY, } from './marks.js';
import { missingFields } from './missing-fields.js';
import {} from './object-table.js';
import {} from './work-context.js';
/**
 * Makes the member hold what the newest work says, with as few requests as that takes: none when nothing differs, one apply
 * where the object is known, a look and an apply the first time. Throws what `failureOf` understands.
 */
export function applyObject(context, object) {
    if (!losesNamespace(context, object.work.object))
        return applyNow(context, object);
    return Promise.resolve(requeueAfter(context.limits.namespaceWaitMs, 'its namespace is being deleted'));
}
async function applyNow(context, object) {
    const { work } = object;
    const resource = await resolve(context, work.object);
    // Until its type was listed, nothing is known of the object; the watch wakes it.
    if (!context.watches.ready(work.object.apiVersion, resource))
        return done;
    const known = nothingToApply(context, object);
    if (known)
        return known;
    const repair = isUpToDate(object);
    const waitMs = repair ? repairDelayMs(object.repairs, context.clock.now(), context.limits) : 0;
    if (waitMs > 0)
        return reportFight(context, object, waitMs);
    const manifest = await manifestOf(context, object, work);
    const replicas = replicasOf(manifest) !== undefined;
    const handover = object.applied?.replicas === true && !replicas;
    const current = await lookBefore(context, object, resource, handover);
    const seen = current && nothingToApply(context, object);
    if (seen)
        return seen;
    const desired = desiredObject(object, work, manifest, current);
    const answer = await applyInNamespace(context, object, resource, desired);
    await showGlobalAddress(context.member, resource, answer);
    if (repair)
        object.repairs = countRepair(object.repairs, context.clock.now(), context.limits);
    const live = liveObject(answer, context.hubUid);
    const applied = { ...appliedFacts(work, live, missingFields(desired, answer)), replicas };
    remember(context, object, work, { applied, live });
    return done;
}
/**
 * The hub has told us to delete the namespace, so this object is about to be deleted as well, in a message that may be
 * behind it. Making it again, and the namespace for it, would bring both back from the dead.
 */
function losesNamespace(context, { namespace }) {
    if (namespace === '')
        return false;
    const key = subjectHash({ apiVersion: 'v1', kind: 'Namespace', namespace: '', name: namespace });
    return context.table.get(key)?.work.action === 'delete';
}
/** `work` is what was applied; the object may have newer work by now. */
function remember(context, object, work, { applied, live }) {
    object.applied = applied;
    context.checkpoint.note({ key: object.key, applied });
    if (object.work === work)
        context.table.unpack(object);
    context.sawLive(object, live);
    concludeApplied(context, object, work);
}
/** How the member serves the kind. @throws MissingApiError */
export async function resolve(context, identity) {
    try {
        return await context.member.resolve(identity.apiVersion, identity.kind);
    }
    catch (error) {
        if (!isReason(error, 'NotFound'))
            throw error;
        throw new MissingApiError(`the member serves no ${identity.kind} in ${identity.apiVersion}`);
    }
}
export function isNamespace(identity) {
    return identity.kind === 'Namespace' && identity.apiVersion === 'v1';
}
/** What comes of the object as far as it is known, unless there is something to apply. */
function nothingToApply(context, object) {
    if (isBehind(object, object.live?.mark))
        return waitForHub(context, object);
    if (!isUpToDate(object) || !isUntouched(object))
        return undefined;
    concludeApplied(context, object, object.work);
    return done;
}
/** The member has taken this very work. */
function isUpToDate({ applied, work }) {
    return (applied?.generation === work.generation &&
        applied.epoch === work.epoch &&
        applied.manifestHash === work.manifestHash);
}
/** ... and nobody has changed what we own since. */
function isUntouched({ applied, live }) {
    return live !== undefined && live.uid === applied?.memberUid && live.digest === applied.digest;
}
function concludeApplied(context, object, work) {
    const missing = object.applied?.missing ?? [];
    object.failures = 0;
    context.conclude(object, {
        epoch: work.epoch,
        generation: work.generation,
        state: 'Applied',
        ...(missing.length === 0
            ? {}
            : {
                reason: 'UnsupportedField',
                message: `the member does not know ${missing.join(', ')} and has left it out`,
            }),
    });
}
function reportFight(context, object, waitMs) {
    const { epoch, generation } = object.work;
    context.conclude(object, {
        epoch,
        generation,
        state: 'Conflict',
        reason: 'FightLimit',
        message: `${object.rival || 'someone'} keeps changing fields that the federation owns; repaired again later`,
    });
    return requeueAfter(waitMs, 'fights with another manager');
}
async function manifestOf(context, object, work) {
    const packed = object.work === work ? object.packed : undefined;
    const message = packed ?? (await context.checkpoint.load(object.key));
    if (!message && object.work === work)
        context.damaged(object);
    if (message?.generation !== work.generation || message.epoch !== work.epoch)
        throw new SupersededError('newer work has come; its run follows');
    const manifest = JSON.parse(unpackBody(message, context.keyOf));
    if (typeof manifest !== 'object' || manifest === null || !('metadata' in manifest))
        throw new UnreadableMessageError('the manifest is no object');
    return manifest;
}
/** The namespace may vanish between our look and the apply; then it is made again, once. */
async function applyInNamespace(context, object, resource, desired) {
    const { namespace } = object.work.object;
    const send = () => context.member.apply(resource, desired, { fieldManager: FIELD_MANAGER, force: true });
    if (resource.namespaced)
        await context.namespaces.ensure(namespace);
    try {
        return await send();
    }
    catch (error) {
        // Another object bears the name now: forget the one we knew and look again.
        if (isReason(error, 'Conflict'))
            object.live = undefined;
        if (isReason(error, 'Forbidden'))
            context.namespaces.forget(namespace);
        if (!isReason(error, 'NotFound') || error.details?.name !== namespace)
            throw error;
        context.namespaces.forget(namespace);
        await context.namespaces.ensure(namespace);
        return send();
    }
}
/**
 * The object as the member has it, where that must be known before it is changed. One that we have seen with our mark
 * needs no look: its uid makes sure that it is still the same one.
 */
async function lookBefore(context, object, resource, handover) {
    if (object.live && !handover)
        return undefined;
    const { namespace, name } = object.work.object;
    const current = await context.member.get(resource, namespace, name);
    if (!current)
        return undefined;
    refuseForeign(object, current, resource);
    if (isManagedBy(current, context.hubUid))
        context.sawLive(object, liveObject(current, context.hubUid));
    if (handover)
        await handOver(context, resource, current);
    return current;
}
/** @throws ForeignObjectError for an object of that name that is not ours to change */
function refuseForeign(object, current, resource) {
    const { work, applied } = object;
    if (work.adopt || isManagedBy(current, work.hubUid) || current.metadata.uid === applied?.memberUid)
        return;
    const owner = current.metadata.labels?.[MANAGED_BY];
    // A namespace that exists is used (DESIGN, decision 6), unless another federation says that it is its own.
    if (isNamespace(work.object) && owner === undefined)
        return;
    const whose = owner === undefined ? 'is not managed by this federation' : 'is managed by another federation';
    throw new ForeignObjectError(`${resource.resource} "${work.object.name}" exists in the member and ${whose}`);
}
/** The manifest with our marks. Of a namespace that was there before us the marks are all that is applied. */
function desiredObject({ live }, work, manifest, current) {
    const uid = current ? current.metadata.uid : live?.uid;
    if (!isNamespace(work.object))
        return mark(manifest, work, uid);
    const created = current ? isCreatedBy(current, work.hubUid) : (live?.created ?? true);
    const { apiVersion, kind, metadata } = manifest;
    if (!created)
        return mark({ apiVersion, kind, metadata: { name: work.object.name } }, work, uid);
    const annotations = { ...metadata.annotations, [CREATED_BY]: work.hubUid };
    return mark({ ...manifest, metadata: { ...metadata, annotations } }, work, uid);
}
/**
 * The manifest no longer sets the number of replicas: someone else (an autoscaler) is to. Dropping the field would reset
 * it, so another manager of ours takes it over at its present value first.
 */
async function handOver(context, resource, current) {
    const replicas = replicasOf(current);
    if (replicas === undefined)
        return;
    const { name = '', namespace, uid } = current.metadata;
    await context.member.apply(resource, {
        apiVersion: current.apiVersion,
        kind: current.kind,
        metadata: { name, ...(namespace ? { namespace } : {}), ...(uid ? { uid } : {}) },
        spec: { replicas },
    }, { fieldManager: HANDOVER_MANAGER, force: true });
}
function appliedFacts(work, live, missing) {
    const { epoch, generation, manifestHash } = work;
    if (live.uid === '')
        throw new StatusError('InternalError', 'the member answered an object without uid');
    return {
        epoch,
        generation,
        manifestHash,
        memberUid: live.uid,
        digest: live.digest,
        ...(missing.length === 0 ? {} : { missing }),
    };
}
function replicasOf(object) {
    const spec = object['spec'];
    if (typeof spec !== 'object' || spec === null || !('replicas' in spec))
        return undefined;
    return typeof spec.replicas === 'number' ? spec.replicas : undefined;
}
//# sourceMappingURL=apply-object.js.map