import { clusterToken } from '#libs/protocol';
import { sleep, systemClock, type Logger } from '#libs/process';
import { nuid, type ConsumerConfig, type JetStreamManager, type NatsConnection } from 'nats';
import { BrokerLink, type BrokerOptions, type LinkListener } from './broker-link.js';
import { API_TIMEOUT_MS, RECONNECT_FIRST_MS, RECONNECT_MAX_MS, STREAM_CHECK_MS } from './limits.js';
import { Publisher } from './publisher.js';
import { PullSubscription } from './pull-subscription.js';
import { type HeldTable, type RouteTransport } from './route-transport.js';
import {
  consumerNames,
  edgeConsumer,
  ensureStream,
  missingAsUndefined,
  namesConsumer,
  namesConsumerName,
  ROUTE_STREAM,
  routeStream,
} from './streams.js';
import { TransportError } from './transport-error.js';
import { type BatchHandler } from './transport.js';

export interface RouteTransportOptions extends BrokerOptions {
  /** Copies of the stream; 3 on a NATS cluster. Default 1. */
  readonly replicas?: number;
}

const EDGE_REPORTS = 'edge.*.report';
const READ_NANOS = 30e9;

/** The hub's end over JetStream, on a connection of its own: a burst of work does not hold up traffic. */
export function createRouteTransport(options: RouteTransportOptions): RouteTransport {
  return new JetStreamRoutes(options);
}

interface Session {
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
}

class JetStreamRoutes implements RouteTransport, LinkListener {
  private readonly link: BrokerLink;
  private readonly publisher: Publisher;
  private readonly logger: Logger;
  /** By name, as they should be. */
  private readonly wanted = new Map<string, Partial<ConsumerConfig>>();
  private readonly connectListeners: (() => void)[] = [];
  private readonly reportListeners: ((subject: string, payload: Uint8Array) => void)[] = [];
  private readonly closing = new AbortController();
  private connection: NatsConnection | undefined;
  private session: Session | undefined;
  private consumers = new Set<string>();
  private incarnation = '';

  constructor(private readonly options: RouteTransportOptions) {
    this.logger = options.logger;
    this.link = new BrokerLink(options);
    this.publisher = new Publisher(this.link);
    this.link.listen(this);
  }

  up(connection: NatsConnection): void {
    this.connection = connection;
    connection.subscribe(EDGE_REPORTS, {
      callback: (error, message) => {
        if (error) return;
        for (const listener of this.reportListeners) listener(message.subject, message.data);
      },
    });
    void this.watch(connection);
  }

  down(): void {
    this.connection = undefined;
    this.session = undefined;
  }

  connected(): boolean {
    return this.session !== undefined;
  }

  onConnect(listener: () => void): void {
    this.connectListeners.push(listener);
  }

  onEdgeReport(listener: (subject: string, payload: Uint8Array) => void): void {
    this.reportListeners.push(listener);
  }

  publishTable(subject: string, payload: Uint8Array): Promise<void> {
    return this.publisher.publish(subject, payload);
  }

  async heldTables(): Promise<HeldTable[]> {
    const { manager } = this.connectedSession();
    // A consumer of the moment; the broker forgets it by itself should we not live to do so.
    const wanted = { ...edgeConsumer('hub'), name: `hub-${nuid.next()}` };
    delete wanted.durable_name;
    const made = await manager.consumers.add(ROUTE_STREAM, { ...wanted, inactive_threshold: READ_NANOS });
    const { name, num_pending: expected } = made;
    try {
      return await this.readTables(name, expected);
    } finally {
      await missingAsUndefined(manager.consumers.delete(ROUTE_STREAM, name));
    }
  }

