import { formatGroupResource } from '#libs/apimachinery';
import { amount, isFinished } from '../cluster/pod.js';
import { usesNodePorts } from '../cluster/service.js';
import {} from '../storage/volume.js';
/** Core kinds that quotas also know by their plain names. */
const PLAIN = new Set([
    'configmaps',
    'persistentvolumeclaims',
    'replicationcontrollers',
    'resourcequotas',
    'secrets',
    'services',
]);
export function chargesOf(resource, object) {
    const name = formatGroupResource(resource);
    const charges = new Map([[`count/${name}`, 1000]]);
    if (PLAIN.has(name))
        charges.set(name, 1000);
    if (name === 'pods')
        chargePod(charges, object);
    if (name === 'services' && object['spec'] !== undefined)
        chargeService(charges, object);
    if (name === 'persistentvolumeclaims' && object['spec'] !== undefined) {
        const size = object.spec.resources?.requests?.['storage'];
        charges.set('requests.storage', milli(size));
    }
    return charges;
}
function milli(quantity) {
    return Math.round(amount(quantity) * 1000);
}
/** A pod that has finished takes nothing but its place among the objects. */
function chargePod(charges, pod) {
    if (isFinished(pod))
        return;
    charges.set('pods', 1000);
    for (const side of ['requests', 'limits']) {
        for (const [name, value] of sums(pod, side)) {
            charges.set(`${side}.${name}`, value);
            // `cpu` and `memory` stand for the requests.
            if (side === 'requests')
                charges.set(name, value);
        }
    }
}
/** Of all containers, or of the largest init container where that is more. */
function sums(pod, side) {
    const total = new Map();
    for (const container of pod.spec.containers)
        for (const [name, value] of amountsOf(container, side))
            total.set(name, (total.get(name) ?? 0) + value);
    for (const container of pod.spec.initContainers ?? [])
        for (const [name, value] of amountsOf(container, side))
            total.set(name, Math.max(total.get(name) ?? 0, value));
    return total;
}
function amountsOf({ resources }, side) {
    return Object.entries(resources?.[side] ?? {}).map(([name, quantity]) => [name, milli(quantity)]);
}
function chargeService(charges, { spec }) {
    if (spec.type === 'LoadBalancer')
        charges.set('services.loadbalancers', 1000);
    if (usesNodePorts(spec))
        charges.set('services.nodeports', 1000 * (spec.ports ?? []).length);
}
export function classOf(resource, object) {
    if (formatGroupResource(resource) !== 'pods')
        return undefined;
    const { spec } = object;
    const asks = [...spec.containers, ...(spec.initContainers ?? [])].some(({ resources }) => Object.keys({ ...resources?.requests, ...resources?.limits }).length > 0);
    return { bestEffort: !asks, terminating: spec['activeDeadlineSeconds'] !== undefined };
}
const SCOPES = {
    BestEffort: (pod) => pod.bestEffort,
    NotBestEffort: (pod) => !pod.bestEffort,
    Terminating: (pod) => pod.terminating,
    NotTerminating: (pod) => !pod.terminating,
};
/** Whether a quota with these scopes counts an object. Scopes that are not simulated count nothing. */
export function inScopes(scopes, podClass) {
    if (scopes.length === 0)
        return true;
    return podClass !== undefined && scopes.every((scope) => SCOPES[scope]?.(podClass) ?? false);
}
//# sourceMappingURL=charges.js.map