import { reportSubject, workSubject } from '#libs/protocol';
import { type Clock } from '#libs/process';
import { MAX_WAITING_PUBLISHES } from './limits.js';
import { MemoryEndpoint } from './memory-endpoint.js';
import { MemoryConsumer, type FaultPlan, type StoredMessage } from './memory-consumer.js';
import { TransportError } from './transport-error.js';
import { type AgentTransport, type ConnectInfo, type HubTransport } from './transport.js';

export interface MemoryBrokerOptions {
  /** Redelivery and delays run on it; a ManualClock makes everything repeatable. */
  readonly clock: Clock;
  /** Asked about every message on every stage; default: nothing goes wrong. */
  readonly faults?: FaultPlan;
  readonly maxBatch?: number;
}

/**
 * A broker in memory with the semantics of the JetStream transport: last value per subject, durable consumers,
 * redelivery, loss and partition on demand. For reconcilers' tests and the simulation.
 */
export class MemoryBroker {
  private readonly work = new Map<string, StoredMessage>();
  private readonly reports = new Map<string, StoredMessage>();
  private readonly workConsumers = new Map<string, MemoryConsumer>();
  private reportConsumer: MemoryConsumer;
  private readonly endpoints = new Set<MemoryEndpoint>();
  private readonly knownClusters = new Set<string>();
  private mark: Uint8Array | undefined;
  private sequence = 0;
  private incarnation = 1;
  private unconfirmed = 0;
  private readonly faults: FaultPlan;

  constructor(private readonly options: MemoryBrokerOptions) {
    this.faults = options.faults ?? (() => 'none');
    this.reportConsumer = this.consumer('report');
  }

  hub(name = 'hub'): HubTransport {
    const endpoint = this.connect(name);
    const listeners: ((info: ConnectInfo) => void)[] = [];
    endpoint.onUp = (fresh) => {
      const info = { fresh, incarnation: String(this.incarnation) };
      for (const listener of listeners) listener(info);
    };
    return {
      ensureStreams: () => endpoint.check(),
      ensureWorkConsumer: (cluster) => {
        this.ensureConsumer(cluster);
        return Promise.resolve();
      },
      removeCluster: async (cluster) => {
        await endpoint.check();
        this.removeCluster(cluster);
      },
      releaseCluster: (cluster) => void this.knownClusters.delete(cluster),
      publishMark: async (payload) => {
        await endpoint.check();
        this.mark = payload;
      },
      readMark: async () => {
        await endpoint.check();
        return this.mark;
      },
      publishWork: (cluster, hash, payload) =>
        this.publish(endpoint, { kind: 'work', cluster, subject: workSubject(cluster, hash), payload }),
      lastWork: async (cluster, hash) => {
        await endpoint.check();
        return this.work.get(workSubject(cluster, hash))?.payload;
      },
      consumeReports: (handler) =>
        Promise.resolve(
          endpoint.subscribed(() => this.reportConsumer.subscribe(handler, () => endpoint.connected())),
        ),
      onConnect: (listener) => listeners.push(listener),
      connected: () => endpoint.connected(),
      close: () => this.disconnect(endpoint),
    };
  }

  agent(cluster: string): AgentTransport {
    const endpoint = this.connect(cluster);
    const listeners: (() => void)[] = [];
    endpoint.onUp = () => {
      for (const listener of listeners) listener();
    };
    return {
      consumeWork: (handler) =>
        Promise.resolve(
          endpoint.subscribed(() =>
            this.workConsumers.get(cluster)?.subscribe(handler, () => endpoint.connected()),
          ),
        ),
      // No tables pass through this broker: as if the hub had made no consumer.
      consumeNames: () => Promise.resolve(endpoint.subscribed(() => undefined)),
      publishReport: (key, payload) =>
        this.publish(endpoint, { kind: 'report', cluster, subject: reportSubject(cluster, key), payload }),
      onConnect: (listener) => listeners.push(listener),
      connected: () => endpoint.connected(),
      close: () => this.disconnect(endpoint),
    };
  }