  private async readTables(consumer: string, expected: number): Promise<HeldTable[]> {
    if (expected === 0) return [];
    const held = new Map<string, Uint8Array>();
    let reading: PullSubscription | undefined;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve, reject) => {
      const late = new TransportError('timeout', 'the broker did not give all routing tables');
      timer = setTimeout(() => reject(late), API_TIMEOUT_MS);
      let seen = 0;
      const handler: BatchHandler = (deliveries) => {
        for (const { subject, payload } of deliveries) held.set(subject, payload);
        seen += deliveries.length;
        timer?.refresh();
        if (seen >= expected) resolve();
        return Promise.resolve(deliveries.map(() => ({ kind: 'done' as const })));
      };
      const { link, logger } = this;
      reading = new PullSubscription({ link, stream: ROUTE_STREAM, consumer, handler, logger });
    }).finally(() => {
      clearTimeout(timer);
      return reading?.stop();
    });
    return [...held].map(([subject, payload]) => ({ subject, payload }));
  }

  ensureEdgeConsumer(edge: string): Promise<void> {
    return this.ensure(clusterToken(edge), edgeConsumer(edge));
  }

  resendTo(edge: string): Promise<void> {
    return this.renew(clusterToken(edge), edgeConsumer(edge));
  }

  removeEdge(edge: string): Promise<void> {
    return this.remove(clusterToken(edge));
  }

  ensureNamesConsumer(cluster: string): Promise<void> {
    return this.ensure(namesConsumerName(cluster), namesConsumer(cluster));
  }

  resendNamesTo(cluster: string): Promise<void> {
    return this.renew(namesConsumerName(cluster), namesConsumer(cluster));
  }

  removeNamesConsumer(cluster: string): Promise<void> {
    return this.remove(namesConsumerName(cluster));
  }

  private async ensure(name: string, config: Partial<ConsumerConfig>): Promise<void> {
    this.wanted.set(name, config);
    if (!this.session || this.consumers.has(name)) return;
    await this.session.manager.consumers.add(ROUTE_STREAM, config);
    this.consumers.add(name);
  }

  private async renew(name: string, config: Partial<ConsumerConfig>): Promise<void> {
    const { manager } = this.connectedSession();
    this.consumers.delete(name);
    await missingAsUndefined(manager.consumers.delete(ROUTE_STREAM, name));
    await this.ensure(name, config);
  }

  private async remove(name: string): Promise<void> {
    this.wanted.delete(name);
    this.consumers.delete(name);
    await missingAsUndefined(this.connectedSession().manager.consumers.delete(ROUTE_STREAM, name));
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.publisher.close();
    await this.link.close();
  }

  /** Checks the stream on connect and then every few seconds, as long as this connection lives. */
  private async watch(connection: NatsConnection): Promise<void> {
    const { signal } = this.closing;
    let retryMs = RECONNECT_FIRST_MS;
    while (this.connection === connection && !signal.aborted) {
      try {
        const manager = await connection.jetstreamManager({ checkAPI: false, timeout: API_TIMEOUT_MS });
        await this.check({ connection, manager });
        retryMs = RECONNECT_FIRST_MS;
        await sleep(systemClock, STREAM_CHECK_MS, signal);
      } catch (error) {
        if (this.connection !== connection || isAborted(signal)) return;
        this.logger.warn({ err: error }, 'the stream of routing tables cannot be checked; trying again');
        await sleep(systemClock, retryMs, signal);
        retryMs = Math.min(retryMs * 2, RECONNECT_MAX_MS);
      }
    }
  }

  private async check(session: Session): Promise<void> {
    const { manager, connection } = session;
    const { info } = await ensureStream(manager, routeStream(this.options.replicas ?? 1));
    this.consumers = await consumerNames(connection, ROUTE_STREAM);
    for (const [name, config] of this.wanted)
      if (!this.consumers.has(name)) {
        await manager.consumers.add(ROUTE_STREAM, config);
        this.consumers.add(name);
      }
    if (this.connection !== connection) return;
    const incarnation = info.created;
    const news = !this.session || this.incarnation !== incarnation;
    this.incarnation = incarnation;
    this.session = session;
    if (news) for (const listener of this.connectListeners) listener();
  }

  private connectedSession(): Session {
    if (this.session) return this.session;
    throw new TransportError('disconnected', 'the broker is not connected');
  }
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
