import { type KubeObject, type ObjectKey } from '#libs/apimachinery';
import { type Propagation } from '#libs/kinds';
import { type WorkRow } from '#libs/store';
import { whyNot, type Decision } from '../controllers/propagation/decision.js';
import { type PlanInput } from '../controllers/propagation/plan-object.js';
import { excludedClusters } from './excluded-clusters.js';
import { placementName } from './placement-name.js';
import { replicasIn } from './replicas-in.js';
import { settledPlan, type SettledPlan } from './settled-plan.js';

export interface PreviewInput {
  readonly key: ObjectKey;
  /** As it is assumed to be, over clusters that are; work and reports as they are. */
  readonly plan: PlanInput & { readonly object: KubeObject; readonly propagation: Propagation };
}

/** What one cluster has of the object: null for no copy. */
type Copy = { readonly replicas?: number } | null;

/**
 * What would become of an object: who has how much of it in the end, why, and what differs from now
 * (docs/decisions/0036-what-if.md).
 * @throws StatusError Invalid for annotations that mean nothing
 */
export function previewPlacement({ key, plan }: PreviewInput): Record<string, unknown> {
  const { propagation } = plan;
  const { apiVersion, kind } = propagation;
  const settled = settledPlan(plan);
  return {
    apiVersion: 'federation.meridian.dev/v1alpha1',
    kind: 'PlacementPreview',
    metadata: placementName(key),
    spec: { target: { apiVersion, kind, ...nameOf(key) } },
    status: {
      ...decidedIn(plan, settled),
      clusters: settled.work.map((row) => ({ name: row.cluster, ...copyOf(row), reason: row.reason })),
      difference: differenceOf(plan.work, settled.work),
    },
  };
}

const NOT_SETTLED = { reason: 'NotSettled', message: 'after many steps replicas would still move' };

/** What the last plan says beyond who has what. */
function decidedIn(
  { object, clusters, now }: PreviewInput['plan'],
  { output: { decision, notices }, work, settled }: SettledPlan,
): Record<string, unknown> {
  const has = new Set(work.map(({ cluster }) => cluster));
  const without = clusters.filter(({ name }) => !has.has(name));
  const excluded = excludedClusters(object, without, now, decision && whyNot(decision));
  const said = notices.map(({ reason, message }) => ({ reason, message }));
  const problems = settled ? said : [...said, NOT_SETTLED];
  return {
    ...policyIn(decision),
    unplacedReplicas: decision?.unplaced ?? 0,
    ...(excluded.length > 0 ? { excluded } : {}),
    ...(problems.length > 0 ? { problems } : {}),
  };
}

function policyIn(decision: Decision | undefined): Record<string, unknown> {
  if (!decision?.governed) return {};
  const { policy, group } = decision.governed;
  return { policy: { name: policy.name, ...(group === '' ? {} : { affinityName: group }) } };
}

function nameOf({ namespace, name }: ObjectKey): Record<string, string> {
  return namespace === '' ? { name } : { namespace, name };
}

function copyOf(row: WorkRow): { readonly replicas?: number } {
  const replicas = replicasIn(row.patch);
  return replicas === undefined ? {} : { replicas };
}

interface Difference {
  readonly cluster: string;
  readonly before: Copy;
  readonly after: Copy;
}

/** Clusters whose share is another, by name. */
function differenceOf(before: readonly WorkRow[], after: readonly WorkRow[]): Difference[] {
  const copies = (rows: readonly WorkRow[]): ReadonlyMap<string, Copy> =>
    new Map(rows.filter(({ action }) => action === 'apply').map((row) => [row.cluster, copyOf(row)]));
  const [now, then] = [copies(before), copies(after)];
  return [...new Set([...now.keys(), ...then.keys()])].sort().flatMap((cluster): Difference[] => {
    const one = { cluster, before: now.get(cluster) ?? null, after: then.get(cluster) ?? null };
    return JSON.stringify(one.before) === JSON.stringify(one.after) ? [] : [one];
  });
}
