import { DnsServer, type DnsCounts } from '#libs/dns';
import { type MemberCluster } from '#libs/kube-client';
import {
  decodeRoute,
  UnreadableMessageError,
  type BackendFacts,
  type RouteMessage,
  type SetDigest,
} from '#libs/protocol';
import { type Clock, type ListenAddress, type Logger } from '#libs/process';
import {
  TableJournal,
  TableSet,
  type AgentTransport,
  type Delivery,
  type Outcome,
  type Subscription,
} from '#libs/transport';
import { AgentNames } from './agent-names.js';
import { ANSWERS_PER_SECOND, DISK_RETRY_MS, STANDBY_RETRY_MS } from './limits.js';
import { LocalServices } from './local-services.js';

export interface NamingOptions {
  readonly cluster: string;
  readonly hubUid: string;
  readonly listen: ListenAddress;
  /** Where the last tables are kept. */
  readonly path: string;
  readonly transport: Pick<AgentTransport, 'consumeNames'>;
  readonly member: MemberCluster;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What the rest of the agent knows. */
export interface NamingSources {
  /** Whether this agent works for its cluster; another one leaves the tables to that. */
  readonly leads: () => boolean;
  /** Endpoints of a Service `namespace/name` here; undefined: not known. */
  readonly backendOf: (service: string) => BackendFacts | undefined;
}

/** DNS in one cluster: takes the hub's tables of names, keeps them over restarts, and answers by them and by what is here. */
export class Naming {
  private readonly services: LocalServices;
  private readonly names: AgentNames;
  private readonly server: DnsServer;
  private sources: NamingSources = { leads: () => false, backendOf: () => undefined };
  private subscription: Subscription | undefined;
  /** In effect, and not on disk yet. */
  private readonly unsaved = new Map<string, Uint8Array>();

  private constructor(
    private readonly options: NamingOptions,
    private readonly tables: TableSet,
    private readonly journal: TableJournal,
  ) {
    const { cluster, member, clock, logger, listen } = options;
    this.services = new LocalServices({
      ...{ member, clock, logger },
      onChange: (service) => this.names.localChanged(service),
    });
    this.names = new AgentNames({
      ...{ cluster, tables, logger },
      local: (service) => ({
        ips: this.services.of(service),
        ready: this.sources.backendOf(service)?.ready,
      }),
      localNames: () => this.services.names(),
    });
    const { zones } = this.names;
    const locate = (): string | undefined => this.names.region();
    this.server = new DnsServer({
      ...{ listen, zones, locate, clock, logger },
      answersPerSecond: ANSWERS_PER_SECOND,
    });
  }

  /** Reads the last tables from disk. */
  static async open(options: NamingOptions): Promise<Naming> {
    const tables = new TableSet(options.hubUid);
    const journal = await TableJournal.open(
      options.path,
      { take: (table) => tables.accepts(table) && tables.put(table), current: () => tables.all() },
      options.logger,
    );
    return new Naming(options, tables, journal);
  }

  /** Answers by the last tables at once, and follows hub and member. Rejects where it cannot listen. */
  async start(sources: NamingSources): Promise<ListenAddress> {
    this.sources = sources;
    this.names.nameAll();
    const at = await this.server.start();
    this.services.start();
    this.subscription = await this.options.transport.consumeNames((deliveries) => this.take(deliveries));
    return at;
  }

  /** The endpoints of this Service, `namespace/name`, have changed; undefined: those of all are known now. */
  endpointsChanged(service?: string): void {
    if (service === undefined) this.names.nameAll();
    else this.names.localChanged(service);
  }

  /** Of the tables that are held: the hub compares it with what it has published. */
  digest(): SetDigest {
    return this.tables.summary().digest;
  }

  counts(): DnsCounts {
    return this.server.counts();
  }

  async stop(): Promise<void> {
    await this.subscription?.stop();
    await this.services.stop();
    await this.server.close();
    await this.journal.close();
  }

  /** In effect at once, acknowledged when on disk. */
  private async take(deliveries: readonly Delivery[]): Promise<readonly Outcome[]> {
    if (!this.sources.leads()) return deliveries.map(() => ({ kind: 'retry', delayMs: STANDBY_RETRY_MS }));
    const changed = new Map<string, RouteMessage>();
    const outcomes = deliveries.map(({ payload, subject }): Outcome => {
      const table = read(payload, subject);
      if (table instanceof UnreadableMessageError) return { kind: 'terminal', reason: table.message };
      if (!this.tables.accepts(table)) return { kind: 'done' };
      this.tables.put(table);
      changed.set(table.key, table);
      this.unsaved.set(table.key, payload);
      return { kind: 'done' };
    });
    this.names.apply([...changed.values()]);
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
