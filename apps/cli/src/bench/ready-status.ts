import { type KubeObject } from '#libs/apimachinery';

/** What a ReplicaSet says whose pods are all ready. */
export interface ReadyStatus {
  readonly [field: string]: number;
  readonly replicas: number;
  readonly fullyLabeledReplicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
  readonly observedGeneration: number;
}

/** Undefined for what has no replicas. */
export function readyStatus(object: KubeObject): ReadyStatus | undefined {
  const replicas = (object['spec'] as { replicas?: number } | undefined)?.replicas;
  if (replicas === undefined) return undefined;
  return {
    replicas,
    fullyLabeledReplicas: replicas,
    readyReplicas: replicas,
    availableReplicas: replicas,
    observedGeneration: 1,
  };
}
