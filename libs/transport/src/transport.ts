/**
 * The port between hub, agents and edges. Two implementations: JetStream (jetstream-transport.ts) and memory
 * (memory-transport.ts, for reconcilers' tests and the simulation). Everything is a last value per subject: losing
 * messages costs time, never state.
 */

/** done: acknowledged. retry: redelivered after `delayMs`. terminal: unreadable or refused, never again; counted. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'terminal'; readonly reason: string };

export interface Delivery {
  readonly payload: Uint8Array;
  readonly subject: string;
  readonly redelivered: boolean;
}

/** Handles a batch (1 to `maxBatch`); answers one outcome per delivery, in order. A throw means retry for all. */
export type BatchHandler = (deliveries: readonly Delivery[]) => Promise<readonly Outcome[]>;

export interface Subscription {
  /** Stops taking more; resolves when what has arrived is handled. Idempotent. */
  stop(): Promise<void>;
}

/** What a connection found. */
export interface ConnectInfo {
  /** The broker has lost messages that it had confirmed (its disk, or a part of it): everything must be sent again. */
  readonly fresh: boolean;
  /** Changes when the streams are made anew; a hub that stores it learns of a loss that happened while it was away. */
  readonly incarnation: string;
}

export interface HubTransport {
  /** Creates or checks streams; idempotent. */
  ensureStreams(): Promise<void>;
  /** One durable pull consumer per cluster; idempotent. While the broker is away it is noted and made on connect. */
  ensureWorkConsumer(cluster: string): Promise<void>;
  /** Deletes its consumer and everything under its subjects; idempotent. */
  removeCluster(cluster: string): Promise<void>;
  /**
   * Looks after this cluster's consumer no more: it is being removed, perhaps by another hub, which is no loss of messages.
   */
  releaseCluster(cluster: string): void;
  /** Resolves when the broker has stored it. Pipelined: call many at once; bounded by `maxInFlight`, beyond it waits. */
  publishWork(cluster: string, subjectHash: string, payload: Uint8Array): Promise<void>;
  /** The last value that the broker holds for an object's work; undefined when there is none. */
  lastWork(cluster: string, subjectHash: string): Promise<Uint8Array | undefined>;
  /** Stores a last value of the hubs' own among the work; no agent sees it. Messages of one hub are stored in the order of the calls. */
  publishMark(payload: Uint8Array): Promise<void>;
  /** The last mark; undefined without one. @throws TransportError while the broker is away */
  readMark(): Promise<Uint8Array | undefined>;
  /** Shared between hubs. Delivers last values on first start, then news. */
  consumeReports(handler: BatchHandler): Promise<Subscription>;
  /** Called after each (re)connect, and when the streams had to be made anew while connected. */
  onConnect(listener: (info: ConnectInfo) => void): void;
  connected(): boolean;
  close(): Promise<void>;
}

export interface AgentTransport {
  consumeWork(handler: BatchHandler): Promise<Subscription>;
  /** `key` is a subject hash, or 'heartbeat'. Same contract as publishWork. */
  publishReport(key: string, payload: Uint8Array): Promise<void>;
  /** Tables of names and places: the last value of each on the first start, then news. Ends with the transport. */
  consumeNames(handler: BatchHandler): Promise<Subscription>;
  onConnect(listener: () => void): void;
  connected(): boolean;
  close(): Promise<void>;
}

/** An edge's end: routing tables come down, its report goes up. */
export interface EdgeTransport {
  /** Delivers the last value of every table on the first start, then news. */
  consumeRoutes(handler: BatchHandler): Promise<Subscription>;
  /** The whole state of the edge, said again and again: sent and not waited for, dropped while the broker is away. */
  publishReport(payload: Uint8Array): void;
  onConnect(listener: () => void): void;
  connected(): boolean;
  close(): Promise<void>;
}
