import { clusterToken, reportSubject } from '#libs/protocol';
import { BrokerLink, type BrokerOptions } from './broker-link.js';
import { agentInboxPrefix } from './permissions.js';
import { Publisher } from './publisher.js';
import { PullSubscription } from './pull-subscription.js';
import { WORK_STREAM } from './streams.js';
import { type AgentTransport, type BatchHandler, type Subscription } from './transport.js';

export interface AgentTransportOptions extends Omit<BrokerOptions, 'inboxPrefix'> {
  readonly cluster: string;
  readonly maxBatch?: number;
  readonly maxInFlight?: number;
  /** How long a request for work stands at the broker, ms. Default PULL_EXPIRES_MS. */
  readonly pullExpiresMs?: number;
}

/**
 * The agent's end over JetStream. Connects in the background, for ever. It uses nothing but its own inbox, its
 * consumer's next and ack, and its own reports: what its credentials allow.
 */
export function createAgentTransport(options: AgentTransportOptions): AgentTransport {
  return new JetStreamAgent(options);
}

class JetStreamAgent implements AgentTransport {
  private readonly link: BrokerLink;
  private readonly publisher: Publisher;
  private readonly subscriptions = new Set<Subscription>();

  constructor(private readonly options: AgentTransportOptions) {
    this.link = new BrokerLink({ ...options, inboxPrefix: agentInboxPrefix(options.cluster) });
    this.publisher = new Publisher(this.link, options.maxInFlight);
  }

  connected(): boolean {
    return this.link.current() !== undefined;
  }

  onConnect(listener: () => void): void {
    this.link.listen({ up: () => listener(), down: () => undefined });
  }

  consumeWork(handler: BatchHandler): Promise<Subscription> {
    const { cluster, logger, maxBatch, pullExpiresMs } = this.options;
    const subscription = new PullSubscription({
      link: this.link,
      stream: WORK_STREAM,
      consumer: clusterToken(cluster),
      handler,
      logger,
      ...(maxBatch ? { maxBatch } : {}),
      ...(pullExpiresMs ? { expiresMs: pullExpiresMs } : {}),
    });
    this.subscriptions.add(subscription);
    return Promise.resolve(subscription);
  }

  publishReport(key: string, payload: Uint8Array): Promise<void> {
    return this.publisher.publish(reportSubject(this.options.cluster, key), payload);
  }

  async close(): Promise<void> {
    await Promise.all([...this.subscriptions].map((subscription) => subscription.stop()));
    this.publisher.close();
    await this.link.close();
  }
}
