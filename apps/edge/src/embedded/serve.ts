import { type IncomingMessage } from 'node:http';
import { type Socket } from 'node:net';
import { type Duplex } from 'node:stream';
import { type Certificates } from './certificates.js';
import { type Refusal } from './check-request.js';
import { decide, type Decision } from './decide.js';
import { Exchange, type Proxy } from './exchange.js';
import { type Client } from './headers.js';
import { bodyOf, sendOwn, type ClientReply, type ClientRequest } from './reply.js';
import { type HostRoutes } from './route-book.js';
import { openTunnel, refuse } from './upgrade.js';

/** Where requests of all listeners come in. */
export class Front {
  private whenIdle: () => void = () => undefined;

  constructor(
    private readonly proxy: Proxy,
    private readonly certificates: Certificates,
  ) {}

  readonly onRequest = (request: ClientRequest, reply: ClientReply): void => {
    const socket = 'stream' in request ? request.stream.session?.socket : request.socket;
    const decision = this.decide(request, socket);
    if ('status' in decision) {
      this.proxy.counts.add(`own ${decision.status}`);
      // Who sends what is no proper request is not read on.
      const close = decision.status === 400 || bodyOf(request) !== 'none' || this.proxy.isStopping;
      sendOwn(reply, decision, close);
      return;
    }
    const { target, service, routes } = decision;
    const client = clientOf(socket, decision);
    const exchange = new Exchange(this.proxy, { request, reply, target, service, client });
    this.begin(routes);
    reply.once('close', () => {
      this.end(routes);
      exchange.replyClosed();
    });
    exchange.start();
  };

  readonly onWebSocket = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    const decision = this.decide(request, request.socket);
    if ('status' in decision) {
      this.proxy.counts.add(`own ${decision.status}`);
      refuse(socket, decision);
      return;
    }
    this.begin(decision.routes);
    socket.once('close', () => this.end(decision.routes));
    const client = clientOf(request.socket, decision);
    openTunnel(this.proxy, { request, socket, head, decision, client });
  };

  /** Resolves when nothing is under way any more. */
  idle(): Promise<void> {
    if (this.proxy.requests === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.whenIdle = resolve;
    });
  }

  private decide(request: ClientRequest, socket: Socket | undefined): Decision | Refusal {
    const { method = '', url = '', rawHeaders: raw } = request;
    const sni = isTls(socket) ? socket.servername : undefined;
    const address = this.proxy.clients.of(socket);
    return decide(this.proxy, this.certificates, { method, url, raw, sni, address });
  }

  private begin({ load }: HostRoutes): void {
    this.proxy.budget.request();
    this.proxy.requests += 1;
    load.requests += 1;
  }

  private end({ load }: HostRoutes): void {
    this.proxy.requests -= 1;
    load.requests -= 1;
    if (this.proxy.requests === 0) this.whenIdle();
  }
}

/** What node's types leave out. HTTP/2 shows its socket through a proxy object, which is no instance of anything. */
interface NamedSocket extends Socket {
  readonly encrypted: true;
  readonly servername: string;
}

function isTls(socket: Socket | undefined): socket is NamedSocket {
  return (socket as Partial<NamedSocket> | undefined)?.encrypted === true;
}

function clientOf(socket: Socket | undefined, { target, service, isDrawn, address }: Decision): Client {
  return {
    address,
    protocol: isTls(socket) ? 'https' : 'http',
    host: target.authority,
    service: isDrawn ? service.name : undefined,
  };
}
