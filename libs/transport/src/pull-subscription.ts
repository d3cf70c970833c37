import { type Logger } from '#libs/process';
import { type Msg, type NatsConnection, type Subscription as NatsSubscription } from 'nats';
import { flush, type BrokerLink, type LinkListener } from './broker-link.js';
import {
  MAX_BATCH,
  PULL_EXPIRES_MS,
  PULL_RETRY_FIRST_MS,
  PULL_RETRY_MAX_MS,
  PULL_WINDOW,
  THROWN_RETRY_MS,
} from './limits.js';
import { PartJoiner, type Arrived } from './parts.js';
import { type BatchHandler, type Delivery, type Outcome, type Subscription } from './transport.js';

export interface PullOptions {
  readonly link: BrokerLink;
  readonly stream: string;
  readonly consumer: string;
  readonly handler: BatchHandler;
  readonly logger: Logger;
  readonly maxBatch?: number;
  readonly window?: number;
  /** How long a request stands, ms. Default PULL_EXPIRES_MS. */
  readonly expiresMs?: number;
}

const ACK = Buffer.from('+ACK');
const TERM = Buffer.from('+TERM');
const NANOS_PER_MS = 1e6;
/** The broker says so often that a request still stands, and as often we look. */
const LOOKS_PER_AGE = 6;
/** After so many of them the request is made again. */
const MISSED_HEARTBEATS = 3;

/**
 * Takes messages of one durable pull consumer and hands them on in batches: whatever has arrived while the last batch
 * was handled, at once. It knows the consumer by name only (an agent may not ask the broker about it), keeps asking
 * while it is missing, and renews its requests before they run dry and before they end: nats-server 2.9 drops one that has just
 * ended without a word when a message comes before its clock does, and the message then waits for the next request.
 */
export class PullSubscription implements Subscription, LinkListener {
  private connection: NatsConnection | undefined;
  private inbox = '';
  private subscription: NatsSubscription | undefined;
  private buffer: Arrived[] = [];
  private readonly joiner = new PartJoiner((part) => this.reply(part, ACK));
  private inHand = 0;
  /** Asked for and not yet here. */
  private requested = 0;
  private lastSeen = 0;
  /** Of requests: each is asked under the number of its age, and all of one age end together. */
  private age = 0;
  private ageBegan = 0;
  /** The consumer has answered on this connection. A request to one that is missing is met with silence. */
  private answered = false;
  private retryMs = PULL_RETRY_FIRST_MS;
  private retryTimer: NodeJS.Timeout | undefined;
  private readonly expiresMs: number;
  private readonly watchTimer: NodeJS.Timeout;
  private running: Promise<void> | undefined;
  private stopped = false;

  constructor(private readonly options: PullOptions) {
    this.expiresMs = options.expiresMs ?? PULL_EXPIRES_MS;
    this.watchTimer = setInterval(() => this.look(), this.expiresMs / LOOKS_PER_AGE).unref();
    options.link.listen(this);
  }

  up(connection: NatsConnection): void {
    this.connection = connection;
    this.seekConsumer();
    this.inbox = `${this.options.link.inbox()}.`;
    this.subscription = connection.subscribe(`${this.inbox}*`, {
      callback: (error, message) => {
        if (!error) this.receive(message);
      },
    });
    this.pull();
  }

  down(): void {
    this.connection = undefined;
    this.joiner.clear();
    this.subscription = undefined;
    this.seekConsumer();
  }

