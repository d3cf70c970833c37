import { once } from 'node:events';
import { request, type RequestOptions } from 'node:https';
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

/** Requests that no proper client would make, with the certificate of a kubeconfig. */
export async function rawHttp(kubeconfigFile: string): Promise<(call: RawCall) => Promise<RawAnswer>> {
  const { clusters, users } = await readKubeconfig(kubeconfigFile);
  const [cluster, user] = [clusters[0]?.cluster, users[0]?.user];
  const pem = (data: string | undefined): Buffer => Buffer.from(data ?? '', 'base64');
  const options: RequestOptions = {
    ca: pem(cluster?.['certificate-authority-data']),
    cert: pem(user?.['client-certificate-data']),
    key: pem(user?.['client-key-data']),
    agent: false,
  };
  return async ({ method, path, body, contentType = 'application/json' }) => {
    // Said also for DELETE, where Node sends a body without its length.
    const length = Buffer.byteLength(body ?? '');
    const headers = body === undefined ? {} : { 'content-type': contentType, 'content-length': length };
    const outgoing = request(new URL(path, cluster?.server), { ...options, method, headers });
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
