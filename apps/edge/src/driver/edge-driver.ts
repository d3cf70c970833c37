import { type RouteMessage } from '#libs/protocol';
import { type Tables } from '#libs/transport';

/** A table that is held and cannot be put into effect; `message` is for people and holds no secret. */
export interface Trouble {
  readonly key: string;
  readonly version: number;
  readonly message: string;
}

/** Where an edge is really listening; 0: not. */
export interface EdgePorts {
  readonly http: number;
  readonly https: number;
}

/** What passed since the start, for metrics: by name. */
export type DriverCounts = Readonly<Record<string, number>>;

/**
 * The port between routing tables and a proxy: the embedded one, or another program that is told. Tables come by key, one
 * change after another; a driver keeps what it makes of them.
 */
export interface EdgeDriver {
  readonly name: string;
  start(): Promise<EdgePorts>;
  /**
   * Puts changed tables into effect; `tables` has all of them, these included. Answers everything that is not in effect
   * now. Never throws for what a table says.
   */
  apply(changed: readonly RouteMessage[], tables: Tables): readonly Trouble[];
  /** Everything that is not in effect now; what a driver does later than `apply` may change it. */
  troubles(): readonly Trouble[];
  /** A gateway (`HOST:PORT`) begins or ceases to pass this edge's probes. Requests that wait for a failed one go elsewhere. */
  gatewayChanged(address: string, isHealthy: boolean): void;
  /** Requests offered since the last call, by key of the service table, before routing. */
  takeOffered(): ReadonlyMap<string, number>;
  counts(): DriverCounts;
  /** Takes no more, ends what is under way within `graceMs`, then cuts it off. */
  stop(graceMs: number): Promise<void>;
}
