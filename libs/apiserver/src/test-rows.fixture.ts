import { parseApiVersion, type ResourceDefinition } from '#libs/apimachinery';
import { builtinType, builtinTypeOf } from '#libs/builtin-kinds';

/** Small rows over the real schemas. */

const BASE = {
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  subresources: {},
  columns: [],
  fieldLabels: {},
  custom: false,
  nameRule: 'dns-subdomain',
  applyDefaults: () => undefined,
  validate: () => [],
  generation: 'none',
  deleteReturnsObject: false,
} as const;

type Needed = 'apiVersion' | 'kind' | 'resource';

function row(needed: Record<Needed, string>, more: Partial<ResourceDefinition> = {}): ResourceDefinition {
  const { apiVersion, kind, resource } = needed;
  const gv = parseApiVersion(apiVersion);
  const schema = builtinType(builtinTypeOf(apiVersion, kind) ?? '');
  return {
    ...BASE,
    kind,
    listKind: `${kind}List`,
    singular: kind.toLowerCase(),
    storage: { group: gv.group, resource },
    versions: [{ ...gv, schema }],
    ...more,
  };
}

interface Spec {
  replicas?: number;
  finalizers?: string[];
}

export const TEST_ROWS: readonly ResourceDefinition[] = [
  row(
    { apiVersion: 'v1', kind: 'Namespace', resource: 'namespaces' },
    {
      namespaced: false,
      nameRule: 'dns-label',
      subresources: { status: true, finalize: true },
      deleteReturnsObject: true,
      prepare: (object, old) => {
        if (!old)
          Object.assign(object, { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } });
      },
    },
  ),
  row({ apiVersion: 'v1', kind: 'ConfigMap', resource: 'configmaps' }),
  row(
    { apiVersion: 'v1', kind: 'Pod', resource: 'pods' },
    {
      subresources: { status: true },
      generation: 'none',
      deleteReturnsObject: true,
      defaultGraceSeconds: () => 30,
      fieldLabels: { 'spec.nodeName': (pod) => (pod['spec'] as { nodeName?: string }).nodeName ?? '' },
    },
  ),
  row(
    { apiVersion: 'apps/v1', kind: 'ReplicaSet', resource: 'replicasets' },
    {
      generation: 'spec',
      subresources: {
        status: true,
        scale: {
          specReplicas: '.spec.replicas',
          statusReplicas: '.status.replicas',
          selector: '.spec.selector',
        },
      },
      applyDefaults: (object) => {
        const spec = (object['spec'] ??= {}) as Spec;
        spec.replicas ??= 1;
        object['status'] ??= { replicas: 0 };
      },
      validate: (object) =>
        ((object['spec'] as Spec).replicas ?? 0) < 0
          ? [
              {
                reason: 'FieldValueInvalid',
                message: 'Invalid value: must be greater than or equal to 0',
                field: 'spec.replicas',
              },
            ]
          : [],
    },
  ),
];