  /**
   * Ends the requests, handles what has arrived. Nothing is given back: nats-server 2.9 mishandles a message that is
   * given back while nobody asks, and delivers it only after the ack wait.
   */
  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.watchTimer);
    clearTimeout(this.retryTimer);
    await this.subscription?.drain().catch(() => undefined);
    await this.running;
    this.options.link.unlisten(this);
    await flush(this.connection);
  }

  private receive(message: Msg): void {
    this.lastSeen = performance.now();
    const first = !this.answered;
    if (message.subject.startsWith(this.inbox)) {
      this.receiveStatus(message);
      return;
    }
    this.requested = Math.max(0, this.requested - 1);
    if (first) this.found();
    const arrived = this.joiner.take(message);
    if (!arrived) {
      this.pull();
      return;
    }
    this.buffer.push(arrived);
    // In a microtask: all messages of one network packet make one batch.
    this.running ??= Promise.resolve().then(() => this.drain());
  }

  /** 100 is the heartbeat; 404, 408: a request ended, with what it left open; 409, 503: the consumer is gone. */
  private receiveStatus(message: Msg): void {
    const code = message.headers?.code ?? 0;
    if (code === 100) return;
    if (code !== 404 && code !== 408) {
      this.seekConsumer();
      this.askLater();
      return;
    }
    if (this.answered) {
      // Of one that was renewed: what it left open is asked for already.
      if (message.subject !== this.replySubject) return;
      const open = Number(message.headers?.get('Nats-Pending-Messages') ?? '');
      this.requested = open > 0 ? Math.max(0, this.requested - open) : 0;
      this.pull();
    } else this.found();
  }

  private seekConsumer(): void {
    this.answered = false;
    this.renew();
    clearTimeout(this.retryTimer);
    this.retryTimer = undefined;
  }

  private found(): void {
    this.answered = true;
    this.renew();
    this.retryMs = PULL_RETRY_FIRST_MS;
    clearTimeout(this.retryTimer);
    this.retryTimer = undefined;
    this.pull();
  }

  /** Asks for as much as there is room for, once a quarter of the window is free. */
  private pull(): void {
    if (!this.connection || this.stopped) return;
    if (!this.answered) {
      this.probe();
      return;
    }
    const lookMs = this.expiresMs / LOOKS_PER_AGE;
    const leftMs = this.ageBegan + this.expiresMs - performance.now();
    if (leftMs <= 2 * lookMs) this.renew();
    const window = this.options.window ?? PULL_WINDOW;
    const room = window - this.requested - this.buffer.length - this.inHand;
    if (room < window / 4 && !(this.requested === 0 && room > 0)) return;
    this.requested += room;
    this.lastSeen = performance.now();
    this.request({
      batch: room,
      expires: Math.round(this.ageBegan + this.expiresMs - performance.now()) * NANOS_PER_MS,
      idle_heartbeat: Math.round(lookMs) * NANOS_PER_MS,
    });
  }

  /** One message or an immediate 404: either shows that the consumer is there. */
  private probe(): void {
    if (this.retryTimer) return;
    this.request({ batch: 1, no_wait: true });
    this.askLater();
  }

  private askLater(): void {
    if (this.retryTimer || this.stopped) return;
    const retry = (): void => {
      this.retryTimer = undefined;
      this.options.logger.debug({ consumer: this.options.consumer }, 'the consumer is not there yet');
      this.pull();
    };
    this.retryTimer = setTimeout(retry, this.retryMs * (0.5 + Math.random())).unref();
    this.retryMs = Math.min(this.retryMs * 2, PULL_RETRY_MAX_MS);
  }

  private request(request: Readonly<Record<string, unknown>>): void {
    const { stream, consumer } = this.options;
    this.connection?.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`, JSON.stringify(request), {
      reply: this.replySubject,
    });
  }

  private get replySubject(): string {
    return `${this.inbox}${String(this.age)}`;
  }

  /** What was asked until now ends by itself; until then it may still bring as much again. */
  private renew(): void {
    this.age++;
    this.ageBegan = performance.now();
    this.requested = 0;
  }

  /** Renews requests, and makes one again that the broker forgot (its consumer was made anew). */
  private look(): void {
    if (!this.connection || this.requested === 0) return;
    const missedMs = (this.expiresMs / LOOKS_PER_AGE) * MISSED_HEARTBEATS;
    if (performance.now() - this.lastSeen >= missedMs) this.seekConsumer();
    this.pull();
  }

  private async drain(): Promise<void> {
    while (this.buffer.length > 0) {
      const batch = this.buffer.splice(0, this.options.maxBatch ?? MAX_BATCH);
      this.inHand = batch.length;
      // Ask for more before handling: the next batch arrives meanwhile.
      this.pull();
      const outcomes = await this.handle(batch.map(toDelivery));
      batch.forEach((message, index) => this.settle(message, outcomes[index]));
      this.inHand = 0;
      this.pull();
    }
    this.running = undefined;
  }

  private async handle(deliveries: readonly Delivery[]): Promise<readonly Outcome[]> {
    const retry: Outcome = { kind: 'retry', delayMs: THROWN_RETRY_MS };
    try {
      const outcomes = await this.options.handler(deliveries);
      if (outcomes.length === deliveries.length) return outcomes;
      throw new Error(`the handler answered ${outcomes.length} outcomes for ${deliveries.length} deliveries`);
    } catch (error) {
      this.options.logger.error({ err: error, count: deliveries.length }, 'a batch failed and comes again');
      return deliveries.map(() => retry);
    }
  }

  private settle(arrived: Arrived, outcome: Outcome | undefined): void {
    for (const part of arrived.parts) this.settlePart(part, outcome);
  }

  private settlePart(message: Msg, outcome: Outcome | undefined): void {
    switch (outcome?.kind) {
      case 'done':
        this.reply(message, ACK);
        return;
      case 'terminal':
        this.options.logger.warn({ subject: message.subject, reason: outcome.reason }, 'message refused');
        this.reply(message, TERM);
        return;
      case 'retry':
        this.reply(message, retryReply(outcome.delayMs));
        return;
      case undefined:
        return;
    }
  }

  /** Without a connection nothing is said: the broker delivers again after the ack wait. */
  private reply(message: Msg, answer: Uint8Array): void {
    if (message.reply && this.connection && !this.connection.isClosed())
      this.connection.publish(message.reply, answer);
  }
}

function retryReply(delayMs: number): Uint8Array {
  if (delayMs <= 0) return Buffer.from('-NAK');
  return Buffer.from(`-NAK ${JSON.stringify({ delay: Math.round(delayMs * NANOS_PER_MS) })}`);
}

function toDelivery({ data, subject, parts }: Arrived): Delivery {
  return {
    payload: data,
    subject,
    redelivered: parts.some(({ reply = '' }) => deliveryCount(reply) > 1),
  };
}

/**
 * From the acknowledgement subject: `$JS.ACK.<stream>.<consumer>.<delivered>...`, or with a domain and an account hash
 * before the stream.
 */
function deliveryCount(reply: string): number {
  const parts = reply.split('.');
  return Number(parts[parts.length >= 11 ? 6 : 4]);
}
