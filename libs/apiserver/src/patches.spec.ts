import { describe, expect, it } from '@jest/globals';
import { type ManagedFieldsEntry } from '#libs/apimachinery';
import { configMap, createHarness, type Harness, replicaSet } from './harness.fixture.js';

const CMS = '/api/v1/namespaces/default/configmaps';
const RSS = '/apis/apps/v1/namespaces/default/replicasets';
const MERGE = { 'content-type': 'application/merge-patch+json' };
const STRATEGIC = { 'content-type': 'application/strategic-merge-patch+json' };
const JSON_PATCH = { 'content-type': 'application/json-patch+json' };
const APPLY = { 'content-type': 'application/apply-patch+yaml' };

async function withReplicaSet(): Promise<Harness> {
  const harness = await createHarness();
  await harness.call('POST', `${RSS}?fieldManager=creator`, replicaSet('web'));
  return harness;
}

const managers = (entries: readonly ManagedFieldsEntry[] | undefined): string[] =>
  (entries ?? []).map((entry) =>
    `${entry.manager ?? ''} ${entry.operation ?? ''} ${entry.subresource ?? ''}`.trim(),
  );

describe('patch', () => {
  it('merges by the keys of the schema', async () => {
    const { call } = await withReplicaSet();
    const { status, body } = await call(
      'PATCH',
      `${RSS}/web`,
      { spec: { template: { spec: { containers: [{ name: 'c', image: 'nginx:1.26' }] } } } },
      STRATEGIC,
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      metadata: { generation: 2 },
      spec: {
        template: {
          spec: { containers: [{ name: 'c', image: 'nginx:1.26', ports: [{ containerPort: 80 }] }] },
        },
      },
    });
  });

  it('merges as RFC 7386 says, and a version in the patch is a precondition', async () => {
    const { call } = await withReplicaSet();
    const labelled = await call('PATCH', `${RSS}/web`, { metadata: { labels: { a: '1', b: '2' } } }, MERGE);
    expect(labelled.body.metadata).toMatchObject({ generation: 1, labels: { a: '1', b: '2' } });
    const removed = await call('PATCH', `${RSS}/web`, { metadata: { labels: { a: null } } }, MERGE);
    expect(removed.body.metadata.labels).toEqual({ b: '2' });
    const nothing = await call('PATCH', `${RSS}/web`, { metadata: { labels: { b: '2' } } }, MERGE);
    expect(nothing.body.metadata.resourceVersion).toBe(removed.body.metadata.resourceVersion);
    const stale = await call(
      'PATCH',
      `${RSS}/web`,
      { metadata: { resourceVersion: '3', labels: {} } },
      MERGE,
    );
    expect(stale.status).toBe(409);
  });

  it('applies JSON patches, and tells apart what is malformed and what does not fit', async () => {
    const { call } = await withReplicaSet();
    const path = '/spec/replicas';
    const done = await call('PATCH', `${RSS}/web`, [{ op: 'replace', path, value: 4 }], JSON_PATCH);
    expect(done.body.spec).toMatchObject({ replicas: 4 });
    const failed = await call('PATCH', `${RSS}/web`, [{ op: 'test', path, value: 5 }], JSON_PATCH);
    expect(failed.status).toBe(422);
    expect((await call('PATCH', `${RSS}/web`, { op: 'test' }, JSON_PATCH)).status).toBe(400);
  });

  it.each([
    ['an unknown type', { a: 1 }, { 'content-type': 'text/plain' }, 415],
    ['a merge that renames', { metadata: { name: 'other' } }, MERGE, 400],
    ['a wrong type', { spec: { replicas: 'many' } }, MERGE, 400],
    ['an invalid value', { spec: { replicas: -1 } }, MERGE, 422],
    ['a merge of no object', [1], MERGE, 400],
  ])('refuses %s', async (_what, patch, headers, status) => {
    const { call } = await withReplicaSet();
    expect((await call('PATCH', `${RSS}/web`, patch, headers as Record<string, string>)).status).toBe(status);
  });

  it('takes force for apply only', async () => {
    const { call } = await withReplicaSet();
    const { status, body } = await call('PATCH', `${RSS}/web?force=true`, { spec: {} }, MERGE);
    expect(status).toBe(422);
    expect(body.details.causes).toMatchObject([{ reason: 'FieldValueForbidden', field: 'force' }]);
  });

  it('answers 404 for what is not there and stores nothing on a dry run', async () => {
    const { call } = await withReplicaSet();
    expect((await call('PATCH', `${RSS}/other`, {}, MERGE)).status).toBe(404);
    const dry = await call('PATCH', `${RSS}/web?dryRun=All`, { spec: { replicas: 5 } }, MERGE);
    expect(dry.body).toMatchObject({ spec: { replicas: 5 }, metadata: { generation: 2 } });
    expect((await call('GET', `${RSS}/web`)).body).toMatchObject({
      spec: { replicas: 1 },
      metadata: { generation: 1 },
    });
  });

  it('patches status alone', async () => {
    const { call } = await withReplicaSet();
    const patch = { spec: { replicas: 9 }, status: { replicas: 1 } };
    const { body } = await call('PATCH', `${RSS}/web/status?fieldManager=kcm`, patch, MERGE);
    expect(body).toMatchObject({
      spec: { replicas: 1 },
      status: { replicas: 1 },
      metadata: { generation: 1 },
    });
    expect(managers(body.metadata.managedFields)).toEqual(['creator Update', 'kcm Update status']);
  });
});

