import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { useFederation } from '../support/federation.js';
import { describeWithKubectl, Kubectl } from '../support/kubectl.js';
import { withClient } from '../support/postgres.js';
import { rawHttp } from '../support/raw-http.js';
/** What cannot be right is refused as Kubernetes refuses it, names the field, and leaves no trace anywhere. */
jest.setTimeout(120_000);
const CORE = '/api/v1/namespaces/default';
const APPS = '/apis/apps/v1/namespaces/default';
const CONFIG_MAPS = `${CORE}/configmaps`;
const REPLICA_SETS = `${APPS}/replicasets`;
const PREFERENCES = 'federation.kubernetes.io/replica-set-preferences';
const SELECTOR = 'federation.alpha.kubernetes.io/cluster-selector';
const MERGE = 'application/merge-patch+json';
const JSON_PATCH = 'application/json-patch+json';
const federation = useFederation('bad-input', 1);
let send;
let stale;
function configMap(name, more = {}) {
    return JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, ...more });
}
function replicaSet(name, spec = {}, annotations = {}) {
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
function preferring(value) {
    return replicaSet('bad', {}, {
        [PREFERENCES]: typeof value === 'string' ? value : JSON.stringify(value),
    });
}
function selecting(value) {
    return configMap('bad', {
        metadata: {
            name: 'bad',
            annotations: { [SELECTOR]: typeof value === 'string' ? value : JSON.stringify(value) },
        },
    });
}
const post = (path, body, contentType) => ({
    method: 'POST',
    path,
    body,
    ...(contentType === undefined ? {} : { contentType }),
});
const patch = (contentType, body, name = 'kept') => ({
    method: 'PATCH',
    path: `${CONFIG_MAPS}/${name}`,
    body,
    contentType,
});
const preferenceField = `metadata.annotations[${PREFERENCES}]`;
const selectorField = `metadata.annotations[${SELECTOR}]`;
const bad = (name, call, message) => ({
    name,
    call,
    code: 400,
    reason: 'BadRequest',
    message,
});
const invalid = (name, call, ...fields) => ({
    name,
    call,
    code: 422,
    reason: 'Invalid',
    fields,
});
const CASES = [
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
    bad('another kind than the URL', post(CONFIG_MAPS, '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"bad"}}'), /Secret in version "v1" cannot be handled as a ConfigMap/),
    bad('another version than the URL', post(CONFIG_MAPS, '{"apiVersion":"v2","kind":"ConfigMap","metadata":{"name":"bad"}}'), /the API version in the data \(v2\) does not match the expected API version \(v1\)/),
    bad('an unknown field, Strict', post(`${REPLICA_SETS}?fieldValidation=Strict`, replicaSet('bad', { replicaz: 2 })), /strict decoding error: unknown field "spec.replicaz"/),
    bad('a duplicate field, Strict', post(`${CONFIG_MAPS}?fieldValidation=Strict`, '{"metadata":{"name":"bad"},"data":{},"data":{}}'), /strict decoding error: duplicate field "data"/),
    bad('another namespace than the URL', post(CONFIG_MAPS, configMap('bad', { metadata: { name: 'bad', namespace: 'other' } })), /the namespace of the provided object does not match the namespace sent on the request/),
    {
        name: 'a namespace that is not there',
        call: post('/api/v1/namespaces/nowhere/configmaps', configMap('bad')),
        code: 404,
        reason: 'NotFound',
        message: /^namespaces "nowhere" not found$/,
    },
    invalid('preferences that are no JSON', post(REPLICA_SETS, preferring('{')), preferenceField),
    invalid('preferences that are no object', post(REPLICA_SETS, preferring([])), preferenceField),
    invalid('preferences with a minimum above the maximum, and a negative weight elsewhere', post(REPLICA_SETS, preferring({ clusters: { a: { minReplicas: 5, maxReplicas: 2 }, b: { weight: -1 } } })), `${preferenceField}.clusters[a].maxReplicas`, `${preferenceField}.clusters[b].weight`),
    invalid('preferences of other types', post(REPLICA_SETS, preferring({ rebalance: 'yes', clusters: { '*': { minReplicas: '2' } } })), `${preferenceField}.rebalance`, `${preferenceField}.clusters[*].minReplicas`),
    invalid('a cluster selector that is no JSON', post(CONFIG_MAPS, selecting('a=b')), selectorField),
    invalid('a cluster selector with an unknown operator, and one without values', post(CONFIG_MAPS, selecting([
        { key: 'region', operator: 'Near', values: ['x'] },
        { key: 'region', operator: 'In' },
    ])), `${selectorField}[0].operator`, `${selectorField}[1].values`),
    {
        name: 'a body beyond every limit',
        call: post(CONFIG_MAPS, configMap('bad', { data: { a: 'x'.repeat(3 * 1024 * 1024) } })),
        code: 413,
        reason: 'RequestEntityTooLarge',
        message: /limit is 3145728/,
    },
    {
        name: 'more than a message to a member takes',
        call: () => {
            const metadata = { name: 'bad', annotations: { note: 'x'.repeat(200_000) } };
            return post(CONFIG_MAPS, configMap('bad', { metadata, data: { a: 'x'.repeat(1_000_000) } }));
        },
        code: 413,
        reason: 'RequestEntityTooLarge',
    },
    invalid('an invalid name', post(CONFIG_MAPS, configMap('Bad_Name')), 'metadata.name'),
    invalid('no name', post(CONFIG_MAPS, '{"metadata":{}}'), 'metadata.name'),
    invalid('an invalid name of a namespace', post('/api/v1/namespaces', '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a.b"}}'), 'metadata.name'),
    invalid('an invalid label', post(CONFIG_MAPS, configMap('bad', { metadata: { name: 'bad', labels: { 'a b': 'c' } } })), 'metadata.labels'),
    bad('a number for a text', post(CONFIG_MAPS, configMap('bad', { data: { a: 1 } })), /json: cannot unmarshal number into field data\.a of type string/),
    bad('a text for a number', post(REPLICA_SETS, replicaSet('bad', { replicas: 'three' })), /json: cannot unmarshal string into field spec\.replicas of type int32/),
    bad('data that is no base64', post(`${CORE}/secrets`, '{"metadata":{"name":"bad"},"data":{"a":"***"}}'), /illegal base64 data at input byte 0/),
    invalid('negative replicas', post(REPLICA_SETS, replicaSet('bad', { replicas: -1 })), 'spec.replicas'),
    invalid('a selector that misses its own pods', post(REPLICA_SETS, replicaSet('bad', { selector: { matchLabels: { app: 'b' } } })), 'spec.template.metadata.labels'),
    invalid('a port out of range', post(`${CORE}/services`, '{"metadata":{"name":"bad"},"spec":{"ports":[{"port":70000}]}}'), 'spec.ports[0].port'),
    invalid('an Ingress to nowhere', post('/apis/networking.k8s.io/v1/namespaces/default/ingresses', '{"metadata":{"name":"bad"},"spec":{}}'), 'spec'),
    {
        name: 'a name that is taken',
        call: post(CONFIG_MAPS, configMap('kept')),
        code: 409,
        reason: 'AlreadyExists',
        message: /^configmaps "kept" already exists$/,
    },
    {
        name: 'an update of an older version',
        call: () => ({ method: 'PUT', path: `${CONFIG_MAPS}/kept`, body: JSON.stringify(stale) }),
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
    bad('an update under another name', { method: 'PUT', path: `${CONFIG_MAPS}/kept`, body: configMap('other') }, /the name of the object \(other\) does not match the name on the URL \(kept\)/),
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
    invalid('a patch that brings a bad selector', patch(MERGE, JSON.stringify({ metadata: { annotations: { [SELECTOR]: '{}' } } })), selectorField),
    bad('a patch of the name', patch(MERGE, '{"metadata":{"name":"other"}}'), /the name of the object \(other\) does not match the name on the URL \(kept\)/),
    {
        name: 'a body of an unknown type',
        call: post(CONFIG_MAPS, configMap('bad'), 'text/plain'),
        code: 415,
        reason: 'UnsupportedMediaType',
    },
    bad('a selector of a list that cannot be read', { method: 'GET', path: `${CONFIG_MAPS}?labelSelector=a%20in%20(` }, /unable to parse requirement/),
];
/** Everything that a refused request could have left: objects, work, and what the member holds. */
async function traces() {
    const [cluster = ''] = federation().clusters;
    const [stored, work] = await withClient(await federation().databaseUrl(), async (client) => [
        await client.query(`SELECT resource, namespace, name, uid, rv FROM objects
       WHERE resource NOT LIKE 'clusters.%' ORDER BY resource, namespace, name`),
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
    const member = [];
    for (const path of lists) {
        const list = await federation()
            .member(cluster)
            .call({ method: 'GET', path });
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
    await federation().everywhere(`${CONFIG_MAPS}/kept`, 'kept', (object) => object?.['data']?.value === 'new');
    // The whole chain has settled when the hub has heard of the last apply.
    await send(post(CONFIG_MAPS, configMap('marker')));
    await federation().everywhere(`${CONFIG_MAPS}/marker`, 'marker', (object) => object !== undefined);
});
describe('bad input', () => {
    it('is refused as Kubernetes would, and leaves nothing anywhere', async () => {
        const before = await traces();
        for (const one of CASES) {
            const { status, body } = await send(typeof one.call === 'function' ? one.call() : one.call);
            const cause = (field) => expect.objectContaining({ field });
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
        const body = (name) => replicaSet(name, { replicas: 0, replicaz: 2 });
        const warned = await send(post(`${REPLICA_SETS}?fieldValidation=Warn`, body('warned')));
        expect(warned).toMatchObject({
            status: 201,
            headers: { warning: '299 - "unknown field \\"spec.replicaz\\""' },
        });
        const ignored = await send(post(`${REPLICA_SETS}?fieldValidation=Ignore`, body('ignored')));
        expect(ignored.status).toBe(201);
        expect(ignored.headers['warning']).toBeUndefined();
        for (const { body: object } of [warned, ignored])
            expect(object['spec']).not.toHaveProperty('replicaz');
        const unknown = await send(post(`${REPLICA_SETS}?fieldValidation=Maybe`, body('bad')));
        expect(unknown).toMatchObject({ status: 422, body: { reason: 'Invalid' } });
    });
});
describeWithKubectl('bad input by kubectl', (program) => {
    const yaml = (kind, name, more) => `apiVersion: ${kind === 'ReplicaSet' ? 'apps/v1' : 'v1'}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${more}`;
    const set = (annotation, spec) => yaml('ReplicaSet', 'bad', `${annotation}spec:
  ${spec}
  selector: {matchLabels: {app: a}}
  template:
    metadata: {labels: {app: a}}
    spec: {containers: [{name: c, image: nginx}]}
`);
    const annotated = (value) => `  annotations: {${PREFERENCES}: '${value}'}\n`;
    /** An old kubectl checks fields and types itself, before it asks the server. */
    const ofClient = program.minor < 25;
    const REFUSED = [
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
//# sourceMappingURL=bad-input.test.js.map