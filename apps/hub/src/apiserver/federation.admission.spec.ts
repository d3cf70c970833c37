import { beforeEach, describe, expect, it } from '@jest/globals';
import { StatusError, type KubeObject, type ObjectClient, type Status } from '#libs/apimachinery';
import {
  createApiServer,
  createLocalClient,
  createMemoryStorage,
  createRegistry,
  ensureNamespaces,
  mastersOnly,
} from '#libs/apiserver';
import { createSpreadKinds, MEMBERS_FINALIZER } from '#libs/kinds';
import { ManualClock, silentLogger } from '#libs/process';
import { hubResources } from '../wiring/resources.js';
import { federationAdmission } from './federation.admission.js';
import { MAX_FEDERATED_OBJECT_BYTES } from './limits.js';

const SELECTOR = 'federation.alpha.kubernetes.io/cluster-selector';
const PREFERENCES = 'federation.kubernetes.io/replica-set-preferences';
const CONFIGMAPS = { group: '', resource: 'configmaps' };
const REPLICASETS = { group: 'apps', resource: 'replicasets' };
const INGRESSES = { group: 'networking.k8s.io', resource: 'ingresses' };
const SECRETS = { group: '', resource: 'secrets' };

let client: ObjectClient;
/** Past admission: what an older hub may have stored. */
let trusted: ObjectClient;

beforeEach(async () => {
  const clock = new ManualClock(Date.parse('2026-11-21T08:00:00Z'));
  const { core } = createApiServer({
    storage: createMemoryStorage({ clock }),
    registry: createRegistry(hubResources()),
    authenticators: [],
    authorizer: mastersOnly,
    admission: [
      federationAdmission({ federation: 'fed', domain: 'example.com' }, createSpreadKinds(), {
        knowsCluster: (name) => name === 'a',
      }),
    ],
    clock,
    logger: silentLogger,
  });
  client = createLocalClient(core);
  trusted = createLocalClient(core, { admission: false });
  await ensureNamespaces(trusted, ['default']);
});

function configMap(metadata: object = {}, fields: object = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'cm', namespace: 'default', ...metadata },
    ...fields,
  };
}

function replicaSet(annotations: Record<string, string>): KubeObject {
  const labels = { app: 'web' };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web', namespace: 'default', annotations },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
    },
  };
}

async function refusal(work: Promise<unknown>): Promise<Status> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StatusError)) throw new Error('it was not refused');
  return error.toStatus();
}

describe('the finalizer of members', () => {
  it('is on every object that spreads, beside those of others', async () => {
    const plain = await client.create(CONFIGMAPS, configMap());
    expect(plain.metadata.finalizers).toEqual([MEMBERS_FINALIZER]);
    const held = await client.create(
      CONFIGMAPS,
      configMap({ name: 'held', finalizers: ['example.com/mine'] }),
    );
    expect(held.metadata.finalizers).toEqual(['example.com/mine', MEMBERS_FINALIZER]);
  });

  it('comes back when it is taken from a living object, and goes when it is deleted', async () => {
    const created = await client.create(CONFIGMAPS, configMap());
    const without = (object: KubeObject): KubeObject => ({
      ...object,
      metadata: { ...object.metadata, finalizers: [] },
    });
    const updated = await client.update(CONFIGMAPS, without(created));
    expect(updated.metadata.finalizers).toEqual([MEMBERS_FINALIZER]);
    const key = { ...CONFIGMAPS, namespace: 'default', name: 'cm' };
    await client.delete(key);
    expect((await client.get(key))?.metadata.deletionTimestamp).toBeDefined();
    await client.modify(key, without);
    expect(await client.get(key)).toBeUndefined();
  });

  it.each<[string, { group: string; resource: string }, KubeObject]>([
    [
      'of a controller',
      CONFIGMAPS,
      configMap({
        ownerReferences: [{ apiVersion: 'v1', kind: 'X', name: 'x', uid: 'x', controller: true }],
      }),
    ],
    ['that every cluster has of its own', CONFIGMAPS, configMap({ name: 'kube-root-ca.crt' })],
    ['of Helm', SECRETS, { ...configMap({ name: 's' }), kind: 'Secret', type: 'helm.sh/release.v1' }],
  ])('is not on an object %s', async (_name, resource, object) => {
    expect((await client.create(resource, object)).metadata).not.toHaveProperty('finalizers');
  });

  it('is not on objects that stay at the hub', async () => {
    const lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'l', namespace: 'default' },
      spec: {},
    };
    const created = await client.create({ group: 'coordination.k8s.io', resource: 'leases' }, lease);
    expect(created.metadata).not.toHaveProperty('finalizers');
  });
});

