import { type Condition, type KubeObject } from '#libs/apimachinery';
import { REVISION_HASH } from '#libs/cluster-controllers';
import { isFinished, isReady, type Pod } from '../cluster/pod.js';
import { type AvailabilityCheck } from './availability.js';
import { type PodTemplate } from './pod-template.js';
import { podsFor, withFailure, type ReplicaFailure } from './replica-failure.js';

/** Which pods a StatefulSet makes and deletes next, and what its status says. Pure. */

export interface StatefulSet extends KubeObject {
  readonly spec: {
    readonly replicas?: number;
    readonly serviceName?: string;
    readonly ordinals?: { readonly start?: number };
    readonly podManagementPolicy?: string;
    readonly minReadySeconds?: number;
    readonly revisionHistoryLimit?: number;
    readonly template: PodTemplate;
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly volumeClaimTemplates?: readonly KubeObject[];
    readonly persistentVolumeClaimRetentionPolicy?: {
      readonly whenDeleted?: string;
      readonly whenScaled?: string;
    };
    readonly updateStrategy?: {
      readonly type?: string;
      readonly rollingUpdate?: { readonly partition?: number };
    };
  };
  readonly status?: {
    readonly currentRevision?: string;
    readonly currentReplicas?: number;
    readonly conditions?: readonly Condition[];
  };
}

export interface StatefulSituation {
  readonly pods: readonly Pod[];
  /** Names of the revisions that the set rolls from and to. */
  readonly current: string;
  readonly update: string;
  readonly availability: AvailabilityCheck;
}

export type StatefulStep =
  | { readonly kind: 'create'; readonly ordinal: number; readonly revision: string }
  | { readonly kind: 'delete'; readonly pod: Pod };

/** A pod's number; undefined: its name is not one of the set's. */
export function ordinalOf(set: StatefulSet, pod: KubeObject): number | undefined {
  const prefix = `${set.metadata.name ?? ''}-`;
  const { name = '' } = pod.metadata;
  const digits = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  return /^\d+$/.test(digits) ? Number(digits) : undefined;
}

/** The numbers that shall have a pod: from `first` up to, but without, `end`. */
export function ordinalRange(set: StatefulSet): { readonly first: number; readonly end: number } {
  const first = set.spec.ordinals?.start ?? 0;
  return { first, end: first + podsFor(set.spec.replicas ?? 1) };
}

/**
 * In order: with OrderedReady one step at a time, and none before all lower pods are available (growing) or the higher ones gone
 * (shrinking); with Parallel all at once. Then the update, from the highest number down to the partition, one pod at a time.
 */
export function planStatefulSet(set: StatefulSet, situation: StatefulSituation): StatefulStep[] {
  const byOrdinal = new Map(situation.pods.map((pod) => [ordinalOf(set, pod), pod]));
  const { first, end } = ordinalRange(set);
  const steps: StatefulStep[] = [];
  const ordered = set.spec.podManagementPolicy !== 'Parallel';
  for (let ordinal = first; ordinal < end; ordinal++) {
    const pod = byOrdinal.get(ordinal);
    const step = stepFor(set, pod, ordinal, situation);
    if (step) steps.push(step);
    const holdsUp = step !== undefined || !isHealthy(pod, situation.availability);
    if (ordered && holdsUp) return steps;
  }
  const condemned = [...byOrdinal]
    .filter(([ordinal]) => ordinal === undefined || ordinal < first || ordinal >= end)
    .sort(([a = 0], [b = 0]) => b - a)
    .map(([, pod]) => pod);
  for (const pod of condemned) {
    if (!isGoing(pod)) steps.push({ kind: 'delete', pod });
    if (ordered) return steps;
  }
  return steps.length > 0 ? steps : update(set, byOrdinal, situation);
}

function stepFor(
  set: StatefulSet,
  pod: Pod | undefined,
  ordinal: number,
  situation: StatefulSituation,
): StatefulStep | undefined {
  if (!pod) return { kind: 'create', ordinal, revision: revisionFor(set, ordinal, situation) };
  return isFinished(pod) && !isGoing(pod) ? { kind: 'delete', pod } : undefined;
}

/** What a pod that comes back is made from: what the rollout has not reached stays as it was. */
function revisionFor(set: StatefulSet, ordinal: number, { current, update }: StatefulSituation): string {
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
  if (type === 'OnDelete') return update;
  const first = set.spec.ordinals?.start ?? 0;
  return ordinal < first + (rollingUpdate?.partition ?? 0) ? current : update;
}

function update(
  set: StatefulSet,
  byOrdinal: ReadonlyMap<number | undefined, Pod>,
  situation: StatefulSituation,
): StatefulStep[] {
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
  if (type === 'OnDelete') return [];
  const { first, end } = ordinalRange(set);
  for (let ordinal = end - 1; ordinal >= first + (rollingUpdate?.partition ?? 0); ordinal--) {
    const pod = byOrdinal.get(ordinal);
    if (!pod) return [];
    if (revisionNameOf(pod) !== situation.update && !isGoing(pod)) return [{ kind: 'delete', pod }];
    if (!isHealthy(pod, situation.availability)) return [];
  }
  return [];
}

function isGoing(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}

function isHealthy(pod: Pod | undefined, availability: AvailabilityCheck): boolean {
  return pod !== undefined && !isGoing(pod) && isReady(pod) && availability.isAvailable(pod);
}

/** A StatefulSet's pods carry the whole name of their revision. */
function revisionNameOf(pod: Pod): string {
  return pod.metadata.labels?.[REVISION_HASH] ?? '';
}

/** `now` in ms. */
export function statefulStatus(
  set: StatefulSet,
  situation: StatefulSituation,
  failure: ReplicaFailure | undefined,
  now: number,
): object {
  const { pods, current, update, availability } = situation;
  const updated = countOf(pods, update);
  const isDone = isRolledOut(set, situation);
  const conditions = withFailure(set.status?.conditions, failure, now);
  const { generation } = set.metadata;
  return {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    replicas: pods.length,
    ...positive('readyReplicas', pods.filter(isReady).length),
    availableReplicas: pods.filter((pod) => availability.isAvailable(pod)).length,
    ...positive('currentReplicas', isDone ? updated : countOf(pods, current)),
    ...positive('updatedReplicas', updated),
    currentRevision: isDone ? update : current,
    updateRevision: update,
    collisionCount: 0,
    ...(conditions.length > 0 ? { conditions } : {}),
  };
}

function countOf(pods: readonly Pod[], revision: string): number {
  return pods.filter((pod) => !isGoing(pod) && revisionNameOf(pod) === revision).length;
}

/** The rollout has ended: what it went to is what the set is. */
function isRolledOut(set: StatefulSet, { pods, update }: StatefulSituation): boolean {
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
  if (type === 'OnDelete' || (rollingUpdate?.partition ?? 0) > 0) return false;
  const { first, end } = ordinalRange(set);
  return (
    pods.length >= end - first && countOf(pods, update) === pods.length && pods.every((pod) => isReady(pod))
  );
}

function positive(field: string, count: number): Record<string, number> {
  return count > 0 ? { [field]: count } : {};
}
