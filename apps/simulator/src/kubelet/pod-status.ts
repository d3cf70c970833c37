import { formatTime, setCondition, type Condition } from '#libs/apimachinery';
import { type Pod, type PodStatus } from '../cluster/pod.js';
import { type Run } from './pod-life.js';

/** The status that a kubelet writes. Pure; times in ms. */

interface ContainerState {
  readonly ready: boolean;
  readonly started: boolean;
  readonly state: object;
  readonly lastState?: object;
}

/** Where a pod runs. */
export interface PodAddresses {
  readonly podIP: string | undefined;
  readonly hostIP: string | undefined;
}

export function runningStatus(
  pod: Pod,
  run: Run,
  ready: boolean,
  at: { readonly now: number; readonly addresses: PodAddresses },
): PodStatus {
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
export function waitingStatus(
  pod: Pod,
  reason: string,
  at: { readonly now: number; readonly addresses: PodAddresses },
): PodStatus {
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
export function backedOffStatus(
  pod: Pod,
  ended: { readonly run: Run; readonly exitCode: number; readonly at: number },
  now: number,
): PodStatus {
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

export function endedStatus(pod: Pod, run: Run, exitCode: number, now: number): PodStatus {
  const over = { status: 'False', reason: exitCode === 0 ? 'PodCompleted' : 'PodFailed' } as const;
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

const NOT_READY = { status: 'False', reason: 'ContainersNotReady' } as const;

function terminated(exitCode: number, run: Run, at: number): object {
  return {
    exitCode,
    reason: exitCode === 0 ? 'Completed' : 'Error',
    startedAt: formatTime(Math.min(run.startedAt, at)),
    finishedAt: formatTime(at),
  };
}

function placed(
  { status }: Pod,
  { now, addresses: { podIP, hostIP } }: { readonly now: number; readonly addresses: PodAddresses },
): PodStatus {
  return {
    ...status,
    startTime: status?.['startTime'] ?? formatTime(now),
    ...(podIP === undefined ? {} : { podIP, podIPs: [{ ip: podIP }] }),
    ...(hostIP === undefined ? {} : { hostIP, hostIPs: [{ ip: hostIP }] }),
    qosClass: status?.['qosClass'] ?? 'BestEffort',
  };
}

function readiness(
  pod: Pod,
  readiness: Pick<Condition, 'status' | 'reason'>,
  now: number,
): readonly Condition[] {
  const initialized = setCondition(pod.status?.conditions, { type: 'Initialized', status: 'True' }, now);
  return ['Ready', 'ContainersReady'].reduce(
    (conditions, type) => setCondition(conditions, { type, ...readiness }, now),
    initialized,
  );
}

function containers(pod: Pod, restartCount: number, { ready, started, ...state }: ContainerState): object[] {
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

interface ContainerStatus {
  readonly name: string;
  readonly lastState?: object;
}

function lastStateOf(pod: Pod, name: string): object {
  const statuses = pod.status?.['containerStatuses'] as readonly ContainerStatus[] | undefined;
  return statuses?.find((status) => status.name === name)?.lastState ?? {};
}
