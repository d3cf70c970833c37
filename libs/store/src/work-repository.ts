import { isAsStored } from './as-stored.js';
import { Batcher, type BatcherStatus } from './batcher.js';
import { type Codec } from './codec.js';
import { type Database } from './database.js';
import { type Hints } from './hints.js';
import { type StoreLimits } from './limits.js';
import { decodeReport, REPORT_OF_WORK_COLUMNS, storedReportOf, type ReportOfWork } from './report-rows.js';
import { outboxItems, type OutboxRow } from './outbox-items.js';
import {
  MARK_PUBLISHED,
  OUTBOX,
  REPUBLISH_ALL,
  REPUBLISH_CLUSTER,
  REPUBLISH_KEYS,
  REPUBLISH_RECENT,
} from './outbox-statements.js';
import { decodeWork, encodePlan, WORK_COLUMNS, type EncodedPlan, type StoredWork } from './work-rows.js';
import { saveParameters, SAVE_WORK, type SaveOutcome } from './save-work.js';
import { type ObjectPlan, type OutboxItem, type ReportRow, type WorkRow } from './work-types.js';

/** Rows and what their members said in one statement: each costs a trip to Postgres, and this is asked with every plan. */
const LOAD_WORK = {
  name: 'load_work',
  text: `SELECT ${WORK_COLUMNS}, ${REPORT_OF_WORK_COLUMNS}
         FROM work w LEFT JOIN reports r ON r.key = w.key AND r.cluster = w.cluster
         WHERE w.key = ANY($1::text[]) ORDER BY w.key, w.cluster`,
};
const TAKE_NUMBERS = {
  name: 'take_numbers',
  text: 'UPDATE work_generation SET value = value + $1 WHERE id = 1 RETURNING value',
};
const MAX_GENERATION = { name: 'max_generation', text: 'SELECT value FROM work_generation WHERE id = 1' };
const KEYS_OF_CLUSTER = {
  name: 'keys_of_cluster',
  text: 'SELECT key FROM work WHERE cluster = $1 ORDER BY key',
};
const PENDING_DELETES = {
  name: 'pending_deletes',
  text: `SELECT ${WORK_COLUMNS} FROM work w WHERE w.cluster = $1 AND w.action = 'delete' ORDER BY w.key`,
};
const COUNT_UNDONE = {
  name: 'count_undone',
  text: "SELECT w.cluster, count(*) AS rows FROM work w WHERE w.action <> 'apply' GROUP BY w.cluster",
};
const PUBLISHED_GENERATION = {
  name: 'published_generation',
  text: 'SELECT coalesce(max(generation), 0) AS value FROM work WHERE published',
};
const LEFT_IN_CLUSTER = {
  name: 'left_in_cluster',
  text: 'SELECT count(*)::int AS rows, min(key) AS first FROM work WHERE cluster = $1',
};
const WORK_OF_CLUSTER = {
  name: 'work_of_cluster',
  text: `SELECT ${WORK_COLUMNS} FROM work w WHERE w.cluster = $1 AND w.key > $2 ORDER BY w.key LIMIT $3`,
};
const KEYS_WITH_WORK = {
  name: 'keys_with_work',
  text: 'SELECT DISTINCT key FROM work WHERE key > $1 ORDER BY key LIMIT $2',
};

const WHERE_ARE = {
  name: 'where_are',
  text: `SELECT cluster, count(*) FILTER (WHERE action = 'apply')::int AS applied,
           min(key) FILTER (WHERE action = 'apply') AS first
         FROM work WHERE key = ANY($1::text[]) GROUP BY cluster ORDER BY cluster`,
};

/** Of one resource ($1, as formatGroupResource has it): `/` and `0` enclose its keys. */
const UNDONE = {
  name: 'undone_keys',
  text: `SELECT DISTINCT key FROM work
         WHERE action <> 'apply' AND key > $1 || '/' AND key < $1 || '0' ORDER BY key LIMIT $2`,
};
/** Rows of one cluster that are read at once. */
const CLUSTER_PAGE = 1_000;

