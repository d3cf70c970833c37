import {} from '#libs/apimachinery';
import { demandOf } from '../cluster/pod.js';
export function needsOf(spec) {
    const onlyNode = onlyNodeOf(spec);
    return {
        ...demandOf(spec),
        nodeSelector: spec.nodeSelector ?? {},
        tolerations: spec.tolerations ?? [],
        ...(onlyNode === undefined ? {} : { onlyNode }),
    };
}
/** An affinity for one node by name, as the DaemonSet controller sets it. */
export function forOneNode(name) {
    const nodeSelectorTerms = [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [name] }] }];
    return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } };
}
/** The reverse of forOneNode. */
export function onlyNodeOf(spec) {
    const { nodeAffinity } = (spec['affinity'] ?? {});
    const terms = nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
    const field = terms[0]?.matchFields?.[0];
    return field?.key === 'metadata.name' ? field.values?.[0] : undefined;
}
const CORDON = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
/** Why a node is no place for a pod, in the words of kube-scheduler; first match wins. */
const KIND_REFUSALS = [
    {
        text: 'node(s) were unschedulable',
        refuses: (node, needs) => node.cordoned && !isTolerated(CORDON, needs.tolerations),
    },
    {
        text: "node(s) didn't match Pod's node affinity/selector",
        refuses: (node, needs) => Object.entries(needs.nodeSelector).some(([name, value]) => node.labels[name] !== value),
    },
    {
        text: 'node(s) had untolerated taint(s)',
        refuses: (node, needs) => node.taints.some((taint) => repels(taint) && !isTolerated(taint, needs.tolerations)),
    },
];
/** The same for its room. */
const ROOM_REFUSALS = [
    { text: 'Too many pods', refuses: (node) => node.used.pods + 1 > node.pods },
    {
        text: 'Insufficient cpu',
        refuses: (node, needs) => needs.cpu > 0 && exceeds(node.used.cpu + needs.cpu, node.cpu),
    },
    {
        text: 'Insufficient memory',
        refuses: (node, needs) => needs.memory > 0 && exceeds(node.used.memory + needs.memory, node.memory),
    },
];
const REFUSALS = [...KIND_REFUSALS, ...ROOM_REFUSALS];
/** Whether a pod may run there if there is room. */
export function isEligible(node, needs) {
    return !KIND_REFUSALS.some((row) => row.refuses(node, needs));
}
export function nodeKindOf(object) {
    const { metadata, spec } = object;
    return {
        labels: metadata.labels ?? {},
        taints: spec?.taints ?? [],
        cordoned: spec?.unschedulable === true,
    };
}
/** The node that would be least full with the pod on it, the first of equals; or why there is none. One pass over the nodes. */
export function chooseNode(nodes, needs) {
    const reasons = new Map();
    let best;
    let bestFill = Infinity;
    let count = 0;
    for (const node of nodes) {
        count++;
        const refusal = REFUSALS.find((row) => row.refuses(node, needs));
        if (refusal) {
            reasons.set(refusal.text, (reasons.get(refusal.text) ?? 0) + 1);
            continue;
        }
        const fill = fillWith(node, needs);
        if (fill < bestFill) {
            best = node;
            bestFill = fill;
        }
    }
    if (best)
        return { node: best };
    const listed = [...reasons].map(([text, nodes]) => `${nodes} ${text}`).sort();
    const why = listed.length > 0 ? `: ${listed.join(', ')}` : '';
    return { message: `0/${count} nodes are available${why}.` };
}
/** How full the fullest of the node's resources would be. */
function fillWith(node, needs) {
    return Math.max((node.used.cpu + needs.cpu) / node.cpu, (node.used.memory + needs.memory) / node.memory, (node.used.pods + 1) / node.pods);
}
/** Sums of fractions of cores carry rounding errors. */
function exceeds(wanted, there) {
    return wanted > there * (1 + 1e-9);
}
function repels(taint) {
    return taint.effect === 'NoSchedule' || taint.effect === 'NoExecute';
}
function isTolerated(taint, tolerations) {
    return tolerations.some((toleration) => {
        if (toleration.effect !== undefined && toleration.effect !== '' && toleration.effect !== taint.effect)
            return false;
        if (toleration.operator === 'Exists')
            return toleration.key === undefined || toleration.key === '' || toleration.key === taint.key;
        return toleration.key === taint.key && (toleration.value ?? '') === (taint.value ?? '');
    });
}
//# sourceMappingURL=node-choice.js.map