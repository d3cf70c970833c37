import { type KubeObject } from '#libs/apimachinery';

/** The definitions of the multi-cluster services API, as small as they do: what a user applies before using it. */

export const EXPORTS = { group: 'multicluster.x-k8s.io', resource: 'serviceexports' };
export const IMPORTS = { group: 'multicluster.x-k8s.io', resource: 'serviceimports' };
export const DEFINITIONS = { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' };

const text = { type: 'string' };
const conditions = {
  type: 'array',
  items: {
    type: 'object',
    properties: { type: text, status: text, reason: text, message: text, lastTransitionTime: text },
  },
};
const port = {
  type: 'object',
  properties: { name: text, protocol: text, appProtocol: text, port: { type: 'integer' } },
};

export const exportsDefinition = definition('ServiceExport', {
  status: { type: 'object', properties: { conditions } },
});

export const importsDefinition = definition('ServiceImport', {
  spec: {
    type: 'object',
    required: ['ports', 'type'],
    properties: {
      ports: { type: 'array', items: port },
      ips: { type: 'array', items: text },
      type: { type: 'string', enum: ['ClusterSetIP', 'Headless'] },
      sessionAffinity: text,
      sessionAffinityConfig: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    },
  },
  status: {
    type: 'object',
    properties: {
      clusters: { type: 'array', items: { type: 'object', properties: { cluster: text } } },
      conditions,
    },
  },
});

function definition(kind: string, properties: object): KubeObject {
  const plural = `${kind.toLowerCase()}s`;
  const schema = { openAPIV3Schema: { type: 'object', properties } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.multicluster.x-k8s.io` },
    spec: {
      group: 'multicluster.x-k8s.io',
      scope: 'Namespaced',
      names: { plural, singular: kind.toLowerCase(), kind },
      versions: [{ name: 'v1alpha1', served: true, storage: true, subresources: { status: {} }, schema }],
    },
  };
}

export function serviceExport(name: string, namespace: string): KubeObject {
  return {
    apiVersion: 'multicluster.x-k8s.io/v1alpha1',
    kind: 'ServiceExport',
    metadata: { name, namespace },
  };
}
