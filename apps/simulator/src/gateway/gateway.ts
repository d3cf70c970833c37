import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isJsonObject, type KubeObject } from '#libs/apimachinery';
import { type Informer } from '#libs/controller-runtime';
import { type ListenAddress } from '#libs/process';
import { pickService } from './pick-service.js';

export interface GatewayOptions {
  /** Shown on the page. */
  readonly cluster: string;
  readonly listen: ListenAddress;
  readonly ingresses: Informer;
  readonly slices: Informer;
}

/** The ingress gateway of a simulated cluster. */
export interface Gateway {
  /** `HOST:PORT`. */
  readonly address: string;
  /** Takes connections and requests and answers none, as a process that hangs; false: answers again, also what waits. */
  hang(on: boolean): void;
  /** At once: what is under way breaks off. Idempotent. */
  close(): Promise<void>;
}

/**
 * Answers HTTP for the cluster's Ingresses with a page that names the cluster: 404 where no Ingress leads anywhere, 503 where
 * the Service has no ready endpoint. @throws Error when it cannot listen
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  let hangs = false;
  let waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    request.resume();
    if (hangs) waiting.push(() => answer(options, request, response));
    else answer(options, request, response);
  });
  const { host } = options.listen;
  const port = await listenOn(server, options.listen);
  return {
    address: `${host.includes(':') ? `[${host}]` : host}:${port}`,
    hang: (on) => {
      hangs = on;
      if (on) return;
      for (const one of waiting) one();
      waiting = [];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(
  { cluster, ingresses, slices }: GatewayOptions,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  const path = new URL(request.url ?? '/', 'http://gateway').pathname;
  const drawn = request.headers['x-fed-service']?.toString();
  const service = pickService(ingresses.list(), host, path, drawn);
  if (service === undefined) {
    send(response, 404, `no Ingress of ${cluster} leads here\n`);
    return;
  }
  const ready = readyEndpoints(slices.list(), service);
  if (ready === 0) send(response, 503, `${service} has no ready endpoint in ${cluster}\n`);
  else send(response, 200, `${service} from ${cluster}\n`, { 'x-cluster': cluster });
}

function send(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).end(text);
}

function readyEndpoints(slices: Iterable<KubeObject>, service: string): number {
  let ready = 0;
  for (const { metadata, endpoints } of slices) {
    if (`${metadata.namespace ?? ''}/${metadata.labels?.['kubernetes.io/service-name'] ?? ''}` !== service)
      continue;
    for (const endpoint of Array.isArray(endpoints) ? (endpoints as unknown[]) : []) {
      const conditions =
        isJsonObject(endpoint) && isJsonObject(endpoint['conditions']) ? endpoint['conditions'] : {};
      if (conditions['ready'] !== false) ready += 1;
    }
  }
  return ready;
}

function listenOn(server: Server, { host, port }: ListenAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
