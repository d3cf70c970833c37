import { setCondition, type Condition, type KubeObject, type LabelSelector } from '#libs/apimachinery';
import { type ReplicaSet } from './replica-sets.js';

/** How a Deployment moves from its old ReplicaSets to the new one. Pure. */

export interface Deployment extends KubeObject {
  readonly spec: {
    readonly replicas?: number;
    readonly paused?: boolean;
    readonly revisionHistoryLimit?: number;
    readonly minReadySeconds?: number;
    readonly selector: LabelSelector;
    readonly template: ReplicaSet['spec']['template'];
    readonly strategy?: {
      readonly type?: string;
      readonly rollingUpdate?: {
        readonly maxSurge?: number | string;
        readonly maxUnavailable?: number | string;
      };
    };
  };
  readonly status?: { readonly conditions?: readonly Condition[]; readonly [field: string]: unknown };
}

const wantedOf = (set: ReplicaSet): number => set.spec.replicas ?? 1;
const availableOf = (set: ReplicaSet): number => set.status?.availableReplicas ?? 0;

function sum(sets: readonly ReplicaSet[], of: (set: ReplicaSet) => number): number {
  return sets.reduce((total, set) => total + of(set), 0);
}

/** A number, or a percentage of `whole` rounded the way its field is. */
function share(value: number | string | undefined, whole: number, round: (value: number) => number): number {
  const percent = /^(\d+)%$/.exec(String(value ?? '25%'))?.[1];
  return percent === undefined ? Number(value) : round((Number(percent) * whole) / 100);
}

/**
 * The next number of replicas of each set, by name; only sets that change. Old sets shrink as far as maxUnavailable lets them, the
 * new one grows as far as maxSurge lets it; with Recreate the new one waits until the old ones are gone.
 */
export function nextReplicas(
  deployment: Deployment,
  current: ReplicaSet,
  old: readonly ReplicaSet[],
): ReadonlyMap<string, number> {
  const replicas = deployment.spec.replicas ?? 1;
  const next = new Map<string, number>();
  const set = (one: ReplicaSet, count: number): void => {
    if (wantedOf(one) !== count) next.set(one.metadata.name ?? '', count);
  };
  if (deployment.spec.strategy?.type === 'Recreate') {
    for (const one of old) set(one, 0);
    if (sum(old, (one) => one.status?.replicas ?? 0) === 0) set(current, replicas);
    return next;
  }
  const { maxSurge, maxUnavailable } = deployment.spec.strategy?.rollingUpdate ?? {};
  const surge = share(maxSurge, replicas, Math.ceil);
  const unavailable = share(maxUnavailable, replicas, Math.floor);
  // Both zero would never move; the API refuses it, rounding may still lead here.
  const minAvailable = replicas - (surge === 0 ? Math.max(1, unavailable) : unavailable);
  const oldWanted = sum(old, wantedOf);
  const grown = Math.max(wantedOf(current), Math.min(replicas, replicas + surge - oldWanted));
  set(current, Math.min(replicas, grown));
  // Pods of the new set that are not available yet must not be counted on.
  const spare = oldWanted + Math.min(wantedOf(current), availableOf(current)) - minAvailable;
  let shrink = Math.min(oldWanted, Math.max(0, spare));
  // First the ones that serve nobody anyway.
  for (const one of [...old].sort((a, b) => availableOf(a) - availableOf(b))) {
    const less = Math.min(shrink, wantedOf(one));
    set(one, wantedOf(one) - less);
    shrink -= less;
  }
  return next;
}

/** What a Deployment's status says. `now` in ms. */
export function deploymentStatus(
  deployment: Deployment,
  current: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
  now: number,
): NonNullable<Deployment['status']> {
  const replicas = deployment.spec.replicas ?? 1;
  const counts = countReplicas(replicas, current, old);
  const { rollingUpdate } = deployment.spec.strategy ?? {};
  const isEnough =
    counts.availableReplicas >= replicas - share(rollingUpdate?.maxUnavailable, replicas, Math.floor);
  const isDone =
    counts.updatedReplicas === replicas &&
    counts.replicas === replicas &&
    counts.availableReplicas >= replicas;
  const is = { isEnough, isDone, set: current?.metadata.name ?? '' };
  return {
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
    ...(deployment.metadata.generation === undefined
      ? {}
      : { observedGeneration: deployment.metadata.generation }),
    conditions: conditionsOf(deployment.status?.conditions, is, now),
  };
}

interface ReplicaCounts {
  readonly replicas: number;
  readonly updatedReplicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
  readonly unavailableReplicas: number;
}

function countReplicas(
  wanted: number,
  current: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
): ReplicaCounts {
  const sets = current ? [current, ...old] : old;
  const replicas = sum(sets, (set) => set.status?.replicas ?? 0);
  const availableReplicas = sum(sets, availableOf);
  return {
    replicas,
    updatedReplicas: current?.status?.replicas ?? 0,
    readyReplicas: sum(sets, (set) => set.status?.readyReplicas ?? 0),
    availableReplicas,
    unavailableReplicas: Math.max(0, Math.max(replicas, wanted) - availableReplicas),
  };
}

function conditionsOf(
  present: readonly Condition[] | undefined,
  is: { readonly isEnough: boolean; readonly isDone: boolean; readonly set: string },
  now: number,
): readonly Condition[] {
  const available = is.isEnough
    ? ({
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      } as const)
    : ({
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      } as const);
  const progressing = is.isDone
    ? { reason: 'NewReplicaSetAvailable', message: `ReplicaSet "${is.set}" has successfully progressed.` }
    : { reason: 'ReplicaSetUpdated', message: `ReplicaSet "${is.set}" is progressing.` };
  const conditions = setCondition(present, { type: 'Available', ...available }, now);
  return setCondition(conditions, { type: 'Progressing', status: 'True', ...progressing }, now);
}
