/** The grammar that every Kubernetes object shares (API conventions, "Objects"). */

/** A group and version; the core group is the empty string. */
export interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

export interface GroupVersionKind extends GroupVersion {
  readonly kind: string;
}

/** A resource type, version apart: the identity under which objects are stored. `resource` is the plural. */
export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

export interface ManagedFieldsEntry {
  manager?: string;
  operation?: 'Apply' | 'Update';
  apiVersion?: string;
  time?: string;
  fieldsType?: 'FieldsV1';
  fieldsV1?: Record<string, unknown>;
  subresource?: string;
}

export interface ObjectMeta {
  name?: string;
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  finalizers?: string[];
  managedFields?: ManagedFieldsEntry[];
}

/** Any Kubernetes object as plain JSON. Treat as immutable once stored or handed over. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

/** Names one object of one resource type; `namespace` is '' for cluster-scoped ones. */
export interface ObjectKey extends GroupResource {
  readonly namespace: string;
  readonly name: string;
}

/** `apps/v1` -> {group: 'apps', version: 'v1'}; `v1` -> {group: '', version: 'v1'}. */
export function parseApiVersion(apiVersion: string): GroupVersion {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

export function formatApiVersion(gv: GroupVersion): string {
  return gv.group === '' ? gv.version : `${gv.group}/${gv.version}`;
}

/** `replicasets.apps`, `services`: how errors, storage and logs name a resource type. */
export function formatGroupResource(gr: GroupResource): string {
  return gr.group === '' ? gr.resource : `${gr.resource}.${gr.group}`;
}

/** The reverse of formatGroupResource. */
export function parseGroupResource(text: string): GroupResource {
  const dot = text.indexOf('.');
  return dot < 0
    ? { group: '', resource: text }
    : { group: text.slice(dot + 1), resource: text.slice(0, dot) };
}

/** `replicasets.apps/default/nginx`: a printable, unique form (no part may hold a slash). */
export function formatObjectKey(key: ObjectKey): string {
  return `${formatGroupResource(key)}/${key.namespace}/${key.name}`;
}

/** The reverse of formatObjectKey. */
export function parseObjectKey(text: string): ObjectKey {
  const [resource = '', namespace = '', name = ''] = text.split('/');
  return { ...parseGroupResource(resource), namespace, name };
}