export interface LoadedWork {
  readonly work: WorkRow[];
  readonly reports: ReportRow[];
}

/** What one cluster has of some objects. */
export interface Whereabouts {
  readonly cluster: string;
  /** How many of them it shall have; 0: it has yet to undo all of them that it had. */
  readonly applied: number;
  /** The first key of those. */
  readonly first: string | null;
}

/** Names one version of one row as the outbox gave it. */
export type PublishedWork = Pick<OutboxItem, 'key' | 'cluster' | 'generation' | 'attempt'>;

export interface RepositoryDeps {
  readonly database: Database;
  readonly codec: Codec;
  readonly limits: StoreLimits;
  readonly hints: Hints;
}

/** Plans of the reconciler, row by row, and the outbox they form. */
export class WorkRepository {
  private readonly loads: Batcher<string, LoadedWork>;
  private readonly saves: Batcher<EncodedPlan, SaveOutcome>;
  private readonly marks: Batcher<PublishedWork, undefined>;
  private readonly savedListeners = new Set<() => void>();

  constructor(private readonly deps: RepositoryDeps) {
    const { limits, hints } = deps;
    this.loads = new Batcher<string, LoadedWork>({
      name: 'work',
      maxBatch: limits.readBatch,
      maxInFlight: 2,
      maxQueued: limits.queued,
      run: (keys) => this.loadMany(keys),
    });
    this.saves = new Batcher<EncodedPlan, SaveOutcome>({
      name: 'plan',
      maxBatch: limits.planBatch,
      maxWeight: limits.writeBatchBytes,
      weigh: ({ manifest, rows }) =>
        rows.reduce((sum, row) => sum + (row.patch?.body.length ?? 0), manifest?.body.length ?? 0),
      maxInFlight: 1,
      maxQueued: limits.queued,
      run: (plans) => this.saveMany(plans),
    });
    this.marks = new Batcher<PublishedWork, undefined>({
      name: 'published mark',
      maxBatch: limits.reportBatch,
      maxInFlight: 1,
      maxQueued: limits.queued * 4,
      run: (items) => this.markMany(items),
    });
    hints.on('work', () => this.tellSaved());
  }

  /** The rows of one object and what members last said about them, both by cluster. */
  load(key: string): Promise<LoadedWork> {
    return this.loads.add(key);
  }

  /**
   * Makes the stored rows of this object equal to the plan. Rows whose content differs get a new generation and enter
   * the outbox; rows that the plan does not name go, and their reports with them.
   * stale: the object changed since the plan was computed, nothing was written. unchanged: all rows were as planned.
   * `held`: the rows that the plan was made from. Where it changes none of them Postgres is not asked, whatever became of
   * the object meanwhile: that change brings a run of its own.
   */
  async save(plan: ObjectPlan, held?: readonly WorkRow[]): Promise<SaveOutcome> {
    if (held && isAsStored(plan, held)) return 'unchanged';
    return await this.saves.add(encodePlan(this.deps.codec, plan));
  }

  /**
   * Unpublished rows, by turns of the clusters and oldest first in each, bodies opened: at most `limit`, fewer where they are
   * large, none only when there are none. `past`: by cluster, the generation that the reader has come to.
   */
  async outbox(limit: number, past: ReadonlyMap<string, number> = new Map()): Promise<OutboxItem[]> {
    const { codec, database, limits } = this.deps;
    const parameters = [limit, [...past.keys()], limits.outboxBytes, [...past.values()]];
    return outboxItems(codec, await database.query<OutboxRow>(OUTBOX, parameters));
  }

  /** Takes rows out of the outbox, unless they changed or were put back since they were read. */
  async markPublished(items: readonly PublishedWork[]): Promise<void> {
    await Promise.all(items.map((item) => this.marks.add(item)));
  }

