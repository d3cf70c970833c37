import {} from '#libs/apimachinery';
import { REVISION_HASH } from '#libs/cluster-controllers';
import { onlyNodeOf } from '../controllers/node-choice.js';
import { isFinished, isReady } from '../cluster/pod.js';
import {} from './availability.js';
import { share } from './pod-template.js';
/** What every DaemonSet's pods put up with (kube-controller-manager, AddOrUpdateDaemonPodTolerations). */
export const DAEMON_TOLERATIONS = [
    { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
    { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
    { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
    { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
    { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
    { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
];
export function planDaemonSet(set, situation) {
    const byNode = new Map();
    for (const pod of situation.pods) {
        const node = nodeOf(pod);
        byNode.set(node, [...(byNode.get(node) ?? []), pod]);
    }
    const onNodes = new Map([...situation.nodes].map((node) => [node, sortPods(byNode.get(node) ?? [], situation.hash)]));
    const misplaced = situation.pods.filter((pod) => !situation.nodes.has(nodeOf(pod)) && !isGoing(pod));
    const missing = [...onNodes]
        .filter(([, pods]) => !pods.fresh && !pods.stale && !pods.going)
        .map(([node]) => node);
    const rolled = roll(set, onNodes, situation.availability);
    const useless = [...onNodes.values()].flatMap((pods) => pods.useless);
    return {
        create: [...missing, ...rolled.create],
        delete: [...misplaced, ...useless, ...rolled.delete],
        status: statusOf(set, onNodes, { misplaced: misplaced.length, situation }),
    };
}
function nodeOf(pod) {
    return pod.spec.nodeName ?? onlyNodeOf(pod.spec) ?? '';
}
function isGoing(pod) {
    return pod.metadata.deletionTimestamp !== undefined;
}
function sortPods(pods, hash) {
    const staying = pods.filter((pod) => !isGoing(pod));
    const active = staying
        .filter((pod) => !isFinished(pod))
        .sort((a, b) => (a.metadata.creationTimestamp ?? '').localeCompare(b.metadata.creationTimestamp ?? ''));
    const fresh = active.find((pod) => pod.metadata.labels?.[REVISION_HASH] === hash);
    const stale = active.find((pod) => pod.metadata.labels?.[REVISION_HASH] !== hash);
    return {
        fresh,
        stale,
        going: staying.length < pods.length,
        useless: staying.filter((pod) => pod !== fresh && pod !== stale),
    };
}
/** A step of the rolling update. Stale pods that serve nobody go at once: nothing is lost with them. */
function roll(set, onNodes, availability) {
    const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
    if (type === 'OnDelete')
        return { create: [], delete: [] };
    const surge = share(rollingUpdate?.maxSurge, onNodes.size, Math.ceil);
    if (surge > 0)
        return rollWithSurge(onNodes, surge, availability);
    const maxUnavailable = Math.max(1, share(rollingUpdate?.maxUnavailable ?? 1, onNodes.size, Math.ceil));
    const stalePods = [...onNodes.values()].filter(({ stale }) => stale);
    const [useful, useless] = [stalePods.filter(serves), stalePods.filter((pods) => !serves(pods))];
    const unavailable = [...onNodes.values()].filter(({ fresh, stale }) => ![fresh, stale].some((pod) => pod && availability.isAvailable(pod))).length;
    const gone = [...useless, ...useful.slice(0, Math.max(0, maxUnavailable - unavailable))];
    return { create: [], delete: gone.flatMap(({ stale }) => stale ?? []) };
    /** A fresh pod beside a stale one is what a surge left behind. */
    function serves({ fresh, stale }) {
        return !fresh && stale !== undefined && availability.isAvailable(stale);
    }
}
/** With maxSurge the fresh pod comes beside the stale one, which goes when the other is available. */
function rollWithSurge(onNodes, surge, availability) {
    const create = [];
    const gone = [];
    let beside = [...onNodes.values()].filter(({ fresh, stale }) => fresh && stale).length;
    for (const [node, { fresh, stale }] of onNodes) {
        if (!stale)
            continue;
        if (fresh) {
            if (availability.isAvailable(fresh))
                gone.push(stale);
        }
        else if (!availability.isAvailable(stale))
            gone.push(stale);
        else if (beside < surge) {
            beside++;
            create.push(node);
        }
    }
    return { create, delete: gone };
}
function statusOf(set, onNodes, { misplaced, situation }) {
    const { availability } = situation;
    const counts = { current: 0, ready: 0, available: 0, updated: 0 };
    for (const { fresh, stale } of onNodes.values()) {
        const pods = [fresh, stale].filter((pod) => pod !== undefined);
        if (pods.length > 0)
            counts.current++;
        if (pods.some(isReady))
            counts.ready++;
        if (pods.some((pod) => availability.isAvailable(pod)))
            counts.available++;
        if (fresh)
            counts.updated++;
    }
    const { generation } = set.metadata;
    const unavailable = onNodes.size - counts.available;
    return {
        currentNumberScheduled: counts.current,
        desiredNumberScheduled: onNodes.size,
        numberMisscheduled: misplaced,
        numberReady: counts.ready,
        ...(counts.available > 0 ? { numberAvailable: counts.available } : {}),
        ...(unavailable > 0 ? { numberUnavailable: unavailable } : {}),
        ...(counts.updated > 0 ? { updatedNumberScheduled: counts.updated } : {}),
        ...(generation === undefined ? {} : { observedGeneration: generation }),
    };
}
//# sourceMappingURL=daemon-plan.js.map