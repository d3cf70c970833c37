import { FIELDS_JSON } from './generated/fields.js';
let parsed;
function facts() {
    parsed ??= JSON.parse(FIELDS_JSON);
    return parsed;
}
/** What is known of a type such as `apps.v1.ReplicaSet`; undefined for leaves and for types left out. */
export function factsOf(name) {
    return Object.hasOwn(facts(), name) ? facts()[name] : undefined;
}
/** Every type that has facts, sorted. */
export function builtinTypeNames() {
    return Object.keys(facts());
}
/** Types with ObjectMeta that are parts of other objects and so have no apiVersion and kind. */
const TEMPLATES = new Set([
    'core.v1.PodTemplateSpec',
    'core.v1.PersistentVolumeClaimTemplate',
    'batch.v1.JobTemplateSpec',
]);
/** Kinds without metadata (the facts leave TypeMeta out, so it has to be told). */
const BARE_KINDS = /^(meta\.v1\.[A-Za-z]+Options|core\.v1\.([A-Za-z]+Options|SerializedReference))$/;
const NOT_KINDS = /^core\.v1\.(SELinuxOptions|WindowsSecurityContextOptions)$/;
/** Whether objects of this type carry `apiVersion` and `kind`. */
export function isKind(name) {
    if (BARE_KINDS.test(name)) {
        return !NOT_KINDS.test(name);
    }
    const meta = factsOf(name)?.fields['metadata']?.t;
    return (meta === 'meta.v1.ObjectMeta' || meta === 'meta.v1.ListMeta') && !TEMPLATES.has(name);
}
//# sourceMappingURL=facts.js.map