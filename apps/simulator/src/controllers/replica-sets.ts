import { randomBytes } from 'node:crypto';
import {
  deepEqual,
  isReason,
  labelSelectorMatcher,
  removeCondition,
  setCondition,
  type Condition,
  type KubeObject,
  type LabelSelector,
} from '#libs/apimachinery';
import {
  ControlLoop,
  done,
  keyOf,
  requeueAfter,
  splitKey,
  type InformerChange,
  type Result,
} from '#libs/controller-runtime';
import { controllerOf } from '../cluster/pod-index.js';
import { isActive, isReady, readySince, type Pod, type PodSpec } from '../cluster/pod.js';
import { PODS, REPLICA_SETS } from '../cluster/resources.js';
import { EXPECTATION_MS, REPLICA_BURST, STATUS_PACE_MS, WORKERS } from '../limits.js';
import { type ClusterContext } from './context.js';
import { Expectations } from './expectations.js';

/** The fields of a ReplicaSet that its controller reads and writes. */
export interface ReplicaSet extends KubeObject {
  readonly spec: {
    readonly replicas?: number;
    readonly minReadySeconds?: number;
    readonly selector: LabelSelector;
    readonly template: { readonly metadata?: KubeObject['metadata']; readonly spec: PodSpec };
  };
  readonly status?: ReplicaSetStatus;
}

interface ReplicaSetStatus {
  readonly replicas: number;
  readonly fullyLabeledReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
}

/** Keeps as many pods per ReplicaSet as it asks for, and counts them in its status. */
export class ReplicaSets {
  readonly loop: ControlLoop;
  private readonly expectations: Expectations;
  private readonly countedAt = new Map<string, number>();

  constructor(private readonly context: ClusterContext) {
    this.expectations = new Expectations(context.clock);
    const { replicaSets } = context.informers;
    this.loop = new ControlLoop({
      name: 'replica-sets',
      reconciler: { reconcile: (key) => this.reconcile(key) },
      workers: WORKERS,
      clock: context.clock,
      logger: context.logger,
      resync: () => {
        for (const set of replicaSets.list()) this.loop.enqueue(keyOf(set));
      },
    });
    replicaSets.onChange(({ type, object }) => {
      if (type === 'DELETED') {
        this.expectations.forget(object.metadata.uid ?? '');
        this.countedAt.delete(keyOf(object));
      } else this.loop.enqueue(keyOf(object));
    });
    context.pods.informer.onChange((change) => {
      this.observePod(change);
    });
  }

  private observePod({ type, object }: InformerChange): void {
    const owner = controllerOf(object);
    if (owner?.kind !== 'ReplicaSet') return;
    if (type === 'ADDED') this.expectations.seen(owner.uid, `+${object.metadata.name ?? ''}`);
    if (type === 'DELETED' || object.metadata.deletionTimestamp !== undefined)
      this.expectations.seen(owner.uid, `-${object.metadata.uid ?? ''}`);
    const key = `${object.metadata.namespace ?? ''}/${owner.name}`;
    // The first change is answered at once, a storm of them at a steady pace.
    const sinceMs = this.context.clock.now() - (this.countedAt.get(key) ?? 0);
    this.loop.enqueueAfter(key, STATUS_PACE_MS - sinceMs);
  }

  private async reconcile(key: string): Promise<Result> {
    const set = this.context.informers.replicaSets.get(key) as ReplicaSet | undefined;
    if (!set) return done;
    const uid = set.metadata.uid ?? '';
    if (!this.expectations.met(uid)) return requeueAfter(EXPECTATION_MS, 'waits to see its own writes');
    const pods = [...this.context.pods.ofOwner(uid)].filter(isActive);
    let failure: unknown;
    let more = false;
    if (set.metadata.deletionTimestamp === undefined) {
      const lack = (set.spec.replicas ?? 1) - pods.length;
      more = Math.abs(lack) > REPLICA_BURST;
      try {
        await this.adjust(set, pods, lack);
      } catch (error) {
        failure = error;
      }
    }
    const recheckMs = await this.writeStatus(key, set, pods, failure);
    if (failure !== undefined) throw failure as Error;
    if (more) return requeueAfter(1, 'more pods to create or delete');
    return recheckMs === undefined ? done : requeueAfter(recheckMs, 'pods become available');
  }

  private async adjust(set: ReplicaSet, pods: readonly Pod[], lack: number): Promise<void> {
    if (lack > 0) {
      // Nothing can be created there any more, and soon nothing is wanted.
      if (this.isGoing(set.metadata.namespace ?? '')) return;
      for (let made = 0; made < Math.min(lack, REPLICA_BURST); made++) await this.createPod(set);
      return;
    }
    if (lack < 0)
      for (const pod of surplus(pods, Math.min(-lack, REPLICA_BURST))) await this.deletePod(set, pod);
  }

  private isGoing(namespace: string): boolean {
    const object = this.context.informers.namespaces.get(`/${namespace}`);
    return object?.metadata.deletionTimestamp !== undefined;
  }

  private async createPod(set: ReplicaSet): Promise<void> {
    const uid = set.metadata.uid ?? '';
    const pod = podOf(set);
    const sight = `+${pod.metadata.name ?? ''}`;
    this.expectations.expect(uid, sight);
    try {
      await this.context.client.create(PODS, pod);
    } catch (error) {
      this.expectations.seen(uid, sight);
      // Another pod has that name already: the next run picks another.
      if (!isReason(error, 'AlreadyExists')) throw error;
    }
  }

