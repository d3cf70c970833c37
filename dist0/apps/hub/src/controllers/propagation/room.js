import { getPath, isJsonObject, isQuantity, parseQuantity, quantityToNumber, } from '#libs/apimachinery';
import {} from './cluster-view.js';
const RESOURCES = ['cpu', 'memory'];
/** From the pod template; containers only, which is what runs for long. */
export function podRequest(object) {
    const found = getPath(object, 'spec.template.spec.containers');
    const containers = Array.isArray(found) ? found.filter(isJsonObject) : [];
    const request = {};
    for (const container of containers) {
        const requests = getPath(container, ['resources', 'requests']);
        for (const name of RESOURCES) {
            const amount = isJsonObject(requests) ? amountOf(requests, name) : undefined;
            if (amount !== undefined && amount > 0)
                request[name] = (request[name] ?? 0) + amount;
        }
    }
    return Object.keys(request).length > 0 ? request : undefined;
}
/**
 * How many such pods fit beside what runs in a cluster, by what it told last: whatever is scarcest. Sums over its nodes, so
 * more may be said to fit than do; pods that stay Pending correct it (fullness.ts). Undefined: not known.
 */
export function roomFor({ allocatable, requested }, request) {
    if (!allocatable || !requested || !request)
        return undefined;
    let room;
    for (const [name, each] of Object.entries(request)) {
        const all = amountOf(allocatable, name);
        if (all === undefined)
            continue;
        const fits = Math.max(0, Math.floor((all - (amountOf(requested, name) ?? 0)) / each));
        room = Math.min(room ?? fits, fits);
    }
    return room;
}
function amountOf(quantities, name) {
    const value = quantities[name];
    return isQuantity(value) ? quantityToNumber(parseQuantity(value)) : undefined;
}
//# sourceMappingURL=room.js.map