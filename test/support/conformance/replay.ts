import {
  createApiServer,
  createMemoryStorage,
  createRegistry,
  mastersOnly,
  namespaceLifecycle,
  type ApiRequest,
  type ApiResponse,
  type ApiServer,
  type ResourceRegistry,
  type Storage,
} from '#libs/apiserver';
import {
  formatApiVersion,
  type KubeObject,
  type ObjectKey,
  type ResourceDefinition,
} from '#libs/apimachinery';
import { ManualClock, silentLogger } from '#libs/process';
import { type Observations } from './observations.js';
import { bodyOf, eventsOf, isRecord, type RecordedRequest, type Recording } from './recordings.js';
import { seedsOf, type Seeds, targetOf, whole } from './seeds.js';

/** What our server answered to a recorded request. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** Parsed JSON, the text of anything else, or `{__stream: [...]}` of a watch as the recorder writes it. */
  readonly body: unknown;
  readonly seeds: Seeds;
}

/** A request that cannot be replayed, and why. */
export interface Skipped {
  readonly skipped: string;
}

/** Bounds a watch that does not say what it should. */
const EVENT_LIMIT_MS = 5_000;

/** Replays recorded requests one by one, each against a fresh server that holds what the real one held then. */
export class Replay {
  readonly registry: ResourceRegistry;
  private documents: ApiServer | undefined;

  constructor(
    rows: readonly ResourceDefinition[],
    private readonly observations: Observations,
  ) {
    this.registry = createRegistry(rows);
  }

  async run(recording: Recording, index: number): Promise<Answer | Skipped> {
    const request = recording.requests[index];
    const seeds = request && seedsOf(this.observations, recording, index);
    if (!seeds) return { skipped: 'the recordings do not show what was there before' };
    if (!targetOf(request.path)) return { ...(await this.document(request)), seeds };
    const body = bodyOf(recording, request);
    if (!body) return { skipped: 'the recorder cut the body of the request' };
    const clock = new ManualClock(Date.parse(request.resHeaders?.['date'] ?? '2026-11-21T04:34:27Z'));
    const storage = createMemoryStorage({ clock });
    const versions = await this.seed(storage, seeds.objects);
    if (!versions) return { skipped: 'what was there before is not in the version that is stored' };
    const current = await storage.currentResourceVersion({ group: '', resource: 'configmaps' });
    const server = this.server(storage, clock);
    const sent = requestOf(request, withOurVersions(body, versions), current);
    const response = await answered(server, sent, request.status);
    if ('body' in response) return { ...plain(response), seeds };
    const events = await this.follow(storage, response.stream, eventsOf(request.resBody) ?? [], versions);
    return { status: response.status, headers: response.headers, body: { __stream: events }, seeds };
  }

  /** Discovery, OpenAPI and the like: made once, because it is much to make. */
  private async document(request: RecordedRequest): Promise<Omit<Answer, 'seeds'>> {
    if (!this.documents) {
      const clock = new ManualClock(Date.parse('2026-11-21T04:34:27Z'));
      this.documents = this.server(createMemoryStorage({ clock }), clock);
    }
    const sent = requestOf(request, new Uint8Array(), '');
    const response = await answered(this.documents, sent, request.status);
    if (!('body' in response)) throw new Error(`${request.path} answered with a watch`);
    return plain(response);
  }

  private server(storage: Storage, clock: ManualClock): ApiServer {
    return createApiServer({
      storage,
      registry: this.registry,
      clock,
      logger: silentLogger,
      authenticators: [() => ({ username: 'admin', groups: ['system:masters', 'system:authenticated'] })],
      authorizer: mastersOnly,
      admission: [namespaceLifecycle(storage)],
    });
  }

  /** Recorded versions by ours; undefined for objects that are not in the stored version. */
  private async seed(
    storage: Storage,
    objects: readonly KubeObject[],
  ): Promise<Map<string, string> | undefined> {
    const versions = new Map<string, string>();
    for (const object of objects) {
      const key = this.keyOf(object);
      if (!key) return undefined;
      const { resourceVersion = '' } = object.metadata;
      const stored = await storage.write({ type: 'create', key, object: withoutNulls(object) });
      versions.set(resourceVersion, stored.metadata.resourceVersion ?? '');
    }
    return versions;
  }

