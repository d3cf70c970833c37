import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { type Clock, type Logger } from '#libs/process';
import { connectionSettings, type Database } from './database.js';
import { type StoreLimits } from './limits.js';

export interface HintsDeps {
  readonly databaseUrl: string;
  readonly database: Database;
  readonly limits: StoreLimits;
  readonly clock: Clock;
  readonly logger: Logger;
}

const CHANNEL = 'meridian';
const NOTIFY = { name: 'notify', text: `SELECT pg_notify('${CHANNEL}', $1)` };
const RECONNECT_MS = 500;
/** Keys told at once: a NOTIFY takes 8,000 bytes. */
const MAX_KEY_BYTES = 6_000;
/** Keys that wait to be told; beyond it others are told that they missed some. */
const MAX_WAITING_KEYS = 5_000;
const KEYS = 'keys';
/** Every process says this often that it is there, and believes to be alone when nobody else was heard for so long. */
const HELLO_MS = 60_000;
const ALONE_AFTER_MS = 3 * HELLO_MS;
const HELLO = 'hello';

/**
 * LISTEN and NOTIFY between hubs. A hint may be lost, repeated or late: whoever listens also looks from time to time.
 * Sent outside the transaction it speaks of (NOTIFY inside takes a lock that serialises commits), the newest per topic
 * at most every `notifyGapMs`.
 */
export class Hints {
  private readonly own = randomBytes(4).toString('hex');
  private readonly pending = new Map<string, string>();
  private readonly listeners = new Map<string, (text: string) => void>();
  private keys = new Set<string>();
  private keysLost = false;
  private heardAt = Number.NEGATIVE_INFINITY;
  private cancelHello: (() => void) | undefined;
  private keyListener: ((keys: readonly string[] | 'some') => void) | undefined;
  private onConnect: (() => void) | undefined;
  private sending = false;
  private client: Client | undefined;
  private cancelReconnect: (() => void) | undefined;
  private closed = false;

  constructor(private readonly deps: HintsDeps) {}

  /** Starts to listen. `onConnect` is called after each (re)connect: what was said meanwhile is lost. */
  start(onConnect: () => void): void {
    this.onConnect = onConnect;
    void this.connect();
    this.greet();
  }

  get listening(): boolean {
    return this.client !== undefined;
  }

  /** `listener` gets what other processes said about this topic. */
  on(topic: string, listener: (text: string) => void): void {
    this.listeners.set(topic, listener);
  }

  /** Tells the other processes; only the newest text of a topic matters. Costs nothing while there are none. */
  send(topic: string, text: string): void {
    if (topic !== HELLO && this.isAlone()) return;
    this.pending.set(topic, text);
    if (!this.sending) void this.drain();
  }

  /** `listener` gets keys that other processes told; `some`: there were more than it was told. */
  onKeys(listener: (keys: readonly string[] | 'some') => void): void {
    this.keyListener = listener;
  }

  /** Tells the other processes a key, beside what else there is to tell. Costs nothing while there are none. */
  sendKey(key: string): void {
    if (this.isAlone()) return;
    if (this.keys.size < MAX_WAITING_KEYS) this.keys.add(key);
    else this.keysLost = true;
    if (!this.sending) void this.drain();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.cancelReconnect?.();
    this.cancelHello?.();
    const { client } = this;
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }

  private async drain(): Promise<void> {
    this.sending = true;
    const said = [...this.pending, ...this.takeKeys()];
    this.pending.clear();
    try {
      await this.deps.database.attempt(NOTIFY, [JSON.stringify([this.own, ...said])]);
    } finally {
      this.deps.clock.after(this.deps.limits.notifyGapMs, () => {
        this.sending = false;
        if ((this.pending.size > 0 || this.keys.size > 0) && !this.closed) void this.drain();
      });
    }
  }

  private isAlone(): boolean {
    return this.deps.clock.now() - this.heardAt > ALONE_AFTER_MS;
  }

  private greet(): void {
    this.send(HELLO, '');
    this.cancelHello = this.deps.clock.after(HELLO_MS, () => this.greet());
  }

  /** As many as one message takes. */
  private takeKeys(): [string, string][] {
    const taken: string[] = [];
    let bytes = 0;
    for (const key of this.keys) {
      bytes += Buffer.byteLength(key) + 4;
      if (bytes > MAX_KEY_BYTES) break;
      taken.push(key);
    }
    for (const key of taken) this.keys.delete(key);
    const lost = this.keysLost;
    this.keysLost = false;
    if (lost) return [[KEYS, '']];
    return taken.length > 0 ? [[KEYS, taken.join(' ')]] : [];
  }

  private async connect(): Promise<void> {
    const { databaseUrl, limits, logger } = this.deps;
    const client = new Client(connectionSettings(databaseUrl, limits));
    const lost = new AbortController();
    const onLost = (error?: Error): void => {
      if (lost.signal.aborted) return;
      lost.abort();
      if (this.client === client) {
        this.client = undefined;
        logger.warn({ err: error }, 'lost the listening database connection');
      }
      client.end().catch(() => undefined);
      if (!this.closed) this.cancelReconnect = this.deps.clock.after(RECONNECT_MS, () => void this.connect());
    };
    client.on('error', onLost);
    client.on('end', onLost);
    client.on('notification', ({ payload }) => this.receive(payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      onLost(error instanceof Error ? error : undefined);
      return;
    }
    if (this.closed || lost.signal.aborted) {
      onLost();
      return;
    }
    this.client = client;
    // What was told meanwhile was not heard.
    this.keyListener?.('some');
    this.send(HELLO, '');
    this.onConnect?.();
  }

  private receive(payload: string): void {
    const [sender, ...said] = JSON.parse(payload) as [string, ...[string, string][]];
    if (sender === this.own) return;
    // Until now nobody was told any key.
    if (this.isAlone()) {
      this.keysLost = true;
      this.send(HELLO, '');
    }
    this.heardAt = this.deps.clock.now();
    for (const [topic, text] of said) {
      if (topic === KEYS) this.keyListener?.(text === '' ? 'some' : text.split(' '));
      else this.listeners.get(topic)?.(text);
    }
  }
}
