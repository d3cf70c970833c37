import { once } from 'node:events';
import { request, type RequestOptions } from 'node:https';
import { connect, type ConnectionOptions } from 'node:tls';
import { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { readKubeconfig } from '../../apps/cli/src/kube-http.js';

export interface RawCall {
  readonly method: string;
  readonly path: string;
  /** Sent byte for byte. */
  readonly body?: string;
  readonly contentType?: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** Where a kubeconfig leads, and with which certificate. */
async function wayOf(
  file: string,
): Promise<{ server: URL; tls: Required<Pick<ConnectionOptions, 'ca' | 'cert' | 'key'>> }> {
  const { clusters, users } = await readKubeconfig(file);
  const [cluster, user] = [clusters[0]?.cluster, users[0]?.user];
  const pem = (data: string | undefined): Buffer => Buffer.from(data ?? '', 'base64');
  const tls = {
    ca: pem(cluster?.['certificate-authority-data']),
    cert: pem(user?.['client-certificate-data']),
    key: pem(user?.['client-key-data']),
  };
  return { server: new URL(cluster?.server ?? ''), tls };
}

/** Sends bytes as they are on a connection of their own; gives all that comes until the server ends it. */
export async function rawBytes(kubeconfigFile: string): Promise<(bytes: string) => Promise<string>> {
  const { server, tls } = await wayOf(kubeconfigFile);
  return async (bytes) => {
    const socket = connect({ ...tls, host: server.hostname, port: Number(server.port) });
    socket.write(bytes);
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    return text;
  };
}

/** Requests that no proper client would make, with the certificate of a kubeconfig. */
export async function rawHttp(kubeconfigFile: string): Promise<(call: RawCall) => Promise<RawAnswer>> {
  const { server, tls } = await wayOf(kubeconfigFile);
  const options: RequestOptions = { ...tls, agent: false };
  return async ({ method, path, body, contentType = 'application/json' }) => {
    // Said also for DELETE, where Node sends a body without its length.
    const length = Buffer.byteLength(body ?? '');
    const headers = body === undefined ? {} : { 'content-type': contentType, 'content-length': length };
    const outgoing = request(new URL(path, server), { ...options, method, headers });
    outgoing.end(body);
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of response) text += String(chunk);
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: JSON.parse(text) as Record<string, unknown>,
    };
  };
}
