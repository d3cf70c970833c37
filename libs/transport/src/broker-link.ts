import { type Logger } from '#libs/process';
import { connect, Events, NatsError, nuid, type ConnectionOptions, type NatsConnection } from 'nats';
import {
  CLOSE_TIMEOUT_MS,
  CONNECT_TIMEOUT_MS,
  PING_INTERVAL_MS,
  RECONNECT_FIRST_MS,
  RECONNECT_MAX_MS,
  SUSPECT_PING_MS,
} from './limits.js';
import { nkeySigner } from './nkey.js';

/** How to reach a broker. */
export interface BrokerOptions {
  /** One URL or several with commas: `nats://host:4222`, `tls://host:4222`. */
  readonly url: string;
  /** PEM of the CA of the broker's certificate; absent: the system's CAs, or no TLS if the broker has none. */
  readonly ca?: string;
  /** Absent for a broker without authentication. */
  readonly credentials?: { readonly jwt: string; readonly seed: string };
  /** Shown in the broker's monitoring. */
  readonly name: string;
  /** What replies go to; agents may only use their own. */
  readonly inboxPrefix?: string;
  readonly logger: Logger;
  /** Called each time that the broker refuses the credentials: never joined, or revoked. */
  readonly onRefused?: () => void;
}

/** What a broker says of itself. */
export interface BrokerFacts {
  readonly version: string;
  /** False: anyone who reaches it can read and write everything. */
  readonly authRequired: boolean;
  readonly tls: boolean;
  readonly maxPayload: number;
}

export interface LinkListener {
  up(connection: NatsConnection): void;
  down(): void;
  /** The broker refused a subject to these credentials. */
  forbidden?(operation: string, subject: string): void;
}

/**
 * One connection that is always sought: after each loss a new one, with jitter, for ever. Listeners subscribe anew on
 * each `up`, so that nothing is buffered while the broker is away (last values are sent again instead).
 */
export class BrokerLink {
  private readonly listeners: LinkListener[] = [];
  private connection: NatsConnection | undefined;
  private closing = false;
  /** The connection whose answer to a ping is awaited. */
  private suspected: NatsConnection | undefined;
  private wake: (() => void) | undefined;
  private failures = 0;
  private readonly loop: Promise<void>;

  constructor(private readonly options: BrokerOptions) {
    this.loop = this.run();
  }

  /** Undefined while not connected. */
  current(): NatsConnection | undefined {
    return this.connection;
  }

  /** A subject under which replies come back to this process only. */
  inbox(): string {
    return `${this.options.inboxPrefix ?? '_INBOX'}.${nuid.next()}`;
  }

  /** Called in the order of registration; at once if connected. */
  listen(listener: LinkListener): void {
    this.listeners.push(listener);
    if (this.connection) listener.up(this.connection);
  }

  /**
   * Somebody waited for this broker in vain. One that answers a ping is slow; from one that does not (a half-open connection) the
   * link parts at once, instead of after the regular pings.
   */
  suspect(): void {
    const { connection } = this;
    if (!connection || this.suspected === connection) return;
    this.suspected = connection;
    void answersPing(connection).then((answers) => {
      this.suspected = undefined;
      if (answers || connection.isClosed()) return;
      this.options.logger.warn('the broker does not answer: connecting anew');
      return connection.close();
    });
  }

  unlisten(listener: LinkListener): void {
    const at = this.listeners.indexOf(listener);
    if (at >= 0) this.listeners.splice(at, 1);
  }

  /** Sends what is buffered and closes; idempotent. */
  async close(): Promise<void> {
    this.closing = true;
    this.wake?.();
    await flush(this.connection);
    await this.connection?.close();
    await this.loop;
  }

  private async run(): Promise<void> {
    // The caller registers its listeners before the first connection.
    await Promise.resolve();
    let pauseMs = RECONNECT_FIRST_MS;
    while (!this.closing) {
      try {
        const connection = await connect(connectionOptions(this.options));
        pauseMs = RECONNECT_FIRST_MS;
        this.failures = 0;
        await this.serve(connection);
      } catch (error) {
        this.noteFailure(error);
      }
      if (!this.isClosing()) await this.pause(Math.random() * pauseMs);
      pauseMs = Math.min(pauseMs * 2, RECONNECT_MAX_MS);
    }
  }

