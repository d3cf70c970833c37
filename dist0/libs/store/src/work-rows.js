import { StatusError } from '#libs/apimachinery';
import { isSecretResource } from './shards.js';
export const WORK_COLUMNS = `w.key, w.cluster, w.uid, w.action, w.reason, w.adopt, w.propagation_policy,
  w.manifest_hash, w.patch_encoding, w.patch_key_id, w.patch_body, w.generation, w.published,
  w.memory`;
export function manifestAad(hash) {
    return `manifests/${hash}`;
}
function patchAad(key, cluster) {
    return `work/${key}/${cluster}`;
}
/** @throws StatusError InternalError for a plan that applies without a manifest. */ export function encodePlan(codec, plan) {
    const { manifest, key } = plan;
    const secret = manifest?.secret === true || isSecretResource(key);
    return {
        plan,
        rows: plan.targets.map((target)=>encodeWork(codec, plan, target, secret)),
        manifest: manifest && codec.encode(manifest.text, {
            secret,
            aad: manifestAad(manifest.hash)
        })
    };
}
/** Of the manifest that a target refers to; '' where it needs none, undefined where the plan lacks it. */ export function manifestHashOf({ manifest }, target) {
    return target.action === 'apply' ? target.manifestHash ?? manifest?.hash : '';
}
function encodeWork(codec, plan, target, secret) {
    const { action, cluster, patch, adopt = false, propagationPolicy } = target;
    const manifestHash = manifestHashOf(plan, target);
    if (manifestHash === undefined) throw new StatusError('InternalError', `the plan of ${plan.key} applies without a manifest`);
    const patchText = patch && JSON.stringify(patch);
    const uid = target.uid ?? plan.uid;
    const content = JSON.stringify([
        uid,
        action,
        manifestHash,
        patchText,
        adopt,
        propagationPolicy
    ]);
    return {
        target,
        manifestHash,
        patch: patchText === undefined ? undefined : codec.encode(patchText, {
            secret,
            aad: patchAad(plan.key, cluster)
        }),
        content: codec.digest(content, secret && patchText !== undefined)
    };
}
export function decodeWork(codec, row) {
    const patch = decodePatch(codec, row);
    return {
        key: row.key,
        cluster: row.cluster,
        uid: row.uid,
        action: row.action,
        reason: row.reason,
        manifestHash: row.manifest_hash,
        generation: Number(row.generation),
        published: row.published,
        ...patch ? {
            patch
        } : {},
        ...row.adopt ? {
            adopt: true
        } : {},
        ...row.memory === null ? {} : {
            memory: JSON.parse(row.memory)
        },
        ...row.propagation_policy ? {
            propagationPolicy: row.propagation_policy
        } : {}
    };
}
function decodePatch(codec, row) {
    const { patch_encoding: encoding, patch_key_id: keyId, patch_body: body } = row;
    if (encoding === null || keyId === null || body === null) return undefined;
    const text = codec.decode({
        encoding,
        keyId,
        body
    }, patchAad(row.key, row.cluster));
    return JSON.parse(text);
}
