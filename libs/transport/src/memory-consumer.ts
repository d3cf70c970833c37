import { type Clock } from '#libs/process';
import { ACK_WAIT_MS, MAX_BATCH, THROWN_RETRY_MS } from './limits.js';
import { type BatchHandler, type Outcome, type Subscription } from './transport.js';

/** What happens to one message on one stage of its way. */
export type Fault = 'none' | 'drop' | 'duplicate' | { readonly delayMs: number };

export interface FaultEvent {
  readonly stage: 'publish' | 'deliver';
  readonly kind: 'work' | 'report';
  readonly cluster: string;
  readonly subject: string;
}

export type FaultPlan = (event: FaultEvent) => Fault;

/** A stored last value. */
export interface StoredMessage {
  readonly subject: string;
  readonly cluster: string;
  readonly sequence: number;
  readonly payload: Uint8Array;
}

interface Subscriber {
  readonly handler: BatchHandler;
  readonly reachable: () => boolean;
  inHand: Promise<void> | undefined;
}

interface Entry {
  readonly sequence: number;
  readonly redelivered: boolean;
}

/** A durable consumer in memory: keeps what is not confirmed, delivers it again, and lives on between subscribers. */
export class MemoryConsumer {
  /** By subject, in the order of delivery. */
  private readonly todo = new Map<string, Entry>();
  /** Delivered and not confirmed: what comes again, and when. */
  private readonly pending = new Map<string, { readonly sequence: number; readonly dueAt: number }>();
  private timer: { readonly dueAt: number; readonly cancel: () => void } | undefined;
  private readonly subscribers: Subscriber[] = [];

  constructor(
    private readonly kind: 'work' | 'report',
    private readonly stored: ReadonlyMap<string, StoredMessage>,
    private readonly options: {
      readonly clock: Clock;
      readonly faults: FaultPlan;
      readonly maxBatch?: number;
    },
  ) {}

  /** A new last value. */
  offer(message: StoredMessage): void {
    this.todo.delete(message.subject);
    this.todo.set(message.subject, { sequence: message.sequence, redelivered: false });
    this.deliver();
  }

  subscribe(handler: BatchHandler, reachable: () => boolean): Subscription {
    const subscriber: Subscriber = { handler, reachable, inHand: undefined };
    this.subscribers.push(subscriber);
    this.deliver();
    return {
      stop: async () => {
        const at = this.subscribers.indexOf(subscriber);
        if (at >= 0) this.subscribers.splice(at, 1);
        await subscriber.inHand;
      },
    };
  }

  /** Gives every idle subscriber a batch, in a microtask: what is published at once makes one batch. */
  deliver(): void {
    for (const subscriber of this.subscribers)
      if (!subscriber.inHand && subscriber.reachable() && this.todo.size > 0)
        subscriber.inHand = Promise.resolve().then(() => this.serve(subscriber));
  }

  private async serve(subscriber: Subscriber): Promise<void> {
    while (this.subscribers.includes(subscriber) && subscriber.reachable()) {
      const batch = this.take();
      if (batch.length === 0) break;
      const outcomes = await this.handle(subscriber, batch);
      // Confirmations of a subscriber that is cut off by now never arrive.
      batch.forEach(({ message }, index) => {
        if (subscriber.reachable()) this.settle(message, outcomes[index]);
        else this.again(message, ACK_WAIT_MS);
      });
    }
    subscriber.inHand = undefined;
    // What was offered while the loop ended.
    if (this.todo.size > 0 && this.subscribers.includes(subscriber)) this.deliver();
  }

  private take(): { readonly message: StoredMessage; readonly redelivered: boolean }[] {
    const batch: { message: StoredMessage; redelivered: boolean }[] = [];
    for (const [subject, entry] of [...this.todo]) {
      if (batch.length >= (this.options.maxBatch ?? MAX_BATCH)) break;
      this.todo.delete(subject);
      const message = this.stored.get(subject);
      if (message?.sequence !== entry.sequence) continue;
      const fault = this.options.faults({
        stage: 'deliver',
        kind: this.kind,
        cluster: message.cluster,
        subject,
      });
      if (typeof fault === 'object') {
        this.again(message, fault.delayMs);
        continue;
      }
      this.again(message, ACK_WAIT_MS);
      if (fault === 'drop') continue;
      batch.push({ message, redelivered: entry.redelivered });
      if (fault === 'duplicate') batch.push({ message, redelivered: true });
    }
    return batch;
  }

  private async handle(
    subscriber: Subscriber,
    batch: readonly { readonly message: StoredMessage; readonly redelivered: boolean }[],
  ): Promise<readonly (Outcome | undefined)[]> {
    try {
      return await subscriber.handler(
        batch.map(({ message, redelivered }) => ({
          payload: message.payload,
          subject: message.subject,
          redelivered,
        })),
      );
    } catch {
      return batch.map(() => ({ kind: 'retry', delayMs: THROWN_RETRY_MS }) as const);
    }
  }

  private settle(message: StoredMessage, outcome: Outcome | undefined): void {
    if (outcome?.kind === 'retry') this.again(message, outcome.delayMs);
    else if (outcome && this.pending.get(message.subject)?.sequence === message.sequence)
      this.pending.delete(message.subject);
  }

  /** Unless it is confirmed before, the message comes again, or what has replaced it comes. */
  private again(message: StoredMessage, delayMs: number): void {
    const dueAt = this.options.clock.now() + delayMs;
    this.pending.set(message.subject, { sequence: message.sequence, dueAt });
    this.arm(dueAt);
  }

  private arm(dueAt: number): void {
    if (this.timer && this.timer.dueAt <= dueAt) return;
    this.timer?.cancel();
    const cancel = this.options.clock.after(dueAt - this.options.clock.now(), () => this.expire());
    this.timer = { dueAt, cancel };
  }

  private expire(): void {
    this.timer = undefined;
    const now = this.options.clock.now();
    for (const [subject, { sequence, dueAt }] of this.pending) {
      if (dueAt > now) {
        this.arm(dueAt);
        continue;
      }
      this.pending.delete(subject);
      if (!this.todo.has(subject)) this.todo.set(subject, { sequence, redelivered: true });
    }
    this.deliver();
  }
}
