import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { type HubBench, replicaSet, soon } from '../support/hub-bench.js';
import { closeFederation, openFederation, type HubFederation } from '../support/hub-federation.js';
import { startTestPostgres, type TestPostgres } from '../support/postgres.js';

/** What-if questions over HTTP requests, on a real database: nothing of what they assume may be stored. */

jest.setTimeout(60_000);

const REPLICASETS = { group: 'apps', resource: 'replicasets' };
const WEB = { ...REPLICASETS, namespace: 'default', name: 'web' };
const URL_OF_WEB = '/apis/apps/v1/namespaces/default/replicasets/web/placement';

let postgres: TestPostgres;
let federation: HubFederation;
let hub: HubBench;
let before: unknown;

beforeAll(async () => {
  postgres = await startTestPostgres();
  federation = await openFederation(await postgres.createDatabase(), ['a', 'b', 'c']);
  ({ hub } = federation);
  await hub.client.create(REPLICASETS, replicaSet('web', 6));
  await soon(federation.clock, 'two in each', async () => {
    const object = await hub.client.get(WEB);
    return (object?.['status'] as { readyReplicas?: number } | undefined)?.readyReplicas === 6;
  });
  before = await stored();
});

afterAll(async () => {
  await closeFederation(federation);
  await postgres.stop();
});

async function stored(): Promise<unknown> {
  return [await hub.client.get(WEB), await hub.rows(WEB)];
}

interface Answer {
  readonly status: number;
  readonly body: {
    readonly kind: string;
    readonly message: string;
    readonly reason: string;
    readonly details?: { readonly causes: readonly { readonly field: string }[] };
    readonly status: Record<string, unknown>;
  };
}

async function ask(body: unknown, query = 'dryRun=All', url = URL_OF_WEB): Promise<Answer> {
  const answer = await hub.server.handle({
    method: 'POST',
    path: url,
    query: new URLSearchParams(query),
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(body)),
    clientCertificate: { commonName: 'admin', organizations: ['system:masters'] },
    signal: new AbortController().signal,
  });
  if (!('body' in answer)) throw new Error('the answer is a watch');
  return { status: answer.status, body: JSON.parse(String(answer.body)) as Answer['body'] };
}

describe('POST placement?dryRun=All', () => {
  it('says where everything would be if a cluster were drained, and stores nothing', async () => {
    const { status, body } = await ask({ clusters: [{ name: 'b', spec: { state: 'draining' } }] });
    expect([status, body.kind]).toEqual([200, 'PlacementPreview']);
    expect(body.status).toMatchObject({
      unplacedReplicas: 0,
      clusters: [
        { name: 'a', replicas: 3 },
        { name: 'b', replicas: 0 },
        { name: 'c', replicas: 3 },
      ],
      difference: [
        { cluster: 'a', before: { replicas: 2 }, after: { replicas: 3 } },
        { cluster: 'b', before: { replicas: 2 }, after: { replicas: 0 } },
        { cluster: 'c', before: { replicas: 2 }, after: { replicas: 3 } },
      ],
    });
    expect(await stored()).toEqual(before);
  });

  it.each<[string, object, unknown]>([
    [
      'lost',
      { ready: false },
      [
        { cluster: 'a', before: { replicas: 2 }, after: { replicas: 3 } },
        { cluster: 'b', before: { replicas: 2 }, after: { replicas: 0 } },
        { cluster: 'c', before: { replicas: 2 }, after: { replicas: 3 } },
      ],
    ],
    [
      'removed',
      { removed: true },
      [
        { cluster: 'a', before: { replicas: 2 }, after: { replicas: 3 } },
        { cluster: 'b', before: { replicas: 2 }, after: null },
        { cluster: 'c', before: { replicas: 2 }, after: { replicas: 3 } },
      ],
    ],
    ['cordoned', { spec: { state: 'cordoned' } }, []],
  ])('answers for a cluster that is %s', async (_what, change, difference) => {
    const { body } = await ask({ clusters: [{ name: 'b', ...change }] });
    expect(body.status['difference']).toEqual(difference);
  });

  it('answers for another object, with the defaults and rules of an update', async () => {
    const object = await hub.client.get(WEB);
    const changed: KubeObject = { ...object!, spec: { ...(object!['spec'] as object), replicas: 9 } };
    const { body } = await ask({ object: changed });
    expect(body.status['difference']).toEqual(
      ['a', 'b', 'c'].map((cluster) => ({ cluster, before: { replicas: 2 }, after: { replicas: 3 } })),
    );
    const selector = JSON.stringify([{ key: 'place', operator: 'in', values: ['c'] }]);
    const annotations = { 'federation.alpha.kubernetes.io/cluster-selector': selector };
    const moved = await ask({ object: { ...replicaSet('web', 6), metadata: { name: 'web', annotations } } });
    expect(moved.body.status).toMatchObject({
      clusters: [{ name: 'c', replicas: 6 }],
      excluded: [{ reason: 'its labels do not match the cluster selector', clusters: ['a', 'b'] }],
    });
    expect(await stored()).toEqual(before);
  });

  it.each<[string, unknown, string, { status: number; fields: string[] }]>([
    ['no dryRun', { clusters: [{ name: 'b', ready: false }] }, '', { status: 400, fields: [] }],
    ['another dryRun', { clusters: [{ name: 'b' }] }, 'dryRun=Some', { status: 422, fields: ['dryRun'] }],
    ['nothing assumed', {}, 'dryRun=All', { status: 422, fields: ['object'] }],
    [
      'an unknown cluster',
      { clusters: [{ name: 'b' }, { name: 'x' }] },
      'dryRun=All',
      { status: 422, fields: ['clusters[1].name'] },
    ],
    [
      'a Cluster that could not be',
      { clusters: [{ name: 'b', spec: { state: 'sleeping' } }] },
      'dryRun=All',
      { status: 422, fields: ['clusters[0].spec.state'] },
    ],
    [
      'an object that would be refused',
      { object: { ...replicaSet('web', -1) } },
      'dryRun=All',
      { status: 422, fields: ['spec.replicas'] },
    ],
  ])('refuses %s', async (_what, body, query, { status, fields }) => {
    const answer = await ask(body, query);
    expect(answer.status).toBe(status);
    expect((answer.body.details?.causes ?? []).map(({ field }) => field)).toEqual(fields);
  });

  it('is no way to ask about what is not there', async () => {
    const url = URL_OF_WEB.replace('/web/', '/nothing/');
    expect((await ask({ clusters: [{ name: 'b' }] }, 'dryRun=All', url)).status).toBe(404);
  });
});
