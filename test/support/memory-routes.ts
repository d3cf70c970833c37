import {
  decodeRoute,
  encodeEdgeReport,
  edgeReportSubject,
  type EdgeReport,
  type RouteMessage,
} from '#libs/protocol';
import { type HeldTable, type RouteTransport } from '#libs/transport';

/** The broker of routing tables in memory; any number of hubs may be connected to it. */
export class MemoryRoutes {
  readonly held = new Map<string, Uint8Array>();
  /** Everything that was published, in order. */
  readonly log: RouteMessage[] = [];
  readonly resent: string[] = [];
  /** Clusters whose agents get tables of names. */
  readonly readers = new Set<string>();
  private readonly listeners = new Set<(subject: string, payload: Uint8Array) => void>();

  hub(): RouteTransport {
    return {
      publishTable: (subject, payload) => {
        this.held.set(subject, payload);
        this.log.push(decodeRoute(payload, subject));
        return Promise.resolve();
      },
      heldTables: () =>
        Promise.resolve([...this.held].map(([subject, payload]): HeldTable => ({ subject, payload }))),
      ensureEdgeConsumer: () => Promise.resolve(),
      resendTo: (edge) => Promise.resolve(void this.resent.push(edge)),
      removeEdge: () => Promise.resolve(),
      ensureNamesConsumer: (cluster) => Promise.resolve(void this.readers.add(cluster)),
      resendNamesTo: (cluster) => Promise.resolve(void this.resent.push(`names ${cluster}`)),
      removeNamesConsumer: (cluster) => Promise.resolve(void this.readers.delete(cluster)),
      onEdgeReport: (listener) => void this.listeners.add(listener),
      onConnect: () => undefined,
      connected: () => true,
      close: () => Promise.resolve(),
    };
  }

  /** The last value of a table. */
  table(key: string): RouteMessage | undefined {
    return this.log.findLast((one) => one.key === key);
  }

  say(report: EdgeReport): void {
    for (const listener of this.listeners) listener(edgeReportSubject(report.edge), encodeEdgeReport(report));
  }
}
