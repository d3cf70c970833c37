import { type ReportRow, type WorkRow } from '#libs/store';
import { type ClusterView } from '../controllers/propagation/cluster-view.js';
import { planObject, type PlanInput, type PlanOutput } from '../controllers/propagation/plan-object.js';
import { MAX_PREVIEW_STEPS } from './limits.js';

export interface SettledPlan {
  /** The last one that was made; it changes nothing any more, if `settled`. */
  readonly output: PlanOutput;
  /** What every cluster has in the end. */
  readonly work: readonly WorkRow[];
  readonly settled: boolean;
}

/**
 * Where planning ends when members do as they are told and all that they are given becomes ready: step by step as the hub would,
 * every move granted. What pods cannot be scheduled now is heeded; what would be Pending then nobody knows.
 */
export function settledPlan(input: PlanInput): SettledPlan {
  let { work, reports } = input;
  let output = planObject(unhurried({ ...input, work, reports }));
  for (let step = 0; step < MAX_PREVIEW_STEPS; step++) {
    const next = rowsAfter(output, work, input);
    if (placesOf(next) === placesOf(work)) return { output, work: next, settled: true };
    work = next;
    reports = allReady(next, input.clusters);
    output = planObject(unhurried({ ...input, work, reports }));
  }
  return { output, work, settled: false };
}

/** How many replicas may move at once changes how long it takes, not where it ends. */
function unhurried({ moves: _moves, policy, ...input }: PlanInput): PlanInput {
  if (!policy || policy.scheduling.kind === 'Duplicated') return { ...input, ...(policy ? { policy } : {}) };
  const { maxMoved: _maxMoved, ...scheduling } = policy.scheduling;
  return { ...input, policy: { ...policy, scheduling } };
}

/** Without what has to be undone: nobody waits for that here. */
function rowsAfter({ plan }: PlanOutput, before: readonly WorkRow[], { key }: PlanInput): WorkRow[] {
  const known = new Map(before.map((row) => [row.cluster, row]));
  return (plan?.targets ?? [])
    .filter(({ action }) => action === 'apply')
    .map((target) => ({
      ...target,
      key,
      uid: target.uid ?? plan?.uid ?? '',
      manifestHash: target.manifestHash ?? plan?.manifest?.hash ?? '',
      generation: known.get(target.cluster)?.generation ?? 1,
      published: true,
    }));
}

function allReady(work: readonly WorkRow[], clusters: readonly ClusterView[]): ReportRow[] {
  const silent = new Set(clusters.filter(({ ready }) => !ready).map(({ name }) => name));
  return work
    .filter(({ cluster }) => !silent.has(cluster))
    .map(({ key, cluster, uid, generation, patch }) => {
      const { replicas } = (patch?.['spec'] ?? {}) as { replicas?: unknown };
      const ready = typeof replicas === 'number' ? replicas : 0;
      const report = {
        cluster,
        uid,
        generation,
        epoch: 1,
        instance: '',
        sequence: 1,
        state: 'Applied' as const,
        ...(typeof replicas === 'number' ? { workload: { ready, unschedulable: 0 } } : {}),
      };
      return { key, cluster, receivedAt: 0, report };
    });
}

function placesOf(work: readonly WorkRow[]): string {
  return JSON.stringify(work.map(({ cluster, patch, memory }) => [cluster, patch, memory]));
}
