import { decodeRoute, MAX_EDGE_TROUBLES, UnreadableMessageError, type RouteMessage } from '#libs/protocol';
import { type Clock, type Logger } from '#libs/process';
import {
  type Delivery,
  type EdgeTransport,
  type Outcome,
  type Subscription,
  type TableJournal,
  type TableSet,
} from '#libs/transport';
import { type EdgeDriver, type EdgePorts, type Trouble } from './driver/edge-driver.js';
import { type GatewayHealth } from './health/gateway-health.js';
import { type EdgeNames } from './naming/edge-names.js';
import { Demand } from './report/demand.js';
import { Reporter, type EdgeState } from './report/reporter.js';
import { DISK_RETRY_MS } from './tables/limits.js';
import { WithdrawalGuard } from './tables/withdrawal-guard.js';

/** What an edge says of itself in every report. */
export type EdgeFacts = Pick<
  EdgeState,
  'edge' | 'hubUid' | 'instance' | 'edgeVersion' | 'region' | 'zone' | 'addresses'
>;

export interface EdgeParts {
  readonly facts: EdgeFacts;
  readonly tables: TableSet;
  readonly journal: TableJournal;
  readonly driver: EdgeDriver;
  readonly health: GatewayHealth;
  readonly names: EdgeNames;
  readonly transport: EdgeTransport;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** One point of presence: takes tables, puts them into effect at once, keeps them, and tells what came of it. */
export class Edge {
  private readonly reporter: Reporter;
  private readonly demand: Demand;
  private readonly guard: WithdrawalGuard;
  private ports: EdgeState['ports'] = { http: 0, https: 0, dns: 0 };
  /** Of names; the driver has its own. */
  private nameTroubles: readonly Trouble[] = [];
  private appliedAt = 0;
  private wantsAll = false;
  private subscription: Subscription | undefined;
  /** In effect, and not on disk yet. */
  private readonly unsaved = new Map<string, Uint8Array>();

  constructor(private readonly parts: EdgeParts) {
    const { transport, clock, health, facts } = parts;
    const passes = (cluster: string): boolean => health.passes(cluster);
    this.guard = new WithdrawalGuard({ region: facts.region, passes, nowMs: () => clock.now() });
    this.demand = new Demand(clock.now());
    this.reporter = new Reporter(transport, clock, () => this.state());
  }

  /** Puts what was read from disk into effect: before anybody is served. */
  restore(): void {
    const { tables } = this.parts;
    this.wantsAll = tables.size === 0;
    if (tables.size > 0) this.putIntoEffect([...tables.all()]);
  }

  /** Follows the hub, probes and reports. `ports`: where clients are served. */
  async start(ports: EdgePorts & { readonly dns: number }): Promise<void> {
    this.ports = ports;
    const { health, transport } = this.parts;
    health.start();
    this.reporter.start();
    transport.onConnect(() => this.reporter.soon());
    this.subscription = await transport.consumeRoutes((deliveries) => this.handle(deliveries));
  }

  /** A gateway passes or fails now. */
  gatewayChanged(address: string, isHealthy: boolean): void {
    const { driver, tables } = this.parts;
    driver.gatewayChanged(address, isHealthy);
    const believed = this.guard.reconsider();
    if (believed.length > 0) driver.apply(believed, tables);
    this.reporter.soon();
  }

  async stop(): Promise<void> {
    this.parts.health.stop();
    this.reporter.stop();
    await this.subscription?.stop();
  }

  /** Numbers for metrics. */
  state(): EdgeState {
    const { facts, tables, driver, health, clock } = this.parts;
    this.demand.observe(driver.takeOffered(), clock.now());
    return {
      ...facts,
      driver: driver.name,
      ports: this.ports,
      applied: { ...tables.summary(), at: this.appliedAt },
      troubles: this.troubles().slice(0, MAX_EDGE_TROUBLES),
      gateways: health.views(),
      demand: this.demand.top(),
      wantsAll: this.wantsAll,
    };
  }

  /** Tables that are held back by the guard against mass withdrawal. */
  get heldTables(): number {
    return this.guard.heldCount;
  }

  private troubles(): readonly Trouble[] {
    return [...this.guard.troubles(), ...this.parts.driver.troubles(), ...this.nameTroubles];
  }

  /** One outcome per delivery. In effect before it is on disk, and acknowledged after. */
  private async handle(deliveries: readonly Delivery[]): Promise<readonly Outcome[]> {
    const { tables, logger } = this.parts;
    const changed = new Map<string, RouteMessage>();
    const outcomes = deliveries.map(({ payload, subject }): Outcome => {
      const table = read(payload, subject);
      if (table instanceof UnreadableMessageError) return { kind: 'terminal', reason: table.message };
      if (!tables.accepts(table)) return { kind: 'done' };
      tables.put(table);
      changed.set(table.key, table);
      this.unsaved.set(table.key, payload);
      return { kind: 'done' };
    });
    if (changed.size > 0) this.putIntoEffect([...changed.values()]);
    try {
      await this.save();
      return outcomes;
    } catch (error) {
      logger.error({ err: error }, 'tables are in effect and cannot be written to disk');
      return outcomes.map((one) =>
        one.kind === 'terminal' ? one : { kind: 'retry', delayMs: DISK_RETRY_MS },
      );
    }
  }

  private putIntoEffect(changed: readonly RouteMessage[]): void {
    const { driver, health, names, tables, clock, logger } = this.parts;
    this.nameTroubles = names.apply(changed, tables);
    // Before the guard: it asks what passes of the gateways as they are now.
    health.apply(changed);
    const wasHeld = this.guard.heldCount;
    driver.apply(this.guard.screen(changed), tables);
    if (this.guard.heldCount > wasHeld)
      logger.error(
        { tables: this.guard.heldCount },
        'the hub leaves most services without a cluster: not believed',
      );
    this.appliedAt = clock.now();
    this.reporter.soon();
    for (const { key, message } of this.troubles())
      if (changed.some((table) => table.key === key))
        logger.warn({ key, message }, 'a table is not in effect');
  }

  private async save(): Promise<void> {
    if (this.unsaved.size === 0) return;
    const saving = new Map(this.unsaved);
    await this.parts.journal.append([...saving.values()]);
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
