import { describe, expect, it } from '@jest/globals';
import { type Body, configMap, createHarness, type Harness } from './harness.fixture.js';
import { createMemoryStorage } from './memory-storage.js';
import { ManualClock } from '#libs/process';

const CMS = '/api/v1/namespaces/default/configmaps';
const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };
const PARTIAL = { accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' };

async function fill(harness: Harness, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const labels = { parity: index % 2 === 0 ? 'even' : 'odd' };
    await harness.call('POST', CMS, configMap(`c${index}`, { metadata: { name: `c${index}`, labels } }));
  }
}

const names = (body: Body): (string | undefined)[] => body.items.map((item) => item.metadata.name);

describe('list', () => {
  it('is a list of its kind, empty or not, with a version', async () => {
    const harness = await createHarness();
    const empty = (await harness.call('GET', CMS)).body;
    expect(empty).toEqual({
      kind: 'ConfigMapList',
      apiVersion: 'v1',
      metadata: { resourceVersion: expect.stringMatching(/^[1-9]\d*$/) },
      items: [],
    });
    await fill(harness, 2);
    await harness.call('POST', '/api/v1/namespaces/kube-system/configmaps', configMap('other'));
    expect(names((await harness.call('GET', CMS)).body)).toEqual(['c0', 'c1']);
    expect(names((await harness.call('GET', '/api/v1/configmaps')).body)).toEqual(['c0', 'c1', 'other']);
  });

  it.each([
    ['labelSelector=parity%3Deven', ['c0', 'c2', 'c4']],
    ['labelSelector=parity+notin+(even)', ['c1', 'c3']],
    ['labelSelector=!parity', []],
    ['fieldSelector=metadata.name%3Dc3', ['c3']],
    ['fieldSelector=metadata.name!%3Dc3,metadata.namespace=default&labelSelector=parity=odd', ['c1']],
    ['fieldSelector=metadata.namespace%3Dother', []],
  ])('selects by %s', async (query, expected) => {
    const harness = await createHarness();
    await fill(harness, 5);
    expect(names((await harness.call('GET', `${CMS}?${query}`)).body)).toEqual(expected);
  });

  it.each([
    [
      'fieldSelector=spec.replicas%3D1',
      400,
      '"spec.replicas" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
    ['labelSelector=a%20in%20(', 400, ''],
    ['resourceVersion=abc', 400, ''],
    ['continue=abc', 400, ''],
    [
      'resourceVersionMatch=Exact',
      422,
      'resourceVersionMatch is forbidden unless resourceVersion is provided',
    ],
    ['sendInitialEvents=true', 422, 'sendInitialEvents is forbidden for list'],
    ['resourceVersionMatch=Exact&resourceVersion=0', 422, 'forbidden for resourceVersion "0"'],
    ['resourceVersionMatch=Sometimes&resourceVersion=1', 422, 'supported values'],
    ['resourceVersionMatch=Exact&resourceVersion=1', 410, 'too old resource version'],
  ])('refuses %s', async (query, status, message) => {
    const { call } = await createHarness();
    const answer = await call('GET', `${CMS}?${query}`);
    expect(answer.status).toBe(status);
    expect(answer.body.message).toContain(message);
  });

  it('selects Events by the fields of either API', async () => {
    const { call } = await createHarness();
    const about = (name: string): object => ({ kind: 'Deployment', name, namespace: 'default' });
    for (const name of ['web', 'db'])
      await call('POST', '/api/v1/namespaces/default/events', {
        metadata: { name },
        involvedObject: about(name),
        reportingComponent: `of-${name}`,
      });
    for (const [api, field] of [
      ['/api/v1', 'involvedObject.name'],
      ['/apis/events.k8s.io/v1', 'regarding.name'],
    ] as const)
      expect(names((await call('GET', `${api}/events?fieldSelector=${field}=db`)).body)).toEqual(['db']);
    const reported = '/apis/events.k8s.io/v1/events?fieldSelector=reportingController!=of-db';
    expect(names((await call('GET', reported)).body)).toEqual(['web']);
    expect((await call('GET', '/api/v1/events?fieldSelector=regarding.name=db')).status).toBe(400);
  });

  it('pages through one snapshot, with or without a selector', async () => {
    const harness = await createHarness();
    await fill(harness, 5);
    const first = (await harness.call('GET', `${CMS}?limit=2`)).body;
    expect(first.metadata.remainingItemCount).toBe(3);
    const token = JSON.parse(Buffer.from(first.metadata.continue, 'base64url').toString());
    expect(token).toEqual({ v: 'meta.k8s.io/v1', rv: Number(first.metadata.resourceVersion), start: 'c1\0' });
    await harness.call('POST', CMS, configMap('c9'));
    const second = (await harness.call('GET', `${CMS}?limit=5&continue=${first.metadata.continue}`)).body;
    expect(names(second)).toEqual(['c2', 'c3', 'c4']);
    expect(second.metadata).toEqual({ resourceVersion: first.metadata.resourceVersion });
    const odd = (await harness.call('GET', `/api/v1/configmaps?limit=1&labelSelector=parity=odd`)).body;
    expect(odd.metadata).not.toHaveProperty('remainingItemCount');
    const rest = await harness.call(
      'GET',
      `/api/v1/configmaps?limit=1&labelSelector=parity=odd&continue=${odd.metadata.continue}`,
    );
    expect([...names(odd), ...names(rest.body)]).toEqual(['c1', 'c3']);
  });

  it('goes on inconsistently from the token of an expired page', async () => {
    const storage = createMemoryStorage({ clock: new ManualClock(1000), historyLimit: 4 });
    const harness = await createHarness({ storage });
    await fill(harness, 3);
    const first = (await harness.call('GET', `${CMS}?limit=1`)).body;
    for (let index = 0; index < 12; index += 1) await harness.call('POST', CMS, configMap(`z${index}`));
    const expired = await harness.call('GET', `${CMS}?limit=1&continue=${first.metadata.continue}`);
    expect(expired).toMatchObject({ status: 410, body: { reason: 'Expired' } });
    const resumed = await harness.call('GET', `${CMS}?limit=1&continue=${expired.body.metadata.continue}`);
    expect(names(resumed.body)).toEqual(['c1']);
  });

  it('waits for a version that is to come, and gives up with 504', async () => {
    const { call, clock } = await createHarness();
    const version = Number((await call('GET', CMS)).body.metadata.resourceVersion) + 1;
    const pending = call('GET', `${CMS}?resourceVersion=${version}`);
    await call('POST', CMS, configMap('x'));
    clock.advance(100);
    expect(names((await pending).body)).toEqual(['x']);
    const never = call('GET', `${CMS}?resourceVersion=${version + 100}`);
    for (let step = 0; step < 200; step += 1) {
      await Promise.resolve();
      clock.advance(50);
    }
    expect(await never).toMatchObject({
      status: 504,
      headers: { 'retry-after': '1' },
      body: { reason: 'Timeout', details: { causes: [{ reason: 'ResourceVersionTooLarge' }] } },
    });
  });

  it('shows tables and bare metadata', async () => {
    const harness = await createHarness();
    await fill(harness, 1);
    const table = (await harness.call('GET', CMS, undefined, TABLE)).body;
    expect(table).toMatchObject({
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      columnDefinitions: [{ name: 'Name' }, { name: 'Data' }, { name: 'Age' }],
      rows: [{ cells: ['c0', 1, '0s'], object: { kind: 'PartialObjectMetadata' } }],
    });
    const full = (await harness.call('GET', `${CMS}?includeObject=Object`, undefined, TABLE)).body;
    expect(full.rows[0]!.object).toMatchObject({ kind: 'ConfigMap', data: { a: '1' } });
    const partial = (await harness.call('GET', `${CMS}/c0`, undefined, PARTIAL)).body;
    expect(partial).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'c0' } });
    expect(partial).not.toHaveProperty('data');
    const yaml = await harness.call('GET', `${CMS}/c0`, undefined, { accept: 'application/yaml' });
    expect(yaml.text).toContain('kind: ConfigMap\n');
    const refused = await harness.call('GET', CMS, undefined, { accept: 'image/png' });
    expect(refused.status).toBe(406);
  });
});