  private async serve(connection: NatsConnection): Promise<void> {
    if (this.isClosing()) {
      await connection.close();
      return;
    }
    this.connection = connection;
    void this.watchErrors(connection);
    const closed = connection.closed();
    this.options.logger.info({ broker: connection.getServer() }, 'connected to the broker');
    for (const listener of [...this.listeners]) listener.up(connection);
    const reason = await closed;
    this.connection = undefined;
    for (const listener of [...this.listeners]) listener.down();
    if (this.isClosing()) return;
    this.options.logger.warn({ reason: brief(reason) }, 'connection to the broker lost');
    this.noteRefusal(reason);
  }

  /** Only the first failure in a row is worth a warning: the next come every second or two. */
  private noteFailure(error: unknown): void {
    const level = this.failures++ === 0 ? 'warn' : 'debug';
    this.options.logger[level](
      { reason: brief(error), broker: this.options.url },
      'no connection to the broker',
    );
    this.noteRefusal(error);
  }

  private noteRefusal(error: unknown): void {
    if (error instanceof NatsError && error.isAuthError()) this.options.onRefused?.();
  }

  private async watchErrors(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type !== Events.Error) continue;
      const context = status.permissionContext;
      this.options.logger.error({ code: status.data, ...context }, 'the broker reports an error');
      if (!context) continue;
      for (const listener of [...this.listeners]) listener.forbidden?.(context.operation, context.subject);
    }
  }

  private isClosing(): boolean {
    return this.closing;
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Or says anything else: behind much that is on its way a ping takes its time. */
async function answersPing(connection: NatsConnection): Promise<boolean> {
  const before = connection.stats().inBytes;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(connection.stats().inBytes > before), SUSPECT_PING_MS);
  });
  const answer = connection.flush().then(
    () => true,
    () => false,
  );
  const answers = await Promise.race([answer, late]);
  clearTimeout(timer);
  return answers;
}

/** Waits until the broker has everything that was sent, or the time is up. */
export async function flush(connection: NatsConnection | undefined): Promise<void> {
  if (!connection || connection.isClosed()) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_TIMEOUT_MS);
  });
  await Promise.race([connection.flush().catch(() => undefined), late]);
  clearTimeout(timer);
}

/** Undefined while not connected. */
export function brokerFacts(connection: NatsConnection | undefined): BrokerFacts | undefined {
  const info = connection?.info;
  if (!info) return undefined;
  return {
    version: info.version,
    authRequired: info.auth_required === true,
    tls: info.tls_required === true || info.tls_available === true,
    maxPayload: info.max_payload,
  };
}

/**
 * For one attempt at one of the servers, chosen at random: a fleet spreads over a cluster. `reconnect: false`, since the
 * link itself connects anew.
 */
export function connectionOptions(options: BrokerOptions): ConnectionOptions {
  const { credentials } = options;
  const servers = options.url.split(',').map((server) => server.trim());
  const server = servers[Math.floor(Math.random() * servers.length)] ?? '';
  return {
    servers: server,
    name: options.name,
    reconnect: false,
    timeout: CONNECT_TIMEOUT_MS,
    pingInterval: PING_INTERVAL_MS,
    maxPingOut: 2,
    ignoreClusterUpdates: true,
    noAsyncTraces: true,
    ...tlsOptions(server, options.ca),
    ...(options.inboxPrefix ? { inboxPrefix: options.inboxPrefix } : {}),
    ...(credentials ? { authenticator: authenticator(credentials.jwt, credentials.seed) } : {}),
  };
}

/** With a CA or `tls:` a broker without TLS is refused; without both TLS is used if the broker offers it. */
function tlsOptions(server: string, ca: string | undefined): Pick<ConnectionOptions, 'tls'> {
  if (ca === undefined && !server.startsWith('tls:')) return {};
  // The client names no host for an IP address, and node would then compare the certificate with `localhost`.
  const { hostname } = new URL(server.includes('://') ? server : `nats://${server}`);
  const host = { host: hostname.replace(/^\[|\]$/g, '') };
  return { tls: { ...host, ...(ca === undefined ? {} : { ca }) } };
}

/** What a log needs of a connection error: the whole of one may hold a certificate chain. */
function brief(error: unknown): { readonly code?: string; readonly message: string } {
  if (!(error instanceof Error)) return { message: 'closed by the broker' };
  const code = 'code' in error ? { code: String(error.code) } : {};
  return { ...code, message: error.message };
}

function authenticator(jwt: string, seed: string): (nonce?: string) => { jwt: string; sig: string } {
  const signer = nkeySigner(seed);
  return (nonce) => ({
    jwt,
    sig: nonce ? Buffer.from(signer(Buffer.from(nonce, 'utf8'))).toString('base64url') : '',
  });
}
