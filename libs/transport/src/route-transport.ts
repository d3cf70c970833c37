/**
 * The hub's end of the port between hub and edges (the other one is `EdgeTransport`): routing tables go down, as last values
 * by subject; what edges say comes up and is not kept by the broker.
 */

/** A last value that the broker holds. */
export interface HeldTable {
  readonly subject: string;
  readonly payload: Uint8Array;
}

export interface RouteTransport {
  /** Resolves when the broker has stored it. Calls for one subject are stored in the order of the calls. @throws TransportError */
  publishTable(subject: string, payload: Uint8Array): Promise<void>;
  /** Every last value. @throws TransportError while the broker is away */
  heldTables(): Promise<HeldTable[]>;
  /** One durable pull consumer per edge; idempotent. While the broker is away it is noted and made on connect. */
  ensureEdgeConsumer(edge: string): Promise<void>;
  /** The edge gets every last value once more. @throws TransportError */
  resendTo(edge: string): Promise<void>;
  /** Deletes its consumer; idempotent. @throws TransportError */
  removeEdge(edge: string): Promise<void>;
  /** The same for an agent that serves names, and the tables of names alone. */
  ensureNamesConsumer(cluster: string): Promise<void>;
  resendNamesTo(cluster: string): Promise<void>;
  removeNamesConsumer(cluster: string): Promise<void>;
  /** What edges say from now on, at every hub. The listener must not wait. */
  onEdgeReport(listener: (subject: string, payload: Uint8Array) => void): void;
  /** Called after each (re)connect, and when the stream had to be made anew: what it holds may be another thing than before. */
  onConnect(listener: () => void): void;
  connected(): boolean;
  close(): Promise<void>;
}
