import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  CASES,
  CONFIG_MAPS,
  CORE,
  MERGE,
  PREFERENCES,
  REPLICA_SETS,
  configMap,
  patch,
  post,
  preferenceField,
  preferring,
  replicaSet,
} from '../support/bad-input/cases.js';
import { useFederation } from '../support/federation.js';
import { describeWithKubectl, Kubectl } from '../support/kubectl.js';
import { withClient } from '../support/postgres.js';
import { MALFORMED } from '../support/bad-input/malformed.js';
import { rawBytes, rawHttp, type RawAnswer, type RawCall } from '../support/raw-http.js';

/** What cannot be right is refused as Kubernetes refuses it, names the field, and leaves no trace anywhere. */

jest.setTimeout(120_000);

const federation = useFederation('bad-input', 1);
let send: (call: RawCall) => Promise<RawAnswer>;
let stale: Record<string, unknown>;

/** Everything that a refused request could have left: objects, work, and what the member holds. */
async function traces(): Promise<unknown> {
  const [cluster = ''] = federation().clusters;
  const [stored, work] = await withClient(await federation().databaseUrl(), async (client) => [
    await client.query(
      `SELECT resource, namespace, name, uid, rv FROM objects
       WHERE resource NOT LIKE 'clusters.%' ORDER BY resource, namespace, name`,
    ),
    await client.query('SELECT key, cluster, action, generation FROM work ORDER BY key, cluster'),
  ]);
  const lists = [
    '/api/v1/namespaces',
    CONFIG_MAPS,
    `${CORE}/secrets`,
    `${CORE}/services`,
    REPLICA_SETS,
    '/apis/networking.k8s.io/v1/namespaces/default/ingresses',
  ];
  const member: unknown[] = [];
  for (const path of lists) {
    const list = await federation()
      .member(cluster)
      .call<{ items: { metadata: unknown }[] }>({ method: 'GET', path });
    member.push(list.items.map(({ metadata }) => metadata));
  }
  return { stored: stored.rows, work: work.rows, member };
}

beforeAll(async () => {
  send = await rawHttp(federation().kubeconfig);
  const created = await send(post(CONFIG_MAPS, configMap('kept', { data: { value: 'old' } })));
  expect(created.status).toBe(201);
  stale = created.body;
  await send(patch(MERGE, '{"data":{"value":"new"}}'));
  await federation().everywhere(
    `${CONFIG_MAPS}/kept`,
    'kept',
    (object) => (object?.['data'] as { value?: string } | undefined)?.value === 'new',
  );
  // The whole chain has settled when the hub has heard of the last apply.
  await send(post(CONFIG_MAPS, configMap('marker')));
  await federation().everywhere(`${CONFIG_MAPS}/marker`, 'marker', (object) => object !== undefined);
});

describe('bad input', () => {
  it('is refused as Kubernetes would, and leaves nothing anywhere', async () => {
    const before = await traces();
    for (const one of CASES) {
      const { status, body } = await send(typeof one.call === 'function' ? one.call(stale) : one.call);
      const cause = (field: string): unknown => expect.objectContaining({ field });
      const causes = expect.arrayContaining((one.fields ?? []).map(cause));
      expect({ name: one.name, status, body }).toEqual({
        name: one.name,
        status: one.code,
        body: expect.objectContaining({
          kind: 'Status',
          apiVersion: 'v1',
          status: 'Failure',
          code: one.code,
          reason: one.reason,
          message: expect.stringMatching(one.message ?? /./),
          ...(one.fields ? { details: expect.objectContaining({ causes }) } : {}),
        }),
      });
    }
    expect(await traces()).toEqual(before);
    // And the way is free for the next one.
    const next = await send(post(CONFIG_MAPS, configMap('good')));
    expect(next.status).toBe(201);
    await federation().everywhere(`${CONFIG_MAPS}/good`, 'good', (object) => object !== undefined);
  });

  it('is told by a Status even where it is no HTTP', async () => {
    const sendBytes = await rawBytes(federation().kubeconfig);
    for (const [name, bytes, code, message] of MALFORMED) {
      const answer = await sendBytes(bytes);
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      expect({ name, head, body: JSON.parse(body) as unknown }).toEqual({
        name,
        head: expect.stringContaining(`HTTP/1.1 ${String(code)} `),
        body: expect.objectContaining({
          kind: 'Status',
          status: 'Failure',
          code,
          message: expect.stringMatching(message),
        }),
      });
      expect(head).toMatch(/content-type: application\/json/i);
    }
  });

  it('names the object in what it says', async () => {
    const { body } = await send(post(REPLICA_SETS, preferring('{')));
    expect(body).toMatchObject({
      message: expect.stringContaining(`ReplicaSet.apps "bad" is invalid: ${preferenceField}: Invalid value`),
      details: {
        name: 'bad',
        group: 'apps',
        kind: 'ReplicaSet',
        causes: [{ reason: 'FieldValueInvalid', field: preferenceField }],
      },
    });
  });

  it('is pointed out or passed over where the client asks for that', async () => {
    const body = (name: string): string => replicaSet(name, { replicas: 0, replicaz: 2 });
    const warned = await send(post(`${REPLICA_SETS}?fieldValidation=Warn`, body('warned')));
    expect(warned).toMatchObject({
      status: 201,
      headers: { warning: '299 - "unknown field \\"spec.replicaz\\""' },
    });
    const ignored = await send(post(`${REPLICA_SETS}?fieldValidation=Ignore`, body('ignored')));
    expect(ignored.status).toBe(201);
    expect(ignored.headers['warning']).toBeUndefined();
    for (const { body: object } of [warned, ignored]) expect(object['spec']).not.toHaveProperty('replicaz');
    const unknown = await send(post(`${REPLICA_SETS}?fieldValidation=Maybe`, body('bad')));
    expect(unknown).toMatchObject({ status: 422, body: { reason: 'Invalid' } });
  });
});

