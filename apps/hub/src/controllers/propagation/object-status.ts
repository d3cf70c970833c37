import {
  deepEqual,
  removeCondition,
  setCondition,
  type Condition,
  type KubeObject,
} from '#libs/apimachinery';
import { type MemberStatus, type Propagation } from '#libs/kinds';
import { type ReportRow, type WorkRow } from '#libs/store';
import { type Notice } from '../events/event-recorder.js';
import { type Decision } from './place-object.js';
import { type Holdings } from './targets.js';

/** Set on objects whose type has conditions, as long as there is something to say. */
const CONDITION_PLACED = 'Placed';
const CONDITION_APPLIED = 'Applied';

/** What members say about the copies that the decision placed. `settled`: the stored rows are the decision's. */
export function memberStatuses(decision: Decision, held: Holdings, settled: boolean): MemberStatus[] {
  return decision.placed.map(({ cluster }) => {
    const report = held.reports.get(cluster)?.report;
    const row = held.rows.get(cluster);
    const current = settled && row !== undefined && report !== undefined && isCurrent(row, report);
    return { cluster, status: report?.['status'] as MemberStatus['status'], current };
  });
}

function isCurrent(row: WorkRow, report: ReportRow['report']): boolean {
  if (report.state !== 'Applied' || report.generation < row.generation) return false;
  const observed = (report['status'] as { observedGeneration?: number } | undefined)?.observedGeneration;
  const generation = report['memberGeneration'];
  return observed === undefined || typeof generation !== 'number' || observed >= generation;
}

/** Members that could not do what they were told: each a notice with the member's name. */
export function failureNotices(held: Holdings): Notice[] {
  const notices: Notice[] = [];
  for (const { cluster, generation } of held.rows.values()) {
    const report = held.reports.get(cluster)?.report;
    if (
      !report ||
      report.generation < generation ||
      (report.state !== 'Conflict' && report.state !== 'Failed')
    )
      continue;
    const reason = typeof report['reason'] === 'string' ? report['reason'] : report.state;
    const message = typeof report['message'] === 'string' ? report['message'] : 'no details';
    notices.push({ type: 'Warning', reason, message: `cluster ${cluster}: ${message}` });
  }
  return notices.sort((a, b) => (a.message < b.message ? -1 : 1));
}

/**
 * The status the object should show: the merge over members, and conditions about placement and members. Undefined when it
 * shows that already.
 */
export function statusToWrite(
  object: KubeObject,
  propagation: Propagation,
  members: readonly MemberStatus[],
  problems: {
    readonly placement: readonly Notice[];
    readonly failures: readonly Notice[];
    readonly now: number;
  },
): Record<string, unknown> | undefined {
  const before = (object['status'] ?? {}) as { conditions?: readonly Condition[]; [field: string]: unknown };
  const merged: Record<string, unknown> = { ...(propagation.mergeStatus(object, members) ?? before) };
  if (propagation.conditions) {
    const placed = withProblem(before.conditions, CONDITION_PLACED, problems.placement, problems.now);
    const conditions = withProblem(placed, CONDITION_APPLIED, problems.failures, problems.now);
    if (conditions.length > 0) merged['conditions'] = conditions;
    else delete merged['conditions'];
  }
  return deepEqual(merged, before) ? undefined : merged;
}

/** False with the reason while there is a problem; True afterwards; absent if there never was one. */
function withProblem(
  conditions: readonly Condition[] | undefined,
  type: string,
  notices: readonly Notice[],
  now: number,
): readonly Condition[] {
  const [first] = notices;
  if (first) {
    const message = notices
      .map((notice) => notice.message)
      .join('; ')
      .slice(0, 2_000);
    return setCondition(conditions, { type, status: 'False', reason: first.reason, message }, now);
  }
  const had = conditions?.some((condition) => condition.type === type) ?? false;
  if (!had) return removeCondition(conditions, type);
  return setCondition(conditions, { type, status: 'True', reason: 'Resolved', message: '' }, now);
}
