import { type Condition, type KubeObject, type LabelSelector } from '#libs/apimachinery';
import { share, type PodTemplate } from './pod-template.js';
import { type ReplicaSet } from './replica-sets.js';

/** The fields of a Deployment that its controller reads and writes. */
export interface Deployment extends KubeObject {
  readonly spec: {
    readonly replicas?: number;
    readonly paused?: boolean;
    readonly revisionHistoryLimit?: number;
    readonly progressDeadlineSeconds?: number;
    readonly minReadySeconds?: number;
    readonly selector: LabelSelector;
    readonly template: PodTemplate;
    readonly strategy?: {
      readonly type?: string;
      readonly rollingUpdate?: {
        readonly maxSurge?: number | string;
        readonly maxUnavailable?: number | string;
      };
    };
  };
  readonly status?: DeploymentStatus;
}

export interface DeploymentStatus {
  readonly replicas?: number;
  readonly updatedReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly unavailableReplicas?: number;
  readonly observedGeneration?: number;
  readonly conditions?: readonly DeploymentCondition[];
}

export interface DeploymentCondition extends Condition {
  /** RFC 3339; when the condition last told news: progress is measured from there. */
  readonly lastUpdateTime?: string;
}

/** A Deployment's ReplicaSets: the one of its present template, if it is there yet, and the others. */
export interface DeploymentSets {
  readonly current: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
}

export const wantedBy = (deployment: Deployment): number => deployment.spec.replicas ?? 1;
export const replicasOf = (set: ReplicaSet): number => set.spec.replicas ?? 1;
export const availableIn = (set: ReplicaSet): number => set.status?.availableReplicas ?? 0;

export function sum(sets: readonly ReplicaSet[], of: (set: ReplicaSet) => number): number {
  return sets.reduce((total, set) => total + of(set), 0);
}

const DEFAULT_SHARE = '25%';

/** Pods beyond the wanted number while it rolls; none with Recreate. */
export function surgeOf(deployment: Deployment): number {
  if (deployment.spec.strategy?.type === 'Recreate') return 0;
  const { maxSurge = DEFAULT_SHARE } = deployment.spec.strategy?.rollingUpdate ?? {};
  return share(maxSurge, wantedBy(deployment), Math.ceil);
}

/** Pods that may lack while it rolls. Both zero would never move; the API refuses it, rounding may still lead there. */
export function unavailableOf(deployment: Deployment): number {
  if (deployment.spec.strategy?.type === 'Recreate') return 0;
  const { maxUnavailable = DEFAULT_SHARE } = deployment.spec.strategy?.rollingUpdate ?? {};
  const wanted = wantedBy(deployment);
  const unavailable = Math.min(wanted, share(maxUnavailable, wanted, Math.floor));
  return surgeOf(deployment) === 0 ? Math.max(1, unavailable) : unavailable;
}
