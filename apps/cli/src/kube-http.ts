import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { parse } from 'yaml';
import { z } from 'zod';
import { StatusError, type KubeObject, type StatusReason } from '#libs/apimachinery';

const REQUEST_TIMEOUT_MS = 10_000;
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

/** Only what is used; other clusters and users of a file may hold anything. */
const kubeconfigSchema = z.object({
  clusters: z.array(
    z.object({
      name: z.string(),
      cluster: z.object({ server: z.string(), 'certificate-authority-data': z.string().exactOptional() }),
    }),
  ),
  contexts: z.array(
    z.object({ name: z.string(), context: z.object({ cluster: z.string(), user: z.string() }) }),
  ),
  users: z.array(
    z.object({
      name: z.string(),
      user: z.object({
        'client-certificate-data': z.string().exactOptional(),
        'client-key-data': z.string().exactOptional(),
      }),
    }),
  ),
  'current-context': z.string().optional(),
});

export type Kubeconfig = z.infer<typeof kubeconfigSchema>;

export async function readKubeconfig(file: string): Promise<Kubeconfig> {
  return kubeconfigSchema.parse(parse(await readFile(file, 'utf8')));
}

/** Where a context leads, and how to get in. */
export interface ServerOf {
  /** `https://host:port` */
  readonly url: string;
  /** PEM. Without `ca` the server's certificate comes from a public one. */
  readonly tls: { readonly ca?: Buffer; readonly cert: Buffer; readonly key: Buffer };
}

/** @throws Error when the kubeconfig has no such context, or that holds no client certificate */
export function serverOf(kubeconfig: Kubeconfig, context: string): ServerOf {
  const found = kubeconfig.contexts.find(({ name }) => name === context)?.context;
  const cluster = kubeconfig.clusters.find(({ name }) => name === found?.cluster)?.cluster;
  const user = kubeconfig.users.find(({ name }) => name === found?.user)?.user;
  if (!cluster || !user) throw new Error(`the kubeconfig has no complete context ${context}`);
  const { 'client-certificate-data': cert, 'client-key-data': key } = user;
  if (cert === undefined || key === undefined)
    throw new Error(`context ${context} of the kubeconfig holds no client certificate and key inline`);
  const ca = cluster['certificate-authority-data'];
  const pem = (data: string): Buffer => Buffer.from(data, 'base64');
  return {
    url: cluster.server,
    tls: { ...(ca === undefined ? {} : { ca: pem(ca) }), cert: pem(cert), key: pem(key) },
  };
}

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
}

/** What kubectl does, over the same HTTPS and with the same certificates, for machines that have no kubectl. */
export class KubeHttp {
  /** `https://host:port` */
  readonly url: string;
  private readonly agent: Agent;
  private readonly server: URL;

  /** @throws Error when the kubeconfig has no such context, or that holds no client certificate */
  constructor(kubeconfig: Kubeconfig, context: string) {
    const { url, tls } = serverOf(kubeconfig, context);
    this.url = url;
    this.server = new URL(url);
    this.agent = new Agent({ keepAlive: true, maxSockets: 16, ...tls });
  }

  /** The parsed answer. @throws StatusError as the server said, ServiceUnavailable when it could not be reached */
  async call<T = KubeObject>(call: Call): Promise<T> {
    const response = await this.open(call, AbortSignal.timeout(REQUEST_TIMEOUT_MS));
    let text = '';
    for await (const chunk of response) text += String(chunk);
    const answer = JSON.parse(text) as T & { reason?: StatusReason; message?: string };
    if ((response.statusCode ?? 500) >= 400)
      throw new StatusError(
        answer.reason ?? 'InternalError',
        answer.message ?? `HTTP ${response.statusCode ?? 0}`,
      );
    return answer;
  }

  /** Undefined when there is none. */
  async find(path: string): Promise<KubeObject | undefined> {
    try {
      return await this.call({ method: 'GET', path });
    } catch (error) {
      if (error instanceof StatusError && error.reason === 'NotFound') return undefined;
      throw error;
    }
  }

  table(path: string): Promise<Table> {
    return this.call<Table>({ method: 'GET', path, accept: TABLE });
  }

