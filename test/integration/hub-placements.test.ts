import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { closeServer, createHttpsServer, listen, type ApiResponse } from '#libs/apiserver';
import { type ManualClock } from '#libs/process';
import { type MemoryBroker } from '#libs/transport';
import { CLUSTERS } from '../../apps/hub/src/wiring/controllers.js';
import { makeCredentials } from '../../apps/simulator/src/access/credentials.js';
import { kubeconfigOf } from '../../apps/simulator/src/access/kubeconfig.js';
import { configMap, HubBench, replicaSet, soon } from '../support/hub-bench.js';
import { describeWithKubectl, Kubectl } from '../support/kubectl.js';
import { closeFederation, openFederation } from '../support/hub-federation.js';
import { startTestPostgres, type TestPostgres } from '../support/postgres.js';
import { type ScriptedAgent } from '../support/scripted-agent.js';
import { tempDir } from '../support/temp-dir.js';

/** Placements as clients of the hub see them: over HTTP requests, on a real database. */

jest.setTimeout(60_000);

const CONFIGMAPS = { group: '', resource: 'configmaps' };
const REPLICASETS = { group: 'apps', resource: 'replicasets' };
const API = '/apis/federation.meridian.dev/v1alpha1';
const IN_DEFAULT = `${API}/namespaces/default/placements`;
const NAMES = ['a', 'b', 'c'];

let postgres: TestPostgres;
let databaseUrl: string;
let clock: ManualClock;
let broker: MemoryBroker;
let hub: HubBench;
let agents: Record<string, ScriptedAgent>;

beforeAll(async () => {
  postgres = await startTestPostgres();
});

afterAll(() => postgres.stop());

beforeEach(async () => {
  databaseUrl = await postgres.createDatabase();
  ({ clock, broker, hub, agents } = await openFederation(databaseUrl, NAMES));
});

afterEach(() => closeFederation({ hub, agents }));

interface Answer {
  readonly status: number;
  readonly body: Body;
}

interface Body {
  readonly kind: string;
  readonly message: string;
  readonly metadata: { readonly continue?: string; readonly resourceVersion: string };
  readonly items: readonly Placement[];
  readonly rows: readonly { readonly cells: readonly unknown[] }[];
  readonly columnDefinitions: readonly { readonly name: string; readonly priority: number }[];
  readonly resources: readonly { readonly name: string; readonly kind: string; readonly verbs: string[] }[];
}

interface Entry {
  readonly name: string;
  readonly state: string;
  readonly current: boolean;
  readonly [field: string]: unknown;
}

interface Placement extends KubeObject {
  readonly spec: { readonly target: Record<string, unknown> };
  readonly status: { readonly clusters: readonly Entry[]; readonly [field: string]: unknown };
}

function request(
  method: string,
  url: string,
  more: { accept?: string; signal?: AbortSignal; to?: HubBench },
): Promise<ApiResponse> {
  const [path = '', query = ''] = url.split('?');
  return (more.to ?? hub).server.handle({
    method,
    path,
    query: new URLSearchParams(query),
    headers: { accept: more.accept ?? 'application/json', 'content-type': 'application/json' },
    body: Buffer.from(method === 'GET' ? '' : '{}'),
    clientCertificate: { commonName: 'admin', organizations: ['system:masters'] },
    signal: more.signal ?? new AbortController().signal,
  });
}

async function call(method: string, url: string, accept?: string): Promise<Answer> {
  const answer = await request(method, url, accept === undefined ? {} : { accept });
  if (!('body' in answer)) throw new Error('the answer is a watch');
  return { status: answer.status, body: JSON.parse(String(answer.body)) as Body };
}

async function placementOf(name: string): Promise<Placement | undefined> {
  const { status, body } = await call('GET', `${IN_DEFAULT}/${encodeURIComponent(name)}`);
  return status === 200 ? (body as unknown as Placement) : undefined;
}

const until = <T>(what: string, probe: () => Promise<T | undefined | false>): Promise<T> =>
  soon(clock, what, probe);

function untilPlaced(name: string, fits: (placement: Placement) => boolean): Promise<Placement> {
  return until(`the placement ${name} fits`, async () => {
    const placement = await placementOf(name);
    return placement && fits(placement) && placement;
  });
}

