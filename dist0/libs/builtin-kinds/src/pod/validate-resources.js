import { checkQualifiedName, compareQuantities, isQuantity, parseQuantity } from '#libs/apimachinery';
import { checkSyntax } from '../checks.js';
import { invalid } from '../causes.js';
import { mapOf } from '../json.js';
const FORM = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const ZERO = parseQuantity(0);
/** `limits` and `requests` of a container or a claim: names, quantities, and no request above its limit. */
export function checkResources(causes, path, resources) {
    const { limits, requests } = mapOf(resources);
    checkQuantities(causes, `${path}.limits`, limits);
    checkQuantities(causes, `${path}.requests`, requests);
    for (const [name, asked] of Object.entries(mapOf(requests))) {
        const limit = mapOf(limits)[name];
        if (isQuantity(limit) && exceeds(asked, limit)) {
            causes.push(invalid(`${path}.requests`, asked, `must be less than or equal to ${name} limit of ${String(limit)}`));
        }
    }
}
/** Whether one quantity is above another; false where either is none. */
export function exceeds(value, limit) {
    return (isQuantity(value) &&
        isQuantity(limit) &&
        compareQuantities(parseQuantity(value), parseQuantity(limit)) > 0);
}
/** A map of resource names to quantities that are not negative. */
export function checkQuantities(causes, path, quantities) {
    for (const [name, value] of Object.entries(mapOf(quantities))) {
        checkSyntax(causes, path, name, checkQualifiedName);
        checkQuantity(causes, `${path}[${name}]`, value);
    }
}
export function checkQuantity(causes, path, value) {
    if (!isQuantity(value)) {
        causes.push(invalid(path, value, FORM));
    }
    else if (compareQuantities(parseQuantity(value), ZERO) < 0) {
        causes.push(invalid(path, String(value), 'must be greater than or equal to 0'));
    }
}
//# sourceMappingURL=validate-resources.js.map