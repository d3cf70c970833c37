import { humanDuration } from '#libs/apimachinery';
import { NONE, textAt } from '../columns.js';
import { at, isJson, mapsOf, numberOf, textOf } from '../json.js';
/** The cells of a pod, as kubectl's users know them (kube-apiserver, printPod). */
function statuses(object, list) {
    return mapsOf(at(object, 'status', list));
}
function isSidecar(object, name) {
    return mapsOf(at(object, 'spec', 'initContainers')).some((container) => container['name'] === name && container['restartPolicy'] === 'Always');
}
/** `1/2`: ready containers of all, sidecars included. */
export function podReady(object) {
    const sidecars = mapsOf(at(object, 'spec', 'initContainers')).filter((container) => container['restartPolicy'] === 'Always');
    const total = mapsOf(at(object, 'spec', 'containers')).length + sidecars.length;
    const counted = [
        ...statuses(object, 'initContainerStatuses').filter((status) => isSidecar(object, textOf(status['name']))),
        ...statuses(object, 'containerStatuses'),
    ];
    return `${counted.filter((status) => status['ready'] === true).length}/${total}`;
}
/** `3 (5m ago)`: restarts, and when the last was. */
export function podRestarts(object, now) {
    const counted = podIsInitializing(object)
        ? statuses(object, 'initContainerStatuses')
        : [
            ...statuses(object, 'initContainerStatuses').filter((status) => isSidecar(object, textOf(status['name']))),
            ...statuses(object, 'containerStatuses'),
        ];
    const restarts = counted.reduce((sum, status) => sum + (numberOf(status['restartCount']) ?? 0), 0);
    const ends = counted
        .map((status) => Date.parse(textAt(status, 'lastState', 'terminated', 'finishedAt')))
        .filter((time) => !Number.isNaN(time));
    if (restarts === 0 || ends.length === 0) {
        return String(restarts);
    }
    return `${restarts} (${humanDuration(now - Math.max(...ends))} ago)`;
}
/** Phase, or what a person should know instead: why it waits, how it ended, that it is going. */
export function podStatus(object) {
    const base = textAt(object, 'status', 'reason') || textAt(object, 'status', 'phase');
    const reason = initReason(object) ?? containersReason(object) ?? schedulingReason(object) ?? base;
    if (object.metadata.deletionTimestamp === undefined) {
        return reason;
    }
    if (textAt(object, 'status', 'reason') === 'NodeLost') {
        return 'Unknown';
    }
    const ended = ['Succeeded', 'Failed'].includes(textAt(object, 'status', 'phase'));
    return ended ? reason : 'Terminating';
}
function schedulingReason(object) {
    const gated = mapsOf(at(object, 'status', 'conditions')).some((condition) => condition['type'] === 'PodScheduled' && condition['reason'] === 'SchedulingGated');
    return gated ? 'SchedulingGated' : undefined;
}
function podIsInitializing(object) {
    return initReason(object) !== undefined;
}
/** `Init:0/2`, `Init:Error`: the first init container that has not done its part. */
function initReason(object) {
    const total = mapsOf(at(object, 'spec', 'initContainers')).length;
    for (const [index, status] of statuses(object, 'initContainerStatuses').entries()) {
        const state = status['state'];
        const terminated = at(state, 'terminated');
        const isDone = isJson(terminated) && (numberOf(terminated['exitCode']) ?? 0) === 0;
        const isUp = isSidecar(object, textOf(status['name'])) && status['started'] === true;
        if (isDone || isUp) {
            continue;
        }
        if (isJson(terminated)) {
            return `Init:${endReason(terminated)}`;
        }
        const waiting = textAt(state, 'waiting', 'reason');
        const isTelling = waiting !== '' && waiting !== 'PodInitializing';
        return isTelling ? `Init:${waiting}` : `Init:${index}/${total}`;
    }
    return undefined;
}
function endReason(terminated) {
    const reason = textOf(terminated['reason']);
    if (reason !== '') {
        return reason;
    }
    const signal = numberOf(terminated['signal']) ?? 0;
    return signal === 0 ? `ExitCode:${numberOf(terminated['exitCode']) ?? 0}` : `Signal:${signal}`;
}
/** The last container with something to tell wins; a completed one beside a running one counts as running. */
function containersReason(object) {
    let reason;
    let hasRunning = false;
    for (const status of [...statuses(object, 'containerStatuses')].reverse()) {
        const waiting = textAt(status, 'state', 'waiting', 'reason');
        const terminated = at(status, 'state', 'terminated');
        if (waiting !== '') {
            reason = waiting;
        }
        else if (isJson(terminated)) {
            reason = endReason(terminated);
        }
        else if (status['ready'] === true && at(status, 'state', 'running') !== undefined) {
            hasRunning = true;
        }
    }
    if (reason !== 'Completed' || !hasRunning) {
        return reason;
    }
    const isReady = mapsOf(at(object, 'status', 'conditions')).some((condition) => condition['type'] === 'Ready' && condition['status'] === 'True');
    return isReady ? 'Running' : 'NotReady';
}
/** `1/2`, or `<none>`. */
export function readinessGates(object) {
    const gates = mapsOf(at(object, 'spec', 'readinessGates'));
    if (gates.length === 0) {
        return NONE;
    }
    const conditions = mapsOf(at(object, 'status', 'conditions'));
    const passed = gates.filter((gate) => conditions.some((condition) => condition['type'] === gate['conditionType'] && condition['status'] === 'True'));
    return `${passed.length}/${gates.length}`;
}
//# sourceMappingURL=pod-columns.js.map