describe('an Ingress', () => {
  it('has one address, whatever the client says', async () => {
    const address = 'federation.meridian.dev/global-address';
    const ingress = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: {
        name: 'web',
        namespace: 'default',
        annotations: { mine: '1', [address]: 'evil.example.com' },
      },
      spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
    };
    const created = await client.create(INGRESSES, ingress);
    expect(created.metadata.annotations).toEqual({
      mine: '1',
      [address]: 'web.default.fed.ingress.example.com',
    });
  });
});

describe('placement annotations', () => {
  it.each<[string, Record<string, string>]>([
    ['a selector', { [SELECTOR]: '[{"key":"tier","operator":"in","values":["one"]}]' }],
    ['preferences', { [PREFERENCES]: '{"rebalance":true,"clusters":{"*":{"weight":1}}}' }],
    ['none', {}],
  ])('are taken: %s', async (_name, annotations) => {
    const created = await client.create(REPLICASETS, replicaSet(annotations));
    expect(created.metadata.annotations ?? {}).toEqual(annotations);
  });

  it.each<[string, Record<string, string>, string]>([
    ['a selector that is no JSON', { [SELECTOR]: '{' }, `metadata.annotations[${SELECTOR}]`],
    [
      'an operator that is none',
      { [SELECTOR]: '[{"key":"tier","operator":"like","values":[]}]' },
      `metadata.annotations[${SELECTOR}][0].operator`,
    ],
    [
      'a negative weight',
      { [PREFERENCES]: '{"clusters":{"a":{"weight":-1}}}' },
      `metadata.annotations[${PREFERENCES}].clusters[a].weight`,
    ],
  ])('are refused as Kubernetes would refuse a field: %s', async (_name, annotations, field) => {
    const status = await refusal(client.create(REPLICASETS, replicaSet(annotations)));
    expect(status).toMatchObject({
      reason: 'Invalid',
      code: 422,
      details: { name: 'web', group: 'apps', kind: 'ReplicaSet', causes: [{ field }] },
    });
    expect(status.message).toMatch(/^ReplicaSet\.apps "web" is invalid: /);
  });

  it('are looked at on update as well, and preferences only where replicas are divided', async () => {
    const created = await client.create(CONFIGMAPS, configMap({ annotations: { [PREFERENCES]: '{' } }));
    const broken = { ...created, metadata: { ...created.metadata, annotations: { [SELECTOR]: '{' } } };
    expect(await refusal(client.update(CONFIGMAPS, broken))).toMatchObject({ reason: 'Invalid' });
  });

  it('do not keep an object from going', async () => {
    const broken = replicaSet({ [SELECTOR]: '{' });
    await trusted.create(REPLICASETS, {
      ...broken,
      metadata: { ...broken.metadata, finalizers: [MEMBERS_FINALIZER] },
    });
    const key = { ...REPLICASETS, namespace: 'default', name: 'web' };
    await client.delete(key);
    await client.modify(key, (object) => ({ ...object, metadata: { ...object.metadata, finalizers: [] } }));
    expect(await client.get(key)).toBeUndefined();
  });
});

describe('size', () => {
  it('is limited for what spreads', async () => {
    const data = { a: 'x'.repeat(MAX_FEDERATED_OBJECT_BYTES - 10_000) };
    const binaryData = { b: Buffer.alloc(8_000).toString('base64') };
    await client.create(CONFIGMAPS, configMap({ name: 'fits' }, { data }));
    const status = await refusal(client.create(CONFIGMAPS, configMap({}, { data, binaryData })));
    expect(status).toMatchObject({ reason: 'RequestEntityTooLarge', code: 413 });
    expect(status.message).toMatch(
      /^configmaps "cm" is \d+ bytes; a federated object may have at most 1048576$/,
    );
  });
});
