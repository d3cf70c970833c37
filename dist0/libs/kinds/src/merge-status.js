import {} from '#libs/apimachinery';
import { mergedConditions } from './merge-conditions.js';
import { mapOf, MAX_INT32, numberAt, timeAt } from './member-values.js';
import { ANNOTATION_GLOBAL_ADDRESS } from './names.js';
/** Kinds whose status is nobody's sum (ConfigMap, Secret, Namespace). */
export const noStatus = () => undefined;
/** The merge that these rules describe. What a member says in another type than the field has counts as nothing. */
export function mergeBy(rules) {
    const { sums = [], shown = [], earliest = [], latest = [], fields = {}, conditions = {} } = rules;
    const counters = [...sums, ...shown];
    const owned = new Set([...counters, ...earliest, ...latest, ...Object.keys(fields), 'observedGeneration']);
    return (object, members) => {
        const before = mapOf(object['status']);
        const merged = Object.fromEntries(Object.entries(before).filter(([name]) => !owned.has(name)));
        for (const field of counters) {
            const sum = members.reduce((total, { status }) => total + numberAt(status, field), 0);
            if (sum > 0 || shown.includes(field))
                merged[field] = Math.min(sum, MAX_INT32);
        }
        for (const field of earliest)
            set(merged, field, times(members, field)[0]);
        for (const field of latest)
            set(merged, field, times(members, field).at(-1));
        for (const [field, merge] of Object.entries(fields))
            set(merged, field, merge(members, object));
        if (rules.observed)
            set(merged, 'observedGeneration', observed(object, before, members));
        const said = mergedConditions(conditions, object, members);
        if (said !== undefined)
            set(merged, 'conditions', said.length > 0 ? said : undefined);
        return merged;
    };
}
function set(target, field, value) {
    if (value === undefined)
        Reflect.deleteProperty(target, field);
    else
        target[field] = value;
}
/** All that members name, ascending. */
function times(members, field) {
    return members
        .flatMap(({ status }) => timeAt(status, field) ?? [])
        .sort((a, b) => Date.parse(a) - Date.parse(b));
}
/** It moves only when every placed member is current, so that `rollout status` and Helm --wait tell the truth. */
function observed(object, before, members) {
    const all = members.every(({ current }) => current);
    return all ? object.metadata.generation : before['observedGeneration'];
}
/** All members' load balancer addresses, in their order, each once. */
export const unionOfAddresses = (object, members) => {
    const seen = new Set();
    const ingress = [];
    for (const { status } of members) {
        const list = mapOf(status?.['loadBalancer'])['ingress'];
        for (const entry of Array.isArray(list) ? list : []) {
            if (!isAddress(entry))
                continue;
            const text = JSON.stringify(entry);
            if (!seen.has(text))
                ingress.push(entry);
            seen.add(text);
        }
    }
    const before = mapOf(object['status']);
    return { ...before, loadBalancer: ingress.length > 0 ? { ingress } : {} };
};
/** An Ingress has one address for the whole federation; members' own gateways stand behind it. */
export const globalAddress = (object) => {
    const hostname = object.metadata.annotations?.[ANNOTATION_GLOBAL_ADDRESS];
    return {
        ...mapOf(object['status']),
        loadBalancer: hostname === undefined ? {} : { ingress: [{ hostname }] },
    };
};
/** Whether an entry of `loadBalancer.ingress` has the types that clients decode it with. */
function isAddress(entry) {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
        return false;
    const { ports = [], ...texts } = entry;
    return (Object.values(texts).every((value) => typeof value === 'string') &&
        Array.isArray(ports) &&
        ports.every((port) => Number.isInteger(mapOf(port)['port']) && typeof mapOf(port)['protocol'] === 'string'));
}
//# sourceMappingURL=merge-status.js.map