  /** Cuts off everything that is called `name` (a cluster, or a hub), or joins it again. */
  partition(name: string, cut: boolean): void {
    for (const endpoint of this.endpoints) {
      if (endpoint.name !== name || endpoint.cut === cut) continue;
      endpoint.cut = cut;
      if (!cut) endpoint.onUp(false);
    }
    this.deliverAll();
  }

  /** All messages and consumers are gone; hubs make the consumers that they know anew and hear of it. */
  loseDisk(): void {
    this.work.clear();
    this.reports.clear();
    this.mark = undefined;
    this.workConsumers.clear();
    this.incarnation += 1;
    this.reportConsumer = this.consumer('report');
    for (const endpoint of this.endpoints) endpoint.detach();
    for (const cluster of this.knownClusters) this.ensureConsumer(cluster);
    for (const endpoint of this.endpoints) endpoint.attach();
    for (const endpoint of this.endpoints) if (endpoint.connected()) endpoint.onUp(true);
  }

  /** The last values under a prefix (`work.`, `report.`), for assertions. */
  lastValues(prefix: string): ReadonlyMap<string, Uint8Array> {
    const all = [...this.work.values(), ...this.reports.values()];
    return new Map(all.filter((m) => m.subject.startsWith(prefix)).map((m) => [m.subject, m.payload]));
  }

  private async publish(
    endpoint: MemoryEndpoint,
    message: Omit<StoredMessage, 'sequence'> & Kind,
  ): Promise<void> {
    await endpoint.check();
    if (this.unconfirmed >= MAX_WAITING_PUBLISHES)
      throw new TransportError('overloaded', 'too many messages wait for the broker');
    const { kind, cluster, subject } = message;
    const fault = this.faults({ stage: 'publish', kind, cluster, subject });
    if (fault === 'drop') throw new TransportError('timeout', 'the broker did not confirm');
    if (typeof fault === 'object') {
      this.unconfirmed += 1;
      await new Promise<void>((resolve) => this.options.clock.after(fault.delayMs, resolve));
      this.unconfirmed -= 1;
    }
    this.store(message);
    if (fault === 'duplicate') this.store(message);
  }

  private store(message: Omit<StoredMessage, 'sequence'> & Kind): void {
    const { kind, cluster, subject, payload } = message;
    const stored = { cluster, subject, payload, sequence: ++this.sequence };
    if (kind === 'report') {
      this.reports.set(subject, stored);
      this.reportConsumer.offer(stored);
    } else {
      this.work.set(subject, stored);
      this.workConsumers.get(cluster)?.offer(stored);
    }
  }

  /** A consumer that is made late starts with the last values. */
  private ensureConsumer(cluster: string): void {
    this.knownClusters.add(cluster);
    if (this.workConsumers.has(cluster)) return;
    const made = this.consumer('work');
    this.workConsumers.set(cluster, made);
    for (const message of this.work.values()) if (message.cluster === cluster) made.offer(message);
    for (const endpoint of this.endpoints) endpoint.attach();
  }

  private consumer(kind: 'work' | 'report'): MemoryConsumer {
    const { clock, maxBatch } = this.options;
    const options = { clock, faults: this.faults, ...(maxBatch ? { maxBatch } : {}) };
    return new MemoryConsumer(kind, kind === 'work' ? this.work : this.reports, options);
  }

  private removeCluster(cluster: string): void {
    this.knownClusters.delete(cluster);
    this.workConsumers.delete(cluster);
    for (const endpoint of this.endpoints) if (endpoint.name === cluster) endpoint.detach();
    for (const values of [this.work, this.reports])
      for (const [subject, message] of values) if (message.cluster === cluster) values.delete(subject);
  }

  private connect(name: string): MemoryEndpoint {
    const endpoint = new MemoryEndpoint(name);
    this.endpoints.add(endpoint);
    // As a real connection: later, when the listeners are registered.
    void Promise.resolve().then(() => {
      if (endpoint.connected()) endpoint.onUp(false);
    });
    return endpoint;
  }

  private async disconnect(endpoint: MemoryEndpoint): Promise<void> {
    await endpoint.stop();
    this.endpoints.delete(endpoint);
  }

  private deliverAll(): void {
    this.reportConsumer.deliver();
    for (const consumer of this.workConsumers.values()) consumer.deliver();
  }
}

interface Kind {
  readonly kind: 'work' | 'report';
}
