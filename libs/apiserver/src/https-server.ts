import { constants } from 'node:crypto';
import { type RequestListener } from 'node:http';
import { createServer, type Server as HttpsServer } from 'node:https';
import { HEADERS_TIMEOUT_MS, KEEP_ALIVE_MS, REQUEST_TIMEOUT_MS } from './limits.js';
import { serveNode } from './node-listener.js';
import { type ApiServer } from './server.js';
import { refuseConnect, refuseExpectation, refuseUnreadable } from './unreadable-request.js';

export interface HttpsOptions {
  readonly server: Pick<ApiServer, 'handle'>;
  /** PEM. */
  readonly key: string | Buffer;
  readonly cert: string | Buffer;
  /** PEM of the CA whose client certificates are believed. */
  readonly ca: string | Buffer;
  /** Gets the requests instead of `server`: a web framework that leads them to serveNode in its own way. */
  readonly listener?: RequestListener;
}

const TLS = {
  minVersion: 'TLSv1.2',
  // A resumed session would carry on with a certificate that was checked long ago.
  secureOptions: constants.SSL_OP_NO_TICKET,
} as const;

/** Shows other certificates to who connects from now on; connections that are there go on. */
export function replaceCertificates(
  server: Pick<HttpsServer, 'setSecureContext'>,
  { key, cert, ca }: Pick<HttpsOptions, 'key' | 'cert' | 'ca'>,
): void {
  server.setSecureContext({ key, cert, ca, ...TLS });
}

/**
 * An HTTPS server that is not listening yet. Client certificates are asked for but not demanded: what they prove is the
 * authenticators' business. Watches stay open as long as the API server lets them.
 */
export function createHttpsServer(options: HttpsOptions): HttpsServer {
  const { server, key, cert, ca, listener: framework } = options;
  const listener = createServer(
    {
      key,
      cert,
      ca,
      requestCert: true,
      rejectUnauthorized: false,
      ...TLS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      // Without one the answer is a Status, and not Node's own.
      requireHostHeader: false,
    },
    framework ?? ((request, response) => void serveNode(server, request, response)),
  );
  listener.on('clientError', refuseUnreadable);
  listener.on('connect', refuseConnect);
  listener.on('checkExpectation', refuseExpectation);
  // Timeouts of idle sockets would cut quiet watches.
  listener.setTimeout(0);
  return listener;
}

/** Listens and tells the port (0 asks for a free one). */
export function listen(server: HttpsServer, address: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, () => {
      server.off('error', reject);
      const bound = server.address();
      resolve(typeof bound === 'object' && bound ? bound.port : address.port);
    });
  });
}

/** Stops listening and cuts what is open, watches included. */
export function closeServer(server: HttpsServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
