import { Client } from 'pg';
import { type DataSource } from 'typeorm';
import { sleep, type Clock, type Logger } from '#libs/process';
import { type BatcherStatus } from './batcher.js';
import { createCodec } from './codec.js';
import { connectionSettings, Database, type PoolStatus } from './database.js';
import { sqlState } from './db-errors.js';
import { Hints } from './hints.js';
import { type KeyProvider } from './key-provider.js';
import { DEFAULT_STORE_LIMITS, type StoreLimits } from './limits.js';
import { startMaintenance } from './maintenance.js';
import { ObjectReader } from './object-reader.js';
import { ObjectWriter } from './object-writer.js';
import { PostgresStorage } from './postgres-storage.js';
import { createDataSource, runMigrations } from './schema.js';
import { SHARDS, type Shard } from './shards.js';
import { Tailer } from './tailer.js';

export interface StoreOptions {
  readonly databaseUrl: string;
  readonly keyProvider: KeyProvider;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits?: Partial<StoreLimits>;
}

export interface StoreStatus {
  /** Whether the last look at the database succeeded. */
  readonly connected: boolean;
  /** Whether hints from other hubs arrive (else changes of theirs come with the poll). */
  readonly listening: boolean;
  readonly pool: PoolStatus;
  readonly shards: readonly ShardStatus[];
  readonly writes: readonly BatcherStatus[];
  readonly reads: readonly BatcherStatus[];
}

export interface ShardStatus {
  readonly shard: Shard;
  /** The newest change that watchers of this process were given. */
  readonly resourceVersion: number;
  readonly ringEntries: number;
  readonly ringBytes: number;
  readonly watchers: number;
}

export interface Store {
  readonly storage: PostgresStorage;
  status(): StoreStatus;
  /** Answers what was asked, ends watches with ServiceUnavailable, closes connections. */
  close(): Promise<void>;
}

const START_RETRY_MS = 200;

/** Connects, migrates and starts to follow. Waits up to `startTimeoutMs` for a database that is starting. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { databaseUrl, clock, logger } = options;
  const limits: StoreLimits = { ...DEFAULT_STORE_LIMITS, ...options.limits };
  const dataSource = await connect(databaseUrl, limits, clock);
  await runMigrations(dataSource, databaseUrl, limits);
  const database = new Database(databaseUrl, limits, logger);
  const codec = createCodec(options.keyProvider);
  const tailer = new Tailer({ database, codec, limits, clock, logger });
  await tailer.start();
  const hints = new Hints({ databaseUrl, database, limits, clock, logger });
  for (const shard of SHARDS) hints.on(`shard${String(shard)}`, (rv) => tailer.wake(shard, Number(rv)));
  hints.start(() => tailer.wakeAll());
  const writer = new ObjectWriter({
    database,
    codec,
    limits,
    onCommit: (shard, rv) => {
      tailer.wake(shard, rv);
      hints.send(`shard${String(shard)}`, String(rv));
    },
  });
  const reader = new ObjectReader({ database, codec, limits });
  const closing = new AbortController();
  const stopMaintenance = startMaintenance({ database, limits, clock, logger }, () => Promise.resolve(0));
  return {
    storage: new PostgresStorage({
      reader,
      writer,
      tailer,
      database,
      codec,
      limits,
      closed: closing.signal,
    }),
    status: () => ({
      connected: tailer.connected,
      listening: hints.listening,
      pool: database.status(),
      shards: SHARDS.map((shard) => shardStatus(shard, tailer)),
      writes: writer.status(),
      reads: reader.status(),
    }),
    close: async () => {
      closing.abort();
      stopMaintenance();
      await Promise.all([writer.close(), reader.close()]);
      tailer.close();
      await hints.close();
      await Promise.all([database.close(), dataSource.destroy()]);
    },
  };
}

function shardStatus(shard: Shard, tailer: Tailer): ShardStatus {
  const ring = tailer.ring(shard);
  const { entries, bytes, watchers } = ring.size;
  return { shard, resourceVersion: ring.head, ringEntries: entries, ringBytes: bytes, watchers };
}

/** A wrong password or database name is told at once; a server that is not there yet is waited for. */
async function connect(databaseUrl: string, limits: StoreLimits, clock: Clock): Promise<DataSource> {
  const deadline = clock.now() + limits.startTimeoutMs;
  for (;;) {
    const client = new Client(connectionSettings(databaseUrl, limits));
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      break;
    } catch (error) {
      client.end().catch(() => undefined);
      const waits = sqlState(error) === undefined || sqlState(error) === '57P03';
      if (!waits || clock.now() >= deadline) throw error;
      await sleep(clock, START_RETRY_MS);
    }
  }
  return await createDataSource(databaseUrl, limits).initialize();
}
