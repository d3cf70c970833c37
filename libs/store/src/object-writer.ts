import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { formatGroupResource, StatusError, type KubeObject } from '#libs/apimachinery';
import { type Write } from '#libs/apiserver';
import { Batcher, type BatcherStatus } from './batcher.js';
import { byteaArray } from './bytea-array.js';
import { type RingEntry } from './change-ring.js';
import { type Codec, type EncodedBody } from './codec.js';
import { type Database, type SqlValue } from './database.js';
import { toStatusError } from './db-errors.js';
import { type StoreLimits } from './limits.js';
import { encodeObject, withResourceVersion } from './object-rows.js';
import { ownChanges, type OwnWrite } from './own-changes.js';
import { type RecentObjects } from './recent-objects.js';
import { parseResourceVersion, SHARDS, shardOf, type Shard } from './shards.js';
import { refusal, type Outcome } from './write-outcome.js';

const WRITE = {
  name: 'write_objects',
  text: `SELECT outcome, new_rv, found_uid
         FROM write_objects($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
};
const PROVE = {
  name: 'prove_writes',
  text: 'SELECT write_id, rv FROM changes WHERE shard = $1 AND rv > $2 AND write_id = ANY($3::bigint[])',
};
const PROVE_PAUSE_MS = 50;

interface PendingWrite {
  readonly write: Write;
  readonly encoded: EncodedBody;
  readonly expectedRv: number;
  /** Unique among all processes: proves that this very write is in the log. */
  readonly writeId: string;
}

interface OutcomeRow {
  readonly outcome: Outcome;
  readonly new_rv: string | null;
  readonly found_uid: string | null;
}

export interface ObjectWriterDeps {
  readonly database: Database;
  readonly codec: Codec;
  readonly limits: StoreLimits;
  readonly recent: RecentObjects;
  /** Called after each commit with the newest version it made, and with all its changes if they are at hand. */
  readonly onCommit: (shard: Shard, rv: number, changes?: readonly RingEntry[]) => void;
}

/**
 * Group commit: concurrent writes become one statement, which is one transaction. One batch per shard is on its way at
 * a time, since the next would only wait for the same counter row.
 */
export class ObjectWriter {
  private readonly batchers: ReadonlyMap<Shard, Batcher<PendingWrite, KubeObject>>;
  private readonly newest = new Map<Shard, number>();
  private readonly processId = BigInt(randomBytes(4).readUInt32BE() >>> 1);
  private writes = 0n;

  constructor(private readonly deps: ObjectWriterDeps) {
    const { limits } = deps;
    this.batchers = new Map(
      SHARDS.map((shard) => [
        shard,
        new Batcher<PendingWrite, KubeObject>({
          name: 'write',
          maxBatch: limits.writeBatch,
          maxWeight: limits.writeBatchBytes,
          weigh: ({ encoded }) => encoded.body.length,
          maxInFlight: 1,
          maxQueued: limits.queued,
          run: (batch) => this.commit(shard, batch),
        }),
      ]),
    );
  }

  /** The object as stored, after commit. */
  async write(write: Write): Promise<KubeObject> {
    const pending: PendingWrite = {
      write,
      encoded: encodeObject(this.deps.codec, write.key, write.object),
      expectedRv: write.type === 'create' ? 0 : parseResourceVersion(write.expected.resourceVersion),
      writeId: String((this.processId << 32n) | (this.writes++ & 0xffffffffn)),
    };
    const batcher = this.batchers.get(shardOf(write.key));
    if (!batcher) throw new StatusError('InternalError', 'no such shard');
    return await batcher.add(pending);
  }

  status(): Record<string, BatcherStatus> {
    const named = [...this.batchers].map(([shard, batcher]) => [`writes${String(shard)}`, batcher.status()]);
    return Object.fromEntries(named) as Record<string, BatcherStatus>;
  }

  async close(): Promise<void> {
    await Promise.all([...this.batchers.values()].map((batcher) => batcher.close()));
  }

  private async commit(shard: Shard, batch: readonly PendingWrite[]): Promise<(KubeObject | Error)[]> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.deps.database.attempt<OutcomeRow>(WRITE, parameters(shard, batch));
      if (answer.ok) return this.answers(shard, batch, answer.rows);
      if (answer.failure === 'unknown')
        return await this.resolveUnknown(shard, batch, toStatusError('unknown', answer.error));
      if (answer.failure !== 'retry' || attempt >= this.deps.limits.attempts)
        throw toStatusError(answer.failure, answer.error);
    }
  }

  private answers(
    shard: Shard,
    batch: readonly PendingWrite[],
    rows: readonly OutcomeRow[],
  ): (KubeObject | Error)[] {
    const { recent } = this.deps;
    const written: OwnWrite[] = [];
    const results = batch.map(({ write, encoded }, index) => {
      const row = rows[index];
      if (!row) return new StatusError('InternalError', 'the database answered too few outcomes');
      const { new_rv: rv } = row;
      if (rv === null) return refusal(write, row.outcome, row.found_uid ?? '');
      const stored = withResourceVersion(write.object, rv);
      // It was of this version, or the write would have been refused.
      const previous =
        write.type === 'create' ? undefined : recent.at(write.key, write.expected.resourceVersion);
      written.push({ write, encoded, stored, rv, previous });
      recent.wrote(write.key, stored, encoded);
      return stored;
    });
    const last = written.at(-1);
    if (last) this.committed(shard, Number(last.rv), ownChanges(written));
    return results;
  }

  private committed(shard: Shard, rv: number, changes?: readonly RingEntry[]): void {
    this.newest.set(shard, rv);
    this.deps.onCommit(shard, rv, changes);
  }

  /**
   * The connection went away with the answer. What the log holds was committed; and as a batch commits as a whole, its
   * other writes were refused and may run again. When the log holds none of it, an old session may still be committing:
   * then nobody knows, and the callers are told so.
   */
  private async resolveUnknown(
    shard: Shard,
    batch: readonly PendingWrite[],
    unknown: StatusError,
  ): Promise<(KubeObject | Error)[]> {
    const found = await this.findInLog(shard, batch);
    if (found.size === 0) return batch.map(() => unknown);
    this.committed(shard, Math.max(...[...found.values()].map(Number)));
    const refused = batch.filter(({ writeId }) => !found.has(writeId));
    const again = refused.length === 0 ? [] : await this.commit(shard, refused);
    const rest = new Map(refused.map(({ writeId }, index) => [writeId, again[index] ?? unknown]));
    return batch.map(({ write, writeId }) => {
      const rv = found.get(writeId);
      return rv === undefined ? (rest.get(writeId) ?? unknown) : withResourceVersion(write.object, rv);
    });
  }

  private async findInLog(shard: Shard, batch: readonly PendingWrite[]): Promise<Map<string, string>> {
    const { database, limits } = this.deps;
    const ids = batch.map(({ writeId }) => writeId);
    const values: SqlValue[] = [shard, this.newest.get(shard) ?? 0, ids];
    for (let waited = 0; waited < limits.proveTimeoutMs; waited += PROVE_PAUSE_MS) {
      const answer = await database.attempt<{ write_id: string; rv: string }>(PROVE, values);
      if (answer.ok) return new Map(answer.rows.map((row) => [row.write_id, row.rv]));
      await delay(PROVE_PAUSE_MS);
    }
    return new Map();
  }
}

function parameters(shard: Shard, batch: readonly PendingWrite[]): SqlValue[] {
  const keys = batch.map(({ write }) => write.key);
  return [
    shard,
    batch.map(({ write }) => write.type),
    keys.map(formatGroupResource),
    keys.map(({ namespace }) => namespace),
    keys.map(({ name }) => name),
    batch.map(({ expectedRv }) => expectedRv),
    batch.map(({ write }) => (write.type === 'create' ? '' : write.expected.uid)),
    batch.map(({ write }) => write.object.metadata.uid ?? ''),
    batch.map(({ write }) => JSON.stringify(write.object.metadata.labels ?? {})),
    batch.map(({ encoded }) => encoded.encoding),
    batch.map(({ encoded }) => encoded.keyId),
    byteaArray(batch.map(({ encoded }) => encoded.body)),
    batch.map(({ writeId }) => writeId),
  ];
}
