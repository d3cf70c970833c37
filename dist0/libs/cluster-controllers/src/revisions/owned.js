import { createHash } from 'node:crypto';
import { canonicalJson, } from '#libs/apimachinery';
/** How many old templates are remembered where the workload does not say (its API default). */
export const DEFAULT_HISTORY = 10;
/** Of what `value` says, whatever the order of its fields. */
export function templateHash(value) {
    return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 10);
}
/** The reference by which a controller owns what it makes. */
export function ownedBy(owner) {
    const { name = '', uid = '' } = owner.metadata;
    const { apiVersion, kind } = owner;
    return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}
/** The owner that manages this object, if one does. */
export function controllerOf(object) {
    return object.metadata.ownerReferences?.find((reference) => reference.controller === true);
}
//# sourceMappingURL=owned.js.map