import { setCondition, type Condition, type KubeObject, type NewCondition } from '#libs/apimachinery';
import { type Refusal } from './exported-service.js';
import { type Conflict } from './merge-exports.js';

/** Characters of a condition's message; clusters that it names. */
const MAX_MESSAGE_CHARS = 1_024;
const MAX_NAMED = 5;

/** What came of an export. */
export interface ExportOutcome {
  /** Why its Service cannot be exported. */
  readonly refusal?: Refusal | undefined;
  readonly conflicts: readonly Conflict[];
  /** Why there is no ServiceImport all the same: for people. */
  readonly obstacle?: string | undefined;
}

/** The ServiceExport with its conditions; undefined where it shows them already. `now` in ms. */
export function withConditions(
  exported: KubeObject,
  outcome: ExportOutcome,
  now: number,
): KubeObject | undefined {
  const status = (exported['status'] ?? {}) as { readonly conditions?: readonly Condition[] };
  const before = status.conditions ?? [];
  const wanted = [validity(outcome), conflict(outcome)];
  const conditions = wanted.reduce<readonly Condition[]>((all, one) => setCondition(all, one, now), before);
  return conditions === before ? undefined : { ...exported, status: { ...status, conditions } };
}

function validity({ refusal }: ExportOutcome): NewCondition {
  if (refusal === undefined) return { type: 'Valid', status: 'True', reason: 'Accepted', message: '' };
  return { type: 'Valid', status: 'False', ...refusal };
}

function conflict({ conflicts, obstacle }: ExportOutcome): NewCondition {
  if (obstacle !== undefined)
    return { type: 'Conflict', status: 'True', reason: 'ImportConflict', message: obstacle };
  if (conflicts.length === 0)
    return { type: 'Conflict', status: 'False', reason: 'NoConflicts', message: '' };
  const reasons = [...new Set(conflicts.map(({ reason }) => reason))].sort();
  const named = conflicts.slice(0, MAX_NAMED).map(({ message }) => message);
  const more = conflicts.length - named.length;
  const message = [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
  return {
    type: 'Conflict',
    status: 'True',
    reason: reasons.join(','),
    message: message.slice(0, MAX_MESSAGE_CHARS),
  };
}
