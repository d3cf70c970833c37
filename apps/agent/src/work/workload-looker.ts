import { type KubeObject } from '#libs/apimachinery';
import { type MemberCluster } from '#libs/kube-client';
import { type WorkloadFacts } from '#libs/protocol';
import { type Clock, type Logger } from '#libs/process';
import { type WorkLimits } from './limits.js';
import { type ObjectTable, type TrackedObject } from './object-table.js';

export interface WorkloadLookerOptions {
  readonly member: MemberCluster;
  readonly table: ObjectTable;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: WorkLimits;
  /** The facts of the object have changed. */
  readonly onChange: (key: string) => void;
}

/** Longest pause between two looks at one workload, in units of `podLookMs`. */
const MAX_PAUSE = 10;

/**
 * What the division of replicas needs to know of a workload: how many pods are ready, how many cannot be scheduled. Where
 * its status says that all are ready, that is the answer; of the others the pods are looked at, by one shared timer.
 */
export class WorkloadLooker {
  private readonly unready = new Map<string, { looks: number; dueAt: number }>();
  private timer: (() => void) | undefined;
  private looking = false;
  private stopped = false;

  constructor(private readonly options: WorkloadLookerOptions) {}

  /** The live object has changed: sets `object.workload` from what its status says. */
  consider(object: TrackedObject): void {
    const scale = object.live?.scale;
    if (!scale) {
      this.forget(object.key);
      return;
    }
    const ready = count(object.live?.status?.['readyReplicas']);
    if (ready >= scale.replicas) {
      object.workload = { ready, unschedulable: 0 };
      this.forget(object.key);
      return;
    }
    object.workload = { ready, unschedulable: object.workload?.unschedulable ?? 0 };
    if (!this.unready.has(object.key))
      this.unready.set(object.key, {
        looks: 0,
        dueAt: this.options.clock.now() + this.options.limits.podLookMs,
      });
    this.schedule();
  }

  /** Workloads whose pods are looked at. */
  get size(): number {
    return this.unready.size;
  }

  forget(key: string): void {
    this.unready.delete(key);
  }

  stop(): void {
    this.stopped = true;
    this.timer?.();
  }

  private schedule(): void {
    if (this.stopped || this.looking || this.unready.size === 0) return;
    this.timer ??= this.options.clock.after(this.options.limits.podLookMs, () => {
      this.timer = undefined;
      void this.lookAtDue();
    });
  }

  private async lookAtDue(): Promise<void> {
    this.looking = true;
    const now = this.options.clock.now();
    const due = [...this.unready].filter(([, { dueAt }]) => dueAt <= now).map(([key]) => key);
    const worker = async (): Promise<void> => {
      for (let key = due.pop(); key !== undefined && !this.stopped; key = due.pop()) await this.look(key);
    };
    await Promise.all(Array.from({ length: this.options.limits.podLookParallel }, worker));
    this.looking = false;
    this.schedule();
  }

  private async look(key: string): Promise<void> {
    const object = this.options.table.get(key);
    const scale = object?.live?.scale;
    const state = this.unready.get(key);
    if (!object || !scale || !state) {
      this.forget(key);
      return;
    }
    const { clock, limits, logger, member } = this.options;
    state.looks++;
    state.dueAt = clock.now() + limits.podLookMs * Math.min(MAX_PAUSE, 2 ** state.looks);
    try {
      const pods = await member.resolve('v1', 'Pod');
      const { items } = await member.list(pods, {
        namespace: object.work.object.namespace,
        labelSelector: scale.selector,
      });
      const facts = countPods(items, clock.now(), limits.unschedulableMs);
      if (!this.unready.has(key) || same(object.workload, facts)) return;
      object.workload = facts;
      this.options.onChange(key);
    } catch (error) {
      // Without the pods (no permission, no answer) the numbers of the status stand.
      logger.debug({ err: error, object: object.work.object }, 'the pods cannot be looked at');
    }
  }
}

/**
 * federation-v1.md, podanalyzer: ready is Running with condition Ready=True; unschedulable is not Running with
 * PodScheduled=False, reason Unschedulable, for at least `unschedulableMs`. Pods on their way out count as neither.
 */
export function countPods(pods: readonly KubeObject[], now: number, unschedulableMs: number): WorkloadFacts {
  const present = pods.filter((pod) => pod.metadata.deletionTimestamp === undefined);
  const running = present.filter((pod) => statusOf(pod).phase === 'Running');
  const waiting = present.filter((pod) => statusOf(pod).phase !== 'Running');
  return {
    ready: running.filter((pod) => conditionOf(pod, 'Ready')?.status === 'True').length,
    unschedulable: waiting.filter((pod) => {
      const scheduled = conditionOf(pod, 'PodScheduled');
      if (scheduled?.status !== 'False' || scheduled.reason !== 'Unschedulable') return false;
      return now - Date.parse(scheduled.lastTransitionTime ?? '') >= unschedulableMs;
    }).length,
  };
}

function statusOf(pod: KubeObject): PodStatus {
  return pod['status'] ?? {};
}

function conditionOf(pod: KubeObject, type: string): PodCondition | undefined {
  return statusOf(pod).conditions?.find((condition) => condition.type === type);
}

interface PodStatus {
  readonly phase?: string;
  readonly conditions?: readonly PodCondition[];
}

interface PodCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly lastTransitionTime?: string;
}

function same(a: WorkloadFacts | undefined, b: WorkloadFacts): boolean {
  return a?.ready === b.ready && a.unschedulable === b.unschedulable;
}

function count(value: unknown): number {
  return typeof value === 'number' && value > 0 ? value : 0;
}