describe('field managers', () => {
  it('are recorded, by default under the name of the program', async () => {
    const { call } = await createHarness();
    const created = await call('POST', CMS, configMap('x'), { 'user-agent': 'kubectl/v1.32 (linux)' });
    expect(managers(created.body.metadata.managedFields)).toEqual(['kubectl Update']);
    expect((await call('POST', `${CMS}?fieldManager=${'x'.repeat(129)}`, configMap('y'))).status).toBe(422);
    const cleared = await call('PATCH', `${CMS}/x`, { metadata: { managedFields: [{}] } }, MERGE);
    expect(cleared.body.metadata).not.toHaveProperty('managedFields');
  });
});

describe('apply', () => {
  const config = (data: Record<string, string>): unknown => configMap('cfg', { data });

  it('creates, changes, and refuses what another manager owns until forced', async () => {
    const { call } = await createHarness();
    const created = await call('PATCH', `${CMS}/cfg?fieldManager=m1`, config({ a: '1', b: '2' }), APPLY);
    expect(created.status).toBe(201);
    expect(managers(created.body.metadata.managedFields)).toEqual(['m1 Apply']);
    const same = await call('PATCH', `${CMS}/cfg?fieldManager=m1`, config({ a: '1', b: '2' }), APPLY);
    expect(same).toMatchObject({ status: 200, body: { metadata: created.body.metadata } });
    const refused = await call('PATCH', `${CMS}/cfg?fieldManager=m2`, config({ a: '9', b: '2' }), APPLY);
    expect(refused).toMatchObject({
      status: 409,
      body: {
        message: 'Apply failed with 1 conflict: conflict with "m1": .data.a',
        reason: 'Conflict',
        details: {
          causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "m1"', field: '.data.a' }],
        },
      },
    });
    const forced = await call('PATCH', `${CMS}/cfg?fieldManager=m2&force=true`, config({ a: '9' }), APPLY);
    expect(forced.body['data']).toEqual({ a: '9', b: '2' });
    const given = await call('PATCH', `${CMS}/cfg?fieldManager=m1`, config({ a: '9' }), APPLY);
    expect(given.body['data']).toEqual({ a: '9' });
  });

  it('leaves status to its own endpoint and keeps the defaults', async () => {
    const { call } = await createHarness();
    const first = await call('PATCH', `${RSS}/web?fieldManager=m`, replicaSet('web'), APPLY);
    expect(first).toMatchObject({ status: 201, body: { spec: { replicas: 1 }, status: { replicas: 0 } } });
    const again = await call('PATCH', `${RSS}/web?fieldManager=m`, replicaSet('web'), APPLY);
    expect(again.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
  });

  it.each([
    ['no manager', `${CMS}/cfg`, configMap('cfg'), 422],
    [
      'managedFields',
      `${CMS}/cfg?fieldManager=m`,
      configMap('cfg', { metadata: { name: 'cfg', managedFields: [] } }),
      400,
    ],
    ['no kind', `${CMS}/cfg?fieldManager=m`, { metadata: { name: 'cfg' } }, 400],
    [
      'a uid of nothing',
      `${CMS}/cfg?fieldManager=m`,
      configMap('cfg', { metadata: { name: 'cfg', uid: 'u' } }),
      409,
    ],
    [
      'unknown fields under Strict',
      `${CMS}/cfg?fieldManager=m&fieldValidation=Strict`,
      { ...configMap('cfg'), dada: 1 },
      400,
    ],
  ])('refuses %s', async (_what, url, body, status) => {
    const { call } = await createHarness();
    expect((await call('PATCH', url, body, APPLY)).status).toBe(status);
  });
});

describe('scale', () => {
  it('reads and writes the number of replicas', async () => {
    const { call } = await withReplicaSet();
    const { body } = await call('GET', `${RSS}/web/scale`);
    expect(body).toEqual({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: {
        name: 'web',
        namespace: 'default',
        uid: expect.any(String),
        resourceVersion: expect.any(String),
        creationTimestamp: '2026-11-21T08:00:00Z',
      },
      spec: { replicas: 1 },
      status: { replicas: 0, selector: 'app=web' },
    });
    const patched = await call('PATCH', `${RSS}/web/scale`, { spec: { replicas: 3 } }, MERGE);
    expect(patched.body).toMatchObject({ kind: 'Scale', spec: { replicas: 3 } });
    const stale = await call('PUT', `${RSS}/web/scale`, { ...body, spec: { replicas: 5 } });
    expect(stale.status).toBe(409);
    const put = await call('PUT', `${RSS}/web/scale`, { ...patched.body, spec: { replicas: 5 } });
    expect(put.status).toBe(200);
    expect((await call('PATCH', `${RSS}/web/scale`, { spec: { replicas: -1 } }, MERGE)).status).toBe(422);
    expect((await call('GET', `${RSS}/web`)).body).toMatchObject({
      spec: { replicas: 5 },
      metadata: { generation: 3 },
    });
    expect((await call('GET', `${CMS}/cfg/scale`)).status).toBe(404);
  });

  const scale = (replicas: number): object => ({
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name: 'web' },
    spec: { replicas },
  });

  it('is applied: the manager owns the field of the object, under the subresource', async () => {
    const { call } = await withReplicaSet();
    const refused = await call('PATCH', `${RSS}/web/scale?fieldManager=hpa`, scale(4), APPLY);
    expect(refused).toMatchObject({
      status: 409,
      body: { details: { causes: [{ reason: 'FieldManagerConflict', field: '.spec.replicas' }] } },
    });
    const forced = await call('PATCH', `${RSS}/web/scale?fieldManager=hpa&force=true`, scale(4), APPLY);
    expect(forced).toMatchObject({ status: 200, body: { kind: 'Scale', spec: { replicas: 4 } } });
    const { body } = await call('GET', `${RSS}/web`);
    expect(body.metadata.generation).toBe(2);
    expect(body.metadata.managedFields?.find(({ manager }) => manager === 'hpa')).toMatchObject({
      operation: 'Apply',
      apiVersion: 'apps/v1',
      subresource: 'scale',
      fieldsV1: { 'f:spec': { 'f:replicas': {} } },
    });
    const rest = body.metadata.managedFields?.find(({ manager }) => manager === 'creator');
    expect(rest?.fieldsV1).not.toHaveProperty('f:spec.f:replicas');
    const again = await call('PATCH', `${RSS}/web/scale?fieldManager=hpa`, scale(4), APPLY);
    expect(again.body.metadata.resourceVersion).toBe(body.metadata.resourceVersion);
    // And the owner is asked again by everybody else.
    const other = await call(
      'PATCH',
      `${RSS}/web?fieldManager=git`,
      { ...replicaSet('web'), spec: { replicas: 2 } },
      APPLY,
    );
    expect(other.body['message']).toContain('conflict with "hpa" with subresource "scale": .spec.replicas');
  });

  it.each([
    ['without a manager', '', scale(1), 422],
    ['of another kind', '?fieldManager=a', replicaSet('web'), 400],
    ['of another name', '?fieldManager=a', { ...scale(1), metadata: { name: 'other' } }, 400],
    ['below nothing', '?fieldManager=a', scale(-1), 422],
    ['of another object of the name', '?fieldManager=a', { ...scale(1), metadata: { uid: 'x' } }, 409],
  ])('is not applied %s', async (_name, query, body, status) => {
    const { call } = await withReplicaSet();
    expect((await call('PATCH', `${RSS}/web/scale${query}`, body, APPLY)).status).toBe(status);
  });

  it('is not applied to what is not there', async () => {
    const { call } = await createHarness();
    expect((await call('PATCH', `${RSS}/web/scale?fieldManager=a`, scale(1), APPLY)).status).toBe(404);
  });
});