const states = ({ status }: Placement): string[] =>
  status.clusters.map(({ name, state }) => `${name} ${state}`);
const isReady = ({ status }: Placement): boolean =>
  status['readyClusters'] === NAMES.length && status['placedClusters'] === NAMES.length;

interface Line {
  readonly type: string;
  readonly object: Placement;
}

/** A watch whose lines gather while the test goes on. */
function watch(
  url: string,
  to: HubBench = hub,
): { readonly lines: Line[]; readonly stop: () => Promise<void> } {
  const stop = new AbortController();
  const lines: Line[] = [];
  const running = (async () => {
    const answer = await request('GET', url, { signal: stop.signal, to });
    if (!('stream' in answer)) throw new Error(String(answer.body));
    for await (const chunk of answer.stream)
      for (const line of chunk.split('\n')) if (line !== '') lines.push(JSON.parse(line) as Line);
  })();
  return {
    lines,
    stop: async () => {
      stop.abort();
      await running;
    },
  };
}

function restOf(name: string): Promise<unknown> {
  return hub.client.delete({ ...CONFIGMAPS, namespace: 'default', name });
}

describe('a placement', () => {
  it('says where an object is, how many replicas, why, and what became of it', async () => {
    const created = await hub.client.create(REPLICASETS, replicaSet('web', 7));
    const placement = await untilPlaced('web:replicasets.apps', isReady);
    expect(placement).toMatchObject({
      apiVersion: 'federation.meridian.dev/v1alpha1',
      kind: 'Placement',
      metadata: {
        name: 'web:replicasets.apps',
        namespace: 'default',
        creationTimestamp: created.metadata.creationTimestamp,
        uid: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      },
      spec: {
        target: {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          namespace: 'default',
          name: 'web',
          uid: created.metadata.uid,
        },
      },
      status: { desiredReplicas: 7, placedReplicas: 7, unplacedReplicas: 0 },
    });
    expect(placement.status.clusters.map(({ replicas }) => replicas).sort()).toEqual([2, 2, 3]);
    expect(placement.status.clusters[0]).toMatchObject({
      name: 'a',
      state: 'Applied',
      current: true,
      reason: expect.stringContaining('an even share'),
      generation: expect.any(Number),
      asOf: expect.stringMatching(/^2026-11-21T08:0/),
      status: { readyReplicas: expect.any(Number), observedGeneration: 1 },
    });
  });

  it('is the same as the subresource of the object, which discovery names', async () => {
    await hub.client.create(REPLICASETS, replicaSet('web', 3));
    const placement = await untilPlaced('web:replicasets.apps', isReady);
    const { resourceVersion: _, ...metadata } = placement.metadata;
    const { body } = await call('GET', '/apis/apps/v1/namespaces/default/replicasets/web/placement');
    expect(body).toEqual({ ...placement, metadata });
    const listed = await call('GET', '/apis/apps/v1');
    expect(listed.body.resources.find(({ name }) => name === 'replicasets/placement')).toMatchObject({
      kind: 'Placement',
      verbs: ['create', 'get'],
    });
    expect((await call('PUT', '/apis/apps/v1/namespaces/default/replicasets/web/placement')).status).toBe(
      405,
    );
    expect(
      (await call('GET', '/apis/coordination.k8s.io/v1/namespaces/default/leases/web/placement')).status,
    ).toBe(404);
  });

  it.each([
    ['POST', IN_DEFAULT],
    ['PUT', `${IN_DEFAULT}/cm:configmaps`],
    ['PATCH', `${IN_DEFAULT}/cm:configmaps`],
    ['DELETE', `${IN_DEFAULT}/cm:configmaps`],
    ['DELETE', IN_DEFAULT],
  ])('cannot be written: %s', async (method, url) => {
    await hub.client.create(CONFIGMAPS, configMap('cm'));
    expect(await call(method, url)).toMatchObject({
      status: 405,
      body: { kind: 'Status', reason: 'MethodNotAllowed' },
    });
  });

  it('tells kinds of one name apart, and where cluster-scoped ones are', async () => {
    await hub.client.create(CONFIGMAPS, configMap('web'));
    await hub.client.create(REPLICASETS, replicaSet('web', 1));
    const { body } = await call('GET', IN_DEFAULT);
    const names = body.items.map(({ metadata }) => metadata.name);
    expect(names).toEqual(['default:namespaces', 'web:configmaps', 'web:replicasets.apps']);
    expect(new Set(body.items.map(({ metadata }) => metadata.uid)).size).toBe(names.length);
    expect(await placementOf('web:services')).toBeUndefined();
    expect(await placementOf('web')).toBeUndefined();
    expect((await call('GET', `${API}/namespaces/other/placements/default:namespaces`)).status).toBe(404);
  });

  it('says what failed, what is excluded and why, and what has no place', async () => {
    agents['b']!.refusal = { state: 'Failed', reason: 'Forbidden', message: 'no rights' };
    await hub.client.modify({ ...CLUSTERS, namespace: '', name: 'c' }, (current) => ({
      ...current,
      spec: { state: 'cordoned' },
    }));
    const preferences = { rebalance: true, clusters: { '*': { weight: 1, maxReplicas: 2 } } };
    await hub.client.create(
      REPLICASETS,
      replicaSet('web', 7, {
        'federation.kubernetes.io/replica-set-preferences': JSON.stringify(preferences),
      }),
    );
    const placement = await untilPlaced('web:replicasets.apps', (one) => states(one).includes('b Failed'));
    expect(placement.status).toMatchObject({
      desiredReplicas: 7,
      placedReplicas: 4,
      unplacedReplicas: 3,
      excluded: [{ reason: 'cordoned: it takes nothing new', count: 1, clusters: ['c'] }],
      problems: [{ reason: 'ReplicasUnplaced', message: expect.stringMatching(/^3 of 7 /) }],
    });
    expect(placement.status.clusters[1]).toMatchObject({
      failure: { reason: 'Forbidden', message: 'no rights' },
      current: false,
    });
  });

  it('tells what a silent cluster said last and since when it is silent, and what it owes afterwards', async () => {
    await hub.client.create(CONFIGMAPS, configMap('cm'));
    await untilPlaced('cm:configmaps', isReady);
    broker.partition('c', true);
    const heard = '2026-11-21T09:00:00Z';
    await hub.setHealth('c', 'Offline', heard);
    const silent = await untilPlaced(
      'cm:configmaps',
      ({ status }) => status.clusters[2]?.['health'] === 'Offline',
    );
    expect(silent.status.clusters[2]).toMatchObject({ state: 'Applied', asOf: heard });
    await restOf('cm');
    await until('the object is gone', async () => {
      const key = { ...CONFIGMAPS, namespace: 'default', name: 'cm' };
      return (await hub.client.get(key)) === undefined;
    });
    const owed = await untilPlaced('cm:configmaps', (one) => states(one).join() === 'c Owed');
    expect(owed.status).toMatchObject({ placedClusters: 0, readyClusters: 0 });
    expect((await call('GET', IN_DEFAULT)).body.items.map(({ metadata }) => metadata.name)).toContain(
      'cm:configmaps',
    );
    broker.partition('c', false);
    await until('the debt is paid', async () => (await placementOf('cm:configmaps')) === undefined);
  });
});