  /** Puts rows back into the outbox (the broker or a member lost them); answers how many rows were looked at. */
  async republish(filter: { readonly cluster?: string } = {}): Promise<number> {
    const { database, limits } = this.deps;
    const statement = filter.cluster === undefined ? REPUBLISH_ALL : REPUBLISH_CLUSTER;
    let after = { key: '', cluster: filter.cluster ?? '' };
    let total = 0;
    for (;;) {
      const page = await database.query<{ key: string; cluster: string }>(statement, [
        after.key,
        after.cluster,
        limits.republishBatch,
      ]);
      total += page.length;
      after = page.at(-1) ?? after;
      if (page.length > 0) this.announce();
      if (page.length < limits.republishBatch) return total;
    }
  }

  /** Puts the rows of one cluster that are named back into the outbox; answers how many. */
  async republishKeys(cluster: string, keys: readonly string[]): Promise<number> {
    if (keys.length === 0) return 0;
    const [row] = await this.deps.database.query<{ rows: number }>(REPUBLISH_KEYS, [cluster, keys]);
    const rows = row?.rows ?? 0;
    if (rows > 0) this.announce();
    return rows;
  }

  /** Puts back what was published within the last `ms`; answers how many rows. One look at every row: for rare events. */
  async republishRecent(ms: number): Promise<number> {
    const [row] = await this.deps.database.query<{ rows: number }>(REPUBLISH_RECENT, [ms]);
    const rows = row?.rows ?? 0;
    if (rows > 0) this.announce();
    return rows;
  }

  /** `listener` is called when rows entered the outbox, here or on another hub. The answer ends it. */
  onSaved(listener: () => void): () => void {
    this.savedListeners.add(listener);
    return () => this.savedListeners.delete(listener);
  }

  /** The first of `count` numbers in a row that no generation and nobody else gets: for versions of what is not work. */
  async takeNumbers(count: number): Promise<number> {
    const [row] = await this.deps.database.query<{ value: string }>(TAKE_NUMBERS, [count]);
    return Number(row?.value) - count + 1;
  }

  /** The newest generation ever given. */
  async maxGeneration(): Promise<number> {
    const [row] = await this.deps.database.query<{ value: string }>(MAX_GENERATION, []);
    return Number(row?.value ?? 0);
  }

  async listKeysForCluster(cluster: string): Promise<string[]> {
    const rows = await this.deps.database.query<{ key: string }>(KEYS_OF_CLUSTER, [cluster]);
    return rows.map(({ key }) => key);
  }

  /** The newest generation that was published, of the rows there are. One look at every row: for rare events. */
  async publishedGeneration(): Promise<number> {
    const [row] = await this.deps.database.query<{ value: string }>(PUBLISHED_GENERATION, []);
    return Number(row?.value ?? 0);
  }

  /** How many rows one cluster has, and the first key of them ('' without). */
  async leftInCluster(cluster: string): Promise<{ readonly rows: number; readonly first: string }> {
    const [row] = await this.deps.database.query<{ rows: number; first: string | null }>(LEFT_IN_CLUSTER, [
      cluster,
    ]);
    return { rows: row?.rows ?? 0, first: row?.first ?? '' };
  }

  /** The rows of one cluster by key, a page at a time. */
  async *ofCluster(cluster: string): AsyncGenerator<WorkRow> {
    for (let after = ''; ;) {
      const page = await this.deps.database.query<StoredWork>(WORK_OF_CLUSTER, [
        cluster,
        after,
        CLUSTER_PAGE,
      ]);
      yield* page.map((row) => decodeWork(this.deps.codec, row));
      const last = page.at(-1);
      if (last === undefined || page.length < CLUSTER_PAGE) return;
      after = last.key;
    }
  }

