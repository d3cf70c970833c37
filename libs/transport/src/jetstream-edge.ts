import { clusterToken, edgeReportSubject } from '#libs/protocol';
import { BrokerLink, type BrokerOptions } from './broker-link.js';
import { edgeInboxPrefix } from './permissions.js';
import { PullSubscription } from './pull-subscription.js';
import { ROUTE_STREAM } from './streams.js';
import { type BatchHandler, type EdgeTransport, type Subscription } from './transport.js';

export interface EdgeTransportOptions extends Omit<BrokerOptions, 'inboxPrefix'> {
  readonly edge: string;
  readonly maxBatch?: number;
}

/**
 * The edge's end over JetStream. Connects in the background, for ever. It uses nothing but its own inbox, its consumer's
 * next and ack, and its own reports: what its credentials allow.
 */
export function createEdgeTransport(options: EdgeTransportOptions): EdgeTransport {
  return new JetStreamEdge(options);
}

class JetStreamEdge implements EdgeTransport {
  private readonly link: BrokerLink;
  private readonly subscriptions = new Set<Subscription>();

  constructor(private readonly options: EdgeTransportOptions) {
    this.link = new BrokerLink({ ...options, inboxPrefix: edgeInboxPrefix(options.edge) });
  }

  connected(): boolean {
    return this.link.current() !== undefined;
  }

  onConnect(listener: () => void): void {
    this.link.listen({ up: () => listener(), down: () => undefined });
  }

  consumeRoutes(handler: BatchHandler): Promise<Subscription> {
    const { edge, logger, maxBatch } = this.options;
    const subscription = new PullSubscription({
      link: this.link,
      stream: ROUTE_STREAM,
      consumer: clusterToken(edge),
      handler,
      logger,
      ...(maxBatch ? { maxBatch } : {}),
    });
    this.subscriptions.add(subscription);
    return Promise.resolve(subscription);
  }

  publishReport(payload: Uint8Array): void {
    this.link.current()?.publish(edgeReportSubject(this.options.edge), payload);
  }

  async close(): Promise<void> {
    await Promise.all([...this.subscriptions].map((subscription) => subscription.stop()));
    await this.link.close();
  }
}
