import { deepEqual, type KubeObject } from '#libs/apimachinery';
import { ControlLoop, done, requeueAfter, type LoopStats, type Result } from '#libs/controller-runtime';
import { type MemberCluster } from '#libs/kube-client';
import {
  type AuditMessage,
  type BackendFacts,
  type MemberExport,
  type ObjectIdentity,
  type SealingKeys,
} from '#libs/protocol';
import { type Clock, type Logger } from '#libs/process';
import { type AgentTransport, type Delivery, type Outcome } from '#libs/transport';
import { Orphans } from '../audit/orphans.js';
import { applyObject } from './apply-object.js';
import { type Checkpoint } from './checkpoint.js';
import { failureOf, ForeignObjectError, MissingApiError, SupersededError } from './failure.js';
import { takeIn } from './intake.js';
import { type WorkLimits } from './limits.js';
import { isOlderVersion, liveObject, type LiveObject } from './live-object.js';
import { MissingApis } from './missing-apis.js';
import { Namespaces } from './namespaces.js';
import { ObjectTable, type TrackedObject, type Verdict } from './object-table.js';
import { lastRival } from './owned-fields.js';
import { removeObject } from './remove-object.js';
import { DEFINITION_LOOKS, DEFINITION_WAIT_MS, isDefinedByWork } from './own-definition.js';
import { Reporter, type Sender } from './reporter.js';
import { WatchSet } from './watch-set.js';
import { type WorkContext } from './work-context.js';
import { workNumbers } from './work-numbers.js';
import { WorkloadLooker } from './workload-looker.js';

export interface WorkReconcilerOptions {
  readonly sender: Sender;
  readonly sealingKeys: readonly SealingKeys[];
  readonly member: MemberCluster;
  readonly transport: AgentTransport;
  readonly checkpoint: Checkpoint;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: WorkLimits;
  /** Of the retry jitter. */
  readonly seed: number;
  /** From 0 to below 1: of the jitter while the member is away. */
  readonly random: () => number;
  /** What stands behind a Service, see `ReporterOptions`. */
  readonly backendOf: (object: ObjectIdentity) => BackendFacts | undefined;
  /** What the member exports itself, see `ReporterOptions`. */
  readonly exportOf: (object: ObjectIdentity) => MemberExport | undefined;
  /** Whether this agent is the one that works for its cluster. */
  readonly leads: () => boolean;
  /** The hub asks what this agent knows. */
  readonly onAudit: (question: AuditMessage) => void;
  /** Something is missing here that the hub has. */
  readonly onDamaged: () => void;
  /** Something is new about this object: what came of its work, or what the member has of it. */
  readonly onNews: (object: ObjectIdentity) => void;
}

/** Newer work wakes its object by itself; this is for a checkpoint that could not be read. */
const SUPERSEDED_MS = 5_000;

/**
 * Keeps one member as the hub's work says. Work, the member's watches and time only wake a key (one object); a run of the
 * key compares the newest work with what is known of the member and closes the difference.
 */
export class WorkReconciler {
  readonly table: ObjectTable;
  readonly reporter: Reporter;
  readonly orphans = new Orphans();
  private readonly watches: WatchSet;
  private readonly looker: WorkloadLooker;
  private readonly missingApis: MissingApis;
  private readonly context: WorkContext;
  private readonly loop: ControlLoop;
  /** Keys of finished deletes, oldest first. */
  private readonly finished: string[] = [];

