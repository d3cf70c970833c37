import { describe, expect, it } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { builtinResources, customResource } from '#libs/builtin-kinds';
import { configMap, createHarness, replicaSet } from './harness.fixture.js';

/** What tools do beside the main road, each as a real API server answers it. */

const CMS = '/api/v1/namespaces/default/configmaps';
const RSS = '/apis/apps/v1/namespaces/default/replicasets';
const MERGE = { 'content-type': 'application/merge-patch+json' };
const APPLY = { 'content-type': 'application/apply-patch+yaml' };

const owner = (uid: string): object => ({ apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid });

function withResources(cpu: unknown, memory: unknown): object {
  const object = replicaSet('web') as KubeObject & { spec: { template: { spec: { containers: object[] } } } };
  const [container] = object.spec.template.spec.containers;
  object.spec.template.spec.containers = [{ ...container, resources: { limits: { cpu, memory } } }];
  return object;
}

describe('what tools send beside the main road', () => {
  it('names owners once, and warns', async () => {
    const { call } = await createHarness();
    const metadata = { name: 'owned', ownerReferences: [owner('1'), owner('2'), owner('1')] };
    const { headers, body } = await call('POST', CMS, { metadata });
    expect(body.metadata.ownerReferences).toEqual([owner('1'), owner('2')]);
    expect(String(headers['warning'])).toContain('duplicate UID(s) observed: 1.');
    const again = { metadata: { ownerReferences: [owner('2'), owner('2')] } };
    const patched = await call('PATCH', `${CMS}/owned`, again, MERGE);
    expect(patched.body.metadata.ownerReferences).toEqual([owner('2')]);
    expect(String(patched.headers['warning'])).toContain('duplicate UID(s) observed: 2.');
  });

  it('keeps quantities in one form, so that the same amount is no change', async () => {
    const { call } = await createHarness();
    const { body } = await call('POST', RSS, withResources(0.5, '1024Mi'));
    expect(body).toHaveProperty('spec.template.spec.containers.0.resources.limits', {
      cpu: '500m',
      memory: '1Gi',
    });
    const same = await call('PUT', `${RSS}/web`, withResources('0.500', '1048576Ki'));
    expect(same.body.metadata.resourceVersion).toBe(body.metadata.resourceVersion);
  });

  it('keeps times in UTC, to the second or the microsecond', async () => {
    const { call } = await createHarness();
    const times = { acquireTime: '2026-01-01T02:00:00.1+02:00', renewTime: '2026-01-01T00:00:00.123456789Z' };
    const lease = await call('POST', '/apis/coordination.k8s.io/v1/namespaces/default/leases', {
      metadata: { name: 'l' },
      spec: times,
    });
    expect(lease.body.spec).toEqual({
      acquireTime: '2026-01-01T00:00:00.100000Z',
      renewTime: '2026-01-01T00:00:00.123456Z',
    });
    const event = await call('POST', '/api/v1/namespaces/default/events', {
      metadata: { name: 'e' },
      involvedObject: { kind: 'Pod', name: 'p', namespace: 'default' },
      lastTimestamp: '2026-01-01T01:00:00.999+01:00',
    });
    expect(event.body['lastTimestamp']).toBe('2026-01-01T00:00:00Z');
  });

  it('names every value of a custom object that is of another type', async () => {
    const spec = { type: 'object', properties: { size: { type: 'integer' }, on: { type: 'boolean' } } };
    const definition = customResource({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'lamps.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'lamps', singular: 'lamp', kind: 'Lamp', listKind: 'LampList' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
          },
        ],
      },
    });
    if (!definition) throw new Error('the definition is not served');
    const { call } = await createHarness({ rows: [...builtinResources, definition] });
    const lamps = '/apis/example.com/v1/namespaces/default/lamps';
    const wrong = await call('POST', lamps, { metadata: { name: 'l' }, spec: { size: '3', on: 1 } });
    expect(wrong.status).toBe(422);
    expect(wrong.body.message).toMatch(
      /^Lamp\.example\.com "l" is invalid: \[spec\.size: Invalid value: "string"/,
    );
    expect(wrong.body.details.causes.map(({ field }) => field)).toEqual(['spec.size', 'spec.on']);
    const metadata = { name: 'l', labels: { a: 1 } };
    expect((await call('POST', lamps, { metadata })).status).toBe(400);
  });

  it('leaves out of a refusal what it has no name for', async () => {
    const { call } = await createHarness();
    const unnamed = await call('POST', CMS, {});
    expect(unnamed.body['details']).toEqual({ kind: 'ConfigMap', causes: [expect.anything()] });
    const level = await call('POST', `${CMS}?fieldValidation=maybe`, configMap('a'));
    expect(level).toMatchObject({
      status: 422,
      body: {
        message: expect.stringMatching(
          /^CreateOptions\.meta\.k8s\.io "" is invalid: fieldValidation: Unsupported/,
        ),
        details: { kind: 'CreateOptions', group: 'meta.k8s.io' },
      },
    });
  });

  it('says which item of a list is there twice', async () => {
    const { call } = await createHarness();
    const object = replicaSet('web') as KubeObject & {
      spec: { template: { spec: { containers: object[] } } };
    };
    const ports = [{ containerPort: 80 }, { containerPort: 80 }];
    object.spec.template.spec.containers = [{ name: 'c', image: 'nginx', ports }];
    const { status, body } = await call('PATCH', `${RSS}/web?fieldManager=a`, object, APPLY);
    expect(status).toBe(400);
    expect(body['message']).toContain('.spec.template.spec.containers[name="c"].ports:');
  });

  it.each([
    ['asked for', '?pretty=true', { 'user-agent': 'any' }, true],
    ['with curl', '', { 'user-agent': 'curl/8.5.0' }, true],
    ['with curl, and not wanted', '?pretty=false', { 'user-agent': 'curl/8.5.0' }, false],
    ['with kubectl', '', { 'user-agent': 'kubectl/v1.33' }, false],
  ])('is shown with line breaks where people read it: %s', async (_name, query, headers, broken) => {
    const { call } = await createHarness();
    for (const path of ['/api/v1/namespaces/default', '/api/v1/namespaces/none']) {
      const { text } = await call('GET', `${path}${query}`, undefined, headers);
      expect(text.startsWith('{\n  "')).toBe(broken);
    }
  });
});
