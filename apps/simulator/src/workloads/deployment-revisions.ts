import { createHash } from 'node:crypto';
import { canonicalJson, deepEqual, type KubeObject } from '#libs/apimachinery';
import { type Deployment } from './deployment.js';
import { ownedBy } from './pod-template.js';
import { type ReplicaSet } from './replica-sets.js';
import { sizeAnnotations } from './rollout.js';

/** A Deployment's history: one ReplicaSet per template, numbered in the order in which they were last rolled out. */

const HASH = 'pod-template-hash';
const REVISION = 'deployment.kubernetes.io/revision';
const HISTORY = 'deployment.kubernetes.io/revision-history';
/** Not passed on to the sets, and not taken from them by a rollback. */
const OWN_ANNOTATIONS = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deprecated.deployment.rollback.to',
  REVISION,
  HISTORY,
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
]);

/** Of what `value` says, whatever the order of its fields. */
export function templateHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 10);
}

export function isSetOf(set: ReplicaSet, hash: string): boolean {
  return set.metadata.labels?.[HASH] === hash;
}

/** The highest number among these sets; 0: none has one. */
export function revisionOf(sets: readonly ReplicaSet[]): number {
  return Math.max(0, ...sets.map((set) => Number(set.metadata.annotations?.[REVISION] ?? 0)));
}

/** The ReplicaSet of the present template, still without pods. */
export function newSet(deployment: Deployment, hash: string, revision: number): KubeObject {
  const { name = '', namespace } = deployment.metadata;
  const { selector, template, minReadySeconds } = deployment.spec;
  const labels = { ...template.metadata?.labels, [HASH]: hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels,
      annotations: {
        ...inherited(deployment),
        ...sizeAnnotations(deployment),
        [REVISION]: String(revision),
      },
      ownerReferences: [ownedBy(deployment)],
    },
    spec: {
      replicas: 0,
      ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [HASH]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

function inherited(deployment: Deployment): Record<string, string> {
  const own = Object.entries(deployment.metadata.annotations ?? {});
  return Object.fromEntries(own.filter(([name]) => !OWN_ANNOTATIONS.has(name)));
}

/** The current set as its Deployment wants it, size aside; the same object when it is so. `revision`: above all others. */
export function upToDate(deployment: Deployment, set: ReplicaSet, revision: number): ReplicaSet {
  const { annotations = {} } = set.metadata;
  const { minReadySeconds } = deployment.spec;
  const next: Record<string, string> = { ...annotations, ...inherited(deployment) };
  const before = Number(annotations[REVISION] ?? 0);
  if (before < revision) {
    next[REVISION] = String(revision);
    // A template that was in use before is a new revision when it comes back; its old numbers are kept.
    if (before > 0) next[HISTORY] = [annotations[HISTORY], before].filter(Boolean).join(',');
  }
  const isPatient = (set.spec.minReadySeconds ?? 0) === (minReadySeconds ?? 0);
  if (isPatient && deepEqual(next, annotations)) return set;
  return {
    ...set,
    metadata: { ...set.metadata, annotations: next },
    spec: isPatient ? set.spec : { ...set.spec, minReadySeconds: minReadySeconds ?? 0 },
  };
}

/** The Deployment with its set's number; undefined when it has it. */
export function renumbered(deployment: Deployment, set: ReplicaSet): Deployment | undefined {
  const revision = set.metadata.annotations?.[REVISION];
  const { annotations } = deployment.metadata;
  if (revision === undefined || annotations?.[REVISION] === revision) return undefined;
  return {
    ...deployment,
    metadata: { ...deployment.metadata, annotations: { ...annotations, [REVISION]: revision } },
  };
}

/** Sets beyond the history limit: without pods, oldest number first. */
export function outdated(old: readonly ReplicaSet[], limit: number): ReplicaSet[] {
  const idle = old.filter(
    (set) =>
      set.spec.replicas === 0 &&
      (set.status?.replicas ?? 0) === 0 &&
      set.metadata.deletionTimestamp === undefined,
  );
  const surplus = Math.max(0, old.length - limit);
  return idle.sort((a, b) => revisionOf([a]) - revisionOf([b])).slice(0, surplus);
}
