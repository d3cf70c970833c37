import {
  getPath,
  humanAge,
  type FieldSchema,
  type KubeObject,
  type ResourceDefinition,
  type SchemaRef,
  type TableColumn,
} from '#libs/apimachinery';
import { builtinType, scalar } from '#libs/builtin-kinds';

/** The custom resource that the recordings use, as its CustomResourceDefinition (fx/crd.yaml) describes it. */

const TEXT = scalar('string');

function struct(fields: Readonly<Record<string, SchemaRef>>, preserveUnknown = false): SchemaRef {
  const entries = Object.entries(fields).map(([name, schema]): [string, FieldSchema] => [name, { schema }]);
  return () => ({ kind: 'struct', fields: new Map(entries), atomic: false, preserveUnknown });
}

const spec = struct({
  serverAddressByClientCIDRs: () => ({
    kind: 'list',
    element: struct({ clientCIDR: TEXT, serverAddress: TEXT }),
    listType: 'atomic',
    mapKeys: [],
  }),
});

function column(name: string, type: TableColumn['type'], value: TableColumn['value']): TableColumn {
  return { name, type, format: name === 'Name' ? 'name' : '', description: name, priority: 0, value };
}

function textAt(object: KubeObject, path: string): string {
  const value = getPath(object, path);
  return typeof value === 'string' ? value : '';
}

export const customRow: ResourceDefinition = {
  storage: { group: 'federation.example.io', resource: 'clusters' },
  kind: 'Cluster',
  listKind: 'ClusterList',
  singular: 'cluster',
  shortNames: ['cl'],
  categories: ['all'],
  namespaced: false,
  verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  versions: [
    {
      group: 'federation.example.io',
      version: 'v1beta1',
      schema: {
        kind: 'struct',
        fields: new Map<string, FieldSchema>([
          ['apiVersion', { schema: TEXT }],
          ['kind', { schema: TEXT }],
          ['metadata', { schema: () => builtinType('meta.v1.ObjectMeta') }],
          ['spec', { schema: spec }],
          ['status', { schema: struct({}, true) }],
        ]),
        atomic: false,
      },
    },
  ],
  subresources: { status: true },
  columns: [
    column('Name', 'string', (object) => object.metadata.name ?? ''),
    column('Status', 'string', (object) => textAt(object, 'status.phase')),
    { ...column('Zone', 'string', (object) => textAt(object, 'status.zone')), priority: 1 },
    column('Age', 'date', (object, now) => humanAge(object.metadata.creationTimestamp, now)),
  ],
  fieldLabels: {},
  custom: true,
  nameRule: 'dns-subdomain',
  applyDefaults: () => undefined,
  validate: () => [],
  generation: 'spec',
  deleteReturnsObject: false,
};
