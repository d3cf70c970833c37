import {
  type KubeObject,
  type ObjectClient,
  type ObjectMeta,
  type ResourceDefinition,
} from '#libs/apimachinery';
import { builtinResources } from '#libs/builtin-kinds';
import { ManualClock, silentLogger } from '#libs/process';
import { tokenAuthenticator } from './authentication.js';
import { mastersOnly } from './authorization.js';
import { createLocalClient } from './local-client.js';
import { createMemoryStorage } from './memory-storage.js';
import { ensureNamespaces, namespaceLifecycle } from './namespace-lifecycle.js';
import { createRegistry, type ResourceRegistry } from './registry.js';
import { type ApiResponse } from './request.js';
import { createApiServer, type ApiServer, type ApiServerOptions } from './server.js';
import { type Storage } from './storage.js';

/** An API server over memory, and a client that speaks to handle() as HTTP would. */
export interface Harness {
  readonly server: ApiServer;
  readonly clock: ManualClock;
  readonly storage: Storage;
  readonly registry: ResourceRegistry;
  readonly client: ObjectClient;
  readonly call: (
    method: string,
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  readonly watch: (url: string, headers?: Record<string, string>) => Watcher;
}

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[]>;
  /** Parsed JSON; empty for other answers. */
  readonly body: Body;
  readonly text: string;
}

/** Whatever an answer may hold; specs know which fields are there. */
export interface Body extends KubeObject {
  metadata: ObjectMeta & { continue: string; remainingItemCount?: number };
  items: KubeObject[];
  rows: { cells: unknown[]; object: unknown }[];
  columnDefinitions: unknown[];
  message: string;
  details: { causes: { reason: string; field: string; message: string }[] };
  spec: Record<string, unknown>;
}

export interface WatchLine {
  readonly type: string;
  readonly object: Body;
}

export interface Watcher {
  /** The next event; undefined at the end of the stream. */
  next(): Promise<WatchLine | undefined>;
  take(count: number): Promise<WatchLine[]>;
  stop(): void;
}

const START = Date.parse('2026-11-21T08:00:00Z');
const ADMIN = { authorization: 'Bearer admin' };

export async function createHarness(
  options: Partial<ApiServerOptions> & { readonly rows?: readonly ResourceDefinition[] } = {},
): Promise<Harness> {
  const clock = new ManualClock(START);
  const storage = options.storage ?? createMemoryStorage({ clock });
  const registry = createRegistry(options.rows ?? builtinResources);
  const users = new Map([
    ['admin', { username: 'admin', groups: ['system:masters'] }],
    ['alice', { username: 'alice', groups: [] }],
  ]);
  const server = createApiServer({
    storage,
    registry,
    clock,
    authenticators: [tokenAuthenticator(users)],
    authorizer: mastersOnly,
    admission: [namespaceLifecycle(storage)],
    logger: silentLogger,
    ...options,
  });
  const client = createLocalClient(server.core);
  await ensureNamespaces(client);
  return { server, clock, storage, registry, client, ...callers(server) };
}

function callers(server: ApiServer): Pick<Harness, 'call' | 'watch'> {
  const send = (
    method: string,
    url: string,
    what: { body?: unknown; headers?: Record<string, string>; signal?: AbortSignal },
  ): Promise<ApiResponse> => {
    const [path = '', query = ''] = url.split('?');
    return server.handle({
      method,
      path,
      query: new URLSearchParams(query),
      headers: { ...ADMIN, ...what.headers },
      body: bytesOf(what.body),
      signal: what.signal ?? new AbortController().signal,
    });
  };
  return {
    async call(method, url, body, headers = {}) {
      const response = await send(method, url, { body, headers });
      if (!('body' in response)) throw new Error('the answer is a watch');
      const text = typeof response.body === 'string' ? response.body : Buffer.from(response.body).toString();
      const isJson = String(response.headers['content-type']).startsWith('application/json');
      return {
        status: response.status,
        headers: response.headers,
        body: (isJson && text !== '' ? JSON.parse(text) : {}) as Body,
        text,
      };
    },
    watch(url, headers = {}) {
      const stop = new AbortController();
      return watcher(send('GET', url, { headers, signal: stop.signal }), stop);
    },
  };
}

function bytesOf(body: unknown): Uint8Array {
  if (body === undefined) return new Uint8Array();
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function watcher(response: Promise<ApiResponse>, stop: AbortController): Watcher {
  let lines: string[] = [];
  let reader: AsyncIterator<string> | undefined;
  const next = async (): Promise<WatchLine | undefined> => {
    if (!reader) {
      const answer = await response;
      if (!('stream' in answer)) throw new Error(`no watch: ${String(answer.body)}`);
      reader = answer.stream[Symbol.asyncIterator]();
    }
    while (lines.length === 0) {
      const chunk = await reader.next();
      if (chunk.done) return undefined;
      lines = chunk.value.split('\n').filter((line) => line !== '');
    }
    return JSON.parse(lines.shift() ?? '') as WatchLine;
  };
  return {
    next,
    async take(count) {
      const found: WatchLine[] = [];
      while (found.length < count) {
        const line = await next();
        if (!line) break;
        found.push(line);
      }
      return found;
    },
    stop: () => {
      stop.abort();
    },
  };
}

export function configMap(name: string, more: Partial<KubeObject> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: '1' }, ...more };
}

/** A valid ReplicaSet of one container; the status is the client's wishful thinking. */
export function replicaSet(name: string, spec: Record<string, unknown> = {}): KubeObject {
  const template = {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: 'c', image: 'nginx:1.25', ports: [{ containerPort: 80 }] }] },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name },
    spec: { selector: { matchLabels: { app: name } }, template, ...spec },
    status: { replicas: 7 },
  };
}
