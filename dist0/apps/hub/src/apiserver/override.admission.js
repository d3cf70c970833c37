import { formatGroupResource, invalidError } from '#libs/apimachinery';
import {} from '#libs/apiserver';
import { clusterOverridePolicies, overridePolicies } from '#libs/kinds';
import { readOverridePolicy } from '#libs/placement';
const NO_WARNINGS = [];
const KINDS = new Map([overridePolicies, clusterOverridePolicies].map((row) => [formatGroupResource(row.storage), row]));
/** Refuses override policies that make no sense: all that is wrong, each with its field. */
export const overrideAdmission = { name: 'OverridePolicy', admit };
/** @throws StatusError Invalid */
function admit({ resource, operation, subresource, object, name }) {
    const row = KINDS.get(formatGroupResource(resource));
    if (!row || operation === 'DELETE' || subresource !== '')
        return NO_WARNINGS;
    // What it once was may not keep it from going.
    if (object.metadata.deletionTimestamp !== undefined)
        return NO_WARNINGS;
    const { causes } = readOverridePolicy(object);
    if (causes.length > 0)
        throw invalidError({ kind: row.kind, group: row.storage.group, name }, causes);
    return NO_WARNINGS;
}
//# sourceMappingURL=override.admission.js.map