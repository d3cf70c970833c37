import { type RawCall } from '../raw-http.js';

/** What cannot be right: requests, and how Kubernetes refuses them. */

export const CORE = '/api/v1/namespaces/default';
const APPS = '/apis/apps/v1/namespaces/default';
export const CONFIG_MAPS = `${CORE}/configmaps`;
export const REPLICA_SETS = `${APPS}/replicasets`;
export const PREFERENCES = 'federation.kubernetes.io/replica-set-preferences';
const SELECTOR = 'federation.alpha.kubernetes.io/cluster-selector';
export const MERGE = 'application/merge-patch+json';
const JSON_PATCH = 'application/json-patch+json';

export function configMap(name: string, more: object = {}): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, ...more });
}

export function replicaSet(
  name: string,
  spec: object = {},
  annotations: Record<string, string> = {},
): string {
  return JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name, annotations },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'a' } },
      template: {
        metadata: { labels: { app: 'a' } },
        spec: { containers: [{ name: 'c', image: 'nginx' }] },
      },
      ...spec,
    },
  });
}

export function preferring(value: unknown): string {
  return replicaSet(
    'bad',
    {},
    {
      [PREFERENCES]: typeof value === 'string' ? value : JSON.stringify(value),
    },
  );
}

function selecting(value: unknown): string {
  return configMap('bad', {
    metadata: {
      name: 'bad',
      annotations: { [SELECTOR]: typeof value === 'string' ? value : JSON.stringify(value) },
    },
  });
}

export const post = (path: string, body: string, contentType?: string): RawCall => ({
  method: 'POST',
  path,
  body,
  ...(contentType === undefined ? {} : { contentType }),
});
export const patch = (contentType: string, body: string, name = 'kept'): RawCall => ({
  method: 'PATCH',
  path: `${CONFIG_MAPS}/${name}`,
  body,
  contentType,
});

export interface Case {
  readonly name: string;
  /** A function is given the object `kept` as it was first. */
  readonly call: RawCall | ((stale: object) => RawCall);
  readonly code: number;
  readonly reason: string;
  readonly message?: RegExp;
  /** The fields that the causes name. */
  readonly fields?: readonly string[];
}

export const preferenceField = `metadata.annotations[${PREFERENCES}]`;
const selectorField = `metadata.annotations[${SELECTOR}]`;
const bad = (name: string, call: Case['call'], message: RegExp): Case => ({
  name,
  call,
  code: 400,
  reason: 'BadRequest',
  message,
});
const invalid = (name: string, call: Case['call'], ...fields: readonly string[]): Case => ({
  name,
  call,
  code: 422,
  reason: 'Invalid',
  fields,
});

