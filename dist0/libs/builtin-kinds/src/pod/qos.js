import { isQuantity, parseQuantity } from '#libs/apimachinery';
import { isJson, mapOf, mapsOf } from '../json.js';
const COMPUTE = ['cpu', 'memory'];
/** Guaranteed, Burstable or BestEffort, from the resources that the containers ask for (core/v1, PodQOSClass). */
export function qosClass(spec) {
    const containers = [...mapsOf(spec['initContainers']), ...mapsOf(spec['containers'])];
    const all = containers.map((container) => mapOf(container['resources']));
    const asksNothing = all.every((resources) => !asks(resources['requests']) && !asks(resources['limits']));
    if (asksNothing) {
        return 'BestEffort';
    }
    return all.every(isGuaranteed) ? 'Guaranteed' : 'Burstable';
}
function asks(resources) {
    return COMPUTE.some((name) => nanos(resources, name) > 0n);
}
function isGuaranteed(resources) {
    const { limits, requests } = resources;
    return COMPUTE.every((name) => {
        const limit = nanos(limits, name);
        const isRequested = isJson(requests) && requests[name] !== undefined;
        return limit > 0n && (!isRequested || nanos(requests, name) === limit);
    });
}
function nanos(resources, name) {
    const amount = mapOf(resources)[name];
    return isQuantity(amount) ? parseQuantity(amount).nanos : 0n;
}
//# sourceMappingURL=qos.js.map