import { createSecureContext } from 'node:tls';
import { buildConnector } from 'undici';
import { type TlsIdentity } from './access.js';
import { CONNECT_TIMEOUT_MS } from './limits.js';

/**
 * Opens sockets for one identity, whatever pool they are for. Keys and certificates are parsed once and not for each socket, which
 * costs more than the handshake; and a TLS session is kept, so that sockets after the first prove nothing anew.
 */
export function connectorFor({ ca, cert, key, ...rest }: TlsIdentity): buildConnector.connector {
  const material = {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
  let connect: buildConnector.connector | undefined;
  // Undici's cache holds sessions weakly: without somebody who keeps it, the newest is gone with the next garbage collection.
  const kept: { session?: Buffer } = {};
  return (options, callback) => {
    try {
      // Not before the first socket: what cannot be parsed fails a call, as any other reason not to get through.
      connect ??= buildConnector({
        ...rest,
        ...(options.protocol === 'https:' ? { secureContext: createSecureContext(material) } : {}),
        timeout: CONNECT_TIMEOUT_MS,
      });
    } catch (error) {
      callback(error as Error, null);
      return;
    }
    connect(options, (...[error, socket]) => {
      if (error) {
        callback(error, null);
        return;
      }
      socket.on('session', (session: Buffer) => Object.assign(kept, { session }));
      callback(null, socket);
    });
  };
}
