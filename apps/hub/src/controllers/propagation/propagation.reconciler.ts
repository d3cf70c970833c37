import { hash } from 'node:crypto';
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
import { type PropagationPolicy } from '#libs/placement';
import { DEFAULT_STORE_LIMITS, type ObjectPlan, type Store, type WorkRow } from '#libs/store';
import { type EventRecorder, type Notice } from '../events/event-recorder.js';
import { type AutoscalerIndex } from './autoscaler-index.js';
import { clusterView, type ClusterView } from './cluster-view.js';
import { dependencyOf, type Dependency } from './dependency.js';
import { type DependencyIndex } from './dependency-index.js';
import { refersToOthers } from './references.js';
import { gains, InFlight } from './in-flight.js';
import { Mover, movedNotice, NOTHING } from './mover.js';
import {
  absentMembers,
  failureNotices,
  memberStatuses,
  statusToWrite,
  type Absent,
} from './object-status.js';
import { planObject, type PlanInput, type PlanOutput } from './plan-object.js';
import { type PolicyIndex } from './policy-index.js';
import { replicasToTakeBack, scalingOf } from './scaling.js';
import { type OverrideIndex } from './override-index.js';
import { holdings, type Holdings } from './targets.js';

export interface PropagationReconcilerOptions {
  readonly client: ObjectClient;
  readonly clusters: Informer;
  readonly store: Store;
  readonly kinds: SpreadKinds;
  readonly autoscalers: AutoscalerIndex;
  /** Absent: there are no policies. */
  readonly policies?: PolicyIndex;
  /** What differs by cluster. Absent: nothing does. */
  readonly overrides?: OverrideIndex;
  /** Who refers to what. Absent: nothing follows anything. */
  readonly dependencies?: DependencyIndex;
  /** Wakes another object, whose plan follows this one's. */
  readonly enqueue: (key: string) => void;
  readonly events: EventRecorder;
  readonly clock: Clock;
  /**
   * A key was looked at, and its placement may be another one. `isNew`: nothing was known of it before; `isSaved`: other hubs
   * may not see what changed, which is not in the object.
   */
  readonly onPlaced?: (key: string, what: { readonly isNew: boolean; readonly isSaved: boolean }) => void;
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
  private readonly inFlight: InFlight;
  private views: readonly ClusterView[] | undefined;

  constructor(private readonly options: PropagationReconcilerOptions) {
    this.mover = new Mover({
      moves: options.store.moves,
      isFrozen: options.isFrozen ?? ((): boolean => false),
      clock: options.clock,
      rate: DEFAULT_STORE_LIMITS.movesPerSecond,
    });
    this.inFlight = new InFlight(() => options.clock.now());
    options.clusters.onChange(() => (this.views = undefined));
  }

  async reconcile(key: string): Promise<Result> {
    const { client, store } = this.options;
    const objectKey = parseObjectKey(key);
    const [object, loaded] = await Promise.all([client.get(objectKey), store.work.load(key)]);
    if (!object && loaded.work.length === 0) return this.absent(key);
    const input = await this.look({ key, objectKey, object, ...loaded });
    if (!input) return requeueAfter(STALE_RETRY_MS, 'the object changed meanwhile');
    const { output, moved, againInMs } = await this.plan(input);
    const saved = output.plan && (await store.work.save(output.plan, loaded.work));
    if (saved === 'stale') return requeueAfter(STALE_RETRY_MS, 'the object changed meanwhile');
    this.announce(input, objectKey, saved === 'saved');
    this.follow(input, output, saved === 'saved');
    const absent = output.decision && absentMembers(output.decision, this.clusters(), input.now);
    const told = { absent, moved: saved === 'saved' ? moved : undefined };
    const held = { ...holdings(loaded.work, loaded.reports), ...told };
    if (object && !(await this.writeBack(objectKey, object, output, held)))
      return requeueAfter(STALE_RETRY_MS, 'the object changed meanwhile');
    return again(againInMs, object?.['status'] ? absent : undefined);
  }

  /** It is gone, and every member is through with it. */
  private absent(key: string): Result {
    this.options.onPlaced?.(key, { isNew: false, isSaved: false });
    return done;
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
    const said = object && propagation && (await this.rulesFor(objectKey, object, propagation));
    const base: PlanInput = {
      ...read,
      ...said,
      resource: { group: objectKey.group, resource: objectKey.resource },
      propagation,
      clusters: this.clusters(),
      now: clock.now(),
      onItsWay: ({ name, free }) => this.inFlight.beside(key, name, free?.countedAt ?? 0),
      moves: NOTHING,
      hash: sha256,
    };
    if (!object || !propagation?.divides) return base;
    const scaling = await scalingOf(this.options, key, object, propagation);
    if (scaling) return { ...base, scaling };
    const changed = await this.takeBack(objectKey, object, propagation, holdings(work, reports));
    return changed ? undefined : base;
  }

  /** What is said elsewhere about where an object goes and what differs there. */
  private async rulesFor(
    key: ObjectKey,
    object: KubeObject,
    propagation: Propagation,
  ): Promise<Pick<PlanInput, 'policy' | 'overrides' | 'dependency'>> {
    const policy = await this.policyOf(key, propagation, object);
    const overrides = await this.overridesOf(key, object, propagation);
    const dependency = await this.dependencyOf(key, object, policy);
    return {
      ...(policy ? { policy } : {}),
      ...(overrides ? { overrides } : {}),
      ...(dependency ? { dependency } : {}),
    };
  }

