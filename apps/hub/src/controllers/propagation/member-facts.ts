import { type WorkRow } from '#libs/store';
import { type Holdings } from './targets.js';

/** What a member made of what it was given. */
export interface Facts {
  /** Replicas known to be ready. */
  readonly ready: number;
  /** What was said of what is given now. */
  readonly current: { readonly ready: number; readonly unschedulable: number } | undefined;
}

/** A member that says nothing of pods has what it was told as soon as it has applied it. */
export function factsOf(held: Holdings, row: WorkRow | undefined, given: number): Facts {
  const report = row && held.reports.get(row.cluster)?.report;
  if (!report || report['uid'] !== row.uid || report.state === 'Deleted')
    return { ready: 0, current: undefined };
  const workload = report['workload'] as Facts['current'];
  const isCurrent = report.state === 'Applied' && report.generation >= row.generation;
  if (!workload) return { ready: isCurrent ? given : 0, current: undefined };
  return { ready: Math.min(workload.ready, given), current: isCurrent ? workload : undefined };
}