  constructor(private readonly options: WorkReconcilerOptions) {
    const { sender, member, checkpoint, clock, logger, limits } = options;
    const { hubUid } = sender;
    const table = new ObjectTable(limits.bodyBytes);
    this.table = table;
    this.reporter = new Reporter({ ...options, table });
    this.watches = new WatchSet({
      hubUid,
      member,
      table,
      clock,
      logger,
      onSeen: (key, object) => this.seen(key, object),
      onGone: (key, uid) => this.gone(key, uid),
      onSettled: (apiVersion, kind) => this.wakeType(apiVersion, kind),
    });
    this.looker = new WorkloadLooker({
      member,
      table,
      clock,
      logger,
      limits,
      onChange: (key) => this.reporter.changed(key),
    });
    this.missingApis = new MissingApis({
      member,
      clock,
      everyMs: limits.missingApiMs,
      onFound: (apiVersion, kind) => this.wakeType(apiVersion, kind),
    });
    const keys = new Map(options.sealingKeys.map((key) => [key.keyId, key]));
    this.context = {
      hubUid,
      member,
      table,
      checkpoint,
      watches: this.watches,
      namespaces: new Namespaces(member, hubUid),
      clock,
      logger,
      limits,
      keyOf: (keyId) => keys.get(keyId),
      conclude: (object, verdict) => this.conclude(object, verdict),
      sawLive: (object, live) => this.sawLive(object, live),
      damaged: (object) => this.damaged(object),
      finish: (object) => this.finish(object),
    };
    this.loop = new ControlLoop({
      name: 'work',
      reconciler: { reconcile: (key, signal) => this.reconcile(key, signal) },
      workers: limits.workers,
      clock,
      logger,
      seed: options.seed,
      resync: () => this.wakeAll(),
    });
  }

  /** Goes on from the checkpoint; needs neither hub nor broker. */
  start(): void {
    for (const [key, entry] of this.options.checkpoint.entries()) {
      this.table.restore(key, entry);
      if (entry.finished !== undefined) this.finished.push(key);
    }
    this.loop.start();
    this.wakeAll();
  }

  /** Handles a batch of work messages; acknowledges what is safe on disk. */
  takeIn(deliveries: readonly Delivery[]): Promise<readonly Outcome[]> {
    const { sender, checkpoint, logger, limits, onAudit } = this.options;
    return takeIn(
      {
        hubUid: sender.hubUid,
        cluster: sender.cluster,
        maxObjects: limits.objects + limits.tombstones,
        table: this.table,
        checkpoint,
        logger,
        wake: (key) => this.loop.enqueue(key),
        onAudit,
      },
      deliveries,
    );
  }

  /** It is this agent that works from now on. */
  resume(): void {
    this.reporter.startOver();
    this.wakeAll();
  }

  /** The member answers again after it did not: what waits for it need not wait longer. */
  memberAnswers(): void {
    this.watches.retryNow();
    for (const { key, failures } of this.table.values()) if (failures > 0) this.loop.enqueue(key);
  }

  /** Every type that work names is watched (or cannot be), and no object waits for its turn. */
  get settled(): boolean {
    const { depth, running } = this.loop.stats();
    return this.watches.settled && depth === 0 && running === 0;
  }

  stats(): LoopStats {
    return this.loop.stats();
  }

  numbers(): ReturnType<typeof workNumbers> {
    return workNumbers(this.table, this.looker, this.reporter, this.watches);
  }

  async stop(): Promise<void> {
    this.looker.stop();
    this.missingApis.stop();
    await Promise.all([this.loop.stop(), this.watches.stop()]);
    this.reporter.stop();
  }

  private async reconcile(key: string, signal: AbortSignal): Promise<Result> {
    const object = this.table.get(key);
    if (!object || !this.options.leads()) return done;
    try {
      return object.work.action === 'apply'
        ? await applyObject(this.context, object)
        : await removeObject(this.context, object);
    } catch (error) {
      if (signal.aborted) throw error;
      if (error instanceof SupersededError) return requeueAfter(SUPERSEDED_MS, 'newer work has come');
      return this.failed(object, error);
    }
  }

  private failed(object: TrackedObject, error: unknown): Result {
    const { limits, logger } = this.options;
    const { epoch, generation, object: identity } = object.work;
    const failure = failureOf(error, identity, limits);
    if (error instanceof MissingApiError) {
      this.missingApis.add(identity.apiVersion, identity.kind);
      if (object.failures < DEFINITION_LOOKS && isDefinedByWork(this.table, identity)) {
        object.failures++;
        return requeueAfter(DEFINITION_WAIT_MS, 'its definition is on its way');
      }
    }
    const level = failure.reason === 'AgentError' ? 'error' : 'debug';
    logger[level]({ err: error, object: identity, reason: failure.reason }, 'an attempt failed');
    object.failures++;
    // One failure that is nobody's fault (a restart, a throttled call) is no news yet.
    if (failure.retryMs !== undefined || object.failures > 1) {
      const state = error instanceof ForeignObjectError ? 'Conflict' : 'Failed';
      const { reason, message } = failure;
      this.conclude(object, { epoch, generation, state, reason, message });
    }
    return requeueAfter(failure.retryMs ?? this.backoffMs(object.failures), failure.reason);
  }

