import { parseObjectKey, type GroupResource } from '#libs/apimachinery';
import {
  EMPTY_DIGEST,
  subjectHash,
  type DigestReport,
  type InventoryEntry,
  type InventoryReport,
  type KindDigest,
  type KindName,
  type SetDigest,
} from '#libs/protocol';
import { type AuditedRow, type ResourceDigest } from '#libs/store';
import { ON_ITS_WAY_MS } from './limits.js';

export type KindOf = (resource: GroupResource) => { readonly apiVersion: string; readonly kind: string };

/** One kind in which hub and agent differ; `text` changes with the difference. */
export interface Difference extends KindName {
  readonly text: string;
}

/** The kinds in which an agent's digests are not those of the hub's rows (`rows`, by `kindText`). */
export function differences(
  report: DigestReport,
  epoch: number,
  rows: ReadonlyMap<string, ResourceDigest>,
): Difference[] {
  const told = new Map(report.kinds.map((kind) => [kindText(kind), kind]));
  return [...new Set([...told.keys(), ...rows.keys()])].flatMap((name) => {
    const theirs = told.get(name);
    const ours = rows.get(name);
    if (agrees(epoch, theirs, ours)) return [];
    const slash = name.lastIndexOf('/');
    const text = JSON.stringify([theirs, ours]);
    return [{ group: name.slice(0, slash), kind: name.slice(slash + 1), text }];
  });
}

/** `apps/ReplicaSet`, `/ConfigMap`. */
export function kindText({ group, kind }: KindName): string {
  return `${group}/${kind}`;
}

function agrees(
  epoch: number,
  theirs: Omit<KindDigest, 'group' | 'kind'> = NOTHING,
  ours: Pick<ResourceDigest, 'work' | 'reports'> = NOTHING,
): boolean {
  return (
    theirs.orphans === 0 &&
    theirs.epochs === theirs.work.count * epoch &&
    same(theirs.work, ours.work) &&
    same(theirs.reports, ours.reports)
  );
}

const NOTHING = { work: EMPTY_DIGEST, epochs: 0, reports: EMPTY_DIGEST, orphans: 0 };

function same(a: SetDigest, b: SetDigest): boolean {
  return a.count === b.count && a.sum === b.sum && a.mixed === b.mixed;
}

/** What is to be done about one inventory. */
export interface Findings {
  /** Keys of rows that the agent does not have as they are. */
  readonly republish: readonly string[];
  /** Subject hashes of objects whose newest report the hub lacks. */
  readonly again: readonly string[];
  /** What the agent has, and no row says: whether it goes only an explicit tombstone can tell. */
  readonly unknown: readonly InventoryEntry[];
  /** Rows that say nothing yet. */
  readonly onTheirWay: number;
  /** Entries that are newer than our rows: a hub that was restored from a backup. */
  readonly ahead: number;
}

/** Compares a page of an inventory with the rows of its kind. Rows that are on their way say nothing. */
export function compareInventory(
  report: InventoryReport,
  epoch: number,
  rows: readonly AuditedRow[],
  kindOf: KindOf,
): Findings {
  const entries = new Map(report.entries.map((entry) => [entry[0], entry]));
  const republish: string[] = [];
  const again: string[] = [];
  let ahead = 0;
  let onTheirWay = 0;
  for (const row of rows) {
    const hash = hashOf(row.key, kindOf);
    if (!covers(report, hash)) continue;
    const entry = entries.get(hash);
    entries.delete(hash);
    if (row.publishedMs === undefined || row.publishedMs < ON_ITS_WAY_MS) {
      onTheirWay++;
      continue;
    }
    const lag = entry === undefined || entry[4] === 'orphan' ? 'behind' : lagOf(entry, epoch, row);
    if (lag === 'behind') republish.push(row.key);
    else if (lag === 'ahead') ahead++;
    else if (entry && lacksReport(entry, row)) again.push(hash);
  }
  return { republish, again, onTheirWay, ahead, unknown: [...entries.values()].filter(isThere) };
}

function hashOf(key: string, kindOf: KindOf): string {
  const { namespace, name, ...resource } = parseObjectKey(key);
  return subjectHash({ ...kindOf(resource), namespace, name });
}

function covers({ after, upTo }: InventoryReport, hash: string): boolean {
  return hash > after && (upTo === '' || hash <= upTo);
}

function lagOf([, theirEpoch, generation]: InventoryEntry, epoch: number, row: AuditedRow): string {
  if (theirEpoch !== epoch) return theirEpoch < epoch ? 'behind' : 'ahead';
  if (generation === row.generation) return 'level';
  return generation < row.generation ? 'behind' : 'ahead';
}

/** A row of work that is finished goes when the report of its end arrives. */
function lacksReport([, , , sequence, state]: InventoryEntry, row: AuditedRow): boolean {
  return state === 'finished' || (sequence > 0 && sequence !== row.sequence);
}

function isThere([, , , , state]: InventoryEntry): boolean {
  return state !== 'finished';
}
