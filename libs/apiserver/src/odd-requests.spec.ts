import { describe, expect, it } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
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
