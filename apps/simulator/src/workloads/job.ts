import { findCondition, isConditionTrue, type Condition, type KubeObject } from '#libs/apimachinery';
import { isActive, type Pod } from '../cluster/pod.js';
import { type PodTemplate } from './pod-template.js';

/** The fields of a Job that its controller reads and writes. */
export interface Job extends KubeObject {
  readonly spec: {
    readonly parallelism?: number;
    /** Absent: done as soon as one pod succeeded and none runs. */
    readonly completions?: number;
    readonly backoffLimit?: number;
    readonly activeDeadlineSeconds?: number;
    readonly ttlSecondsAfterFinished?: number;
    readonly suspend?: boolean;
    readonly completionMode?: string;
    readonly template: PodTemplate;
  };
  readonly status?: JobStatus;
}

export interface JobStatus {
  readonly startTime?: string;
  readonly completionTime?: string;
  readonly succeeded?: number;
  readonly failed?: number;
  /** `0-3,7` */
  readonly completedIndexes?: string;
  readonly conditions?: readonly Condition[];
  readonly [field: string]: unknown;
}

/** On the pods of an Indexed Job. */
export const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index';

/** When and how a Job ended; undefined: it has not. */
export function endOf(job: Job): Condition | undefined {
  const { conditions } = job.status ?? {};
  const end = findCondition(conditions, 'Complete') ?? findCondition(conditions, 'Failed');
  return end && isConditionTrue(conditions, end.type) ? end : undefined;
}

export interface JobCounts {
  readonly active: readonly Pod[];
  readonly going: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Of the containers that run: how often they were started again. */
  readonly restarts: number;
  /** Of an Indexed Job. */
  readonly completed: ReadonlySet<number>;
  /** ms; when pods failed that no success followed, ascending. */
  readonly failures: readonly number[];
}

/**
 * What the pods say. Pods that were counted once and deleted since stay counted: the numbers in the status never go down.
 * `now` in ms.
 */
export function countJob(job: Job, pods: readonly Pod[], now: number): JobCounts {
  const { status } = job;
  const ended = (phase: string): Pod[] => pods.filter((pod) => pod.status?.phase === phase);
  const [successes, failures] = [ended('Succeeded'), ended('Failed')];
  const active = pods.filter(isActive);
  const completed = new Set(parseIndexes(status?.completedIndexes));
  for (const pod of successes) completed.add(Number(pod.metadata.annotations?.[COMPLETION_INDEX] ?? 0));
  const lastSuccess = Math.max(0, ...successes.map((pod) => endedAt(pod, now)));
  return {
    active,
    going: pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined).length,
    succeeded: isIndexed(job) ? completed.size : Math.max(status?.succeeded ?? 0, successes.length),
    failed: Math.max(status?.failed ?? 0, failures.length),
    restarts: active.reduce((sum, pod) => sum + restartsOf(pod), 0),
    completed,
    failures: failures
      .map((pod) => endedAt(pod, now))
      .filter((time) => time > lastSuccess)
      .sort((a, b) => a - b),
  };
}

export function isIndexed(job: Job): boolean {
  return job.spec.completionMode === 'Indexed';
}

interface ContainerStatus {
  readonly restartCount?: number;
  readonly state?: { readonly terminated?: { readonly finishedAt?: string } };
}

function containersOf(pod: Pod): readonly ContainerStatus[] {
  return (pod.status?.['containerStatuses'] ?? []) as readonly ContainerStatus[];
}

function restartsOf(pod: Pod): number {
  return containersOf(pod).reduce((sum, { restartCount = 0 }) => sum + restartCount, 0);
}

function endedAt(pod: Pod, now: number): number {
  const times = containersOf(pod).map(({ state }) => Date.parse(state?.terminated?.finishedAt ?? ''));
  const known = times.filter((time) => !Number.isNaN(time));
  return known.length > 0 ? Math.max(...known) : now;
}

/** `0-2,5` -> 0, 1, 2, 5. */
export function parseIndexes(text: string | undefined): number[] {
  return (text ?? '')
    .split(',')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [first = 0, last = first] = part.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, at) => first + at);
    });
}

/** The reverse. */
export function formatIndexes(indexes: Iterable<number>): string {
  const runs: [number, number][] = [];
  for (const index of [...indexes].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last?.[1] === index - 1) last[1] = index;
    else runs.push([index, index]);
  }
  return runs.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(',');
}
