import { type KubeObject } from '#libs/apimachinery';

/** How a scripted member gets on with its work. */
export interface Pace {
  readonly paused: boolean;
  readonly scaled: number;
}

/** What its controllers say of an object at once; undefined: the kind has no status. */
export function statusOf({ kind, spec }: KubeObject, pace: Pace): Record<string, unknown> | undefined {
  const numbers = (spec ?? {}) as Partial<Record<'replicas' | 'completions', number>>;
  const { replicas = pace.scaled } = numbers;
  switch (kind) {
    case 'ReplicaSet':
      return { replicas, readyReplicas: replicas, availableReplicas: replicas, observedGeneration: 1 };
    case 'Deployment':
      return deploymentStatus(replicas);
    case 'Job':
      return pace.paused ? { active: 1 } : jobStatus(numbers.completions ?? 1);
    case 'HorizontalPodAutoscaler':
      return { currentReplicas: 3, desiredReplicas: 3 };
    default:
      return undefined;
  }
}

const AT = '2026-11-21T08:00:00Z';

function deploymentStatus(replicas: number): Record<string, unknown> {
  const condition = (type: string, reason: string): object => ({
    type,
    status: 'True',
    reason,
    message: '',
    lastTransitionTime: AT,
  });
  return {
    replicas,
    updatedReplicas: replicas,
    readyReplicas: replicas,
    availableReplicas: replicas,
    observedGeneration: 1,
    conditions: [
      condition('Available', 'MinimumReplicasAvailable'),
      condition('Progressing', 'NewReplicaSetAvailable'),
    ],
  };
}

function jobStatus(succeeded: number): Record<string, unknown> {
  const conditions = [{ type: 'Complete', status: 'True', lastTransitionTime: AT }];
  return { succeeded, startTime: AT, completionTime: AT, conditions };
}
