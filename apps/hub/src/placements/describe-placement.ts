import { createHash } from 'node:crypto';
import { type KubeObject, type ObjectKey } from '#libs/apimachinery';
import { type Propagation } from '#libs/kinds';
import { type PropagationPolicy } from '#libs/placement';
import { type LoadedWork, type ReportRow, type WorkRow } from '#libs/store';
import { NOTHING } from '../controllers/propagation/mover.js';
import { isCurrent } from '../controllers/propagation/object-status.js';
import { type Dependency } from '../controllers/propagation/dependency.js';
import { whyNot, type Decision } from '../controllers/propagation/decision.js';
import { decide, type Overrides } from '../controllers/propagation/override-work.js';
import { holdings, type Holdings } from '../controllers/propagation/targets.js';
import { clusterEntry, type ClusterEntry } from './cluster-entry.js';
import { excludedClusters } from './excluded-clusters.js';
import { type MemberView } from './member-view.js';
import { placementName } from './placement-name.js';
import { replicasIn } from './replicas-in.js';
import { renderCluster, type RenderInput } from './render-cluster.js';

export interface PlacementInput {
  readonly key: ObjectKey;
  /** How its kind spreads; undefined: not at all. */
  readonly propagation: Propagation | undefined;
  /** Undefined: gone, and some cluster still has to undo it. */
  readonly object: KubeObject | undefined;
  readonly loaded: LoadedWork;
  /** Whom it follows; absent: nobody. */
  readonly dependency?: Dependency;
  /** The policy that governs it; absent: none. */
  readonly policy?: PropagationPolicy;
  /** All registered members, sorted by name. */
  readonly members: readonly MemberView[];
  /** What differs by cluster; absent: nothing. */
  readonly overrides?: Overrides;
  /** Clusters for which it is shown what they would get. */
  readonly render?: readonly string[];
  /** Hub's clock, ms since the epoch. */
  readonly now: number;
}

/**
 * The Placement of one object, without its resourceVersion: what was decided about it and what the clusters made of that.
 * Undefined when there is neither object nor work.
 */
export function describePlacement(input: PlacementInput): KubeObject | undefined {
  const { key, propagation, object, loaded } = input;
  const [row] = loaded.work;
  if (!propagation || (!object && !row)) return undefined;
  const { uid = row?.uid ?? '', creationTimestamp, labels } = object?.metadata ?? {};
  return {
    apiVersion: 'federation.meridian.dev/v1alpha1',
    kind: 'Placement',
    metadata: {
      ...placementName(key),
      uid: derivedUid(uid),
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
      ...(labels ? { labels } : {}),
    },
    spec: { target: targetOf(key, propagation, uid) },
    status: statusOf(input, propagation),
  };
}

function targetOf(
  { namespace, name }: ObjectKey,
  { apiVersion, kind }: Propagation,
  uid: string,
): Record<string, string> {
  return { apiVersion, kind, ...(namespace === '' ? {} : { namespace }), name, uid };
}