  private async deletePod(set: ReplicaSet, pod: Pod): Promise<void> {
    const owner = set.metadata.uid ?? '';
    const { uid = '' } = pod.metadata;
    this.expectations.expect(owner, `-${uid}`);
    try {
      const gone = await this.context.client.delete({ ...PODS, ...splitKey(keyOf(pod)) }, { uid });
      if (!gone) this.expectations.seen(owner, `-${uid}`);
    } catch (error) {
      this.expectations.seen(owner, `-${uid}`);
      throw error;
    }
  }

  /** The answer: in how many ms another pod becomes available without any event. */
  private async writeStatus(
    key: string,
    set: ReplicaSet,
    pods: readonly Pod[],
    failure: unknown,
  ): Promise<number | undefined> {
    const now = this.context.clock.now();
    const { status, recheckMs } = statusOf(set, pods, failure, now);
    this.countedAt.set(key, now);
    if (deepEqual(status, set.status)) return recheckMs;
    await this.context.client.modify(
      { ...REPLICA_SETS, ...splitKey(key) },
      (current) => (current.metadata.uid === set.metadata.uid ? { ...current, status } : undefined),
      'status',
    );
    return recheckMs;
  }
}

/** What a ReplicaSet's status says about these active pods. `now` in ms. */
export function statusOf(
  set: ReplicaSet,
  pods: readonly Pod[],
  failure: unknown,
  now: number,
): { readonly status: ReplicaSetStatus; readonly recheckMs: number | undefined } {
  const counts = countPods(set, pods, now);
  const conditions =
    failure === undefined
      ? removeCondition(set.status?.conditions, 'ReplicaFailure')
      : setCondition(set.status?.conditions, failureCondition(failure), now);
  return {
    recheckMs: counts.recheckMs,
    status: {
      replicas: pods.length,
      ...positive('fullyLabeledReplicas', counts.fullyLabeled),
      ...positive('readyReplicas', counts.ready),
      ...positive('availableReplicas', counts.available),
      ...(set.metadata.generation === undefined ? {} : { observedGeneration: set.metadata.generation }),
      ...(conditions.length > 0 ? { conditions } : {}),
    },
  };
}

/** Counts of zero are left out, as the API writes them. */
function positive(field: string, count: number): Record<string, number> {
  return count > 0 ? { [field]: count } : {};
}

interface PodCounts {
  fullyLabeled: number;
  ready: number;
  available: number;
  /** In how many ms the next ready pod becomes available. */
  recheckMs: number | undefined;
}

function countPods(set: ReplicaSet, pods: readonly Pod[], now: number): PodCounts {
  const minReadyMs = (set.spec.minReadySeconds ?? 0) * 1000;
  const labels = labelSelectorMatcher({ matchLabels: set.spec.template.metadata?.labels ?? {} });
  const counts: PodCounts = { fullyLabeled: 0, ready: 0, available: 0, recheckMs: undefined };
  for (const pod of pods) {
    if (labels.matches(pod.metadata.labels ?? {})) counts.fullyLabeled++;
    const since = readySince(pod);
    if (since === undefined) continue;
    counts.ready++;
    const leftMs = since + minReadyMs - now;
    if (minReadyMs === 0 || leftMs <= 0) counts.available++;
    else counts.recheckMs = Math.min(counts.recheckMs ?? Infinity, leftMs);
  }
  return counts;
}

function failureCondition(failure: unknown): Omit<Condition, 'lastTransitionTime'> {
  const message = failure instanceof Error ? failure.message : String(failure);
  return { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message };
}

/** The `count` pods that are missed least: without a node first, then not ready, then the youngest. */
export function surplus(pods: readonly Pod[], count: number): Pod[] {
  const rank = (pod: Pod): number => {
    if ((pod.spec.nodeName ?? '') === '') return 0;
    if (pod.status?.phase !== 'Running') return 1;
    return isReady(pod) ? 3 : 2;
  };
  const age = (pod: Pod): string => pod.metadata.creationTimestamp ?? '';
  return [...pods]
    .sort((a, b) => rank(a) - rank(b) || age(b).localeCompare(age(a)) || keyOf(a).localeCompare(keyOf(b)))
    .slice(0, count);
}

const SUFFIX_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** The next pod of a set. The name is made here, so that its sight can be expected before it is created. */
function podOf(set: ReplicaSet): KubeObject {
  const { name = '', namespace, uid = '' } = set.metadata;
  const { template } = set.spec;
  const base = `${name.slice(0, 57)}-`;
  let suffix = '';
  for (const byte of randomBytes(5)) suffix += SUFFIX_LETTERS[byte % SUFFIX_LETTERS.length] ?? '';
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: base + suffix,
      generateName: base,
      ...(namespace === undefined ? {} : { namespace }),
      ...(template.metadata?.labels ? { labels: template.metadata.labels } : {}),
      ...(template.metadata?.annotations ? { annotations: template.metadata.annotations } : {}),
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid, controller: true, blockOwnerDeletion: true },
      ],
    },
    spec: template.spec,
  };
}