  private async policyOf(key: ObjectKey, propagation: Propagation, { metadata }: KubeObject) {
    const { policies } = this.options;
    await policies?.synced();
    return policies?.governing(key, propagation, metadata.labels);
  }

  private async overridesOf(key: ObjectKey, object: KubeObject, propagation: Propagation) {
    const { overrides } = this.options;
    await overrides?.synced();
    return overrides?.of(key, object, propagation);
  }

  private async dependencyOf(
    key: ObjectKey,
    object: KubeObject,
    policy: PropagationPolicy | undefined,
  ): Promise<Dependency | undefined> {
    const { dependencies, policies, kinds, store } = this.options;
    if (!dependencies || !policies) return undefined;
    return dependencyOf({ dependencies, policies, kinds, store }, key, object, policy);
  }

  /** What other plans look at: who refers to what follows, and what is on its way. */
  private follow(input: PlanInput, output: PlanOutput, isSaved: boolean): void {
    this.wakeFollowers(input, output, isSaved);
    if (isSaved) this.noteGains(input, output);
  }

  /** Only policies ask what fits. */
  private noteGains({ key, object, propagation, work }: PlanInput, { plan }: PlanOutput): void {
    if (this.options.policies?.isEmpty !== false || !object || !plan) return;
    for (const { cluster, replicas, request } of gains(object, propagation, work, plan))
      this.inFlight.place(cluster, key, replicas, request);
  }

  /** What a workload refers to follows it where it goes, and hears when it begins or ends to follow. */
  private wakeFollowers(
    { key, resource, policy, work }: PlanInput,
    { plan }: PlanOutput,
    isSaved: boolean,
  ): void {
    const { dependencies, enqueue } = this.options;
    if (!dependencies || !refersToOthers(resource)) return;
    const turned = dependencies.turned(key, policy?.propagateDeps === true);
    const moved =
      isSaved && this.options.policies?.propagatesDependencies === true && !isSamePlace(work, plan);
    if (turned || moved) for (const dependency of dependencies.dependenciesOf(key)) enqueue(dependency);
  }

  /** Who looks at placements hears of every look; an autoscaler is divided over the clusters that have what it scales. */
  private announce({ key, work }: PlanInput, { namespace }: ObjectKey, isSaved: boolean): void {
    this.options.onPlaced?.(key, { isNew: work.length === 0, isSaved });
    if (!isSaved) return;
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

  private async letGo(key: ObjectKey, { metadata }: KubeObject, output: PlanOutput): Promise<void> {
    const { client } = this.options;
    if (output.releaseFinalizer) await client.modify(key, withoutFinalizer);
    else await client.delete(key, { uid: metadata.uid ?? '', propagationPolicy: 'Background' });
  }

  /** False: somebody else wrote the object since it was read. */
  private async writeBack(
    objectKey: ObjectKey,
    object: KubeObject,
    output: PlanOutput,
    held: Holdings & { readonly absent: Absent | undefined; readonly moved: Notice | undefined },
  ): Promise<boolean> {
    const { clock, events } = this.options;
    if (output.releaseFinalizer || output.expired) {
      await this.letGo(objectKey, object, output);
      return true;
    }
    const failures = failureNotices(held);
    const notices = [...(held.moved ? [held.moved] : []), ...output.notices, ...failures];
    for (const notice of notices) events.record(object, notice);
    const propagation = this.options.kinds.of(objectKey);
    if (!output.decision || !output.plan || !propagation || !held.absent) return true;
    const members = memberStatuses(output.decision, output.plan, held, {
      lost: held.absent.lost,
      resource: propagation.resource,
    });
    const status = statusToWrite(object, propagation, members, {
      placement: output.notices,
      failures,
      now: clock.now(),
    });
    return !status || this.writeStatus(objectKey, { ...object, status });
  }

  /** With the version that was read. */
  private async writeStatus(key: ObjectKey, object: KubeObject): Promise<boolean> {
    try {
      await this.options.client.updateStatus(key, object);
      return true;
    } catch (error) {
      if (isReason(error, 'Conflict') || isReason(error, 'NotFound')) return false;
      throw error;
    }
  }
}

/** Who has it, and who has to undo it, whatever else of the rows is another. */
function isSamePlace(work: readonly WorkRow[], plan: ObjectPlan | undefined): boolean {
  const places = (rows: readonly Pick<WorkRow, 'cluster' | 'action'>[]): string =>
    rows
      .map(({ cluster, action }) => `${cluster} ${action}`)
      .sort()
      .join('\n');
  return places(work) === places(plan?.targets ?? []);
}

function withoutFinalizer(object: KubeObject): KubeObject | undefined {
  const held = object.metadata.finalizers ?? [];
  if (!held.includes(MEMBERS_FINALIZER)) return undefined;
  const finalizers = held.filter((name) => name !== MEMBERS_FINALIZER);
  return { ...object, metadata: { ...object.metadata, finalizers } };
}

/** When the plan or (of objects that have one) the status may be another by time alone. */
function again(plannedInMs: number | undefined, absent: Absent | undefined): Result {
  const ms = Math.min(plannedInMs ?? Infinity, absent?.recheckInMs ?? Infinity);
  return Number.isFinite(ms)
    ? requeueAfter(ms, 'a grace or hold ends then, or replicas wait for their turn to move')
    : done;
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}
