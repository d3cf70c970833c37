import { Pool, type PoolClient, type QueryResultRow } from 'pg';
import { type Logger } from '#libs/process';
import { failureOf, toStatusError, type Failure } from './db-errors.js';
import { type StoreLimits } from './limits.js';

/** A named statement is parsed once per connection. One name must always mean one text. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export type SqlValue =
  string | number | boolean | Buffer | null | readonly (string | number | boolean | null)[];

/** The pool of the hot paths: errors come out as StatusError, dead connections are replaced on the next use. */
export class Database {
  private readonly pool: Pool;

  constructor(
    databaseUrl: string,
    private readonly limits: StoreLimits,
    logger: Logger,
  ) {
    this.pool = new Pool({ ...connectionSettings(databaseUrl, limits), max: limits.poolSize });
    // A connection may be lost at any moment, idle or taken; unheard, that would end the process. Who uses it learns of
    // it from the query.
    // Its message only: pg hangs the whole client on the error, with every statement that it knows.
    this.pool.on('error', ({ message }) =>
      logger.warn({ reason: message }, 'lost an idle database connection'),
    );
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /** For reads and for writes that may run twice: tried again when the connection is lost. */
  async query<R extends QueryResultRow>(statement: Statement, values: readonly SqlValue[]): Promise<R[]> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.attempt<R>(statement, values);
      if (answer.ok) return answer.rows;
      const again = answer.failure === 'retry' || answer.failure === 'unknown';
      if (!again || attempt >= this.limits.attempts) throw toStatusError(answer.failure, answer.error);
    }
  }

  /** Runs once and tells what is known about a failure: for writes that must not run twice. */
  async attempt<R extends QueryResultRow>(
    statement: Statement,
    values: readonly SqlValue[],
  ): Promise<Attempt<R>> {
    let client: PoolClient;
    try {
      client = await this.pool.connect();
    } catch (error) {
      return { ok: false, failure: failureOf(error, false), error };
    }
    try {
      const { rows } = await client.query<R>({ ...statement, values: [...values] });
      client.release();
      return { ok: true, rows };
    } catch (error) {
      const failure = failureOf(error, true);
      client.release(failure === 'unknown');
      return { ok: false, failure, error };
    }
  }

  status(): PoolStatus {
    return { total: this.pool.totalCount, idle: this.pool.idleCount, waiting: this.pool.waitingCount };
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

export type Attempt<R> =
  | { readonly ok: true; readonly rows: R[] }
  | { readonly ok: false; readonly failure: Failure; readonly error: unknown };

export interface PoolStatus {
  readonly total: number;
  readonly idle: number;
  readonly waiting: number;
}

/** What every connection of the store is opened with. */
export function connectionSettings(databaseUrl: string, limits: StoreLimits): ConnectionSettings {
  return {
    connectionString: databaseUrl,
    application_name: 'meridian',
    connectionTimeoutMillis: limits.connectTimeoutMs,
    statement_timeout: limits.statementTimeoutMs,
    // The client gives up after the server had its chance to cancel: then the connection is not worth keeping.
    query_timeout: limits.statementTimeoutMs + limits.connectTimeoutMs,
    idle_in_transaction_session_timeout: limits.statementTimeoutMs,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    options: PLANNER,
  };
}

/**
 * Every statement here finds its rows by key, a few of many. What the planner believes of a table that has just grown from
 * nothing is wrong until it is analysed (a minute of sequential scans in a burst), so it is told: one plan for each prepared
 * statement, through an index.
 */
const PLANNER = [
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

export interface ConnectionSettings {
  readonly connectionString: string;
  readonly application_name: string;
  readonly connectionTimeoutMillis: number;
  readonly statement_timeout: number;
  readonly query_timeout: number;
  readonly idle_in_transaction_session_timeout: number;
  readonly idleTimeoutMillis: number;
  readonly keepAlive: boolean;
  /** Settings of the session, as `psql` takes them in PGOPTIONS. */
  readonly options: string;
}
