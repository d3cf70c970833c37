import { type RoutingTable, type RouteMessage } from '#libs/protocol';
import { DEFAULT_MASS_WITHDRAW_RULES } from '#libs/routing';
import { type Trouble } from '../driver/edge-driver.js';
import { MIN_GUARDED_SERVICES } from './limits.js';

export interface WithdrawalGuardOptions {
  /** Whose clients come to this edge. */
  readonly region: string;
  /** Does a gateway of this cluster pass this edge's probes? */
  readonly passes: (cluster: string) => boolean;
  readonly nowMs: () => number;
}

interface Emptied {
  readonly table: RoutingTable;
  readonly atMs: number;
}

/**
 * Between the tables that an edge holds and those that it serves by. A hub that takes everything away from most services at once, while
 * their gateways answer this edge, is more likely wrong than right: those services are served by their last table that led
 * anywhere, until the hub gives them another, or their gateways fail as well. Where the hub was right after all, the gateways
 * say so themselves: 503 instead of ours. What only becomes less goes through, and so does what is removed.
 */
export class WithdrawalGuard {
  /** The last table of each service that led somewhere. */
  private readonly served = new Map<string, RoutingTable>();
  /** Newer ones that lead nowhere. */
  private readonly emptied = new Map<string, Emptied>();
  private held = new Set<string>();

  constructor(private readonly options: WithdrawalGuardOptions) {}

  /** What is to be put into effect for these changes, in their order. */
  screen(changed: readonly RouteMessage[]): readonly RouteMessage[] {
    const before = this.held;
    for (const table of changed) this.note(table);
    this.held = this.judge();
    const passed = changed.filter(({ key }) => !this.held.has(key));
    // What went through before there were too many comes back.
    const back = [...this.held].flatMap((key) => (before.has(key) ? [] : (this.served.get(key) ?? [])));
    return [...passed, ...back, ...this.freed(before, changed)];
  }

  /** After verdicts on gateways changed: what was held and is believed now. */
  reconsider(): readonly RouteMessage[] {
    if (this.held.size === 0) return [];
    const before = this.held;
    this.held = this.judge();
    return this.freed(before, []);
  }

  get heldCount(): number {
    return this.held.size;
  }

  troubles(): readonly Trouble[] {
    return [...this.held].flatMap((key) => {
      const version = this.emptied.get(key)?.table.version;
      return version === undefined ? [] : [{ key, version, message: HELD }];
    });
  }

  private note(table: RouteMessage): void {
    const { key } = table;
    if (table.type !== 'service') {
      if (table.type !== 'removed') return;
      this.served.delete(key);
      this.emptied.delete(key);
    } else if (this.leadsSomewhere(table)) {
      this.served.set(key, table);
      this.emptied.delete(key);
    } else if (this.served.has(key)) {
      const atMs = this.emptied.get(key)?.atMs ?? this.options.nowMs();
      this.emptied.set(key, { table, atMs });
    }
  }

  /** Keys of tables that are not believed. What is held stays so while it could be. */
  private judge(): Set<string> {
    const { fraction, windowMs } = DEFAULT_MASS_WITHDRAW_RULES;
    if (this.emptied.size <= fraction * this.served.size || this.served.size < MIN_GUARDED_SERVICES)
      return new Set();
    const now = this.options.nowMs();
    const doubtful = [...this.emptied].flatMap(([key, { atMs }]) =>
      (this.held.has(key) || now - atMs <= windowMs) && this.isContradicted(key) ? [key] : [],
    );
    return doubtful.length > fraction * this.served.size ? new Set(doubtful) : new Set();
  }

  /** Some gateway that the service is to leave answers. */
  private isContradicted(key: string): boolean {
    const table = this.served.get(key);
    return (
      table !== undefined && this.routeOf(table).clusters.some(({ cluster }) => this.options.passes(cluster))
    );
  }

  private freed(before: ReadonlySet<string>, changed: readonly RouteMessage[]): RouteMessage[] {
    const known = new Set(changed.map(({ key }) => key));
    return [...before].flatMap((key) =>
      this.held.has(key) || known.has(key) ? [] : (this.emptied.get(key)?.table ?? []),
    );
  }

  private leadsSomewhere(table: RoutingTable): boolean {
    const { outcome, clusters } = this.routeOf(table);
    return (outcome === 'served' || outcome === 'panic') && clusters.length > 0;
  }

  private routeOf({ regions }: RoutingTable): Pick<RoutingTable['regions'][number], 'outcome' | 'clusters'> {
    const { region } = this.options;
    return (
      regions.find((one) => one.region === region) ?? regions.find((one) => one.region === '') ?? NOWHERE
    );
  }
}

const NOWHERE = { outcome: 'noBackends', clusters: [] } as const;
const HELD =
  'not believed: it leaves most services at once without a cluster, and their gateways answer; the last one that led somewhere is in effect';
