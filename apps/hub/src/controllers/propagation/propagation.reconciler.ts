import { createHash } from 'node:crypto';
import {
  isReason,
  parseObjectKey,
  type KubeObject,
  type ObjectClient,
  type ObjectKey,
} from '#libs/apimachinery';
import { done, requeueAfter, type Informer, type Reconciler, type Result } from '#libs/controller-runtime';
import { MEMBERS_FINALIZER, propagationOf } from '#libs/kinds';
import { type Clock } from '#libs/process';
import { type Store } from '#libs/store';
import { type EventRecorder } from '../events/event-recorder.js';
import { clusterView, type ClusterView } from './cluster-view.js';
import {
  absentMembers,
  failureNotices,
  memberStatuses,
  statusToWrite,
  type Absent,
} from './object-status.js';
import { planObject, type PlanOutput } from './plan-object.js';
import { holdings, type Holdings } from './targets.js';

export interface PropagationReconcilerOptions {
  readonly client: ObjectClient;
  readonly clusters: Informer;
  readonly store: Store;
  readonly events: EventRecorder;
  readonly clock: Clock;
  /**
   * A key was looked at, and its placement may be another one. `isNew`: nothing was known of it before; `isSaved`: other hubs
   * may not see what changed, which is not in the object.
   */
  readonly onPlaced?: (key: string, what: { readonly isNew: boolean; readonly isSaved: boolean }) => void;
}

/** The object changed between reading and writing; its change wakes us as well, this only makes sure. */
const STALE_RETRY_MS = 50;

/** Reads one federated object, its members and their reports; plans; stores work, status and what is to be said. */
export class PropagationReconciler implements Reconciler {
  private views: readonly ClusterView[] | undefined;

  constructor(private readonly options: PropagationReconcilerOptions) {
    options.clusters.onChange(() => (this.views = undefined));
  }

  async reconcile(key: string): Promise<Result> {
    const { client, store, clock, onPlaced } = this.options;
    const objectKey = parseObjectKey(key);
    const [object, { work, reports }] = await Promise.all([client.get(objectKey), store.work.load(key)]);
    if (!object && work.length === 0) return this.absent(key);
    const now = clock.now();
    const resource = { group: objectKey.group, resource: objectKey.resource };
    const output = planObject({
      key,
      resource,
      object,
      work,
      reports,
      clusters: this.clusters(),
      now,
      hash: sha256,
    });
    const saved = output.plan && (await store.work.save(output.plan, work));
    if (saved === 'stale') return requeueAfter(STALE_RETRY_MS, 'the object changed meanwhile');
    onPlaced?.(key, { isNew: work.length === 0, isSaved: saved === 'saved' });
    const absent = output.decision && absentMembers(output.decision, this.clusters(), now);
    if (object && !(await this.writeBack(objectKey, object, output, { ...holdings(work, reports), absent })))
      return requeueAfter(STALE_RETRY_MS, 'the object changed meanwhile');
    return again(output, object?.['status'] ? absent : undefined);
  }

  /** It is gone, and every member is through with it. */
  private absent(key: string): Result {
    this.options.onPlaced?.(key, { isNew: false, isSaved: false });
    return done;
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
    held: Holdings & { readonly absent: Absent | undefined },
  ): Promise<boolean> {
    const { client, clock, events } = this.options;
    if (output.releaseFinalizer) {
      await client.modify(objectKey, withoutFinalizer);
      return true;
    }
    const failures = failureNotices(held);
    for (const notice of [...output.notices, ...failures]) events.record(object, notice);
    const propagation = propagationOf(objectKey);
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

/** When a grace ends, the plan or (of objects that have one) the status may be another. */
function again(output: PlanOutput, absent: Absent | undefined): Result {
  const planned = output.recheckInMs ?? Number.POSITIVE_INFINITY;
  const recheckInMs = Math.min(planned, absent?.recheckInMs ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(recheckInMs)
    ? requeueAfter(recheckInMs, 'a member is away; its grace ends then')
    : done;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