  /**
   * The object at `path` once `holds` says so (called with undefined while there is none). Follows a watch; lists again when
   * the watch ends. @throws Error that names `what` after `timeoutMs`
   */
  async until(
    path: string,
    what: string,
    holds: (object: KubeObject | undefined) => boolean,
    timeoutMs = 60_000,
  ): Promise<KubeObject | undefined> {
    const signal = AbortSignal.timeout(timeoutMs);
    const seen: Seen = { last: undefined };
    while (!isAborted(signal)) {
      try {
        if (await this.follow(path, seen, holds, signal)) return seen.last;
      } catch (error) {
        if (isAborted(signal)) break;
        if (error instanceof StatusError && error.reason !== 'ServiceUnavailable') throw error;
      }
    }
    const last = seen.last?.['status'] ?? seen.last?.metadata ?? 'nothing';
    throw new Error(`${what}: not within ${timeoutMs / 1000} s; last seen: ${JSON.stringify(last)}`);
  }

  /** One list and the watch that goes on from it: true as soon as it holds, false when the watch ends. */
  private async follow(
    path: string,
    seen: Seen,
    holds: (object: KubeObject | undefined) => boolean,
    signal: AbortSignal,
  ): Promise<boolean> {
    const slash = path.lastIndexOf('/');
    const collection = `${path.slice(0, slash)}?fieldSelector=metadata.name%3D${path.slice(slash + 1)}`;
    const list = await this.call<{ items: KubeObject[]; metadata: { resourceVersion: string } }>({
      method: 'GET',
      path: collection,
    });
    seen.last = list.items[0];
    if (holds(seen.last)) return true;
    const watch = `${collection}&watch=true&resourceVersion=${list.metadata.resourceVersion}`;
    for await (const event of this.watch(watch, signal)) {
      seen.last = event.type === 'DELETED' ? undefined : event.object;
      if (holds(seen.last)) return true;
    }
    return false;
  }

  close(): void {
    this.agent.destroy();
  }

  /** Events of a watch until it ends or `signal` aborts. */
  async *watch(path: string, signal: AbortSignal): AsyncIterable<{ type: string; object: KubeObject }> {
    const response = await this.open({ method: 'GET', path }, signal);
    try {
      for await (const line of createInterface({ input: response })) {
        if (line !== '') yield JSON.parse(line) as { type: string; object: KubeObject };
      }
    } finally {
      response.destroy();
    }
  }

  private open(call: Call, signal: AbortSignal): Promise<IncomingMessage> {
    const body = call.body === undefined ? undefined : JSON.stringify(call.body);
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          agent: this.agent,
          host: this.server.hostname,
          port: this.server.port || 443,
          method: call.method,
          path: call.path,
          signal,
          headers: {
            accept: call.accept ?? 'application/json',
            'user-agent': 'meridian-cli',
            ...(body === undefined
              ? {}
              : {
                  'content-type': call.contentType ?? 'application/json',
                  'content-length': Buffer.byteLength(body),
                }),
          },
        },
        resolve,
      );
      outgoing.once('error', (cause) =>
        reject(
          new StatusError('ServiceUnavailable', `${call.method} ${call.path}: ${cause.message}`, { cause }),
        ),
      );
      outgoing.end(body);
    });
  }
}

/** The newest state of the object that is waited for. */
interface Seen {
  last: KubeObject | undefined;
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

export interface Table {
  readonly columnDefinitions: readonly { readonly name: string; readonly priority: number }[];
  readonly rows: readonly { readonly cells: readonly unknown[] }[];
}

/** As kubectl prints a Table; `wide` shows the columns of priority 1 as well. */
export function formatTable(table: Table, wide = false): string {
  const shown = table.columnDefinitions.flatMap((column, index) =>
    column.priority === 0 || wide ? [index] : [],
  );
  const lines = [
    shown.map((index) => table.columnDefinitions[index]?.name.toUpperCase() ?? ''),
    ...table.rows.map((row) => shown.map((index) => textOf(row.cells[index]))),
  ];
  const widths = shown.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd((widths[at] ?? 0) + 3))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}

function textOf(cell: unknown): string {
  return typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean'
    ? String(cell)
    : '';
}