  private backoffMs(failures: number): number {
    const { unreachableBaseMs, unreachableMaxMs } = this.options.limits;
    const nominal = Math.min(unreachableMaxMs, unreachableBaseMs * 2 ** Math.min(failures - 1, 16));
    return Math.round(nominal * (0.5 + this.options.random() / 2));
  }

  private seen(key: string, seen: KubeObject): void {
    const object = this.table.get(key);
    if (!object) {
      this.orphans.saw(key, seen);
      return;
    }
    // Mostly the echo of our own apply, whose answer told the same.
    if (isSameVersion(object.live, seen)) return;
    const live = liveObject(seen, this.options.sender.hubUid);
    if (object.live && isOlderVersion(live.resourceVersion, object.live.resourceVersion)) return;
    this.sawLive(object, live);
    const { applied, work } = object;
    if (work.action !== 'apply') {
      // Ours, and deleted before: the member went back in time (a restored backup, a disk that lied), and is told again.
      if (object.finished === undefined) return;
      object.finished = undefined;
      this.loop.enqueue(key);
      return;
    }
    if (applied?.digest === live.digest && applied.memberUid === live.uid) return;
    if (applied) object.rival = lastRival(seen);
    this.loop.enqueue(key);
  }

  private gone(key: string, uid: string): void {
    const object = this.table.get(key);
    this.orphans.gone(key, uid);
    if (!object?.live || object.live.uid !== uid) {
      // Not the one that we know; a deletion that is waited for is looked at all the same.
      if (object?.deletingSince !== undefined) this.loop.enqueue(key);
      return;
    }
    object.live = undefined;
    object.rival = '';
    this.looker.forget(key);
    this.loop.enqueue(key);
  }

  private sawLive(object: TrackedObject, live: LiveObject): void {
    const before = object.live;
    if (before && before.uid === live.uid && isOlderVersion(live.resourceVersion, before.resourceVersion))
      return;
    object.live = live;
    const same =
      before?.uid === live.uid &&
      before.generation === live.generation &&
      deepEqual(before.status, live.status) &&
      before.scale?.replicas === live.scale?.replicas;
    if (same) return;
    this.looker.consider(object);
    this.news(object);
  }

  private conclude(object: TrackedObject, verdict: Verdict): void {
    if (deepEqual(object.verdict, verdict)) return;
    object.verdict = verdict;
    this.news(object);
    if (object.work.object.kind === 'CustomResourceDefinition') this.missingApis.expectNews();
  }

  private news({ key, work }: TrackedObject): void {
    this.reporter.changed(key);
    this.options.onNews(work.object);
  }

  private damaged(object: TrackedObject): void {
    if (object.damaged) return;
    object.damaged = true;
    this.options.checkpoint.damaged(object.key);
    const { logger, onDamaged } = this.options;
    logger.warn({ object: object.work.object }, 'the newest work about an object is missing here');
    onDamaged();
  }

  private finish(object: TrackedObject): void {
    const { checkpoint, limits } = this.options;
    this.looker.forget(object.key);
    checkpoint.note({ key: object.key, finished: object.work.generation });
    this.finished.push(object.key);
    while (this.finished.length > limits.tombstones) this.forgetTombstone(this.finished.shift());
  }

  private forgetTombstone(key: string | undefined): void {
    const object = key === undefined ? undefined : this.table.get(key);
    if (!object || object.finished !== object.work.generation) return;
    this.table.forget(object);
    this.reporter.forget(object.key);
    this.options.checkpoint.note({ key: object.key, forgotten: true });
  }

  private wakeType(apiVersion: string, kind: string): void {
    for (const { key } of this.table.ofType(apiVersion, kind)) this.loop.enqueue(key);
  }

  private wakeAll(): void {
    for (const { key } of this.table.values()) this.loop.enqueue(key);
  }
}

function isSameVersion(live: LiveObject | undefined, { metadata }: KubeObject): boolean {
  return live?.uid === metadata.uid && live?.resourceVersion === metadata.resourceVersion;
}
