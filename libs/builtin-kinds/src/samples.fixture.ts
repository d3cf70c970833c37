import { expect } from '@jest/globals';
import { parseGroupResource, type KubeObject } from '#libs/apimachinery';
import { builtinResource } from './index.js';

/** Dotted path -> what to set there; undefined removes. */
export type Patch = Readonly<Record<string, unknown>>;
type Sample = Record<string, unknown>;

function apply(object: KubeObject, patch: Patch): void {
  for (const [path, value] of Object.entries(patch)) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const parent = keys.reduce<Sample>((current, key) => current[key] as Sample, object);
    if (value === undefined) {
      Reflect.deleteProperty(parent, last);
    } else {
      parent[last] = value;
    }
  }
}

const podSpec = (): Sample => ({
  containers: [{ name: 'c', image: 'nginx:1.25', ports: [{ containerPort: 80 }] }],
});
const workload = (): Sample => ({
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: podSpec() },
  },
});

/** A valid object of each kind, by resource. */
export const SAMPLES: Record<string, () => Sample> = {
  namespaces: () => ({}),
  configmaps: () => ({ data: { a: '1' } }),
  secrets: () => ({ data: { a: 'MQ==' } }),
  services: () => ({ spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } }),
  pods: () => ({ spec: podSpec() }),
  events: () => ({ involvedObject: { kind: 'Pod', name: 'p', namespace: 'demo' } }),
  nodes: () => ({ spec: {} }),
  endpoints: () => ({ subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] }] }),
  resourcequotas: () => ({ spec: { hard: { pods: '1' } } }),
  limitranges: () => ({ spec: { limits: [{ type: 'Container', max: { cpu: '1' } }] } }),
  'leases.coordination.k8s.io': () => ({ spec: { leaseDurationSeconds: 15 } }),
  'endpointslices.discovery.k8s.io': () => ({
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.0.0.1'] }],
  }),
  'replicasets.apps': workload,
  'deployments.apps': workload,
  'daemonsets.apps': workload,
  'statefulsets.apps': workload,
  'ingresses.networking.k8s.io': () => ({
    spec: {
      rules: [
        {
          host: 'web.example.com',
          http: {
            paths: [
              { path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } },
            ],
          },
        },
      ],
    },
  }),
  'jobs.batch': () => ({ spec: { template: { spec: { ...podSpec(), restartPolicy: 'Never' } } } }),
  'cronjobs.batch': () => ({
    spec: {
      schedule: '*/5 * * * *',
      jobTemplate: { spec: { template: { spec: { ...podSpec(), restartPolicy: 'Never' } } } },
    },
  }),
  'horizontalpodautoscalers.autoscaling': () => ({
    spec: { maxReplicas: 3, scaleTargetRef: { kind: 'Deployment', name: 'api' } },
  }),
  'poddisruptionbudgets.policy': () => ({ spec: { minAvailable: 1, selector: {} } }),
  'rolebindings.rbac.authorization.k8s.io': () => ({
    roleRef: { kind: 'Role', name: 'r' },
    subjects: [{ kind: 'User', name: 'u' }],
  }),
  'roles.rbac.authorization.k8s.io': () => ({
    rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }],
  }),
  persistentvolumeclaims: () => ({
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  }),
};

/** What is said of a sample that is changed, and, with `later`, changed once more when it is stored. */
export function causesOf(resource: string, change: Patch, later?: Patch): string[] {
  const row = builtinResource(parseGroupResource(resource));
  if (!row) throw new Error(`nobody serves ${resource}`);
  const object: KubeObject = {
    apiVersion: 'v1',
    kind: row.kind,
    metadata: { name: 'x', namespace: 'demo' },
    ...SAMPLES[resource]?.(),
  };
  apply(object, change);
  row.applyDefaults(object);
  let old: KubeObject | undefined;
  let next = object;
  if (later) {
    old = object;
    next = structuredClone(old);
    apply(next, later);
    row.applyDefaults(next);
    row.prepare?.(next, old);
  }
  return row.validate(next, old).map((cause) => `${cause.field ?? ''}: ${cause.message}`);
}

/** One by one, in this order. */
export function expectCauses(causes: readonly string[], expected: readonly (string | RegExp)[]): void {
  expect(causes).toHaveLength(expected.length);
  expected.forEach((each, index) =>
    typeof each === 'string' ? expect(causes[index]).toBe(each) : expect(causes[index]).toMatch(each),
  );
}