describe('lists', () => {
  it('go page by page over all kinds, debts among them, and each comes once', async () => {
    for (let i = 0; i < 7; i++) {
      await hub.client.create(CONFIGMAPS, configMap(`cm-${i}`));
      await hub.client.create(REPLICASETS, replicaSet(`rs-${i}`, 1));
    }
    await until('all are placed', async () => {
      const { items } = (await call('GET', IN_DEFAULT)).body;
      return items.every(({ status }) => Number(status['placedClusters']) > 0);
    });
    broker.partition('c', true);
    await hub.setHealth('c', 'Offline');
    for (const name of ['cm-0', 'cm-3', 'cm-6']) await restOf(name);
    await until('three are owed', async () => (await hub.client.list(CONFIGMAPS)).items.length === 4);
    const whole = (await call('GET', `${API}/placements`)).body.items.map(({ metadata }) => metadata.name);
    for (const limit of [1, 2, 3, 5, 100]) {
      const names: unknown[] = [];
      let token = '';
      do {
        const { body } = await call('GET', `${API}/placements?limit=${limit}&continue=${token}`);
        expect(body.items.length).toBeLessThanOrEqual(limit);
        names.push(...body.items.map(({ metadata }) => metadata.name));
        token = body.metadata.continue ?? '';
      } while (token !== '');
      expect(names).toEqual(whole);
    }
    expect(new Set(whole).size).toBe(whole.length);
    expect(whole.filter((name) => name?.endsWith(':configmaps'))).toHaveLength(7);
  });

  it('take the selectors of any list', async () => {
    const labelled = configMap('cm');
    await hub.client.create(CONFIGMAPS, {
      ...labelled,
      metadata: { ...labelled.metadata, labels: { app: 'x' } },
    });
    await hub.client.create(REPLICASETS, replicaSet('web', 1));
    const names = async (query: string): Promise<unknown[]> =>
      (await call('GET', `${API}/placements?${query}`)).body.items.map(({ metadata }) => metadata.name);
    expect(await names('labelSelector=app%3Dx')).toEqual(['cm:configmaps']);
    expect(await names('fieldSelector=spec.target.kind%3DReplicaSet')).toEqual(['web:replicasets.apps']);
    expect(await names('fieldSelector=metadata.name%3Dcm:configmaps')).toEqual(['cm:configmaps']);
    expect(await names('fieldSelector=metadata.namespace%3Dnowhere')).toEqual([]);
  });

  it('are tables for people', async () => {
    await hub.client.create(REPLICASETS, replicaSet('web', 6));
    await hub.client.create(CONFIGMAPS, configMap('cm'));
    await untilPlaced('web:replicasets.apps', isReady);
    await untilPlaced('cm:configmaps', isReady);
    const { body } = await call('GET', IN_DEFAULT, 'application/json;as=Table;v=v1;g=meta.k8s.io');
    expect(body.columnDefinitions.map(({ name }) => name)).toEqual([
      'Name',
      'Kind',
      'Clusters',
      'Placed',
      'Ready',
      'Age',
      'Policy',
      'State',
      'Reasons',
    ]);
    const rows = new Map(body.rows.map(({ cells }) => [cells[0], cells.slice(1)]));
    expect(rows.get('web:replicasets.apps')).toEqual([
      'ReplicaSet',
      3,
      '6/6',
      '3/3',
      expect.any(String),
      '',
      '3 Applied',
      '3 gets 2: an even share',
    ]);
    expect(rows.get('cm:configmaps')?.slice(0, 4)).toEqual(['ConfigMap', 3, '<all>', '3/3']);
  });
});

