import { createHash } from 'node:crypto';
import {
  formatObjectKey,
  isReason,
  parseObjectKey,
  withPath,
  type KubeObject,
  type ObjectClient,
  type ObjectKey,
} from '#libs/apimachinery';
import { done, requeueAfter, type Informer, type Reconciler, type Result } from '#libs/controller-runtime';
import { MEMBERS_FINALIZER, type Propagation, type SpreadKinds } from '#libs/kinds';
import { type Clock } from '#libs/process';
import { DEFAULT_STORE_LIMITS, type Store } from '#libs/store';
import { type EventRecorder, type Notice } from '../events/event-recorder.js';
import { type AutoscalerIndex } from './autoscaler-index.js';
import { clusterView, type ClusterView } from './cluster-view.js';
import { failureNotices, memberStatuses, statusToWrite } from './object-status.js';
import { Mover, movedNotice, NOTHING } from './mover.js';
import { planObject, type PlanInput, type PlanOutput } from './plan-object.js';
import { replicasToTakeBack, scalingOf } from './scaling.js';
import { holdings, type Holdings } from './targets.js';

export interface PropagationReconcilerOptions {
  readonly client: ObjectClient;
  readonly clusters: Informer;
  readonly store: Store;
  readonly kinds: SpreadKinds;
  readonly autoscalers: AutoscalerIndex;
  /** Wakes another object, whose plan follows this one's. */
  readonly enqueue: (key: string) => void;
  readonly events: EventRecorder;
  readonly clock: Clock;
  /** Most clusters went silent at once: nothing moves. Absent: never. */
  readonly isFrozen?: () => boolean;
}

interface PlannedMoves {
  readonly output: PlanOutput;
  /** Said on the object when the plan is saved. */
  readonly moved: Notice | undefined;
  readonly againInMs: number | undefined;
}

/** The object changed between reading and writing; its change wakes us as well, this only makes sure. */
const STALE_RETRY_MS = 50;

/** One object with its rows and reports, as stored. */
interface Read extends Pick<PlanInput, 'key' | 'object' | 'work' | 'reports'> {
  readonly objectKey: ObjectKey;
}

/** Reads one federated object, its members and their reports; plans; stores work, status and what is to be said. */
export class PropagationReconciler implements Reconciler {
  readonly mover: Mover;
  private views: readonly ClusterView[] | undefined;

  constructor(private readonly options: PropagationReconcilerOptions) {
    this.mover = new Mover({
      moves: options.store.moves,
      isFrozen: options.isFrozen ?? ((): boolean => false),
      clock: options.clock,
      rate: DEFAULT_STORE_LIMITS.movesPerSecond,
    });
    options.clusters.onChange(() => (this.views = undefined));
  }

  async reconcile(key: string): Promise<Result> {
    const { client, store } = this.options;
    const objectKey = parseObjectKey(key);
    const [object, loaded] = await Promise.all([client.get(objectKey), store.work.load(key)]);
    if (!object && loaded.work.length === 0) return done;
    const input = await this.look({ key, objectKey, object, ...loaded });
    if (!input) return requeueAfter(STALE_RETRY_MS, 'the object changed meanwhile');
    const { output, moved, againInMs } = await this.plan(input);
    const saved = output.plan && (await store.work.save(output.plan, loaded.work));
    if (saved === 'stale') return requeueAfter(STALE_RETRY_MS, 'the object changed meanwhile');
    if (saved === 'saved') this.announce(input, objectKey, moved);
    if (object && !(await this.writeBack(objectKey, object, output, holdings(loaded.work, loaded.reports))))
      return requeueAfter(STALE_RETRY_MS, 'the object changed meanwhile');
    return againInMs === undefined
      ? done
      : requeueAfter(againInMs, 'a grace or hold ends then, or replicas wait for their turn to move');
  }