  private keyOf(object: KubeObject): ObjectKey | undefined {
    const [version = '', group = ''] = object.apiVersion.split('/').reverse();
    const row = this.registry.byKind(group, version, object.kind)?.definition;
    if (!row || formatApiVersion(row.versions[0]) !== object.apiVersion) return undefined;
    const { name = '', namespace = '' } = object.metadata;
    return { ...row.storage, namespace, name };
  }

  /** Makes the recorded changes happen, one after the other, and takes what the watch says of each. */
  private async follow(
    storage: Storage,
    stream: AsyncIterable<string>,
    recorded: readonly { type: string; object: KubeObject }[],
    versions: ReadonlyMap<string, string>,
  ): Promise<unknown[]> {
    const events: unknown[] = [];
    const reader = stream[Symbol.asyncIterator]();
    for (const { type, object } of recorded) {
      const shown = isRecord(object['rows']?.[0 as never]) ? rowObject(object) : object;
      const state = whole(this.observations, shown);
      if (!state) break;
      const initial = versions.has(state.metadata.resourceVersion ?? '');
      const pending = reader.next();
      if (!initial && !(await this.change(storage, type, state))) break;
      const next = await Promise.race([pending, limit()]);
      if (next.done) break;
      events.push(
        ...next.value
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as unknown),
      );
    }
    return events;
  }

  /** False: the object to be changed is none that was set up. */
  private async change(storage: Storage, type: string, state: KubeObject): Promise<boolean> {
    const key = this.keyOf(state);
    if (!key) return false;
    const object = withoutNulls(state);
    if (type === 'ADDED') {
      await storage.write({ type: 'create', key, object });
      return true;
    }
    const live = await storage.get(key);
    if (!live) return false;
    const expected = {
      uid: live.metadata.uid ?? '',
      resourceVersion: live.metadata.resourceVersion ?? '',
    };
    await storage.write({ type: type === 'DELETED' ? 'delete' : 'update', key, object, expected });
    return true;
  }
}

/** Our server never stores `creationTimestamp: null` in a template, as the recorded one does. */
function withoutNulls<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, item: unknown) => (item === null ? undefined : item)) as T;
}

function rowObject(table: KubeObject): KubeObject {
  return (table['rows'] as { object: KubeObject }[])[0]?.object ?? table;
}

function limit(): Promise<IteratorResult<string>> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ done: true, value: undefined }), EVENT_LIMIT_MS);
    timer.unref();
  });
}

/** Who asks again for what did not change asks with our ETag, not with the recorded one. */
async function answered(server: ApiServer, sent: ApiRequest, status: number): Promise<ApiResponse> {
  if (status !== 304) return server.handle(sent);
  const { 'if-none-match': _, 'if-modified-since': __, ...headers } = sent.headers;
  const first = await server.handle({ ...sent, headers });
  return server.handle({ ...sent, headers: { ...headers, 'if-none-match': String(first.headers['etag']) } });
}

function plain({ status, headers, body }: Extract<ApiResponse, { body: unknown }>): Omit<Answer, 'seeds'> {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('latin1');
  const json = String(headers['content-type']).startsWith('application/json');
  return { status, headers, body: json && text !== '' ? (JSON.parse(text) as unknown) : text };
}

function requestOf(request: RecordedRequest, body: Uint8Array, current: string): ApiRequest {
  const [path = '', search = ''] = request.path.split('?');
  const query = new URLSearchParams(search);
  // Of a document that was made there.
  query.delete('hash');
  const version = query.get('resourceVersion');
  if (version !== null && version !== '0') query.set('resourceVersion', current);
  return {
    method: request.method,
    path,
    query,
    headers: request.reqHeaders,
    body,
    signal: new AbortController().signal,
  };
}

/** A client that read a version sends it back: in an object, in a patch, or as the value of a JSON patch. */
function withOurVersions(body: Uint8Array, versions: ReadonlyMap<string, string>): Uint8Array {
  let text = Buffer.from(body).toString('latin1');
  if (!/^\s*[[{]/.test(text)) return body;
  for (const [recorded, ours] of versions)
    if (recorded !== '')
      text = text
        .replace(new RegExp(`("resourceVersion": ?)"${recorded}"`, 'g'), `$1"${ours}"`)
        .replace(
          new RegExp(`("path": ?"/metadata/resourceVersion", ?"value": ?)"${recorded}"`, 'g'),
          `$1"${ours}"`,
        );
  return Buffer.from(text, 'latin1');
}