describeWithKubectl('bad input by kubectl', (program) => {
  const yaml = (kind: string, name: string, more: string): string =>
    `apiVersion: ${kind === 'ReplicaSet' ? 'apps/v1' : 'v1'}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${more}`;
  const set = (annotation: string, spec: string): string =>
    yaml(
      'ReplicaSet',
      'bad',
      `${annotation}spec:
  ${spec}
  selector: {matchLabels: {app: a}}
  template:
    metadata: {labels: {app: a}}
    spec: {containers: [{name: c, image: nginx}]}
`,
    );
  const annotated = (value: string): string => `  annotations: {${PREFERENCES}: '${value}'}\n`;

  /** An old kubectl checks fields and types itself, before it asks the server. */
  const ofClient = program.minor < 25;
  const REFUSED: readonly (readonly [string, string, string])[] = [
    ['create -f -', 'kind: [', 'error converting YAML to JSON'],
    ['create -f -', yaml('Gadget', 'bad', ''), 'no matches for kind "Gadget" in version "v1"'],
    [
      'create -f -',
      set('', 'replicaz: 2'),
      ofClient ? 'unknown field "replicaz"' : 'strict decoding error: unknown field "spec.replicaz"',
    ],
    [
      'apply -f -',
      set('', 'replicas: three'),
      ofClient
        ? 'invalid type for io.k8s.api.apps.v1.ReplicaSetSpec.replicas: got "string", expected "integer"'
        : 'cannot be handled as a ReplicaSet: json: cannot unmarshal string',
    ],
    ['apply -f -', set('', 'replicas: -1'), 'spec.replicas: Invalid value'],
    [
      'create -f -',
      set(annotated('{'), 'replicas: 1'),
      `The ReplicaSet "bad" is invalid: ${preferenceField}: Invalid value`,
    ],
    [
      'apply -f -',
      set(annotated('{"clusters":{"a":{"minReplicas":5,"maxReplicas":2}}}'), 'replicas: 1'),
      `${preferenceField}.clusters[a].maxReplicas: Invalid value: 2`,
    ],
    [
      'apply --server-side -f -',
      set(annotated('{"clusters":{"a":{"weight":-1}}}'), 'replicas: 1'),
      'clusters[a].weight',
    ],
    [
      'create -f -',
      yaml('ConfigMap', 'Bad_Name', ''),
      'The ConfigMap "Bad_Name" is invalid: metadata.name: Invalid value',
    ],
    [
      'create -n nowhere -f -',
      yaml('ConfigMap', 'bad', ''),
      'Error from server (NotFound): error when creating "STDIN": namespaces "nowhere" not found',
    ],
    [
      'create -n kube-public -f -',
      yaml('ConfigMap', 'bad', '  namespace: default\n'),
      'does not match the namespace',
    ],
    [
      'create -f -',
      yaml('ConfigMap', 'kept', ''),
      'Error from server (AlreadyExists): error when creating "STDIN": configmaps "kept" already exists',
    ],
  ];

  it('is refused with a sentence, and leaves nothing anywhere', async () => {
    const kubectl = new Kubectl(program, federation().dir, federation().kubeconfig);
    await kubectl.ok('version');
    const before = await traces();
    for (const [command, input, message] of REFUSED) {
      const { code, stdout, stderr } = await kubectl.run(command, { input });
      expect({ command, code, stdout, stderr }).toEqual({
        command,
        code: 1,
        stdout: '',
        stderr: expect.stringContaining(message),
      });
    }
    const old = await kubectl.run('replace -f -', { input: JSON.stringify(stale) });
    expect(old.stderr).toContain('Error from server (Conflict)');
    expect(await traces()).toEqual(before);
  });
});