describe('a watch', () => {
  it('tells what comes, changes and goes, and nothing else', async () => {
    await hub.client.create(CONFIGMAPS, configMap('cm'));
    await untilPlaced('cm:configmaps', isReady);
    await untilPlaced('default:namespaces', isReady);
    await hub.loop.idle();
    const { body } = await call('GET', IN_DEFAULT);
    const { lines, stop } = watch(`${IN_DEFAULT}?watch=1&resourceVersion=${body.metadata.resourceVersion}`);
    // Looked at again, and nothing has changed.
    for (const agent of Object.values(agents)) await agent.reportAll();
    await hub.client.create(REPLICASETS, replicaSet('web', 3));
    await until('it is ready', () =>
      Promise.resolve(
        lines.some(({ object }) => object.metadata.name?.startsWith('web:') && isReady(object)),
      ),
    );
    await hub.client.delete({ ...REPLICASETS, namespace: 'default', name: 'web' });
    await until('it is gone', () => Promise.resolve(lines.some(({ type }) => type === 'DELETED')));
    await stop();
    expect(lines[0]).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'web:replicasets.apps' } } });
    expect(new Set(lines.map(({ object }) => object.metadata.name))).toEqual(
      new Set(['web:replicasets.apps']),
    );
    expect(lines.filter(({ type }) => type === 'ADDED')).toHaveLength(1);
    expect(lines.at(-1)?.type).toBe('DELETED');
    const versions = lines.map(({ object }) => Number(object.metadata.resourceVersion));
    expect(versions).toEqual([...versions].sort((x, y) => x - y));
  });

  it('without a version begins with everything there is', async () => {
    await hub.client.create(CONFIGMAPS, configMap('cm'));
    await untilPlaced('cm:configmaps', isReady);
    const { lines, stop } = watch(`${IN_DEFAULT}?watch=1`);
    await until('both are told', () => Promise.resolve(lines.length >= 2));
    await stop();
    expect(lines.slice(0, 2).map(({ type, object }) => [type, object.metadata.name])).toEqual([
      ['ADDED', 'default:namespaces'],
      ['ADDED', 'cm:configmaps'],
    ]);
  });

  it('from a version of another hub begins anew, and that hub hears what this one is told by members', async () => {
    const other = await HubBench.open({ databaseUrl, broker, clock, name: 'other' });
    const listThere = async (): Promise<string> => {
      const answer = await request('GET', IN_DEFAULT, { to: other });
      return (JSON.parse('body' in answer ? String(answer.body) : '{}') as Body).metadata.resourceVersion;
    };
    try {
      const moved = watch(`${IN_DEFAULT}?watch=1&resourceVersion=${await listThere()}`);
      await until('it is sent back', () => Promise.resolve(moved.lines.length > 0));
      await moved.stop();
      expect(moved.lines[0]).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
      // As clients do: they begin anew when they are sent back, as after the two hubs have heard of each other.
      let there = watch(`${IN_DEFAULT}?watch=1&resourceVersion=${await listThere()}`, other);
      await hub.client.create(CONFIGMAPS, configMap('cm'));
      await until(
        'all have it',
        async () => (await placementOf('cm:configmaps'))?.status['readyClusters'] === 3,
      );
      for (const agent of Object.values(agents)) agent.refusal = { state: 'Failed', reason: 'Forbidden' };
      for (const agent of Object.values(agents)) await agent.reportAll();
      // That hub plans nothing and takes in no reports here: it is told of both.
      await until('it is told there', async () => {
        if (there.lines.some(({ type }) => type === 'ERROR')) {
          await there.stop();
          there = watch(`${IN_DEFAULT}?watch=1&resourceVersion=${await listThere()}`, other);
          for (const agent of Object.values(agents)) await agent.reportAll();
        }
        return there.lines.some(({ object }) => states(object).join() === 'a Failed,b Failed,c Failed');
      });
      await there.stop();
    } finally {
      await other.transport.close();
      await other.store.close();
    }
  });
});

