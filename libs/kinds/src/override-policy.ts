import {
  getPath,
  humanAge,
  type KubeObject,
  type ResourceDefinition,
  type TableColumn,
} from '#libs/apimachinery';
import { overridePolicySchema } from './override-policy-schema.js';

const GROUP = 'federation.meridian.dev';

/** What differs by cluster in objects of its namespace. Its rules are judged at admission, by libs/placement. */
export const overridePolicies: ResourceDefinition = policyRow('OverridePolicy', 'overridepolicies', 'op');
/** The same for objects of every namespace, and for those without one. */
export const clusterOverridePolicies: ResourceDefinition = policyRow(
  'ClusterOverridePolicy',
  'clusteroverridepolicies',
  'cop',
);

function policyRow(kind: string, resource: string, shortName: string): ResourceDefinition {
  return {
    storage: { group: GROUP, resource },
    kind,
    listKind: `${kind}List`,
    singular: kind.toLowerCase(),
    shortNames: [shortName],
    categories: [],
    namespaced: kind === 'OverridePolicy',
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    versions: [{ group: GROUP, version: 'v1alpha1', schema: overridePolicySchema }],
    subresources: {},
    columns: [
      column('Name', 'Name of the policy.', ({ metadata }) => metadata.name ?? '', { format: 'name' }),
      column('Rules', 'How many rules it has.', (object) => countAt(object, 'spec.overrideRules'), {
        type: 'integer',
      }),
      column('Age', 'Age of the policy.', ({ metadata }, now) => humanAge(metadata.creationTimestamp, now)),
    ],
    fieldLabels: {},
    custom: true,
    nameRule: 'dns-subdomain',
    applyDefaults: () => undefined,
    validate: () => [],
    generation: 'spec',
    deleteReturnsObject: false,
  };
}

function column(
  name: string,
  description: string,
  value: TableColumn['value'],
  options: Partial<Pick<TableColumn, 'format' | 'type'>> = {},
): TableColumn {
  return { name, type: 'string', format: '', description, priority: 0, value, ...options };
}

function countAt(object: KubeObject, path: string): number {
  const value = getPath(object, path);
  return Array.isArray(value) ? value.length : 0;
}
