import { canonicalJson } from '#libs/apimachinery';
import { CUSTOM_OBJECTS_FINALIZER } from '#libs/builtin-kinds';
import { ANNOTATION_CONFLICT_RESOLUTION, manifestFor, MEMBERS_FINALIZER, neverSpread, } from '#libs/kinds';
import {} from '#libs/placement';
import {} from '#libs/store';
import {} from '../events/event-recorder.js';
import {} from './cluster-view.js';
import {} from './decision.js';
import { decide } from './override-work.js';
import { expiresInMs } from './job-expiry.js';
import { deletionOf, waitsFor } from './deletion.js';
import {} from './scaling.js';
import { debtOf, holdings, leavingTargets, removals } from './targets.js';
/** Decides everything about one federated object: who gets what, what is undone, whether it may go. Pure. */
export function planObject(input) {
    const held = holdings(input.work, input.reports);
    const { object } = input;
    if (!object)
        return gone(input, held);
    if (object.metadata.deletionTimestamp !== undefined)
        return deleting(input, object, held);
    const { propagation } = input;
    if (!propagation)
        return withdrawn(input, object, held, 'objects of this kind stay at the hub');
    const never = neverSpread(input.resource, object);
    if (never !== undefined)
        return withdrawn(input, object, held, never);
    return live(input, object, held, propagation);
}
function byName(clusters) {
    return new Map(clusters.map((cluster) => [cluster.name, cluster]));
}
/** The object left without waiting for these members (they were Offline, or its finalizer was taken away). */
function gone(input, held) {
    const uid = input.work[0]?.uid ?? '';
    const targets = removals(held, byName(input.clusters), {
        action: 'delete',
        reason: 'the object was deleted at the hub',
    });
    return { plan: { key: input.key, uid, basis: '', targets }, releaseFinalizer: false, notices: [] };
}
function deleting(input, object, held) {
    const clusters = byName(input.clusters);
    // What is in a namespace goes first: its members would otherwise lose it twice, once as drift to be repaired.
    if (isStillFull(object))
        return { releaseFinalizer: false, notices: [] };
    const targets = removals(held, clusters, deletionOf(object));
    // What others owe stays as a debt after the object has gone.
    const waits = targets.flatMap(({ cluster }) => waitsFor(clusters.get(cluster), input.now) ?? []);
    const recheckInMs = Math.min(...waits);
    return {
        plan: planOf(input, object, targets),
        releaseFinalizer: waits.length === 0,
        notices: [],
        ...(Number.isFinite(recheckInMs) ? { recheckInMs } : {}),
    };
}
/**
 * A Namespace whose content the namespace controller has not removed yet (spec.finalizers, as in every cluster), or the
 * definition of a custom kind that still has objects.
 */
function isStillFull({ kind, metadata, ...rest }) {
    const spec = rest['spec'];
    if (kind === 'Namespace')
        return (spec?.finalizers ?? []).length > 0;
    return (kind === 'CustomResourceDefinition' && (metadata.finalizers ?? []).includes(CUSTOM_OBJECTS_FINALIZER));
}
function withdrawn(input, object, held, reason) {
    const targets = removals(held, byName(input.clusters), { action: 'delete', reason });
    return { plan: planOf(input, object, targets), releaseFinalizer: hasFinalizer(object), notices: [] };
}
function live(input, object, held, propagation) {
    // One that is being removed gets nothing and keeps nothing, whatever the object wants.
    const staying = input.clusters.filter(({ leaving }) => leaving === undefined);
    const decision = decide({ ...input, clusters: staying, object, held, propagation }, input.overrides);
    const adopt = object.metadata.annotations?.[ANNOTATION_CONFLICT_RESOLUTION] === 'adopt';
    const placed = decision.placed.map((target) => {
        const debt = debtOf(held, target.cluster, object.metadata.uid ?? '');
        // What is kept is kept with what it was told then.
        const asked = target.manifestHash === undefined && adopt ? { adopt } : {};
        return debt ?? { ...target, action: 'apply', ...asked };
    });
    const kept = new Set(placed.map(({ cluster }) => cluster));
    const withdrawn = removals(held, byName(staying), { action: 'delete', reason: 'the cluster is not selected' }, (cluster) => !kept.has(cluster));
    const leaving = leavingTargets(held, input.clusters, object.metadata.uid ?? '');
    const text = canonicalJson(manifestFor(object, propagation));
    const manifest = {
        hash: input.hash(text),
        text,
        secret: input.resource.group === '' && input.resource.resource === 'secrets',
    };
    return {
        plan: {
            ...planOf(input, object, [...placed, ...withdrawn, ...leaving]),
            // A division is a step from what is given to what is meant, and what is kept is what was stored: nobody may undo a
            // later step.
            ...(propagation.divides || placed.some(({ manifestHash }) => manifestHash !== undefined)
                ? { seen: input.work.reduce((newest, { generation }) => Math.max(newest, generation), 0) }
                : {}),
            ...(placed.some(({ action }) => action === 'apply') ? { manifest } : {}),
        },
        decision,
        releaseFinalizer: false,
        notices: decision.notices,
        ...lookAgain(decision.recheckInMs, expiresInMs(object, input.now)),
    };
}
function lookAgain(decisionInMs, expiryInMs) {
    const recheckInMs = Math.min(decisionInMs ?? Infinity, expiryInMs ?? Infinity);
    return {
        ...(Number.isFinite(recheckInMs) ? { recheckInMs } : {}),
        ...(expiryInMs === 0 ? { expired: true } : {}),
    };
}
function planOf(input, object, targets) {
    return {
        key: input.key,
        uid: object.metadata.uid ?? '',
        basis: object.metadata.resourceVersion ?? '',
        targets,
    };
}
function hasFinalizer(object) {
    return object.metadata.finalizers?.includes(MEMBERS_FINALIZER) ?? false;
}
//# sourceMappingURL=plan-object.js.map