import { canonicalJson, type GroupResource, type KubeObject } from '#libs/apimachinery';
import { CUSTOM_OBJECTS_FINALIZER } from '#libs/builtin-kinds';
import {
  ANNOTATION_CONFLICT_RESOLUTION,
  manifestFor,
  MEMBERS_FINALIZER,
  neverSpread,
  type Propagation,
} from '#libs/kinds';
import { type PropagationPolicy } from '#libs/placement';
import { type ObjectPlan, type PlannedWork, type ReportRow, type WorkRow } from '#libs/store';
import { type Notice } from '../events/event-recorder.js';
import { type ClusterView } from './cluster-view.js';
import { type Decision } from './decision.js';
import { type Dependency } from './dependency.js';
import { decide, type Overrides } from './override-work.js';
import { expiresInMs } from './job-expiry.js';
import { deletionOf, waitsFor } from './deletion.js';
import { type Load } from './room.js';
import { type Scaling } from './scaling.js';
import { debtOf, holdings, leavingTargets, removals, type Holdings } from './targets.js';

/** The world as one reconcile sees it; the answer depends on nothing else, so every hub gives the same. */
export interface PlanInput {
  readonly key: string;
  readonly resource: GroupResource;
  /** How its kind spreads; undefined: not at all. */
  readonly propagation: Propagation | undefined;
  /** What it has to do with an autoscaler; absent: nothing. */
  readonly scaling?: Scaling;
  /** What differs by cluster; absent: nothing. */
  readonly overrides?: Overrides;
  /** What others are given in a cluster that it has not counted yet. Absent: nothing. */
  readonly onItsWay?: (view: ClusterView) => Load;
  /** Whom it follows; absent: nobody. */
  readonly dependency?: Dependency;
  /** The policy that governs it; absent: none. */
  readonly policy?: PropagationPolicy;
  /** Undefined: gone from the API. */
  readonly object: KubeObject | undefined;
  readonly work: readonly WorkRow[];
  readonly reports: readonly ReportRow[];
  /** All registered members, sorted by name. */
  readonly clusters: readonly ClusterView[];
  /** Hub's clock, ms since the epoch. */
  readonly now: number;
  /** Replicas that may move now, by receiving member. Absent: as many as are asked for, as a what-if has it. */
  readonly moves?: ReadonlyMap<string, number>;
  /** SHA-256, hex. */
  readonly hash: (text: string) => string;
}

export interface PlanOutput {
  /** Absent: what is stored stays as it is. */
  readonly plan?: ObjectPlan;
  /** What was decided, for status, events and the placement view; absent when nothing is placed. */
  readonly decision?: Decision;
  /** Every reachable member has confirmed: the object may go. */
  readonly releaseFinalizer: boolean;
  readonly notices: readonly Notice[];
  readonly recheckInMs?: number;
  /** The object has outlived its time, and is to be deleted. */
  readonly expired?: true;
}

/** Decides everything about one federated object: who gets what, what is undone, whether it may go. Pure. */
export function planObject(input: PlanInput): PlanOutput {
  const held = holdings(input.work, input.reports);
  const { object } = input;
  if (!object) return gone(input, held);
  if (object.metadata.deletionTimestamp !== undefined) return deleting(input, object, held);
  const { propagation } = input;
  if (!propagation) return withdrawn(input, object, held, 'objects of this kind stay at the hub');
  const never = neverSpread(input.resource, object);
  if (never !== undefined) return withdrawn(input, object, held, never);
  return live(input, object, held, propagation);
}

function byName(clusters: readonly ClusterView[]): ReadonlyMap<string, ClusterView> {
  return new Map(clusters.map((cluster) => [cluster.name, cluster]));
}

/** The object left without waiting for these members (they were Offline, or its finalizer was taken away). */
function gone(input: PlanInput, held: Holdings): PlanOutput {
  const uid = input.work[0]?.uid ?? '';
  const targets = removals(held, byName(input.clusters), {
    action: 'delete',
    reason: 'the object was deleted at the hub',
  });
  return { plan: { key: input.key, uid, basis: '', targets }, releaseFinalizer: false, notices: [] };
}

