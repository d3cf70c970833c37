import { deepEqual } from '#libs/apimachinery';
import {
  type AgentCredential,
  type HeartbeatRow,
  type GenerationGap,
  type HubState,
  type KeyedReport,
  type ObjectPlan,
  type PlannedWork,
  type ReportRow,
  type WorkRow,
} from '#libs/store';

export interface SimRow extends WorkRow {
  readonly content: string;
  readonly attempt: number;
  readonly publishedAt: number;
}

/** What the store is told about each plan that it takes. */
export type PlanListener = (plan: ObjectPlan, before: readonly SimRow[]) => void;

/** Everything that is stored, at one moment. */
export interface SimBackup {
  readonly rows: ReadonlyMap<string, SimRow>;
  readonly reported: ReadonlyMap<string, ReportRow>;
  readonly heard: ReadonlyMap<string, HeartbeatRow>;
  readonly joined: ReadonlyMap<string, AgentCredential>;
  readonly generation: number;
  readonly gaps: readonly GenerationGap[];
  readonly state: HubState;
}

export function nameOf({ cluster, key }: { readonly cluster: string; readonly key: string }): string {
  return `${cluster} ${key}`;
}

export function byCluster(a: WorkRow, b: WorkRow): number {
  return a.cluster < b.cluster ? -1 : 1;
}

export function hashOf(plan: ObjectPlan, { action }: PlannedWork): string {
  return action === 'apply' ? (plan.manifest?.hash ?? '') : '';
}

/** Everything that an agent is told. */
export function contentOf(
  plan: ObjectPlan,
  { action, adopt = false, patch, propagationPolicy, uid = plan.uid }: PlannedWork,
): string {
  const hash = action === 'apply' ? plan.manifest?.hash : '';
  return JSON.stringify([uid, action, hash, patch, adopt, propagationPolicy]);
}

export function isAsStored(
  wanted: readonly { target: PlannedWork; content: string }[],
  rows: readonly WorkRow[],
): boolean {
  if (wanted.length !== rows.length) return false;
  return wanted.every(({ target, content }) => {
    const row = rows.find(({ cluster }) => cluster === target.cluster) as SimRow | undefined;
    return row?.content === content && row.reason === target.reason && deepEqual(row.memory, target.memory);
  });
}

export function isNewer(next: KeyedReport['report'], held: KeyedReport['report']): boolean {
  if (next.epoch !== held.epoch) return next.epoch > held.epoch;
  return next.instance !== held.instance || next.sequence > held.sequence;
}
