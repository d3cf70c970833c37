import { findCondition, isConditionTrue, parseQuantity, quantityToNumber, } from '#libs/apimachinery';
/** Neither finished nor on its way out: counts as a replica. */
export function isActive(pod) {
    return pod.metadata.deletionTimestamp === undefined && !isFinished(pod);
}
export function isFinished(pod) {
    return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}
export function isReady(pod) {
    return isConditionTrue(pod.status?.conditions, 'Ready');
}
/** When it last became ready, ms since the epoch; undefined when it is not. */
export function readySince(pod) {
    const condition = findCondition(pod.status?.conditions, 'Ready');
    return condition?.status === 'True' ? Date.parse(condition.lastTransitionTime ?? '') : undefined;
}
/** The sum of the containers' requests, or the largest init container's where that is more. Cores and bytes. */
export function demandOf(spec) {
    const of = (resource) => {
        const request = (container) => amount(container.resources?.requests?.[resource]);
        const together = spec.containers.reduce((sum, container) => sum + request(container), 0);
        return Math.max(together, ...(spec.initContainers ?? []).map(request));
    };
    return { cpu: of('cpu'), memory: of('memory') };
}
const amounts = new Map();
const MAX_AMOUNTS = 1_000;
/** A quantity as a number. Pods of one template repeat the same few texts, so that parsed ones are kept. */
export function amount(quantity) {
    if (quantity === undefined)
        return 0;
    const text = String(quantity);
    const known = amounts.get(text);
    if (known !== undefined)
        return known;
    const value = quantityToNumber(parseQuantity(text));
    if (amounts.size >= MAX_AMOUNTS)
        amounts.clear();
    amounts.set(text, value);
    return value;
}
//# sourceMappingURL=pod.js.map