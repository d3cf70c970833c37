import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { type Clock, type ListenAddress, type Logger } from '#libs/process';
import { AnswerLimit } from './answer-limit.js';
import { plainIp } from './ip.js';
import { MAX_UDP_PENDING } from './limits.js';
import { type Rcode } from './message.js';
import { respond, type Response } from './respond.js';
import { TcpListener } from './tcp-listener.js';
import { type Zones } from './zone.js';

export interface DnsServerOptions {
  /** UDP and TCP at one address; port 0 takes a free one. */
  readonly listen: ListenAddress;
  readonly zones: Zones;
  /** The region of an address; undefined where it is not known. */
  readonly locate: (address: string) => string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Answers per second to one network over UDP; default MAX_ANSWERS_PER_SECOND. */
  readonly answersPerSecond?: number;
}

/** What became of the questions since the start. */
export interface DnsCounts {
  readonly answers: Readonly<Partial<Record<Rcode, number>>>;
  /** Answers that said `ask over TCP`. */
  readonly truncated: number;
  /** No answer: unreadable, itself an answer, beyond a limit. */
  readonly dropped: number;
  /** Our own faults, answered with nothing. */
  readonly failed: number;
}

/** How often another port is tried where the free one of UDP is taken for TCP. */
const PORT_TRIES = 20;

/** An authoritative server for the given zones and no others: no recursion, no transfers, bounded in every way. */
export class DnsServer {
  private readonly tcp: TcpListener;
  private readonly limit: AnswerLimit;
  private udp: Socket | undefined;
  private pending = 0;
  private readonly answers = new Map<Rcode, number>();
  private truncated = 0;
  private dropped = 0;
  private failed = 0;

  constructor(private readonly options: DnsServerOptions) {
    this.limit = new AnswerLimit(options.answersPerSecond);
    this.tcp = new TcpListener({
      clock: options.clock,
      respond: (query, from) => this.answer(query, from, 'tcp')?.octets,
      onError: (err) => options.logger.warn({ err }, 'dns: tcp'),
    });
  }

  /** Listens; answers where. Rejects with the system's error where it cannot. */
  async start(): Promise<ListenAddress> {
    const { host, port } = this.options.listen;
    for (let tries = 1; ; tries += 1) {
      const udp = await bindUdp(host, port);
      const bound = udp.address().port;
      try {
        await this.tcp.listen(host, bound);
      } catch (error) {
        udp.close();
        const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
        if (port !== 0 || !isTaken || tries >= PORT_TRIES) throw error;
        continue;
      }
      udp.on('message', (query, from) => this.onDatagram(query, from));
      udp.on('error', (err) => this.options.logger.warn({ err }, 'dns: udp'));
      this.udp = udp;
      return { host, port: bound };
    }
  }

  /** Ends both listeners and all connections; may be called twice, and before `start`. */
  async close(): Promise<void> {
    const { udp } = this;
    this.udp = undefined;
    const closed = udp === undefined ? undefined : once(udp, 'close');
    udp?.close();
    await Promise.all([closed, this.tcp.close()]);
  }

  counts(): DnsCounts {
    const { truncated, dropped, failed } = this;
    return { answers: Object.fromEntries(this.answers), truncated, dropped, failed };
  }

  private onDatagram(query: Buffer, { address, port }: RemoteInfo): void {
    const from = plainIp(address);
    const verdict = this.limit.take(from, this.options.clock.now());
    // Port 0 cannot be sent to: it is forged.
    if (verdict === 'drop' || port === 0 || this.pending >= MAX_UDP_PENDING) {
      this.dropped += 1;
      return;
    }
    const response = this.answer(query, from, 'udp', verdict === 'truncate');
    if (response === undefined || this.udp === undefined) return;
    this.pending += 1;
    this.udp.send(response.octets, port, address, (error) => {
      this.pending -= 1;
      if (error) this.dropped += 1;
    });
  }

  private answer(
    query: Buffer,
    from: string,
    transport: 'udp' | 'tcp',
    onlyTruncated = false,
  ): Response | undefined {
    const { zones, locate } = this.options;
    try {
      const response = respond(query, { zones, locate, from, transport, onlyTruncated });
      if (response === undefined) this.dropped += 1;
      else this.count(response);
      return response;
    } catch (err) {
      // One line for a thousand: what a stranger can repeat must not fill the log.
      if (this.failed % 1_000 === 0)
        this.options.logger.error({ err }, 'dns: a question could not be answered');
      this.failed += 1;
      return undefined;
    }
  }

  private count({ rcode, truncated }: Response): void {
    this.answers.set(rcode, (this.answers.get(rcode) ?? 0) + 1);
    if (truncated) this.truncated += 1;
  }
}

async function bindUdp(host: string, port: number): Promise<Socket> {
  const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4' });
  try {
    socket.bind(port, host);
    await once(socket, 'listening');
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}
