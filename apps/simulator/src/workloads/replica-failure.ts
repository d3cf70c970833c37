import { type NewCondition } from '#libs/apimachinery';
import { MAX_WORKLOAD_PODS } from '../limits.js';

/** Why a workload has not the pods that it asks for, as its condition says it. */
export interface ReplicaFailure {
  readonly reason: string;
  readonly message: string;
}

/** What creating a pod was refused with. */
export function failedCreate(error: unknown): ReplicaFailure {
  return { reason: 'FailedCreate', message: error instanceof Error ? error.message : String(error) };
}

/** How many pods a workload gets that asks for so many. */
export function podsFor(wanted: number): number {
  return Math.min(wanted, MAX_WORKLOAD_PODS);
}

/** Undefined: `wanted` pods are not too many for a simulated cluster. */
export function beyondPodLimit(wanted: number): ReplicaFailure | undefined {
  if (wanted <= MAX_WORKLOAD_PODS) return undefined;
  const message = `${wanted} pods are wanted; the simulator runs at most ${MAX_WORKLOAD_PODS} of one workload`;
  return { reason: 'PodLimitReached', message };
}

export function failureCondition(failure: ReplicaFailure): NewCondition {
  return { type: 'ReplicaFailure', status: 'True', ...failure };
}
