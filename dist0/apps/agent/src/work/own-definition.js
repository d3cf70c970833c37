import { parseApiVersion } from '#libs/apimachinery';
import {} from '#libs/protocol';
import {} from './object-table.js';
/** So many looks, one a second, before an object whose definition came with it is reported as one of an unknown kind. */
export const DEFINITION_LOOKS = 10;
export const DEFINITION_WAIT_MS = 1_000;
/**
 * Whether work brings the definition of an object's kind as well, and nothing is wrong with that: then the member will serve
 * the kind in a moment. Objects and definitions come in any order.
 */
export function isDefinedByWork(table, { apiVersion }) {
    const suffix = `.${parseApiVersion(apiVersion).group}`;
    for (const { work, verdict } of table.ofType('apiextensions.k8s.io/v1', 'CustomResourceDefinition'))
        if (work.action === 'apply' && work.object.name.endsWith(suffix) && isWell(verdict?.state))
            return true;
    return false;
}
function isWell(state) {
    return state === undefined || state === 'Applied';
}
//# sourceMappingURL=own-definition.js.map