describe('watch', () => {
  it('begins with what there is, then follows', async () => {
    const harness = await createHarness();
    await fill(harness, 1);
    const events = harness.watch(`${CMS}?watch=true`);
    expect(await events.next()).toMatchObject({
      type: 'ADDED',
      object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c0' } },
    });
    const pending = events.take(2);
    await harness.call('PUT', `${CMS}/c0`, configMap('c0', { data: { a: '2' } }));
    const gone = await harness.call('DELETE', `${CMS}/c0`);
    expect(gone.status).toBe(200);
    const [changed, deleted] = await pending;
    expect(changed).toMatchObject({ type: 'MODIFIED', object: { data: { a: '2' } } });
    expect(deleted).toMatchObject({ type: 'DELETED', object: { data: { a: '2' } } });
    const versions = [changed!, deleted!].map((event) => Number(event.object.metadata.resourceVersion));
    expect(versions[1]).toBe(versions[0]! + 1);
    events.stop();
    expect(await events.next()).toBeUndefined();
  });

  it('shows objects that enter and leave a selection', async () => {
    const harness = await createHarness();
    const { resourceVersion } = (await harness.call('GET', CMS)).body.metadata;
    const labelled = (app: string): unknown => configMap('x', { metadata: { name: 'x', labels: { app } } });
    await harness.call('POST', CMS, labelled('no'));
    await harness.call('PUT', `${CMS}/x`, labelled('web'));
    await harness.call('PUT', `${CMS}/x`, labelled('no'));
    await harness.call('DELETE', `${CMS}/x`);
    await harness.call(
      'POST',
      CMS,
      configMap('last', { metadata: { name: 'last', labels: { app: 'web' } } }),
    );
    const events = harness.watch(`${CMS}?watch=1&labelSelector=app%3Dweb&resourceVersion=${resourceVersion}`);
    const [entered, left, last] = await events.take(3);
    expect(entered).toMatchObject({ type: 'ADDED', object: { metadata: { labels: { app: 'web' } } } });
    expect(left).toMatchObject({ type: 'DELETED', object: { metadata: { labels: { app: 'web' } } } });
    expect(Number(left!.object.metadata.resourceVersion)).toBe(
      Number(entered!.object.metadata.resourceVersion) + 1,
    );
    expect(last).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'last' } } });
    events.stop();
  });

  it('answers a watch-list with a marked bookmark, and refuses half of one', async () => {
    const harness = await createHarness();
    await fill(harness, 2);
    const query =
      'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const events = harness.watch(`${CMS}?${query}`);
    const [first, second, mark] = await events.take(3);
    expect([first!.type, second!.type]).toEqual(['ADDED', 'ADDED']);
    expect(mark).toMatchObject({
      type: 'BOOKMARK',
      object: {
        kind: 'ConfigMap',
        apiVersion: 'v1',
        metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } },
      },
    });
    events.stop();
    const half = await harness.call('GET', `${CMS}?watch=true&sendInitialEvents=true`);
    expect(half.status).toBe(422);
  });

  it('sends bookmarks when asked, every minute and at the end', async () => {
    const harness = await createHarness();
    const { resourceVersion } = (await harness.call('GET', CMS)).body.metadata;
    const events = harness.watch(
      `${CMS}?watch=true&allowWatchBookmarks=true&timeoutSeconds=100&resourceVersion=${resourceVersion}`,
    );
    const pending = events.next();
    await harness.call('POST', '/api/v1/namespaces/kube-system/configmaps', configMap('elsewhere'));
    for (let second = 0; second < 62; second += 1) {
      await new Promise(setImmediate);
      harness.clock.advance(1000);
    }
    const bookmark = await pending;
    expect(bookmark).toMatchObject({ type: 'BOOKMARK', object: { kind: 'ConfigMap' } });
    expect(Number(bookmark!.object.metadata.resourceVersion)).toBe(Number(resourceVersion) + 1);
    const end = events.take(2);
    await new Promise(setImmediate);
    harness.clock.advance(60_000);
    expect(await end).toHaveLength(1);
  });

  it('tells in the stream that a version is too old', async () => {
    const { watch } = await createHarness();
    const events = watch(`${CMS}?watch=true&resourceVersion=5`);
    expect(await events.take(2)).toEqual([
      { type: 'ERROR', object: expect.objectContaining({ kind: 'Status', code: 410, reason: 'Expired' }) },
    ]);
  });

  it('sends table columns once, and metadata alone where asked', async () => {
    const harness = await createHarness();
    await fill(harness, 2);
    const tables = harness.watch(`${CMS}?watch=true`, TABLE);
    const [first, second] = await tables.take(2);
    expect(first!.object).toMatchObject({ kind: 'Table', rows: [{ cells: ['c0', 1, '0s'] }] });
    expect(first!.object.columnDefinitions).toHaveLength(3);
    expect(second!.object.columnDefinitions).toEqual([]);
    tables.stop();
    const partial = harness.watch(`${CMS}?watch=true`, PARTIAL);
    expect(await partial.next()).toMatchObject({ object: { kind: 'PartialObjectMetadata' } });
    partial.stop();
  });

  it('follows the old watch paths', async () => {
    const harness = await createHarness();
    await fill(harness, 2);
    const events = harness.watch('/api/v1/watch/namespaces/default/configmaps/c1');
    expect(await events.next()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'c1' } } });
    events.stop();
  });
});