function deleting(input: PlanInput, object: KubeObject, held: Holdings): PlanOutput {
  const clusters = byName(input.clusters);
  // What is in a namespace goes first: its members would otherwise lose it twice, once as drift to be repaired.
  if (isStillFull(object)) return { releaseFinalizer: false, notices: [] };
  const targets = removals(held, clusters, deletionOf(object));
  // What others owe stays as a debt after the object has gone.
  const waits = targets.flatMap(({ cluster }) => waitsFor(clusters.get(cluster), input.now) ?? []);
  const recheckInMs = Math.min(...waits);
  return {
    plan: planOf(input, object, targets),
    releaseFinalizer: waits.length === 0,
    notices: [],
    ...(Number.isFinite(recheckInMs) ? { recheckInMs } : {}),
  };
}

/**
 * A Namespace whose content the namespace controller has not removed yet (spec.finalizers, as in every cluster), or the
 * definition of a custom kind that still has objects.
 */
function isStillFull({ kind, metadata, ...rest }: KubeObject): boolean {
  const spec = rest['spec'] as { finalizers?: readonly string[] } | undefined;
  if (kind === 'Namespace') return (spec?.finalizers ?? []).length > 0;
  return (
    kind === 'CustomResourceDefinition' && (metadata.finalizers ?? []).includes(CUSTOM_OBJECTS_FINALIZER)
  );
}

function withdrawn(input: PlanInput, object: KubeObject, held: Holdings, reason: string): PlanOutput {
  const targets = removals(held, byName(input.clusters), { action: 'delete', reason });
  return { plan: planOf(input, object, targets), releaseFinalizer: hasFinalizer(object), notices: [] };
}

function live(input: PlanInput, object: KubeObject, held: Holdings, propagation: Propagation): PlanOutput {
  // One that is being removed gets nothing and keeps nothing, whatever the object wants.
  const staying = input.clusters.filter(({ leaving }) => leaving === undefined);
  const decision = decide({ ...input, clusters: staying, object, held, propagation }, input.overrides);
  const adopt = object.metadata.annotations?.[ANNOTATION_CONFLICT_RESOLUTION] === 'adopt';
  const placed = decision.placed.map((target): PlannedWork => {
    const debt = debtOf(held, target.cluster, object.metadata.uid ?? '');
    // What is kept is kept with what it was told then.
    const asked = target.manifestHash === undefined && adopt ? { adopt } : {};
    return debt ?? { ...target, action: 'apply', ...asked };
  });
  const kept = new Set(placed.map(({ cluster }) => cluster));
  const withdrawn = removals(
    held,
    byName(staying),
    { action: 'delete', reason: 'the cluster is not selected' },
    (cluster) => !kept.has(cluster),
  );
  const leaving = leavingTargets(held, input.clusters, object.metadata.uid ?? '');
  const text = canonicalJson(manifestFor(object, propagation));
  const manifest = {
    hash: input.hash(text),
    text,
    secret: input.resource.group === '' && input.resource.resource === 'secrets',
  };
  return {
    plan: {
      ...planOf(input, object, [...placed, ...withdrawn, ...leaving]),
      // A division is a step from what is given to what is meant, what is kept is what was stored, and whom it follows may have
      // moved: nobody may undo a later step.
      ...(propagation.divides ||
      input.dependency ||
      placed.some(({ manifestHash }) => manifestHash !== undefined)
        ? { seen: input.work.reduce((newest, { generation }) => Math.max(newest, generation), 0) }
        : {}),
      ...(placed.some(({ action }) => action === 'apply') ? { manifest } : {}),
    },
    decision,
    releaseFinalizer: false,
    notices: decision.notices,
    ...lookAgain(decision.recheckInMs, expiresInMs(object, input.now)),
  };
}

function lookAgain(
  decisionInMs: number | undefined,
  expiryInMs: number | undefined,
): Pick<PlanOutput, 'recheckInMs' | 'expired'> {
  const recheckInMs = Math.min(decisionInMs ?? Infinity, expiryInMs ?? Infinity);
  return {
    ...(Number.isFinite(recheckInMs) ? { recheckInMs } : {}),
    ...(expiryInMs === 0 ? { expired: true } : {}),
  };
}

function planOf(input: PlanInput, object: KubeObject, targets: readonly PlannedWork[]): ObjectPlan {
  return {
    key: input.key,
    uid: object.metadata.uid ?? '',
    basis: object.metadata.resourceVersion ?? '',
    targets,
  };
}

function hasFinalizer(object: KubeObject): boolean {
  return object.metadata.finalizers?.includes(MEMBERS_FINALIZER) ?? false;
}