export const CASES: readonly Case[] = [
  bad('malformed JSON', post(CONFIG_MAPS, '{"apiVersion": "v1", '), /json/i),
  bad('malformed YAML', post(CONFIG_MAPS, 'kind: ConfigMap\n  name: [', 'application/yaml'), /yaml/i),
  bad('a list for an object', post(CONFIG_MAPS, '[]'), /couldn't get version\/kind/),
  bad('an empty body', post(CONFIG_MAPS, ''), /./),
  {
    name: 'an unknown kind',
    call: post(`${CORE}/gadgets`, '{"apiVersion":"v1","kind":"Gadget","metadata":{"name":"bad"}}'),
    code: 404,
    reason: 'NotFound',
    message: /^the server could not find the requested resource$/,
  },
  bad(
    'another kind than the URL',
    post(CONFIG_MAPS, '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"bad"}}'),
    /Secret in version "v1" cannot be handled as a ConfigMap/,
  ),
  bad(
    'another version than the URL',
    post(CONFIG_MAPS, '{"apiVersion":"v2","kind":"ConfigMap","metadata":{"name":"bad"}}'),
    /the API version in the data \(v2\) does not match the expected API version \(v1\)/,
  ),
  bad(
    'an unknown field, Strict',
    post(`${REPLICA_SETS}?fieldValidation=Strict`, replicaSet('bad', { replicaz: 2 })),
    /strict decoding error: unknown field "spec.replicaz"/,
  ),
  bad(
    'a duplicate field, Strict',
    post(`${CONFIG_MAPS}?fieldValidation=Strict`, '{"metadata":{"name":"bad"},"data":{},"data":{}}'),
    /strict decoding error: duplicate field "data"/,
  ),
  bad(
    'another namespace than the URL',
    post(CONFIG_MAPS, configMap('bad', { metadata: { name: 'bad', namespace: 'other' } })),
    /the namespace of the provided object does not match the namespace sent on the request/,
  ),
  {
    name: 'a namespace that is not there',
    call: post('/api/v1/namespaces/nowhere/configmaps', configMap('bad')),
    code: 404,
    reason: 'NotFound',
    message: /^namespaces "nowhere" not found$/,
  },
  invalid('preferences that are no JSON', post(REPLICA_SETS, preferring('{')), preferenceField),
  invalid('preferences that are no object', post(REPLICA_SETS, preferring([])), preferenceField),
  invalid(
    'preferences with a minimum above the maximum, and a negative weight elsewhere',
    post(
      REPLICA_SETS,
      preferring({ clusters: { a: { minReplicas: 5, maxReplicas: 2 }, b: { weight: -1 } } }),
    ),
    `${preferenceField}.clusters[a].maxReplicas`,
    `${preferenceField}.clusters[b].weight`,
  ),
  invalid(
    'preferences of other types',
    post(REPLICA_SETS, preferring({ rebalance: 'yes', clusters: { '*': { minReplicas: '2' } } })),
    `${preferenceField}.rebalance`,
    `${preferenceField}.clusters[*].minReplicas`,
  ),
  invalid('a cluster selector that is no JSON', post(CONFIG_MAPS, selecting('a=b')), selectorField),
  invalid(
    'a cluster selector with an unknown operator, and one without values',
    post(
      CONFIG_MAPS,
      selecting([
        { key: 'region', operator: 'Near', values: ['x'] },
        { key: 'region', operator: 'In' },
      ]),
    ),
    `${selectorField}[0].operator`,
    `${selectorField}[1].values`,
  ),
  {
    name: 'a body beyond every limit',
    call: post(CONFIG_MAPS, configMap('bad', { data: { a: 'x'.repeat(3 * 1024 * 1024) } })),
    code: 413,
    reason: 'RequestEntityTooLarge',
    message: /limit is 3145728/,
  },
  {
    name: 'more than a message to a member takes',
    call: (): RawCall => {
      const metadata = { name: 'bad', annotations: { note: 'x'.repeat(200_000) } };
      return post(CONFIG_MAPS, configMap('bad', { metadata, data: { a: 'x'.repeat(1_000_000) } }));
    },
    code: 413,
    reason: 'RequestEntityTooLarge',
  },
  invalid('an invalid name', post(CONFIG_MAPS, configMap('Bad_Name')), 'metadata.name'),
  invalid('no name', post(CONFIG_MAPS, '{"metadata":{}}'), 'metadata.name'),
  invalid(
    'an invalid name of a namespace',
    post('/api/v1/namespaces', '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a.b"}}'),
    'metadata.name',
  ),
  invalid(
    'an invalid label',
    post(CONFIG_MAPS, configMap('bad', { metadata: { name: 'bad', labels: { 'a b': 'c' } } })),
    'metadata.labels',
  ),
  bad(
    'a number for a text',
    post(CONFIG_MAPS, configMap('bad', { data: { a: 1 } })),
    /json: cannot unmarshal number into field data\.a of type string/,
  ),
  bad(
    'a text for a number',
    post(REPLICA_SETS, replicaSet('bad', { replicas: 'three' })),
    /json: cannot unmarshal string into field spec\.replicas of type int32/,
  ),
  bad(
    'data that is no base64',
    post(`${CORE}/secrets`, '{"metadata":{"name":"bad"},"data":{"a":"***"}}'),
    /illegal base64 data at input byte 0/,
  ),
  invalid('negative replicas', post(REPLICA_SETS, replicaSet('bad', { replicas: -1 })), 'spec.replicas'),
  invalid(
    'a selector that misses its own pods',
    post(REPLICA_SETS, replicaSet('bad', { selector: { matchLabels: { app: 'b' } } })),
    'spec.template.metadata.labels',
  ),
  invalid(
    'a port out of range',
    post(`${CORE}/services`, '{"metadata":{"name":"bad"},"spec":{"ports":[{"port":70000}]}}'),
    'spec.ports[0].port',
  ),
  invalid(
    'an Ingress to nowhere',
    post('/apis/networking.k8s.io/v1/namespaces/default/ingresses', '{"metadata":{"name":"bad"},"spec":{}}'),
    'spec',
  ),
  {
    name: 'a name that is taken',
    call: post(CONFIG_MAPS, configMap('kept')),
    code: 409,
    reason: 'AlreadyExists',
    message: /^configmaps "kept" already exists$/,
  },
  {
    name: 'an update of an older version',
    call: (stale) => ({ method: 'PUT', path: `${CONFIG_MAPS}/kept`, body: JSON.stringify(stale) }),
    code: 409,
    reason: 'Conflict',
    message: /^Operation cannot be fulfilled on configmaps "kept": the object has been modified/,
  },
  {
    name: 'an update of another object of the name',
    call: () => ({
      method: 'PUT',
      path: `${CONFIG_MAPS}/kept`,
      body: configMap('kept', { metadata: { name: 'kept', uid: '00000000-0000-4000-8000-000000000000' } }),
    }),
    code: 409,
    reason: 'Conflict',
    message: /Precondition failed: UID in precondition/,
  },
  bad(
    'an update under another name',
    { method: 'PUT', path: `${CONFIG_MAPS}/kept`, body: configMap('other') },
    /the name of the object \(other\) does not match the name on the URL \(kept\)/,
  ),
  {
    name: 'an update of nothing',
    call: { method: 'PATCH', path: `${CONFIG_MAPS}/absent`, body: '{}', contentType: MERGE },
    code: 404,
    reason: 'NotFound',
    message: /^configmaps "absent" not found$/,
  },
  {
    name: 'a deletion of another object of the name',
    call: {
      method: 'DELETE',
      path: `${CONFIG_MAPS}/kept`,
      body: '{"preconditions":{"uid":"00000000-0000-4000-8000-000000000000"}}',
    },
    code: 409,
    reason: 'Conflict',
  },
  bad('a malformed merge patch', patch(MERGE, '{"data":'), /./),
  bad('a malformed JSON patch', patch(JSON_PATCH, '{"op":"add"}'), /./),
  {
    name: 'a JSON patch whose test fails',
    call: patch(JSON_PATCH, '[{"op":"test","path":"/data/value","value":"other"}]'),
    code: 422,
    reason: 'Invalid',
  },
  invalid(
    'a patch that brings a bad selector',
    patch(MERGE, JSON.stringify({ metadata: { annotations: { [SELECTOR]: '{}' } } })),
    selectorField,
  ),
  bad(
    'a patch of the name',
    patch(MERGE, '{"metadata":{"name":"other"}}'),
    /the name of the object \(other\) does not match the name on the URL \(kept\)/,
  ),
  {
    name: 'a body of an unknown type',
    call: post(CONFIG_MAPS, configMap('bad'), 'text/plain'),
    code: 415,
    reason: 'UnsupportedMediaType',
  },
  bad(
    'a selector of a list that cannot be read',
    { method: 'GET', path: `${CONFIG_MAPS}?labelSelector=a%20in%20(` },
    /unable to parse requirement/,
  ),
];
