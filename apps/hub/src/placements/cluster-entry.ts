import { formatTime } from '#libs/apimachinery';
import { type ReportRow, type WorkRow } from '#libs/store';
import { MAX_FAILURE_MESSAGE, MAX_STATUS_CHARS } from './limits.js';
import { type MemberView } from './member-view.js';

/** What one cluster has of an object, in one word. */
export type PlacedState =
  'Pending' | 'Applied' | 'Conflict' | 'Failed' | 'Deleting' | 'Releasing' | 'Owed' | 'Deleted';

/** `status.clusters[]` of a Placement. */
export interface ClusterEntry {
  readonly name: string;
  readonly state: PlacedState;
  readonly replicas?: number;
  /** Why it has the object, or has to undo it. */
  readonly reason: string;
  /** Of the work that was given out. */
  readonly generation: number;
  /** The cluster has done what that work says, and its controllers have seen it. */
  readonly current: boolean;
  readonly failure?: { readonly reason: string; readonly message: string };
  /** Absent for a Ready cluster. */
  readonly health?: string;
  /** When this was last known to be so: of the last report, and of the last sign of life of a silent cluster. */
  readonly asOf?: string;
  /** The member object's own. */
  readonly status?: unknown;
}

export interface EntryInput {
  readonly row: WorkRow;
  readonly report: ReportRow | undefined;
  /** Undefined: not registered (any more). */
  readonly member: MemberView | undefined;
  /** By memberStatuses: it shows what the plan asks, seen by its controllers. */
  readonly current: boolean;
  readonly replicas: number | undefined;
}

interface Facts {
  readonly row: WorkRow;
  /** The report speaks of this work, and of this object. */
  readonly answered: boolean;
  readonly said: string | undefined;
  readonly offline: boolean;
}

/** First match wins. */
const STATES: readonly { readonly state: PlacedState; readonly when: (facts: Facts) => boolean }[] = [
  {
    state: 'Deleted',
    when: ({ row, answered, said }) => row.action !== 'apply' && answered && said === 'Deleted',
  },
  // Nobody is there to be told: it is done when the cluster returns (DESIGN section 3, decision 8).
  { state: 'Owed', when: ({ row, offline }) => row.action !== 'apply' && offline },
  { state: 'Conflict', when: ({ answered, said }) => answered && said === 'Conflict' },
  { state: 'Failed', when: ({ answered, said }) => answered && said === 'Failed' },
  { state: 'Deleting', when: ({ row }) => row.action === 'delete' },
  { state: 'Releasing', when: ({ row }) => row.action === 'release' },
  { state: 'Applied', when: ({ answered, said }) => answered && said === 'Applied' },
  { state: 'Pending', when: () => true },
];

/** One cluster's part of a Placement. */
export function clusterEntry({ row, report, member, current, replicas }: EntryInput): ClusterEntry {
  // What was said of another object of that name tells nothing about this one.
  const own = report?.report['uid'] === row.uid ? report : undefined;
  const answered = own !== undefined && own.report.generation >= row.generation;
  const facts = { row, answered, said: own?.report.state, offline: member?.plan.offline === true };
  return {
    name: row.cluster,
    state: stateOf(facts),
    ...(replicas === undefined ? {} : { replicas }),
    reason: row.reason,
    generation: row.generation,
    current,
    ...(answered ? failureOf(own.report) : {}),
    ...(member?.health ? { health: member.health } : {}),
    ...(own ? saidBy(own, member) : {}),
  };
}

function stateOf(facts: Facts): PlacedState {
  return STATES.find(({ when }) => when(facts))?.state ?? 'Pending';
}

function saidBy(report: ReportRow, member: MemberView | undefined): Pick<ClusterEntry, 'asOf' | 'status'> {
  return { asOf: formatTime(lastKnown(report, member)), ...statusOf(report) };
}

/** A cluster that is heard would have told a change; of a silent one it was so when it was heard last. */
function lastKnown({ receivedAt }: ReportRow, member: MemberView | undefined): number {
  return member?.silent === true ? Math.max(receivedAt, member.heardAt) : receivedAt;
}

function failureOf(report: ReportRow['report']): Pick<ClusterEntry, 'failure'> {
  const { reason, message } = report;
  if (typeof reason !== 'string') return {};
  const text = typeof message === 'string' ? message.slice(0, MAX_FAILURE_MESSAGE) : '';
  return { failure: { reason: reason.slice(0, MAX_FAILURE_MESSAGE), message: text } };
}

function statusOf({ report }: ReportRow): Pick<ClusterEntry, 'status'> {
  const status = report['status'];
  return status === undefined || JSON.stringify(status).length > MAX_STATUS_CHARS ? {} : { status };
}
