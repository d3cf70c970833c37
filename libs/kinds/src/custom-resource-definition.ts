import { humanAge, type ResourceDefinition } from '#libs/apimachinery';
import { builtinType, scalar } from '#libs/builtin-kinds';
import { struct, TEXT } from './schema.js';

/**
 * CustomResourceDefinitions, to be looked up and not written: the hub serves no custom kinds of its users yet. kubectl
 * lists them to tell an unknown kind from a custom one, and without the list it cannot say that a kind is unknown.
 */
export const customResourceDefinitions: ResourceDefinition = {
  storage: { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' },
  kind: 'CustomResourceDefinition',
  listKind: 'CustomResourceDefinitionList',
  singular: 'customresourcedefinition',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  namespaced: false,
  verbs: ['get', 'list', 'watch'],
  versions: [
    {
      group: 'apiextensions.k8s.io',
      version: 'v1',
      schema: struct({
        apiVersion: TEXT,
        kind: TEXT,
        metadata: () => builtinType('meta.v1.ObjectMeta'),
        spec: scalar('any'),
        status: scalar('any'),
      }),
    },
  ],
  subresources: {},
  columns: [
    {
      name: 'Name',
      type: 'string',
      format: 'name',
      description: 'Name of the definition.',
      priority: 0,
      value: (object) => object.metadata.name ?? '',
    },
    {
      name: 'Created At',
      type: 'string',
      format: '',
      description: 'Age of the definition.',
      priority: 0,
      value: (object, now) => humanAge(object.metadata.creationTimestamp, now),
    },
  ],
  fieldLabels: {},
  custom: true,
  nameRule: 'dns-subdomain',
  applyDefaults: () => undefined,
  validate: () => [],
  generation: 'spec',
  deleteReturnsObject: false,
};
