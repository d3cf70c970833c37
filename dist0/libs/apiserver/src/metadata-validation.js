import { checkAnnotations, checkDnsLabel, checkLabels, checkName, checkQualifiedName, forbiddenField, invalidField, } from '#libs/apimachinery';
/** Rules that metadata follows on every kind. */
/** Causes for the metadata of a new object. */
export function validateNewMetadata(definition, object) {
    const { name = '', generateName, namespace } = object.metadata;
    const causes = checkName(name, definition.nameRule).map((why) => invalidField('metadata.name', name, why));
    if (generateName)
        for (const why of checkName(withoutTrailingDash(generateName), definition.nameRule))
            causes.push(invalidField('metadata.generateName', generateName, why));
    if (namespace !== undefined)
        for (const why of checkDnsLabel(namespace))
            causes.push(invalidField('metadata.namespace', namespace, why));
    return [...causes, ...validateCommon(object.metadata)];
}
/** A suffix follows, so the text may end in a dash. */
function withoutTrailingDash(text) {
    return text.endsWith('-') && text.length > 1 ? `${text.slice(0, -1)}a` : text;
}
/** Causes for the metadata of a change. System fields cannot differ: the server sets them. */
export function validateMetadataChange(next, old) {
    if (next.metadata === old.metadata)
        return [];
    return [
        ...validateCommon(next.metadata, old.metadata),
        ...validateFinalizerChange(next.metadata, old.metadata),
    ];
}
const FROZEN_TIMES = ['creationTimestamp', 'deletionTimestamp'];
/** Causes for times that the client gives and that are not the stored ones; how they are written does not matter. */
export function frozenMetadata(desired, current) {
    return FROZEN_TIMES.filter((field) => {
        const given = desired[field];
        const stored = current[field];
        if (given === undefined || given === stored)
            return false;
        return stored === undefined || wholeSeconds(given) !== wholeSeconds(stored);
    }).map((field) => invalidField(`metadata.${field}`, desired[field], 'field is immutable'));
}
function wholeSeconds(time) {
    return Math.floor(Date.parse(time) / 1000);
}
function validateCommon(meta, old) {
    // What is shared with the stored object was checked when that was written.
    const changed = (field) => meta[field] !== old?.[field];
    return [
        ...(changed('labels') ? checkLabels(meta.labels, 'metadata.labels') : []),
        ...(changed('annotations') ? checkAnnotations(meta.annotations, 'metadata.annotations') : []),
        ...(changed('ownerReferences') ? validateOwners(meta.ownerReferences ?? []) : []),
        ...(changed('finalizers') ? validateFinalizers(meta.finalizers ?? []) : []),
    ];
}
function validateOwners(owners) {
    const causes = [];
    owners.forEach((owner, index) => {
        const path = `metadata.ownerReferences[${index}]`;
        for (const field of ['apiVersion', 'kind', 'name', 'uid']) {
            if (!owner[field])
                causes.push(invalidField(`${path}.${field}`, '', `${field} must not be empty`));
        }
    });
    const controllers = owners.filter((owner) => owner.controller === true);
    if (controllers.length > 1)
        causes.push(invalidField('metadata.ownerReferences', controllers.map((owner) => owner.name).join(', '), 'Only one reference can have Controller set to true'));
    return causes;
}
const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';
function validateFinalizers(finalizers) {
    const causes = [];
    finalizers.forEach((finalizer, index) => {
        const path = `metadata.finalizers[${index}]`;
        for (const why of checkQualifiedName(finalizer))
            causes.push(invalidField(path, finalizer, why));
        const known = finalizer === ORPHAN || finalizer === FOREGROUND;
        if (!known && !finalizer.includes('/') && !finalizer.includes('.'))
            causes.push(invalidField(path, finalizer, 'name is neither a standard finalizer name nor is it fully qualified'));
    });
    if (finalizers.includes(ORPHAN) && finalizers.includes(FOREGROUND))
        causes.push(invalidField('metadata.finalizers', finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'));
    return causes;
}
/** While an object is being deleted nobody may hold it anew. */
function validateFinalizerChange(next, old) {
    if (old.deletionTimestamp === undefined || next.finalizers === old.finalizers)
        return [];
    const before = new Set(old.finalizers);
    const added = (next.finalizers ?? []).filter((finalizer) => !before.has(finalizer));
    if (added.length === 0)
        return [];
    const list = added.map((finalizer) => JSON.stringify(finalizer)).join(', ');
    return [
        forbiddenField('metadata.finalizers', `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`),
    ];
}
//# sourceMappingURL=metadata-validation.js.map