import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Agent, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';
import { HttpMemberCluster } from './http-member-cluster.js';
import { DEFAULT_MEMBER_TIMEOUTS, type MemberTimeouts } from './limits.js';
import { type MemberEvent, type MemberResource } from './member-cluster.js';

const configMaps: MemberResource = {
  group: '',
  version: 'v1',
  resource: 'configmaps',
  kind: 'ConfigMap',
  namespaced: true,
};

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const servers: Server[] = [];
/** Set: the way that kubeconfigs with a proxy take. */
let agent: Agent | undefined;
const sockets = new Set<Socket>();

async function member(
  handler: Handler,
  timeouts: Partial<MemberTimeouts> = {},
): Promise<{ member: HttpMemberCluster; seen: string[] }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method ?? ''} ${request.url ?? ''}`);
    handler(request, response);
  });
  server.on('connection', (socket) => sockets.add(socket));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const access = {
    server: `http://127.0.0.1:${port}`,
    credentials: () =>
      Promise.resolve({
        headers: { authorization: 'Bearer t' },
        tls: { rejectUnauthorized: true },
        ...(agent ? { agent } : {}),
      }),
  };
  return { member: new HttpMemberCluster(access, { ...DEFAULT_MEMBER_TIMEOUTS, ...timeouts }), seen };
}

afterEach(() => {
  agent?.destroy();
  for (const server of servers.splice(0)) server.close();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
});

