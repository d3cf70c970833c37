import {} from '#libs/apimachinery';
import {} from '#libs/protocol';
/**
 * How a member object shows whose it is. The label is what the watches select by. The words are those of libs/kinds (the
 * spec compares them), repeated because its import alone costs an agent 80 ms of CPU and 4 MB.
 */
export const FIELD_MANAGER = 'meridian';
/** Takes over a field that the manifest no longer holds, so that dropping it from ours does not reset it. */
export const HANDOVER_MANAGER = 'meridian-handover';
export const MANAGED_BY = 'federation.meridian.dev/managed-by';
export const GENERATION = 'federation.meridian.dev/generation';
/** Beside GENERATION, where the hub was restored from a backup: from its second epoch on. */
export const EPOCH = 'federation.meridian.dev/epoch';
export const MANIFEST_HASH = 'federation.meridian.dev/manifest-hash';
/** On namespaces: we made it, so we may delete it. In the member, where it survives the loss of a checkpoint. */
export const CREATED_BY = 'federation.meridian.dev/created-by';
export function isManagedBy(object, hubUid) {
    return object.metadata.labels?.[MANAGED_BY] === hubUid;
}
export function isCreatedBy(object, hubUid) {
    return object.metadata.annotations?.[CREATED_BY] === hubUid;
}
export function markOf(annotations) {
    const generation = Number(annotations?.[GENERATION]);
    const epoch = Number(annotations?.[EPOCH] ?? 1);
    return Number.isSafeInteger(generation) && Number.isSafeInteger(epoch) ? { epoch, generation } : undefined;
}
/**
 * The manifest as it is applied: our marks added, what the server owns left out. `uid`, where known, keeps the apply from
 * landing on another object of the same name. Changes `manifest`, which was parsed for this.
 */
export function mark(manifest, work, uid) {
    const { name, namespace, labels, annotations, ownerReferences, finalizers } = manifest.metadata;
    manifest.metadata = {
        ...(name === undefined ? {} : { name }),
        ...(namespace === undefined ? {} : { namespace }),
        ...(uid === undefined ? {} : { uid }),
        labels: { ...labels, [MANAGED_BY]: work.hubUid },
        annotations: {
            ...annotations,
            [GENERATION]: String(work.generation),
            ...(work.epoch > 1 ? { [EPOCH]: String(work.epoch) } : {}),
            [MANIFEST_HASH]: work.manifestHash,
        },
        ...(ownerReferences === undefined ? {} : { ownerReferences }),
        ...(finalizers === undefined ? {} : { finalizers }),
    };
    delete manifest['status'];
    return manifest;
}
/** A merge patch that takes our marks off. */
export function unmarkPatch(uid) {
    return {
        metadata: {
            ...(uid === undefined ? {} : { uid }),
            labels: { [MANAGED_BY]: null },
            annotations: { [GENERATION]: null, [EPOCH]: null, [MANIFEST_HASH]: null, [CREATED_BY]: null },
        },
    };
}
//# sourceMappingURL=marks.js.map