describeWithKubectl('kubectl', (program) => {
  it('gets, describes and finds placements', async () => {
    const credentials = makeCredentials({ cluster: 'test', host: '127.0.0.1' }, Date.now());
    const { key, certificate } = credentials.server;
    const listener = createHttpsServer({ server: hub.server, key, cert: certificate, ca: credentials.ca });
    const home = await tempDir('placements');
    try {
      const url = `https://127.0.0.1:${await listen(listener, { host: '127.0.0.1', port: 0 })}`;
      const config = join(home.path, 'config');
      writeFileSync(config, kubeconfigOf(url, credentials), { mode: 0o600 });
      const kubectl = new Kubectl(program, home.path, config);
      await hub.client.create(REPLICASETS, replicaSet('web', 6));
      await untilPlaced('web:replicasets.apps', isReady);
      expect(await kubectl.ok('get placements -A')).toMatch(
        /NAMESPACE +NAME +KIND +CLUSTERS +PLACED +READY +AGE\n(.*\n)*default +web:replicasets\.apps +ReplicaSet +3 +6\/6 +3\/3 /,
      );
      expect(await kubectl.ok('get placements -o wide')).toMatch(
        /STATE +REASONS\n(.*\n)*.* 3 Applied +3 gets 2: an even share/,
      );
      expect(
        await kubectl.ok('get placement web:replicasets.apps -o jsonpath={.status.placedReplicas}'),
      ).toBe('6');
      expect(await kubectl.ok('describe placement web')).toMatch(/State: +Applied/);
      expect(await kubectl.ok('explain placement.status.clusters')).toMatch(/asOf/);
      const raw = await kubectl.ok('get --raw /apis/apps/v1/namespaces/default/replicasets/web/placement');
      expect(JSON.parse(raw)).toMatchObject({ kind: 'Placement', status: { readyClusters: 3 } });
    } finally {
      await closeServer(listener);
      await home.remove();
    }
  });
});