function json(
  response: ServerResponse,
  code: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(code, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

function status(response: ServerResponse, code: number, reason: string, more: object = {}): void {
  json(response, code, {
    kind: 'Status',
    apiVersion: 'v1',
    code,
    reason,
    message: `${reason} it is`,
    ...more,
  });
}

const WAYS: [string, () => Agent | undefined][] = [
  ['over a pool', () => undefined],
  ['through an agent', () => new Agent({ keepAlive: true })],
];

describe.each(WAYS)('HttpMemberCluster %s', (_way, newAgent) => {
  beforeEach(() => void (agent = newAgent()));

  it('applies server-side, with manager and force', async () => {
    const { member: cluster, seen } = await member((request, response) => {
      expect(request.headers['content-type']).toBe('application/apply-patch+yaml');
      expect(request.headers.authorization).toBe('Bearer t');
      json(response, 201, { kind: 'ConfigMap', metadata: { name: 'a', uid: 'u' } });
    });
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'x y' } };
    const answer = await cluster.apply(configMaps, object, { fieldManager: 'meridian', force: true });
    expect(answer.metadata.uid).toBe('u');
    expect(seen).toEqual(['PATCH /api/v1/namespaces/x%20y/configmaps/a?fieldManager=meridian&force=true']);
  });

  it.each([
    [403, 'Forbidden', 'Forbidden'],
    [409, 'AlreadyExists', 'AlreadyExists'],
    [422, 'Invalid', 'Invalid'],
    [500, 'SomethingNew', 'InternalError'],
    [418, 'Teapot', 'BadRequest'],
  ])('tells a %s with reason %s as %s', async (code, reason, expected) => {
    const { member: cluster } = await member((_request, response) => status(response, code, reason));
    await expect(cluster.get(configMaps, 'd', 'a')).rejects.toMatchObject({
      name: 'StatusError',
      reason: expected,
      message: `${reason} it is`,
    });
  });

  it('tells an absent object from an absent API', async () => {
    const { member: cluster } = await member((request, response) => {
      if (request.url?.endsWith('/a')) status(response, 404, 'NotFound', { details: { name: 'a' } });
      else response.writeHead(404).end('404 page not found');
    });
    expect(await cluster.get(configMaps, 'd', 'a')).toBeUndefined();
    await expect(cluster.get(configMaps, 'd', 'b')).rejects.toMatchObject({ reason: 'NotFound' });
  });

  it('waits as Retry-After says, and not longer than the call may take', async () => {
    let calls = 0;
    const { member: cluster } = await member(
      (_request, response) => {
        calls++;
        if (calls === 1) status(response, 429, 'TooManyRequests', {});
        else if (calls === 2) json(response, 429, {}, { 'retry-after': '0' });
        else if (calls === 3) json(response, 503, {}, { 'retry-after': '9' });
        else json(response, 200, { kind: 'ConfigMap', metadata: { name: 'a' } });
      },
      { requestMs: 5_000 },
    );
    // Without the header: not repeated. With 0: repeated at once. With more than the time left: an error that says so.
    await expect(cluster.get(configMaps, 'd', 'a')).rejects.toMatchObject({ reason: 'TooManyRequests' });
    await expect(cluster.get(configMaps, 'd', 'a')).rejects.toMatchObject({
      reason: 'ServiceUnavailable',
      details: { retryAfterSeconds: 9 },
    });
    expect(calls).toBe(3);
  });

  it('gives up on a server that does not answer', async () => {
    const { member: cluster } = await member(() => undefined, { requestMs: 50, readyMs: 50 });
    await expect(cluster.get(configMaps, 'd', 'a')).rejects.toMatchObject({ reason: 'Timeout' });
    await expect(cluster.ready()).rejects.toMatchObject({ reason: 'Timeout' });
  });

  it('keeps its sockets to a server that is slow with one call and answers others meanwhile', async () => {
    const { member: cluster, seen } = await member(
      (request, response) => {
        if (request.url !== '/readyz')
          json(response, 200, { kind: 'ConfigMap', metadata: { name: 'a', uid: 'u' } });
      },
      { readyMs: 1_500 },
    );
    const slow = expect(cluster.ready()).rejects.toMatchObject({ reason: 'Timeout' });
    while (seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await cluster.get(configMaps, 'd', 'a');
    await slow;
    await cluster.get(configMaps, 'd', 'a');
    // A pool puts a new socket in the place of the one that was given up, even while another is idle.
    expect(sockets.size).toBe(agent ? 2 : 3);
  });

  it('tells a server that is not there', async () => {
    const { member: cluster } = await member(() => undefined);
    servers[0]!.close();
    await expect(cluster.version()).rejects.toMatchObject({ reason: 'ServiceUnavailable' });
  });

  it('asks again when an idle connection turns out to be dead', async () => {
    let calls = 0;
    const { member: cluster } = await member((request, response) => {
      calls++;
      if (calls === 2) request.socket.resetAndDestroy();
      else json(response, 200, { gitVersion: `v${calls}` });
    });
    await cluster.version();
    expect(await cluster.version()).toEqual({ gitVersion: 'v3' });
  });

  it.each([
    ['no /readyz, /healthz well', 404, 200, true],
    ['no permission to look', 403, 500, true],
    ['not ready', 503, 200, false],
    ['no /readyz, /healthz ill', 404, 500, false],
  ])('%s: ready is %s/%s', async (_name, readyz, healthz, ready) => {
    const { member: cluster } = await member((request, response) => {
      response.writeHead(request.url === '/readyz' ? readyz : healthz).end('x');
    });
    expect(
      await cluster.ready().then(
        () => true,
        () => false,
      ),
    ).toBe(ready);
  });

  it('finds how a kind is served, once', async () => {
    const { member: cluster, seen } = await member((request, response) => {
      if (request.url !== '/apis/apps/v1') response.writeHead(404).end('404 page not found');
      else
        json(response, 200, {
          resources: [
            { name: 'deployments/scale', kind: 'Scale', namespaced: true },
            { name: 'deployments', kind: 'Deployment', namespaced: true },
          ],
        });
    });
    const found = await Promise.all([1, 2].map(() => cluster.resolve('apps/v1', 'Deployment')));
    expect(found[0]).toEqual({
      group: 'apps',
      version: 'v1',
      resource: 'deployments',
      kind: 'Deployment',
      namespaced: true,
    });
    // An unknown kind, and an unknown group, are not asked for again within a second.
    for (const apiVersion of ['apps/v1', 'apps/v1', 'x/v1', 'x/v1'])
      await expect(cluster.resolve(apiVersion, 'Scale')).rejects.toMatchObject({ reason: 'NotFound' });
    expect(seen).toEqual(['GET /apis/apps/v1', 'GET /apis/x/v1']);
  });

  it('lists page by page', async () => {
    const { member: cluster, seen } = await member((request, response) => {
      const second = request.url?.includes('continue=more');
      json(response, 200, {
        metadata: second ? { resourceVersion: '7' } : { resourceVersion: '7', continue: 'more' },
        items: [{ metadata: { name: second ? 'b' : 'a' } }],
      });
    });
    const list = await cluster.list(configMaps, { labelSelector: 'a=b' });
    expect(list.items.map((item) => item.metadata.name)).toEqual(['a', 'b']);
    expect(list.resourceVersion).toBe('7');
    expect(seen).toEqual([
      'GET /api/v1/configmaps?labelSelector=a%3Db&limit=500',
      'GET /api/v1/configmaps?labelSelector=a%3Db&limit=500&continue=more',
    ]);
  });
});

describe.each(WAYS)('HttpMemberCluster.watch %s', (_way, newAgent) => {
  beforeEach(() => void (agent = newAgent()));

  const line = (type: string, name: string): string =>
    `${JSON.stringify({ type, object: { metadata: { name } } })}\n`;

  async function collect(
    cluster: HttpMemberCluster,
    signal = new AbortController().signal,
  ): Promise<MemberEvent[]> {
    const events: MemberEvent[] = [];
    for await (const event of cluster.watch(configMaps, { resourceVersion: '5' }, signal)) events.push(event);
    return events;
  }

  it('puts events together that are cut anywhere, bookmarks included', async () => {
    const text = Buffer.from(line('ADDED', 'ä') + line('BOOKMARK', '') + line('DELETED', 'b'));
    const { member: cluster, seen } = await member((_request, response) => {
      response.writeHead(200);
      void (async () => {
        for (const byte of text) await new Promise((resolve) => response.write(Buffer.of(byte), resolve));
        response.end();
      })();
    });
    const events = await collect(cluster);
    expect(events.map(({ type, object }) => [type, object.metadata.name])).toEqual([
      ['ADDED', 'ä'],
      ['BOOKMARK', ''],
      ['DELETED', 'b'],
    ]);
    expect(seen[0]).toContain('watch=true&allowWatchBookmarks=true&resourceVersion=5&timeoutSeconds=');
  });

  it.each<[string, Handler]>([
    ['as an answer', (_request, response) => status(response, 410, 'Expired')],
    [
      'as an event',
      (_request, response) => {
        response.writeHead(200);
        const object = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' };
        response.end(`${JSON.stringify({ type: 'ERROR', object })}\n`);
      },
    ],
  ])('throws Expired that comes %s', async (_name, handler) => {
    const { member: cluster } = await member(handler);
    await expect(collect(cluster)).rejects.toMatchObject({ reason: 'Expired' });
  });

  it('ends by itself when nothing comes', async () => {
    const { member: cluster } = await member(
      (_request, response) => {
        response.writeHead(200);
        response.write(line('ADDED', 'a'));
      },
      { watchIdleMs: 50 },
    );
    expect((await collect(cluster)).length).toBe(1);
  });

  it('ends quietly when it is aborted', async () => {
    const stop = new AbortController();
    const { member: cluster } = await member((_request, response) => {
      response.writeHead(200);
      response.write(line('ADDED', 'a'), () => stop.abort());
    });
    await collect(cluster, stop.signal);
    expect(stop.signal.aborted).toBe(true);
  });

  it('throws when the stream breaks', async () => {
    const { member: cluster } = await member((request, response) => {
      response.writeHead(200);
      response.write(line('ADDED', 'a'), () => request.socket.resetAndDestroy());
    });
    await expect(collect(cluster)).rejects.toMatchObject({ reason: 'ServiceUnavailable' });
  });
});
