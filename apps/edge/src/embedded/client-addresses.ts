import { type Socket } from 'node:net';
import { type ProxySources } from '../driver/proxy-sources.js';
import { HEAD_TIMEOUT_MS } from './limits.js';
import { readProxyHead } from './proxy-header.js';

type Peer = Pick<Socket, 'remoteAddress' | 'remotePort'>;

/** Who the clients are: those at the other end of their connection, or whom a load balancer that is believed names. */
export class ClientAddresses {
  /** By the load balancer's own end of the connection, which TLS and HTTP/2 show as well. */
  private readonly named = new Map<string, string>();

  constructor(private readonly sources: ProxySources) {}

  /** Whether any source is to name its clients. */
  get areNamed(): boolean {
    return this.sources.networks.length > 0;
  }

  of(socket: Peer | undefined): string {
    const own = plain(socket?.remoteAddress);
    return this.named.size === 0 ? own : (this.named.get(endOf(socket)) ?? own);
  }

  /** Reads the head of a new connection where its source is to send one, then hands it on. Paused. Without a head, or late: closed. */
  admit(socket: Socket, next: (socket: Socket) => void): void {
    if (!this.sources.includes(plain(socket.remoteAddress))) {
      next(socket);
      return;
    }
    let data: Buffer = Buffer.alloc(0);
    const end = endOf(socket);
    const timer = setTimeout(() => socket.destroy(), HEAD_TIMEOUT_MS);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      clearTimeout(timer);
      this.named.delete(end);
    });
    const take = (chunk: Buffer): void => {
      data = Buffer.concat([data, chunk]);
      const head = readProxyHead(data);
      if (head.kind === 'more') return;
      socket.off('data', take);
      if (head.kind === 'wrong') {
        socket.destroy();
        return;
      }
      clearTimeout(timer);
      socket.pause();
      if (head.address !== undefined) this.named.set(end, plain(head.address));
      const rest = data.subarray(head.bytes);
      if (rest.length > 0) socket.unshift(rest);
      next(socket);
    };
    socket.on('data', take);
  }
}

function endOf(socket: Peer | undefined): string {
  return `${socket?.remoteAddress ?? ''} ${socket?.remotePort ?? 0}`;
}

/** An address of IPv4 as such, also where the socket is of IPv6. */
function plain(address = ''): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}
