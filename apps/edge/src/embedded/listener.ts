import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Session } from 'node:http2';
import { type AddressInfo, type Socket } from 'node:net';
import { type Duplex } from 'node:stream';
import { type ListenAddress } from '#libs/process';
import { type Certificates } from './certificates.js';
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
  private readonly server: Server | Http2SecureServer;
  private readonly sockets = new Set<Socket>();
  private readonly sessions = new Set<ServerHttp2Session>();

  private constructor(
    server: Server | Http2SecureServer,
    front: Front,
    event: 'connection' | 'secureConnection',
  ) {
    this.server = server;
    server.maxConnections = MAX_CONNECTIONS;
    server.on('request', front.onRequest);
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (isWebSocket(request)) front.onWebSocket(request, socket, head);
      else this.serveAsItIs(request, socket, head, event);
    });
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  static http(front: Front): Listener {
    const server = createServer(HTTP_OPTIONS);
    server.maxHeadersCount = MAX_HEADERS;
    return new Listener(server, front, 'connection');
  }

  /** HTTP/2 and HTTP/1.1, as the client can; certificates by the name that it asks for, and none without a name. */
  static https(front: Front, certificates: Certificates): Listener {
    const server = createSecureServer({
      ...HTTP_OPTIONS,
      allowHTTP1: true,
      minVersion: 'TLSv1.2',
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      settings: { maxConcurrentStreams: MAX_STREAMS, maxHeaderListSize: MAX_HEAD_BYTES },
      maxHeaderListPairs: MAX_HEADERS,
      SNICallback: (name, done) => {
        const context = certificates.contextFor(name);
        if (context) done(null, context);
        else done(new Error('no certificate for this name'));
      },
    });
    const listener = new Listener(server, front, 'secureConnection');
    server.on('session', (session) => listener.keep(session));
    server.on('sessionError', () => undefined);
    return listener;
  }

  /** Answers the port. Rejects with the system's error where it cannot listen. */
  async listen({ host, port }: ListenAddress): Promise<number> {
    this.server.listen(port, host);
    await once(this.server, 'listening');
    this.server.on('error', () => undefined);
    return (this.server.address() as AddressInfo).port;
  }

  /** Takes no more connections, and tells those that are open to end after what is under way. */
  refuseMore(): void {
    this.server.close();
    if ('closeIdleConnections' in this.server) this.server.closeIdleConnections();
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

  /**
   * A client may offer to switch to something (`h2c`) with any request, and an offer may be ignored: the same request comes
   * in once more without it.
   */
  private serveAsItIs(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    event: 'connection' | 'secureConnection',
  ): void {
    const lines = [`${request.method ?? ''} ${request.url ?? ''} HTTP/1.1`];
    const raw = request.rawHeaders;
    for (let at = 0; at + 1 < raw.length; at += 2)
      if (!/^(?:connection|upgrade|http2-settings)$/i.test(raw[at] ?? ''))
        lines.push(`${raw[at] ?? ''}: ${raw[at + 1] ?? ''}`);
    socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
    this.server.emit(event, socket);
  }
}
