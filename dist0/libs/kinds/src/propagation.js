import { formatGroupResource } from '#libs/apimachinery';
import { noStatus } from './merge-status.js';
import {} from './propagation-row.js';
import { PROPAGATION_ROWS } from './propagation-rows.js';
const BY_RESOURCE = new Map(PROPAGATION_ROWS.map((one) => [formatGroupResource(one.resource), one]));
const BY_KIND = new Map(PROPAGATION_ROWS.map((one) => [`${one.resource.group}/${one.kind}`, one]));
/** Every built-in kind that can spread. */
export function propagations() {
    return PROPAGATION_ROWS;
}
/** Undefined: objects of this built-in resource stay at the hub. */
export function propagationOf(resource) {
    return BY_RESOURCE.get(formatGroupResource(resource));
}
export function propagationOfKind(group, kind) {
    return BY_KIND.get(`${group}/${kind}`);
}
/**
 * Whether what members say of an object that they have as they should matters to the object: to how it is divided, to its
 * status, to its conditions. Where not (ConfigMaps, roles), only failures and deletions are news.
 */
export function heedsMembers({ divides, mergeStatus, conditions }) {
    return divides !== undefined || mergeStatus !== noStatus || conditions;
}
//# sourceMappingURL=propagation.js.map