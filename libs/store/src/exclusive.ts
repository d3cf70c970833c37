import { Client } from 'pg';
import { sleep, type Clock, type Logger } from '#libs/process';
import { connectionSettings } from './database.js';
import { sqlState } from './db-errors.js';
import { type StoreLimits } from './limits.js';

/**
 * What one process of all that share the database has while it holds a lock. Somebody may have held it a moment before, this
 * process or one that died: what they began may still be on its way.
 */
export interface Tenure {
  /** Aborts when the lock is lost or given back. */
  readonly signal: AbortSignal;
  /** Whether it is certain at this moment that no other process holds the lock. May be false for a while and true again. */
  held(): boolean;
  /** Gives the lock back; another process has it within `lockPollMs`. Idempotent, never rejects. */
  release(): Promise<void>;
}

export interface ExclusiveDeps {
  readonly databaseUrl: string;
  readonly limits: StoreLimits;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Two numbers name an advisory lock: this one and a hash of the name. */
const TRY_LOCK = 'SELECT pg_try_advisory_lock(19781, hashtext($1)) AS taken';
const PROVE = 'SELECT 1';
const UNKNOWN_PARAMETER = '42704';

/**
 * Locks that the database gives to one session at a time (session advisory locks), each on a connection of its own: whoever
 * loses the connection loses the lock. The holder proves every second that its session lives, and the server ends one that is
 * silent, so that a process that hangs or is cut off is succeeded within seconds. Needs a direct connection, or a pooler
 * that keeps sessions.
 */
export class ExclusiveLocks {
  private readonly sessions = new Set<Client>();
  private readonly closing = new AbortController();

  constructor(private readonly deps: ExclusiveDeps) {}

  /** Waits for the lock. Undefined: `signal` aborted, or the store closed, before it came. */
  async take(name: string, signal: AbortSignal): Promise<Tenure | undefined> {
    const { clock, limits, logger } = this.deps;
    for (let failures = 0; !signal.aborted && !this.closing.signal.aborted;) {
      try {
        const tenure = await this.wait(name, signal);
        if (tenure) return tenure;
      } catch (error) {
        logger[failures++ === 0 ? 'warn' : 'debug']({ lock: name, err: error }, 'cannot ask for a lock yet');
      }
      await sleep(clock, limits.lockPollMs, signal);
    }
    return undefined;
  }

  /** Ends every session, and with it every tenure. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all([...this.sessions].map((session) => endQuietly(session, this.deps.limits)));
  }

  /** Asks again and again on one connection. @throws what the connection fails with */
  private async wait(name: string, signal: AbortSignal): Promise<Tenure | undefined> {
    const { clock, limits } = this.deps;
    const session = await this.open();
    try {
      while (!signal.aborted && !this.closing.signal.aborted) {
        const askedAt = performance.now();
        const { rows } = await session.query<{ taken: boolean }>(TRY_LOCK, [name]);
        if (rows[0]?.taken === true) return new SessionTenure(session, this.deps, askedAt);
        await sleep(clock, limits.lockPollMs, signal);
      }
    } catch (error) {
      void endQuietly(session, limits);
      throw error;
    }
    await endQuietly(session, limits);
    return undefined;
  }

  private async open(): Promise<Client> {
    const { databaseUrl, limits } = this.deps;
    const session = new Client({
      ...connectionSettings(databaseUrl, limits),
      application_name: 'meridian-lock',
      query_timeout: limits.lockTrustMs,
    });
    // Who uses it learns of the loss from `end` or from the query; unheard, an error would end the process.
    session.on('error', () => undefined);
    session.once('end', () => this.sessions.delete(session));
    this.sessions.add(session);
    try {
      await session.connect();
      await limitSilence(session, limits.lockSilenceMs);
      return session;
    } catch (error) {
      this.sessions.delete(session);
      void endQuietly(session, limits);
      throw error;
    }
  }
}

class SessionTenure implements Tenure {
  private readonly controller = new AbortController();
  private provedAt: number;
  private cancelProof: () => void = () => undefined;

  constructor(
    private readonly session: Client,
    private readonly deps: ExclusiveDeps,
    askedAt: number,
  ) {
    this.provedAt = askedAt;
    session.once('end', () => this.controller.abort());
    this.proveLater();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  held(): boolean {
    return !this.signal.aborted && performance.now() - this.provedAt < this.deps.limits.lockTrustMs;
  }

  async release(): Promise<void> {
    this.cancelProof();
    this.controller.abort();
    await endQuietly(this.session, this.deps.limits);
  }

  private proveLater(): void {
    this.cancelProof = this.deps.clock.after(this.deps.limits.lockProofMs, () => void this.prove());
  }

  /** The lock lives as long as its session, so any answer proves it; the time counts from when it was asked. */
  private async prove(): Promise<void> {
    const askedAt = performance.now();
    try {
      await this.session.query(PROVE);
      this.provedAt = askedAt;
      if (!this.signal.aborted) this.proveLater();
    } catch (error) {
      if (!this.signal.aborted)
        this.deps.logger.warn({ err: error }, 'lost a lock: its session does not answer');
      await this.release();
    }
  }
}

/** Before version 14 Postgres knows no such limit: then a holder that is cut off holds on until TCP gives up. */
async function limitSilence(session: Client, ms: number): Promise<void> {
  try {
    await session.query("SELECT set_config('idle_session_timeout', $1, false)", [String(ms)]);
  } catch (error) {
    if (sqlState(error) !== UNKNOWN_PARAMETER) throw error;
  }
}

/** A connection that is gone already, or that does not say goodbye in time, is as good as ended. */
async function endQuietly(session: Client, limits: StoreLimits): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limits.connectTimeoutMs);
    timer.unref();
  });
  await Promise.race([session.end().catch(() => undefined), late]);
  clearTimeout(timer);
}
