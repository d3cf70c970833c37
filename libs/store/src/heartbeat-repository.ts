import { Batcher, type BatcherStatus } from './batcher.js';
import { byteaArray } from './bytea-array.js';
import { type HeartbeatReport } from './wire-types.js';
import { type RepositoryDeps } from './work-repository.js';
import { type HeartbeatRow } from './work-types.js';

// The next heartbeat comes in two seconds: not worth waiting for the disk.
const SAVE = {
  name: 'save_heartbeats',
  text: `
    WITH relaxed AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
    INSERT INTO heartbeats AS h (cluster, instance, sequence, encoding, key_id, body, received_at)
    SELECT t.* FROM relaxed, unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::bytea[], $7::bigint[])
      AS t(cluster, instance, sequence, encoding, key_id, body, received_at)
    ORDER BY t.cluster
    ON CONFLICT (cluster) DO UPDATE SET
      instance = excluded.instance, sequence = excluded.sequence, encoding = excluded.encoding,
      key_id = excluded.key_id, body = excluded.body, received_at = excluded.received_at
    WHERE excluded.instance <> h.instance OR excluded.sequence > h.sequence`,
};
const ALL = { name: 'all_heartbeats', text: 'SELECT * FROM heartbeats ORDER BY cluster' };
const NEWER = {
  name: 'newer_heartbeats',
  text: `
    SELECT h.* FROM unnest($1::text[], $2::bigint[]) AS k(cluster, received_at)
    JOIN heartbeats h ON h.cluster = k.cluster
    WHERE h.received_at > k.received_at ORDER BY h.cluster`,
};

interface StoredHeartbeat {
  readonly cluster: string;
  readonly encoding: string;
  readonly key_id: string;
  readonly body: Buffer;
  readonly received_at: string;
}

/** The last heartbeat per cluster. */
export class HeartbeatRepository {
  private readonly saves: Batcher<HeartbeatRow, undefined>;

  constructor(private readonly deps: RepositoryDeps) {
    this.saves = new Batcher<HeartbeatRow, undefined>({
      name: 'heartbeat',
      maxBatch: deps.limits.reportBatch,
      maxInFlight: 1,
      maxQueued: deps.limits.queued,
      run: (rows) => this.saveMany(rows),
    });
  }

  /** Keeps what is newer than the stored value. */
  async saveBatch(rows: readonly HeartbeatRow[]): Promise<void> {
    await Promise.all(rows.map((row) => this.saves.add(row)));
  }

  async all(): Promise<HeartbeatRow[]> {
    const rows = await this.deps.database.query<StoredHeartbeat>(ALL, []);
    return rows.map((row) => this.decode(row));
  }

  /** Of the clusters named, what was received after the time given for each: what other hubs have heard. */
  async newerThan(known: ReadonlyMap<string, number>): Promise<HeartbeatRow[]> {
    const rows = await this.deps.database.query<StoredHeartbeat>(NEWER, [
      [...known.keys()],
      [...known.values()],
    ]);
    return rows.map((row) => this.decode(row));
  }

  private decode({ cluster, encoding, key_id: keyId, body, received_at }: StoredHeartbeat): HeartbeatRow {
    const text = this.deps.codec.decode({ encoding, keyId, body }, aad(cluster));
    return { cluster, report: JSON.parse(text) as HeartbeatReport, receivedAt: Number(received_at) };
  }

  status(): BatcherStatus {
    return this.saves.status();
  }

  close(): Promise<void> {
    return this.saves.close();
  }

  private async saveMany(all: readonly HeartbeatRow[]): Promise<undefined[]> {
    const newest = new Map<string, HeartbeatRow>();
    for (const row of all) {
      const held = newest.get(row.cluster)?.report;
      if (!held || held.instance !== row.report.instance || held.sequence < row.report.sequence)
        newest.set(row.cluster, row);
    }
    const rows = [...newest.values()];
    const bodies = rows.map(({ cluster, report }) =>
      this.deps.codec.encode(JSON.stringify(report), { secret: false, aad: aad(cluster) }),
    );
    await this.deps.database.query(SAVE, [
      rows.map(({ cluster }) => cluster),
      rows.map(({ report }) => report.instance),
      rows.map(({ report }) => report.sequence),
      bodies.map(({ encoding }) => encoding),
      bodies.map(({ keyId }) => keyId),
      byteaArray(bodies.map(({ body }) => body)),
      rows.map(({ receivedAt }) => receivedAt),
    ]);
    return all.map(() => undefined);
  }
}

function aad(cluster: string): string {
  return `heartbeats/${cluster}`;
}