  /** What this cluster still has to delete. */
  async pendingDeletes(cluster: string): Promise<WorkRow[]> {
    const rows = await this.deps.database.query<StoredWork>(PENDING_DELETES, [cluster]);
    return rows.map((row) => decodeWork(this.deps.codec, row));
  }

  /** How many objects each cluster still has to delete or let go of; clusters with none are left out. Reads those rows only. */
  async undoneByCluster(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.deps.database.query<{ cluster: string; rows: string }>(COUNT_UNDONE, []);
    return new Map(rows.map(({ cluster, rows: count }) => [cluster, Number(count)]));
  }

  /** Keys that have work, ascending, after `after` ('' to begin). */
  async keysWithWork(after: string, limit: number): Promise<string[]> {
    const rows = await this.deps.database.query<{ key: string }>(KEYS_WITH_WORK, [after, limit]);
    return rows.map(({ key }) => key);
  }

  /** Keys of objects of one resource (formatGroupResource text) that some cluster has to undo; the first `limit`. */
  async undoneKeys(resource: string, limit: number): Promise<string[]> {
    const rows = await this.deps.database.query<{ key: string }>(UNDONE, [resource, limit]);
    return rows.map(({ key }) => key);
  }

  /** The clusters that have work of any of these objects, by name. */
  whereAre(keys: readonly string[]): Promise<Whereabouts[]> {
    return this.deps.database.query<Whereabouts>(WHERE_ARE, [keys]);
  }

  status(): Record<'loads' | 'saves' | 'marks', BatcherStatus> {
    return { loads: this.loads.status(), saves: this.saves.status(), marks: this.marks.status() };
  }

  async close(): Promise<void> {
    await Promise.all([this.loads.close(), this.saves.close(), this.marks.close()]);
  }

  private async loadMany(keys: readonly string[]): Promise<LoadedWork[]> {
    const { database, codec } = this.deps;
    const rows = await database.query<StoredWork & ReportOfWork>(LOAD_WORK, [keys]);
    const loaded = new Map<string, LoadedWork>(keys.map((key) => [key, { work: [], reports: [] }]));
    for (const row of rows) {
      const of = loaded.get(row.key);
      const report = storedReportOf(row);
      of?.work.push(decodeWork(codec, row));
      if (report) of?.reports.push(decodeReport(codec, report));
    }
    return keys.map((key) => loaded.get(key) ?? { work: [], reports: [] });
  }

  /** One key comes once per statement: what repeats in a batch goes in a later one, in order. */
  private async saveMany(plans: readonly EncodedPlan[]): Promise<SaveOutcome[]> {
    const outcomes: SaveOutcome[] = [];
    let rest = plans.map((plan, place) => ({ plan, place }));
    while (rest.length > 0) {
      const seen = new Set<string>();
      const now = rest.filter(({ plan }) => !seen.has(plan.plan.key) && seen.add(plan.plan.key));
      const chosen = new Set(now);
      rest = rest.filter((entry) => !chosen.has(entry));
      const rows = await this.deps.database.query<{ outcome: SaveOutcome }>(
        SAVE_WORK,
        saveParameters(now.map(({ plan }) => plan)),
      );
      now.forEach(({ place }, index) => (outcomes[place] = rows[index]?.outcome ?? 'stale'));
    }
    if (outcomes.includes('saved')) this.announce();
    return outcomes;
  }

  private async markMany(items: readonly PublishedWork[]): Promise<undefined[]> {
    await this.deps.database.query(MARK_PUBLISHED, [
      items.map(({ key }) => key),
      items.map(({ cluster }) => cluster),
      items.map(({ generation }) => generation),
      items.map(({ attempt }) => attempt),
    ]);
    return items.map(() => undefined);
  }

  /** There may be something to publish, here or on another hub. */
  announce(): void {
    this.tellSaved();
    this.deps.hints.send('work', '');
  }

  private tellSaved(): void {
    for (const listener of this.savedListeners) listener();
  }
}
