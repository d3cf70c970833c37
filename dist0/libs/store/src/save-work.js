import { formatGroupResource, parseObjectKey } from '#libs/apimachinery';
import { byteaArray } from './bytea-array.js';
import { parseResourceVersion } from './shards.js';
const PARAMETER_COUNT = 24;
/** The function of migrations/0007-moves.ts: one outcome per plan, in order. Running it again changes nothing more. */ export const SAVE_WORK = {
    name: 'save_work',
    text: `SELECT outcome FROM save_work(${Array.from({
        length: PARAMETER_COUNT
    }, (_, i)=>`$${String(i + 1)}`).join(', ')})`
};
/** Plans, their rows and their manifests as parallel arrays; places count from 1. */ export function saveParameters(plans) {
    return [
        ...planParameters(plans),
        ...rowParameters(plans),
        ...manifestParameters(plans)
    ];
}
function planParameters(plans) {
    const keys = plans.map(({ plan })=>parseObjectKey(plan.key));
    return [
        plans.map(({ plan })=>plan.key),
        keys.map(formatGroupResource),
        keys.map(({ namespace })=>namespace),
        keys.map(({ name })=>name),
        plans.map(({ plan })=>plan.basis === '' ? 0 : parseResourceVersion(plan.basis)),
        plans.map(({ plan })=>plan.seen ?? null)
    ];
}
function rowParameters(plans) {
    const rows = plans.flatMap(({ plan, rows }, index)=>rows.map((row)=>({
                ...row,
                uid: row.target.uid ?? plan.uid,
                place: index + 1
            })));
    return [
        rows.map(({ place })=>place),
        rows.map(({ target })=>target.cluster),
        rows.map(({ uid })=>uid),
        rows.map(({ target })=>target.action),
        rows.map(({ target })=>target.reason),
        rows.map(({ target })=>target.adopt ?? false),
        rows.map(({ target })=>target.propagationPolicy ?? null),
        rows.map(({ manifestHash })=>manifestHash),
        rows.map(({ patch })=>patch?.encoding ?? null),
        rows.map(({ patch })=>patch?.keyId ?? null),
        byteaArray(rows.map(({ patch })=>patch?.body ?? null)),
        byteaArray(rows.map(({ content })=>content)),
        rows.map(({ target })=>target.memory ? JSON.stringify(target.memory) : null)
    ];
}
function manifestParameters(plans) {
    const manifests = plans.flatMap(({ plan, manifest }, index)=>manifest ? [
            {
                hash: plan.manifest?.hash ?? '',
                manifest,
                place: index + 1
            }
        ] : []);
    return [
        manifests.map(({ place })=>place),
        manifests.map(({ hash })=>hash),
        manifests.map(({ manifest })=>manifest.encoding),
        manifests.map(({ manifest })=>manifest.keyId),
        byteaArray(manifests.map(({ manifest })=>manifest.body))
    ];
}
