import { addQuantities, formatQuantity, parseQuantity, } from '#libs/apimachinery';
export const NO_NODES = { total: 0, ready: 0, allocatable: {}, region: '', zones: [] };
const REGION = ['topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/region'];
const ZONE = ['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone'];
/** Adds up quantities by resource name. */
export class ResourceSums {
    sums = new Map();
    add(amounts) {
        for (const [name, amount] of Object.entries(amounts)) {
            const sum = this.sums.get(name);
            this.sums.set(name, sum ? addQuantities(sum, amount) : amount);
        }
    }
    amounts() {
        return Object.fromEntries(this.sums);
    }
    text() {
        return Object.fromEntries([...this.sums].map(([name, sum]) => [name, formatQuantity(sum)]));
    }
}
/** Nodes to facts. Nodes that are cordoned or not ready offer nothing. */
export function nodeFacts(nodes) {
    const sums = new ResourceSums();
    const zones = new Set();
    let region = '';
    let total = 0;
    let ready = 0;
    for (const node of nodes) {
        total++;
        region ||= label(node, REGION);
        const zone = label(node, ZONE);
        if (zone !== '')
            zones.add(zone);
        if (!isReady(node))
            continue;
        ready++;
        if (node['spec']?.unschedulable !== true)
            sums.add(quantities(node['status'].allocatable));
    }
    return { total, ready, allocatable: sums.text(), region, zones: [...zones].sort() };
}
/** What pods that hold a place on a node have asked for; `pods` is their number. */
export function addRequests(sums, pods) {
    const one = { pods: parseQuantity(1) };
    for (const pod of pods) {
        const { nodeName, overhead, ...spec } = (pod['spec'] ?? {});
        const { phase } = (pod['status'] ?? {});
        if (nodeName === undefined || phase === 'Succeeded' || phase === 'Failed')
            continue;
        sums.add(podRequests(spec));
        if (overhead)
            sums.add(quantities(overhead));
        sums.add(one);
    }
}
/** As the scheduler counts: containers run together; init containers one by one before them, sidecars all along. */
function podRequests(spec) {
    const init = spec.initContainers ?? [];
    const sidecars = init.filter(isSidecar);
    const together = new ResourceSums();
    for (const container of [...(spec.containers ?? []), ...sidecars])
        together.add(requestsOf(container));
    const needed = together.amounts();
    for (const container of init.filter((one) => !isSidecar(one)))
        for (const [name, amount] of Object.entries(requestsOf(container)))
            if (amount.nanos > (needed[name]?.nanos ?? 0n))
                needed[name] = amount;
    return needed;
}
function isSidecar(container) {
    return container.restartPolicy === 'Always';
}
function requestsOf(container) {
    return quantities(container.resources?.requests);
}
/** Values that are no quantities count as absent: the numbers are for planning, not for judging the member. */
function quantities(amounts) {
    const parsed = {};
    for (const [name, value] of Object.entries(amounts ?? {})) {
        try {
            parsed[name] = parseQuantity(value);
        }
        catch {
            continue;
        }
    }
    return parsed;
}
function isReady(node) {
    const { conditions = [] } = (node['status'] ?? {});
    return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}
function label(node, names) {
    for (const name of names) {
        const value = node.metadata.labels?.[name];
        if (value !== undefined)
            return value;
    }
    return '';
}
//# sourceMappingURL=capacity.js.map