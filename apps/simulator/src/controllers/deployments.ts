import { createHash } from 'node:crypto';
import { deepEqual, isReason, type KubeObject } from '#libs/apimachinery';
import {
  ControlLoop,
  done,
  keyOf,
  requeueAfter,
  splitKey,
  type Informer,
  type Result,
} from '#libs/controller-runtime';
import { NestedMap } from '../cluster/nested-map.js';
import { controllerOf } from '../cluster/pod-index.js';
import { DEPLOYMENTS, REPLICA_SETS } from '../cluster/resources.js';
import { WORKERS } from '../limits.js';
import { type ClusterContext } from './context.js';
import { type ReplicaSet } from './replica-sets.js';
import { deploymentStatus, nextReplicas, type Deployment } from './rollout.js';

const HASH = 'pod-template-hash';
const REVISION = 'deployment.kubernetes.io/revision';
/** The mirror may be a step behind what was just created. */
const MIRROR_WAIT_MS = 20;

/** Keeps one ReplicaSet per pod template of a Deployment, and moves its replicas to the newest. */
export class Deployments {
  readonly loop: ControlLoop;
  private readonly setsOf = new NestedMap<ReplicaSet>();

  constructor(
    private readonly context: ClusterContext,
    private readonly mirror: Informer,
  ) {
    this.loop = new ControlLoop({
      name: 'deployments',
      reconciler: { reconcile: (key) => this.reconcile(key) },
      workers: WORKERS,
      clock: context.clock,
      logger: context.logger,
      resync: () => {
        for (const deployment of mirror.list()) this.loop.enqueue(keyOf(deployment));
      },
    });
    mirror.onChange(({ type, object }) => {
      if (type !== 'DELETED') this.loop.enqueue(keyOf(object));
    });
    context.informers.replicaSets.onChange(({ type, object, previous }) => {
      const key = keyOf(object);
      const before = previous && controllerOf(previous);
      if (before) this.setsOf.delete(before.uid, key);
      const owner = controllerOf(object);
      if (owner?.kind !== 'Deployment') return;
      if (type !== 'DELETED') this.setsOf.set(owner.uid, key, object as ReplicaSet);
      this.loop.enqueue(`${object.metadata.namespace ?? ''}/${owner.name}`);
    });
  }

  private async reconcile(key: string): Promise<Result> {
    const deployment = this.mirror.get(key) as Deployment | undefined;
    if (!deployment) return done;
    const sets = [...(this.setsOf.of(deployment.metadata.uid ?? '')?.values() ?? [])];
    const hash = templateHash(deployment);
    const current = sets.find((set) => set.metadata.labels?.[HASH] === hash);
    const old = sets.filter((set) => set !== current);
    const isMoving = deployment.metadata.deletionTimestamp === undefined && deployment.spec.paused !== true;
    if (isMoving && !current) {
      await this.createSet(deployment, hash, revisionOf(sets) + 1);
      return requeueAfter(MIRROR_WAIT_MS, 'its new ReplicaSet is on its way');
    }
    if (isMoving && current) await this.move(deployment, current, old);
    const status = deploymentStatus(deployment, current, old, this.context.clock.now());
    if (!deepEqual(status, deployment.status))
      await this.context.client.modify(
        { ...DEPLOYMENTS, ...splitKey(key) },
        (present) => (present.metadata.uid === deployment.metadata.uid ? { ...present, status } : undefined),
        'status',
      );
    return done;
  }

  private async createSet(deployment: Deployment, hash: string, revision: number): Promise<void> {
    try {
      await this.context.client.create(REPLICA_SETS, replicaSetOf(deployment, hash, revision));
    } catch (error) {
      // Created by the run before and not seen yet, or the namespace is on its way out.
      if (!isReason(error, 'AlreadyExists') && !isReason(error, 'Forbidden')) throw error;
    }
  }

  private async move(deployment: Deployment, current: ReplicaSet, old: readonly ReplicaSet[]): Promise<void> {
    const { client } = this.context;
    const namespace = deployment.metadata.namespace ?? '';
    const newest = revisionOf(old);
    // A template that was in use before is a new revision when it comes back.
    const revision = revisionOf([current]) > newest ? undefined : String(newest + 1);
    const next = nextReplicas(deployment, current, old);
    for (const set of [current, ...old]) {
      const name = set.metadata.name ?? '';
      const replicas = next.get(name);
      const renumber = set === current && revision !== undefined;
      if (replicas === undefined && !renumber) continue;
      await client.modify({ ...REPLICA_SETS, namespace, name }, (present) =>
        changed(present as ReplicaSet, replicas, renumber ? revision : undefined),
      );
    }
    const idle = old.filter((set) => set.spec.replicas === 0 && (set.status?.replicas ?? 0) === 0);
    const surplus = idle.length - (deployment.spec.revisionHistoryLimit ?? 10);
    if (surplus <= 0) return;
    const oldest = idle.sort((a, b) => revisionOf([a]) - revisionOf([b])).slice(0, surplus);
    for (const set of oldest) await client.delete({ ...REPLICA_SETS, ...splitKey(keyOf(set)) });
  }
}

function changed(set: ReplicaSet, replicas: number | undefined, revision: string | undefined): KubeObject {
  return {
    ...set,
    metadata:
      revision === undefined
        ? set.metadata
        : { ...set.metadata, annotations: { ...set.metadata.annotations, [REVISION]: revision } },
    spec: replicas === undefined ? set.spec : { ...set.spec, replicas },
  };
}

function revisionOf(sets: readonly ReplicaSet[]): number {
  return Math.max(0, ...sets.map((set) => Number(set.metadata.annotations?.[REVISION] ?? 0)));
}

function templateHash(deployment: Deployment): string {
  return createHash('sha256').update(JSON.stringify(deployment.spec.template)).digest('hex').slice(0, 10);
}

function replicaSetOf(deployment: Deployment, hash: string, revision: number): KubeObject {
  const { name = '', namespace, uid = '' } = deployment.metadata;
  const { selector, template, minReadySeconds } = deployment.spec;
  const labels = { ...template.metadata?.labels, [HASH]: hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels,
      annotations: { [REVISION]: String(revision) },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'Deployment', name, uid, controller: true, blockOwnerDeletion: true },
      ],
    },
    spec: {
      replicas: 0,
      ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [HASH]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}
