import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Both ends of one connection through the proxy, and what became of it. */
interface Pair {
  readonly client: Socket;
  /** Undefined while a stalled proxy has only accepted it. */
  upstream: Socket | undefined;
  /** Nothing passes any more, and nobody is told. */
  forgotten: boolean;
}

/**
 * A link of a test that can go wrong: a TCP proxy on 127.0.0.1 that passes bytes to one port until it is told otherwise. A fault
 * meets the connections that are open and those that come, unless it says otherwise, and lasts until `open()`.
 */
export class TcpProxy {
  private state: 'open' | 'cut' | 'stalled' = 'open';
  private delayMs = 0;
  private readonly pairs = new Set<Pair>();

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {}

  /** In front of `target`, a port of 127.0.0.1. */
  static async start(target: number): Promise<TcpProxy> {
    const server = createServer({ pauseOnConnect: true });
    const proxy = new TcpProxy(server, target);
    server.on('connection', (client) => proxy.accept(client));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** All is well again: what was held back by a stall goes on. */
  open(): void {
    this.state = 'open';
    this.delayMs = 0;
    for (const pair of this.pairs) if (!pair.forgotten) this.pass(pair);
  }

  /** Every connection is reset. */
  cut(): void {
    this.state = 'cut';
    this.reset();
  }

  /** Connections are accepted and stay open, and not a byte passes. */
  stall(): void {
    this.state = 'stalled';
    for (const pair of this.pairs) hold(pair);
  }

  /** Open connections are half-open: silent for ever, and not closed. New ones pass: a middlebox lost its table. */
  forget(): void {
    for (const pair of this.pairs) {
      pair.forgotten = true;
      hold(pair);
    }
  }

  /** Bytes arrive so much later, in their order. */
  delay(ms: number): void {
    this.delayMs = ms;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.reset();
    await closed;
  }

  private reset(): void {
    for (const { client, upstream } of this.pairs) {
      client.resetAndDestroy();
      upstream?.resetAndDestroy();
    }
  }

  private accept(client: Socket): void {
    if (this.state === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const pair: Pair = { client, upstream: undefined, forgotten: false };
    this.pairs.add(pair);
    client.setNoDelay(true);
    client.on('error', () => client.destroy());
    client.once('close', () => {
      this.pairs.delete(pair);
      pair.upstream?.destroy();
    });
    if (this.state === 'open') this.pass(pair);
  }

  private pass(pair: Pair): void {
    pair.upstream ??= this.connect(pair);
    pair.client.resume();
    pair.upstream.resume();
  }

  private connect(pair: Pair): Socket {
    const { client } = pair;
    const upstream = connect({ host: '127.0.0.1', port: this.target, allowHalfOpen: false });
    upstream.setNoDelay(true);
    upstream.on('error', () => client.resetAndDestroy());
    upstream.once('close', () => {
      if (!pair.forgotten) client.destroy();
    });
    this.copy(client, upstream, pair);
    this.copy(upstream, client, pair);
    return upstream;
  }

  private copy(from: Socket, to: Socket, pair: Pair): void {
    const late: { readonly at: number; readonly chunk: Buffer }[] = [];
    const write = (chunk: Buffer): void => {
      if (to.destroyed || to.write(chunk)) return;
      from.pause();
      to.once('drain', () => {
        if (this.state === 'open' && !pair.forgotten) from.resume();
      });
    };
    // One timer at a time, so that nothing overtakes.
    const next = (): void => {
      const [first] = late;
      if (!first) return;
      setTimeout(
        () => {
          late.shift();
          write(first.chunk);
          next();
        },
        Math.max(0, first.at - performance.now()),
      );
    };
    from.on('data', (chunk: Buffer) => {
      if (this.delayMs === 0 && late.length === 0) {
        write(chunk);
        return;
      }
      late.push({ at: performance.now() + this.delayMs, chunk });
      if (late.length === 1) next();
    });
  }
}

/** What has arrived waits in the sockets, as it would in a network. */
function hold({ client, upstream }: Pair): void {
  client.pause();
  upstream?.pause();
}
