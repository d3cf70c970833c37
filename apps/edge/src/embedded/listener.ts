import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttp2, type ServerHttp2Session } from 'node:http2';
import { createServer as createTcp, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { type Duplex } from 'node:stream';
import { createServer as createTls } from 'node:tls';
import { type ListenAddress } from '#libs/process';
import { type Certificates } from './certificates.js';
import { type ClientAddresses } from './client-addresses.js';
import {
  CLIENT_IDLE_MS,
  CONNECTION_CHECK_MS,
  HANDSHAKE_TIMEOUT_MS,
  HEAD_TIMEOUT_MS,
  MAX_CONNECTIONS,
  MAX_HEAD_BYTES,
  MAX_HEADERS,
  MAX_STREAMS,
} from './limits.js';
import { type Front } from './serve.js';
import { isWebSocket } from './upgrade.js';

/** Strict where node can be lenient: what is not HTTP to the letter could be two requests to a gateway. */
const HTTP_OPTIONS = {
  insecureHTTPParser: false,
  requireHostHeader: true,
  maxHeaderSize: MAX_HEAD_BYTES,
  connectionsCheckingInterval: CONNECTION_CHECK_MS,
  keepAliveTimeout: CLIENT_IDLE_MS,
  headersTimeout: HEAD_TIMEOUT_MS,
  // A body may take as long as it keeps coming.
  requestTimeout: 0,
  noDelay: true,
} as const;

/** One address where clients are served, in clear text or over TLS. */
export class Listener {
  private readonly sockets = new Set<Socket>();
  private readonly sessions = new Set<ServerHttp2Session>();

  /** `entrance` takes connections; `http` speaks with those that speak HTTP/1.1. */
  private constructor(
    private readonly entrance: TcpServer,
    private readonly http: Server,
  ) {
    entrance.maxConnections = MAX_CONNECTIONS;
    entrance.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  static http(front: Front, clients: ClientAddresses): Listener {
    const http = httpServer(front);
    if (!clients.areNamed) return new Listener(http, http);
    http.emit('listening');
    const take = (socket: Socket): void => {
      http.emit('connection', socket);
      socket.resume();
    };
    return new Listener(announced(clients, take), http);
  }

  /**
   * HTTP/2 and HTTP/1.1, as the client can; certificates by the name that it asks for, and none without a name. Two servers
   * behind one TLS: node's own fallback from HTTP/2 to HTTP/1.1 never ends a request whose head does not end.
   */
  static https(front: Front, certificates: Certificates, clients: ClientAddresses): Listener {
    const http = httpServer(front);
    // Only a server that listens looks after slow requests, and this one gets its connections from another.
    http.emit('listening');
    const http2 = createHttp2({
      settings: { maxConcurrentStreams: MAX_STREAMS, maxHeaderListSize: MAX_HEAD_BYTES },
      maxHeaderListPairs: MAX_HEADERS,
    });
    http2.on('request', front.onRequest);
    http2.on('sessionError', () => undefined);
    const tls = createTls({
      ALPNProtocols: ['h2', 'http/1.1'],
      minVersion: 'TLSv1.2',
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      noDelay: true,
      SNICallback: (name, done) => {
        const context = certificates.contextFor(name);
        if (context) done(null, context);
        else done(new Error('no certificate for this name'));
      },
    });
    tls.on('secureConnection', (socket) =>
      (socket.alpnProtocol === 'h2' ? http2 : http).emit('connection', socket),
    );
    tls.on('tlsClientError', (_error, socket) => socket.destroy());
    const listener = new Listener(
      // TLS reads by itself, what has come already as well.
      clients.areNamed ? announced(clients, (socket) => tls.emit('connection', socket)) : tls,
      http,
    );
    http2.on('session', (session) => listener.keep(session));
    return listener;
  }

  /** Answers the port. Rejects with the system's error where it cannot listen. */
  async listen({ host, port }: ListenAddress): Promise<number> {
    this.entrance.listen(port, host);
    await once(this.entrance, 'listening');
    this.entrance.on('error', () => undefined);
    return (this.entrance.address() as AddressInfo).port;
  }

  /** Takes no more connections, and tells those that are open to end after what is under way. */
  refuseMore(): void {
    this.entrance.close();
    if (this.http !== this.entrance) this.http.close();
    this.http.closeIdleConnections();
    for (const session of this.sessions) session.close();
  }

  cutOff(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private keep(session: ServerHttp2Session): void {
    this.sessions.add(session);
    session.once('close', () => this.sessions.delete(session));
    session.setTimeout(CLIENT_IDLE_MS, () => session.close());
    session.on('error', () => undefined);
  }
}

/** Takes connections, learns who they are of, and hands them on. */
function announced(clients: ClientAddresses, take: (socket: Socket) => void): TcpServer {
  return createTcp({ noDelay: true }, (socket) => clients.admit(socket, take));
}

function httpServer(front: Front): Server {
  const server = createServer(HTTP_OPTIONS, front.onRequest);
  server.maxHeadersCount = MAX_HEADERS;
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (isWebSocket(request)) front.onWebSocket(request, socket, head);
    else serveAsItIs(server, request, socket, head);
  });
  return server;
}

/**
 * A client may offer to switch to something (`h2c`) with any request, and an offer may be ignored: the same request comes
 * in once more without it.
 */
function serveAsItIs(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${request.method ?? ''} ${request.url ?? ''} HTTP/1.1`];
  const raw = request.rawHeaders;
  for (let at = 0; at + 1 < raw.length; at += 2)
    if (!/^(?:connection|upgrade|http2-settings)$/i.test(raw[at] ?? ''))
      lines.push(`${raw[at] ?? ''}: ${raw[at + 1] ?? ''}`);
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}