  /** Without any moves at first. Where some are asked for, again with those that are granted. */
  private async plan(input: PlanInput): Promise<PlannedMoves> {
    const { mover } = this;
    const still = planObject(input);
    const asked = still.decision?.asked ?? NOTHING;
    const moves = await mover.grant(asked);
    const retryInMs = mover.retryIn(input.key, asked, moves) ?? Infinity;
    const moved = movedNotice(moves);
    const output = moved ? planObject({ ...input, moves }) : still;
    const againInMs = Math.min(retryInMs, output.recheckInMs ?? Infinity);
    return { output, moved, againInMs: Number.isFinite(againInMs) ? againInMs : undefined };
  }

  /** The world around one object. Undefined: the object was changed by this, and must be read again. */
  private async look({ objectKey, ...read }: Read): Promise<PlanInput | undefined> {
    const { clock, kinds } = this.options;
    const { key, object, work, reports } = read;
    const propagation = kinds.of(objectKey);
    const base: PlanInput = {
      ...read,
      resource: { group: objectKey.group, resource: objectKey.resource },
      propagation,
      clusters: this.clusters(),
      now: clock.now(),
      moves: NOTHING,
      hash: sha256,
    };
    if (!object || !propagation?.divides) return base;
    const scaling = await scalingOf(this.options, key, object, propagation);
    if (scaling) return { ...base, scaling };
    const changed = await this.takeBack(objectKey, object, propagation, holdings(work, reports));
    return changed ? undefined : base;
  }

  /** Rows have changed: an autoscaler is divided over the clusters that have what it scales. */
  private announce({ key, object }: PlanInput, { namespace }: ObjectKey, moved: Notice | undefined): void {
    if (object && moved) this.options.events.record(object, moved);
    const autoscaler = this.options.autoscalers.autoscalerOf(key, namespace);
    if (autoscaler) this.options.enqueue(formatObjectKey(autoscaler));
  }

  /** True: the object was changed. */
  private async takeBack(
    objectKey: ObjectKey,
    object: KubeObject,
    propagation: Propagation,
    held: Holdings,
  ): Promise<boolean> {
    const replicas = replicasToTakeBack(object, propagation, held);
    if (replicas === undefined || object.metadata.deletionTimestamp !== undefined) return false;
    await this.options.client.modify(objectKey, (current) => withPath(current, 'spec.replicas', replicas));
    return true;
  }

  private clusters(): readonly ClusterView[] {
    this.views ??= [...this.options.clusters.list()]
      .map(clusterView)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    return this.views;
  }

  /** False: somebody else wrote the object since it was read. */
  private async writeBack(
    objectKey: ObjectKey,
    object: KubeObject,
    output: PlanOutput,
    held: Holdings,
  ): Promise<boolean> {
    const { client, clock, events } = this.options;
    if (output.releaseFinalizer) {
      await client.modify(objectKey, withoutFinalizer);
      return true;
    }
    if (output.expired) {
      const { uid = '' } = object.metadata;
      await client.delete(objectKey, { uid, propagationPolicy: 'Background' });
      return true;
    }
    const failures = failureNotices(held);
    for (const notice of [...output.notices, ...failures]) events.record(object, notice);
    const propagation = this.options.kinds.of(objectKey);
    if (!output.decision || !output.plan || !propagation) return true;
    const members = memberStatuses(output.decision, output.plan, held);
    const status = statusToWrite(object, propagation, members, {
      placement: output.notices,
      failures,
      now: clock.now(),
    });
    if (!status) return true;
    try {
      // With the version that was read.
      await client.updateStatus(objectKey, { ...object, status });
      return true;
    } catch (error) {
      if (isReason(error, 'Conflict') || isReason(error, 'NotFound')) return false;
      throw error;
    }
  }
}

function withoutFinalizer(object: KubeObject): KubeObject | undefined {
  const held = object.metadata.finalizers ?? [];
  if (!held.includes(MEMBERS_FINALIZER)) return undefined;
  const finalizers = held.filter((name) => name !== MEMBERS_FINALIZER);
  return { ...object, metadata: { ...object.metadata, finalizers } };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
