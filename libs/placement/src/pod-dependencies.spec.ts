import { describe, expect, it } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { accountDependencies, ingressDependencies, podDependencies, podLabels } from './pod-dependencies.js';

function workload(podSpec: object, kind = 'Deployment', spec: object = {}): KubeObject {
  const template = { metadata: { labels: { app: 'web' } }, spec: podSpec };
  const metadata = { name: 'web', namespace: 'shop' };
  return { apiVersion: 'apps/v1', kind, metadata, spec: { template, ...spec } };
}

const container = (fields: object): object => ({ containers: [{ name: 'c', ...fields }] });
const volume = (fields: object): object => ({ volumes: [{ name: 'v', ...fields }] });

describe('podDependencies', () => {
  it.each<[string, KubeObject, string[]]>([
    ['nothing', workload({ containers: [{ name: 'c', env: [{ name: 'A', value: 'b' }] }] }), []],
    [
      'single variables',
      workload(
        container({
          env: [
            { name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'a' } } },
            { name: 'B', valueFrom: { secretKeyRef: { name: 'password', key: 'b', optional: true } } },
            { name: 'C', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
          ],
        }),
      ),
      ['configmaps/settings', 'secrets/password'],
    ],
    [
      'all variables of one',
      workload(container({ envFrom: [{ configMapRef: { name: 'a' } }, { secretRef: { name: 'b' } }] })),
      ['configmaps/a', 'secrets/b'],
    ],
    [
      'init containers, each name once',
      workload({
        initContainers: [{ envFrom: [{ configMapRef: { name: 'a' } }] }],
        containers: [{ envFrom: [{ configMapRef: { name: 'a' } }] }],
      }),
      ['configmaps/a'],
    ],
    ['a volume of a ConfigMap', workload(volume({ configMap: { name: 'a' } })), ['configmaps/a']],
    ['a volume of a Secret', workload(volume({ secret: { secretName: 'a' } })), ['secrets/a']],
    [
      'a claim',
      workload(volume({ persistentVolumeClaim: { claimName: 'data' } })),
      ['persistentvolumeclaims/data'],
    ],
    [
      'projected sources',
      workload(
        volume({
          projected: {
            sources: [
              { configMap: { name: 'a' } },
              { secret: { name: 'b' } },
              { serviceAccountToken: { path: 'token' } },
            ],
          },
        }),
      ),
      ['configmaps/a', 'secrets/b'],
    ],
    [
      'Secrets of drivers',
      workload({
        volumes: [
          { csi: { nodePublishSecretRef: { name: 'csi' } } },
          { cephfs: { secretRef: { name: 'ceph' } } },
        ],
      }),
      ['secrets/ceph', 'secrets/csi'],
    ],
    ['pull Secrets', workload({ imagePullSecrets: [{ name: 'registry' }, {}] }), ['secrets/registry']],
    ['a service account', workload({ serviceAccountName: 'robot' }), ['serviceaccounts/robot']],
    ['its old field', workload({ serviceAccount: 'robot' }), ['serviceaccounts/robot']],
    ['not the account that is everywhere', workload({ serviceAccountName: 'default' }), []],
    ["a StatefulSet's Service", workload({}, 'StatefulSet', { serviceName: 'peers' }), ['services/peers']],
    ['no such Service of others', workload({}, 'Deployment', { serviceName: 'peers' }), []],
    [
      'the pods of a CronJob',
      {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: {},
        spec: { jobTemplate: { spec: { template: { spec: { serviceAccountName: 'robot' } } } } },
      },
      ['serviceaccounts/robot'],
    ],
    ['what runs no pods', { apiVersion: 'v1', kind: 'ConfigMap', metadata: {}, data: {} }, []],
    [
      'not what has the wrong shape',
      workload({ containers: 'none', volumes: [3, { configMap: 'x' }], imagePullSecrets: { name: 'x' } }),
      [],
    ],
  ])('finds %s', (_name, object, expected) => {
    expect(podDependencies(object)).toEqual(expected);
  });
});

describe('podLabels', () => {
  it('are those of the template, texts only', () => {
    expect(podLabels(workload({}))).toEqual({ app: 'web' });
    const odd = { template: { metadata: { labels: { a: 1, b: 'c' } } } };
    expect(podLabels(workload({}, 'Job', odd))).toEqual({ b: 'c' });
    expect(podLabels({ apiVersion: 'v1', kind: 'Service', metadata: {} })).toEqual({});
  });
});

describe('what others refer to', () => {
  const object = (kind: string, fields: object): KubeObject => ({
    apiVersion: 'v1',
    kind,
    metadata: { name: 'web', namespace: 'shop' },
    ...fields,
  });

  it.each<[string, KubeObject, string[]]>([
    ['nothing', object('ServiceAccount', {}), []],
    [
      'Secrets of both sorts, each once',
      object('ServiceAccount', {
        secrets: [{ name: 'key' }, { kind: 'Secret' }, 'text'],
        imagePullSecrets: [{ name: 'registry' }, { name: 'key' }],
      }),
      ['secrets/key', 'secrets/registry'],
    ],
  ])('an account: %s', (_name, account, expected) => {
    expect(accountDependencies(account)).toEqual(expected);
  });

  it.each<[string, object, string[]]>([
    ['nothing', {}, []],
    [
      'a backend for all',
      { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
      ['services/web'],
    ],
    ['a backend that is no Service', { defaultBackend: { resource: { kind: 'Bucket', name: 'b' } } }, []],
    [
      'backends of paths, and certificates',
      {
        rules: [
          {
            http: {
              paths: [{ backend: { service: { name: 'b' } } }, { backend: { service: { name: 'a' } } }],
            },
          },
          { host: 'only.example.com' },
        ],
        tls: [{ hosts: ['x'], secretName: 'cert' }, { hosts: ['y'] }],
      },
      ['secrets/cert', 'services/a', 'services/b'],
    ],
  ])('an Ingress: %s', (_name, spec, expected) => {
    expect(ingressDependencies(object('Ingress', { spec }))).toEqual(expected);
  });
});
