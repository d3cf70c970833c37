import { decodeRoute, UnreadableMessageError, type RouteMessage, type SetDigest } from '#libs/protocol';
import { type Logger } from '#libs/process';
import {
  TableJournal,
  TableSet,
  type AgentTransport,
  type Delivery,
  type Outcome,
  type Subscription,
  type Tables,
} from '#libs/transport';
import { DISK_RETRY_MS, STANDBY_RETRY_MS } from './limits.js';

export interface NameIntakeOptions {
  readonly hubUid: string;
  /** Where the last tables are kept. */
  readonly path: string;
  readonly transport: Pick<AgentTransport, 'consumeNames'>;
  readonly logger: Logger;
}

/** The hub's tables of names: taken from the broker once somebody needs them, and kept over restarts. */
export class NameIntake {
  private readonly listeners: ((changed: readonly RouteMessage[]) => void)[] = [];
  private leads: () => boolean = () => false;
  private following: Promise<Subscription> | undefined;
  /** In effect, and not on disk yet. */
  private readonly unsaved = new Map<string, Uint8Array>();

  private constructor(
    private readonly options: NameIntakeOptions,
    private readonly set: TableSet,
    private readonly journal: TableJournal,
  ) {}

  /** Reads the last tables from disk. */
  static async open(options: NameIntakeOptions): Promise<NameIntake> {
    const tables = new TableSet(options.hubUid);
    const journal = await TableJournal.open(
      options.path,
      { take: (table) => tables.accepts(table) && tables.put(table), current: () => tables.all() },
      options.logger,
    );
    return new NameIntake(options, tables, journal);
  }

  get tables(): Tables {
    return this.set;
  }

  /** `listener` hears of tables that are in effect from now on. Not called for those of before. */
  onChange(listener: (changed: readonly RouteMessage[]) => void): void {
    this.listeners.push(listener);
  }

  /** From now on the hub's tables are taken. `leads`: whether this agent works for its cluster; another leaves them to that one. */
  follow(leads: () => boolean): void {
    this.leads = leads;
    this.following ??= this.options.transport.consumeNames((deliveries) => this.take(deliveries));
  }

  /** Of the tables that are held, which the hub compares with what it has published; undefined while they are not taken. */
  digest(): SetDigest | undefined {
    return this.following === undefined ? undefined : this.set.summary().digest;
  }

  async stop(): Promise<void> {
    await (await this.following)?.stop();
    await this.journal.close();
  }

  /** In effect at once, acknowledged when on disk. */
  private async take(deliveries: readonly Delivery[]): Promise<readonly Outcome[]> {
    if (!this.leads()) return deliveries.map(() => ({ kind: 'retry', delayMs: STANDBY_RETRY_MS }));
    const changed = new Map<string, RouteMessage>();
    const outcomes = deliveries.map(({ payload, subject }): Outcome => {
      const table = read(payload, subject);
      if (table instanceof UnreadableMessageError) return { kind: 'terminal', reason: table.message };
      if (!this.set.accepts(table)) return { kind: 'done' };
      this.set.put(table);
      changed.set(table.key, table);
      this.unsaved.set(table.key, payload);
      return { kind: 'done' };
    });
    for (const listener of this.listeners) listener([...changed.values()]);
    try {
      await this.save();
      return outcomes;
    } catch (error) {
      this.options.logger.error({ err: error }, 'names are in effect and cannot be written to disk');
      return outcomes.map((one) =>
        one.kind === 'terminal' ? one : { kind: 'retry', delayMs: DISK_RETRY_MS },
      );
    }
  }

  private async save(): Promise<void> {
    if (this.unsaved.size === 0) return;
    const saving = new Map(this.unsaved);
    await this.journal.append([...saving.values()]);
    for (const [key, payload] of saving) if (this.unsaved.get(key) === payload) this.unsaved.delete(key);
  }
}

function read(payload: Uint8Array, subject: string): RouteMessage | UnreadableMessageError {
  try {
    return decodeRoute(payload, subject);
  } catch (error) {
    if (error instanceof UnreadableMessageError) return error;
    throw error;
  }
}
