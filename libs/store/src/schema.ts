import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { StatusError } from '#libs/apimachinery';
import { sleep, type Clock } from '#libs/process';
import { Objects0001 } from '../../../migrations/0001-objects.js';
import { Work0002 } from '../../../migrations/0002-work.js';
import { Hub0003 } from '../../../migrations/0003-hub.js';
import { Outbox0004 } from '../../../migrations/0004-outbox.js';
import { FairOutbox0005 } from '../../../migrations/0005-fair-outbox.js';
import { Restored0006 } from '../../../migrations/0006-restored.js';
import { Moves0007 } from '../../../migrations/0007-moves.js';
import { Edges0008 } from '../../../migrations/0008-edges.js';
import { GenerationGaps0009 } from '../../../migrations/0009-generation-gaps.js';
import { ColdClient } from './cold-client.js';
import { connectionSettings } from './database.js';
import { sqlState } from './db-errors.js';
import { ENTITIES } from './entities.js';
import { DEFAULT_STORE_LIMITS, type StoreLimits } from './limits.js';

/** In order; never edited once merged. */
const MIGRATIONS = [
  Objects0001,
  Work0002,
  Hub0003,
  Outbox0004,
  FairOutbox0005,
  Restored0006,
  Moves0007,
  Edges0008,
  GenerationGaps0009,
];
const START_RETRY_MS = 200;
const MIGRATION_LOCK = 'SELECT pg_advisory_lock(19780, 1000)';

/** Entities and migrations, with a small pool for the cold paths that closes when idle. */
export function createDataSource(databaseUrl: string, limits: StoreLimits): DataSource {
  const { connectionString, ...settings } = connectionSettings(databaseUrl, limits);
  return new DataSource({
    type: 'postgres',
    url: connectionString,
    entities: ENTITIES,
    migrations: MIGRATIONS,
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'all',
    logging: false,
    // Lost idle connections are replaced on the next use.
    poolErrorHandler: () => undefined,
    extra: { ...settings, max: 2, idleTimeoutMillis: 5_000, Client: ColdClient },
  });
}

/**
 * A wrong password or database name is told at once; a server that is not there yet is waited for, `startTimeoutMs`.
 */
export async function connectDataSource(
  databaseUrl: string,
  limits: StoreLimits,
  clock: Clock,
): Promise<DataSource> {
  const deadline = clock.now() + limits.startTimeoutMs;
  for (;;) {
    try {
      return await createDataSource(databaseUrl, limits).initialize();
    } catch (error) {
      const state = sqlState(error);
      const starting = state === undefined || state === '57P03';
      if (!starting || clock.now() >= deadline) throw error;
      await sleep(clock, START_RETRY_MS);
    }
  }
}

/**
 * Brings the schema up to date, one process at a time: several hubs may start at once.
 * @throws Error when the database was migrated by a newer hub.
 */
export async function runMigrations(
  dataSource: DataSource,
  databaseUrl: string,
  limits: StoreLimits,
): Promise<void> {
  const client = new Client({
    ...connectionSettings(databaseUrl, limits),
    statement_timeout: limits.startTimeoutMs,
    query_timeout: limits.startTimeoutMs,
    idle_in_transaction_session_timeout: 0,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(MIGRATION_LOCK);
    const applied = await appliedMigrations(client);
    refuseNewer(applied);
    if (applied.length < MIGRATIONS.length) await dataSource.runMigrations();
  } finally {
    // Ending the session gives the lock back.
    await client.end();
  }
}

async function appliedMigrations(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ present: boolean }>(
    "SELECT to_regclass('migrations') IS NOT NULL AS present",
  );
  if (!rows[0]?.present) return [];
  const applied = await client.query<{ name: string }>('SELECT name FROM migrations ORDER BY id');
  return applied.rows.map(({ name }) => name);
}

function refuseNewer(applied: readonly string[]): void {
  const known = new Set<string>(MIGRATIONS.map((migration) => new migration().name));
  const unknown = applied.filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new StatusError(
    'InternalError',
    `the database's schema is newer than this hub (unknown migrations: ${unknown.join(', ')}); start a newer hub`,
  );
}

/** The statements that would make the database fit the entities: none, when migrations and entities agree. */
export async function schemaDifferences(databaseUrl: string): Promise<string[]> {
  const dataSource = await createDataSource(databaseUrl, DEFAULT_STORE_LIMITS).initialize();
  try {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query);
  } finally {
    await dataSource.destroy();
  }
}
