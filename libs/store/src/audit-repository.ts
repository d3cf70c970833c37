import { type Database } from './database.js';

/** Stands for a set of different numbers, in the words of libs/protocol (`SetDigest`, `mix`). */
export interface StoredDigest {
  readonly count: number;
  readonly sum: number;
  readonly mixed: number;
}

/** All work of one cluster of one resource (`replicasets.apps`), and what one agent reported about it. */
export interface ResourceDigest {
  readonly resource: string;
  readonly work: StoredDigest;
  readonly reports: StoredDigest;
}

/** One row of work, as far as it can be compared with what an agent knows. */
export interface AuditedRow {
  readonly key: string;
  readonly generation: number;
  /** How long ago it was published, ms, by the database's clock; undefined: it waits in the outbox. */
  readonly publishedMs: number | undefined;
  /** Of the stored report, if that comes from the instance that was asked about. */
  readonly sequence: number | undefined;
}

/** `mix` of libs/protocol in SQL. */
const mixed = (value: string): string => {
  const product = `((${value} % 2147483647) * 73244475 & 4294967295)`;
  return `(${product} # (${product} >> 16))`;
};

/** Modulo SUM_MODULUS of libs/protocol, 2^52: a double holds it exactly, whatever is added up. */
const sumOf = (value: string): string => `coalesce(sum(${value}) % 4503599627370496, 0)::float8`;

const DIGESTS = {
  name: 'audit_digests',
  text: `
    SELECT split_part(w.key, '/', 1) AS resource,
           count(*)::float8 AS work_count, ${sumOf('w.generation')} AS work_sum,
           sum(${mixed('w.generation')})::float8 AS work_mixed,
           count(r.sequence)::float8 AS report_count, ${sumOf('r.sequence')} AS report_sum,
           coalesce(sum(${mixed('r.sequence')}), 0)::float8 AS report_mixed
    FROM work w LEFT JOIN reports r ON r.key = w.key AND r.cluster = w.cluster AND r.instance = $2
    WHERE w.cluster = $1 GROUP BY 1`,
};
// A key begins with its resource and a slash, and '0' is what follows the slash.
const ROWS = {
  name: 'audit_rows',
  text: `
    SELECT w.key, w.generation,
           CASE WHEN w.published THEN coalesce(extract(epoch FROM now() - w.published_at) * 1000, 1e12) END::float8
             AS published_ms,
           r.sequence
    FROM work w LEFT JOIN reports r ON r.key = w.key AND r.cluster = w.cluster AND r.instance = $3
    WHERE w.cluster = $1 AND w.key > $2 || '/' AND w.key < $2 || '0' ORDER BY w.key`,
};

interface StoredDigests {
  readonly resource: string;
  readonly work_count: number;
  readonly work_sum: number;
  readonly work_mixed: number;
  readonly report_count: number;
  readonly report_sum: number;
  readonly report_mixed: number;
}

interface StoredRow {
  readonly key: string;
  readonly generation: string;
  readonly published_ms: number | null;
  readonly sequence: string | null;
}

/** What the hub believes of one cluster, for the comparison with its agent. One statement a look, none per row. */
export class AuditRepository {
  constructor(private readonly database: Database) {}

  /** One for each resource that the cluster has work of. `instance`: whose reports count. */
  async digests(cluster: string, instance: string): Promise<ResourceDigest[]> {
    const rows = await this.database.query<StoredDigests>(DIGESTS, [cluster, instance]);
    return rows.map((row) => ({
      resource: row.resource,
      work: { count: row.work_count, sum: row.work_sum, mixed: row.work_mixed },
      reports: { count: row.report_count, sum: row.report_sum, mixed: row.report_mixed },
    }));
  }

  async rows(cluster: string, resource: string, instance: string): Promise<AuditedRow[]> {
    const rows = await this.database.query<StoredRow>(ROWS, [cluster, resource, instance]);
    return rows.map((row) => ({
      key: row.key,
      generation: Number(row.generation),
      publishedMs: row.published_ms ?? undefined,
      sequence: row.sequence === null ? undefined : Number(row.sequence),
    }));
  }
}
