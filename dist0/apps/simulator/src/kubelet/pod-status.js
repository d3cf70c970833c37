import { formatTime, setCondition } from '#libs/apimachinery';
import {} from '../cluster/pod.js';
import {} from './pod-life.js';
export function runningStatus(pod, run, ready, at) {
    const startedAt = formatTime(run.startedAt);
    return {
        ...placed(pod, at),
        phase: 'Running',
        conditions: readiness(pod, ready ? { status: 'True' } : NOT_READY, at.now),
        containerStatuses: containers(pod, run.restarts, {
            ready,
            started: true,
            state: { running: { startedAt } },
        }),
    };
}
/** Containers that do not start. */
export function waitingStatus(pod, reason, at) {
    const message = 'simulated';
    return {
        ...placed(pod, at),
        phase: 'Pending',
        conditions: readiness(pod, NOT_READY, at.now),
        containerStatuses: containers(pod, 0, {
            ready: false,
            started: false,
            state: { waiting: { reason, message } },
        }),
    };
}
/** Containers that ended and will start again. */
export function backedOffStatus(pod, ended, now) {
    return {
        ...pod.status,
        phase: 'Running',
        conditions: readiness(pod, NOT_READY, now),
        containerStatuses: containers(pod, ended.run.restarts, {
            ready: false,
            started: false,
            state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off restarting failed container' } },
            lastState: { terminated: terminated(ended.exitCode, ended.run, ended.at) },
        }),
    };
}
export function endedStatus(pod, run, exitCode, now) {
    const over = { status: 'False', reason: exitCode === 0 ? 'PodCompleted' : 'PodFailed' };
    return {
        ...pod.status,
        phase: exitCode === 0 ? 'Succeeded' : 'Failed',
        conditions: readiness(pod, over, now),
        containerStatuses: containers(pod, run.restarts, {
            ready: false,
            started: false,
            state: { terminated: terminated(exitCode, run, now) },
        }),
    };
}
const NOT_READY = { status: 'False', reason: 'ContainersNotReady' };
function terminated(exitCode, run, at) {
    return {
        exitCode,
        reason: exitCode === 0 ? 'Completed' : 'Error',
        startedAt: formatTime(Math.min(run.startedAt, at)),
        finishedAt: formatTime(at),
    };
}
function placed({ status }, { now, addresses: { podIP, hostIP } }) {
    return {
        ...status,
        startTime: status?.['startTime'] ?? formatTime(now),
        ...(podIP === undefined ? {} : { podIP, podIPs: [{ ip: podIP }] }),
        ...(hostIP === undefined ? {} : { hostIP, hostIPs: [{ ip: hostIP }] }),
        qosClass: status?.['qosClass'] ?? 'BestEffort',
    };
}
function readiness(pod, readiness, now) {
    const initialized = setCondition(pod.status?.conditions, { type: 'Initialized', status: 'True' }, now);
    return ['Ready', 'ContainersReady'].reduce((conditions, type) => setCondition(conditions, { type, ...readiness }, now), initialized);
}
function containers(pod, restartCount, { ready, started, ...state }) {
    return pod.spec.containers.map((container) => ({
        name: container.name,
        image: container.image ?? '',
        imageID: '',
        containerID: `simulated://${pod.metadata.uid ?? ''}/${container.name}`,
        ready,
        started,
        restartCount,
        lastState: lastStateOf(pod, container.name),
        ...state,
    }));
}
function lastStateOf(pod, name) {
    const statuses = pod.status?.['containerStatuses'];
    return statuses?.find((status) => status.name === name)?.lastState ?? {};
}
//# sourceMappingURL=pod-status.js.map