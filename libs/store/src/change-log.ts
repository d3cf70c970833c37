import { type KubeObject } from '#libs/apimachinery';
import { type WatchChange } from '#libs/apiserver';
import { type RingEntry } from './change-ring.js';
import { type Database, type SqlValue, type Statement } from './database.js';
import { type ObjectRow } from './object-rows.js';
import { type RecentObjects } from './recent-objects.js';
import { type Shard } from './shards.js';

interface ChangeRow extends ObjectRow {
  readonly counter: string;
  readonly horizon: string;
  readonly type: WatchChange['type'];
  readonly prev_rv: string | null;
  readonly prev_encoding: string | null;
  readonly prev_key_id: string | null;
  readonly prev_body: Buffer | null;
}

/** A piece of the log, with the counter and the horizon of the same snapshot. */
export interface LogPage {
  readonly entries: readonly RingEntry[];
  /** Changes up to here are in `entries` or do not exist; nothing above. */
  readonly upTo: number;
  readonly complete: boolean;
  readonly counter: number;
  readonly horizon: number;
}

export interface LogQuery {
  readonly shard: Shard;
  readonly after: number;
  /** Only this resource (formatGroupResource text), for watchers behind the ring. */
  readonly resource?: string;
  readonly maxEntries: number;
  readonly maxBytes: number;
}

// The running sum of sizes ends a page before it outgrows memory; its first row always comes through.
const PAGE = (condition: string): string => `
  SELECT n.value AS counter, h.value AS horizon, c.*
  FROM rv_counter n JOIN change_horizon h ON h.shard = n.shard
  LEFT JOIN LATERAL (
    SELECT rv, resource, namespace, name, type, encoding, key_id, body,
           prev_rv, prev_encoding, prev_key_id, prev_body
    FROM (
      SELECT r.*, sum(octet_length(body) + coalesce(octet_length(prev_body), 0)) OVER (ORDER BY rv)
                  - octet_length(body) - coalesce(octet_length(prev_body), 0) AS bytes_before
      FROM (SELECT * FROM changes WHERE ${condition} AND rv > $2 ORDER BY rv LIMIT $3) r
    ) s WHERE bytes_before <= $4 ORDER BY rv
  ) c ON true
  WHERE n.shard = $1`;
const WHOLE: Statement = { name: 'log_page', text: PAGE('shard = $1') };
const OF_RESOURCE: Statement = { name: 'log_page_of_resource', text: PAGE('resource = $5') };
const POSITIONS: Statement = {
  name: 'log_positions',
  text: 'SELECT n.shard, n.value AS counter, h.value AS horizon FROM rv_counter n JOIN change_horizon h USING (shard)',
};

export async function readLog(database: Database, recent: RecentObjects, query: LogQuery): Promise<LogPage> {
  const values: SqlValue[] = [query.shard, query.after, query.maxEntries, query.maxBytes];
  const rows =
    query.resource === undefined
      ? await database.query<ChangeRow>(WHOLE, values)
      : await database.query<ChangeRow>(OF_RESOURCE, [...values, query.resource]);
  const counter = Number(rows[0]?.counter ?? 0);
  const horizon = Number(rows[0]?.horizon ?? 0);
  const entries = rows.filter(({ rv }) => (rv as string | null) !== null).map((row) => toEntry(recent, row));
  const last = entries.at(-1)?.rv;
  // A page may have been cut short by either bound; only an empty one, or one that ends at the counter, is the end.
  const complete = last === undefined || last === counter;
  return { entries, upTo: last ?? counter, complete, counter, horizon };
}

/** Counter and horizon of each shard. */
export async function readPositions(
  database: Database,
): Promise<{ shard: Shard; counter: number; horizon: number }[]> {
  const rows = await database.query<{ shard: Shard; counter: string; horizon: string }>(POSITIONS, []);
  return rows.map((row) => ({
    shard: row.shard,
    counter: Number(row.counter),
    horizon: Number(row.horizon),
  }));
}

function toEntry(recent: RecentObjects, row: ChangeRow): RingEntry {
  return {
    rv: Number(row.rv),
    resource: row.resource,
    namespace: row.namespace,
    bytes: row.body.length + (row.prev_body?.length ?? 0),
    item: toChange(recent, row),
  };
}

/** Bodies are opened when somebody looks, once for all watchers: most changes are watched by one or nobody. */
function toChange(recent: RecentObjects, row: ChangeRow): WatchChange {
  const { type, rv, prev_rv, prev_encoding, prev_key_id, prev_body } = row;
  const object = once(() => recent.open(row));
  const change = {
    type,
    resourceVersion: rv,
    get object() {
      return object();
    },
  };
  if (prev_rv === null || prev_encoding === null || prev_key_id === null || prev_body === null) return change;
  const before = { ...row, rv: prev_rv, encoding: prev_encoding, key_id: prev_key_id, body: prev_body };
  const previous = once(() => recent.open(before));
  return Object.defineProperty(change, 'previous', { enumerable: true, get: previous });
}

function once(make: () => KubeObject): () => KubeObject {
  let pending: (() => KubeObject) | undefined = make;
  let value: KubeObject | undefined;
  return () => {
    if (pending) {
      value = pending();
      pending = undefined;
    }
    return value as KubeObject;
  };
}