/** Of its own, and always the same for one object: no two objects may share a uid. */
function derivedUid(uid: string): string {
  const hex = createHash('sha256').update(`placement ${uid}`).digest('hex');
  // As RFC 9562 has the bits of version 8 (made by a rule of one's own).
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

function statusOf(input: PlacementInput, propagation: Propagation): Record<string, unknown> {
  const { object, loaded, members } = input;
  const held = holdings(loaded.work, loaded.reports);
  const byName = new Map(members.map((member) => [member.plan.name, member]));
  const clusters = loaded.work.map((row) => entryOf(row, held.reports.get(row.cluster), byName, propagation));
  const placed = loaded.work.filter(({ action }) => action === 'apply');
  const isReady = new Set(clusters.filter(ready).map(({ name }) => name));
  return {
    ...(object ? decided(input, object, held, propagation) : {}),
    placedClusters: placed.length,
    readyClusters: placed.filter(({ cluster }) => isReady.has(cluster)).length,
    clusters,
  };
}

function entryOf(
  row: WorkRow,
  report: ReportRow | undefined,
  members: ReadonlyMap<string, MemberView>,
  propagation: Propagation,
): ClusterEntry {
  return clusterEntry({
    row,
    report,
    member: members.get(row.cluster),
    current: report?.report['uid'] === row.uid && isCurrent(row, report.report, propagation.resource),
    replicas: hasReplicas(propagation) && row.action === 'apply' ? replicasIn(row.patch) : undefined,
  });
}

/** Bounds of an autoscaler are no replicas. */
function hasReplicas({ divides }: Propagation): boolean {
  return divides !== undefined && divides.of !== 'bounds';
}

/** It has the newest, and of what runs there enough is ready. */
function ready({ state, current, replicas = 0, status }: ClusterEntry): boolean {
  if (state !== 'Applied' || !current) return false;
  const { readyReplicas, ready: readyPods } = (status ?? {}) as { readyReplicas?: unknown; ready?: unknown };
  const count = readyReplicas ?? readyPods ?? 0;
  return typeof count === 'number' && count >= replicas;
}

/** What the plan says beyond the rows: replicas, who is left out, what is wrong. Planned anew, which changes nothing. */
function decided(
  input: PlacementInput,
  object: KubeObject,
  held: Holdings,
  propagation: Propagation,
): Record<string, unknown> {
  const { members, now, loaded, policy, dependency } = input;
  if (object.metadata.deletionTimestamp !== undefined) return {};
  const key = `${input.key.namespace}/${input.key.name}`;
  const clusters = members.map(({ plan }) => plan);
  try {
    const world = { key, object, propagation, clusters, held, now, moves: NOTHING };
    const said = { ...(policy ? { policy } : {}), ...(dependency ? { dependency } : {}) };
    const decision = decide({ ...world, ...said }, input.overrides);
    const without = clusters.filter(({ name }) => !held.rows.has(name));
    const excluded = excludedClusters(object, without, now, whyNot(decision));
    return {
      ...governedBy(decision),
      ...(hasReplicas(propagation) ? replicaCounts(object, loaded.work, decision) : {}),
      ...(excluded.length > 0 ? { excluded } : {}),
      ...(decision.notices.length > 0
        ? { problems: decision.notices.map(({ reason, message }) => ({ reason, message })) }
        : {}),
      ...renderedIn(input, { object, propagation, decision }),
    };
  } catch (error) {
    // Annotations that admission did not see: an older hub may have stored them.
    return {
      problems: [{ reason: 'Invalid', message: error instanceof Error ? error.message : String(error) }],
    };
  }
}

function renderedIn(
  { render = [], members, overrides }: PlacementInput,
  planned: Pick<RenderInput, 'object' | 'propagation' | 'decision'>,
): { readonly rendered?: readonly unknown[] } {
  const shown = members.filter(({ plan }) => render.includes(plan.name));
  return shown.length === 0
    ? {}
    : { rendered: shown.map(({ plan }) => renderCluster({ ...planned, view: plan, overrides })) };
}

/** Which policy decided, and by which of its groups. */
function governedBy({ governed }: Decision): Record<string, unknown> {
  if (!governed) return {};
  const { name, namespace } = governed.policy;
  return {
    policy: {
      kind: namespace === '' ? 'ClusterPropagationPolicy' : 'PropagationPolicy',
      name,
      ...(governed.group === '' ? {} : { affinityName: governed.group }),
    },
  };
}

function replicaCounts(
  object: KubeObject,
  work: readonly WorkRow[],
  decision: Decision,
): Record<string, number> {
  return {
    desiredReplicas: decision.wanted ?? replicasIn(object) ?? 1,
    placedReplicas: work
      .filter(({ action, cluster }) => action === 'apply' && !decision.lost.has(cluster))
      .reduce((sum, { patch }) => sum + (replicasIn(patch) ?? 0), 0),
    unplacedReplicas: decision.unplaced,
  };
}
