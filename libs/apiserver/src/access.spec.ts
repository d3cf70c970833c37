import { describe, expect, it } from '@jest/globals';
import { configMap, createHarness } from './harness.fixture.js';
import { respondText } from './respond.js';

const NOBODY = { authorization: '' };
const ALICE = { authorization: 'Bearer alice' };

describe('authentication', () => {
  it('lets anybody ask for health only', async () => {
    const { call } = await createHarness();
    for (const path of ['/livez', '/readyz', '/healthz'])
      expect(await call('GET', path, undefined, NOBODY)).toMatchObject({ status: 200, text: 'ok' });
    for (const path of ['/', '/version', '/api', '/apis', '/openapi/v2', '/api/v1/pods', '/nowhere'])
      expect(await call('GET', path, undefined, NOBODY)).toMatchObject({
        status: 401,
        body: { kind: 'Status', reason: 'Unauthorized', message: 'Unauthorized' },
      });
    expect((await call('GET', '/api', undefined, { authorization: 'Bearer wrong' })).status).toBe(401);
  });

  it('honours impersonation by masters and refuses it to others', async () => {
    const { call } = await createHarness();
    const review = { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1' };
    const url = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
    const as = { 'impersonate-user': 'bob', 'impersonate-group': 'a, b' };
    const answer = await call('POST', url, review, { ...as, 'impersonate-group': 'system:masters' });
    expect(answer).toMatchObject({ status: 201, body: { status: { userInfo: { username: 'bob' } } } });
    const denied = await call('GET', '/api/v1/pods', undefined, as);
    expect(denied.body.message).toBe(
      'pods is forbidden: User "bob" cannot list resource "pods" in API group "" at the cluster scope',
    );
    const refused = await call('GET', '/api/v1/pods', undefined, { ...ALICE, ...as });
    expect(refused.body.message).toBe(
      'users "bob" is forbidden: User "alice" cannot impersonate resource "users" in API group "" at the cluster scope',
    );
    expect((await call('GET', '/api/v1/pods', undefined, { 'impersonate-group': 'x' })).status).toBe(400);
    const account = { 'impersonate-user': 'system:serviceaccount:shop:web' };
    expect((await call('POST', url, review, account)).body).toMatchObject({
      status: {
        userInfo: {
          groups: ['system:serviceaccounts', 'system:serviceaccounts:shop', 'system:authenticated'],
        },
      },
    });
  });
});

describe('authorization', () => {
  it.each([
    [
      'GET',
      '/api/v1/namespaces/demo/secrets',
      'secrets is forbidden: User "alice" cannot list resource "secrets" in API group "" in the namespace "demo"',
    ],
    [
      'GET',
      '/apis/apps/v1/namespaces/demo/deployments/web/scale',
      'deployments.apps "web" is forbidden: User "alice" cannot get resource "deployments/scale" in API group "apps" in the namespace "demo"',
    ],
    [
      'GET',
      '/apis/apps/v1/deployments?watch=true',
      'deployments.apps is forbidden: User "alice" cannot watch resource "deployments" in API group "apps" at the cluster scope',
    ],
    ['GET', '/metrics', 'forbidden: User "alice" cannot get path "/metrics"'],
  ])('words the refusal of %s %s', async (method, url, message) => {
    const { call } = await createHarness();
    const { status, body } = await call(method, url, undefined, ALICE);
    expect(status).toBe(403);
    expect(body).toMatchObject({ reason: 'Forbidden', message });
  });

  it('lets every user see what is served, and ask about itself', async () => {
    const { call } = await createHarness();
    for (const path of ['/version', '/api', '/apis', '/apis/apps/v1', '/openapi/v3'])
      expect((await call('GET', path, undefined, ALICE)).status).toBe(200);
    for (const path of ['/', '/apiserver', '/api/v1/pods', '/versions'])
      expect((await call('GET', path, undefined, ALICE)).status).toBe(403);
    const url = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    const review = { spec: { resourceAttributes: { verb: 'get', resource: 'pods' } } };
    expect(await call('POST', url, review, { 'impersonate-user': 'bob' })).toMatchObject({
      status: 201,
      body: { status: { allowed: false } },
    });
  });

  describe('reviews of others', () => {
    const url = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
    const local = '/apis/authorization.k8s.io/v1/namespaces/demo/localsubjectaccessreviews';
    const pods = { verb: 'get', resource: 'pods', namespace: 'demo' };
    const ask = { resourceAttributes: pods, user: 'bob', groups: ['system:masters'] };

    it.each([
      ['a master', url, ask, true],
      ['somebody else', url, { ...ask, groups: [] }, false],
      ['a group alone', url, { resourceAttributes: pods, groups: ['system:masters'] }, true],
      ['a path', url, { user: 'bob', nonResourceAttributes: { verb: 'get', path: '/version' } }, true],
      ['a namespace', local, ask, true],
    ])('answer for %s', async (_, path, spec, allowed) => {
      const { call } = await createHarness();
      expect(await call('POST', path, { spec })).toMatchObject({
        status: 201,
        body: { status: { allowed } },
      });
    });

    it.each([
      ['nobody', url, { resourceAttributes: pods }, 'spec.user'],
      ['another namespace', local, { ...ask, resourceAttributes: { ...pods, namespace: 'x' } }, 'namespace'],
    ])('refuse %s', async (_, path, spec, field) => {
      const { call } = await createHarness();
      const { status, body } = await call('POST', path, { spec });
      expect(status).toBe(422);
      expect(body.details.causes[0]?.field).toContain(field);
    });

    it('are made in their scope, and by masters', async () => {
      const { call } = await createHarness();
      expect((await call('POST', url.replace('/subject', '/localsubject'), { spec: ask })).status).toBe(404);
      expect((await call('POST', local.replace('/localsubject', '/subject'), { spec: ask })).status).toBe(
        404,
      );
      expect((await call('POST', url, { spec: ask }, ALICE)).status).toBe(403);
    });

    it('tell whose token it is', async () => {
      const { call } = await createHarness();
      const tokens = '/apis/authentication.k8s.io/v1/tokenreviews';
      expect((await call('POST', tokens, { spec: { token: 'alice' } })).body).toMatchObject({
        status: { authenticated: true, user: { username: 'alice', groups: ['system:authenticated'] } },
      });
      const unknown = await call('POST', tokens, { spec: { token: 'x' } });
      expect(unknown.body).toMatchObject({ status: { error: 'invalid bearer token' } });
      expect(unknown.text).not.toContain('"authenticated"');
    });
  });

  it('answers reviews of oneself', async () => {
    const { call } = await createHarness({
      authorizer: ({ user, resource, verb, resourceRequest }) => ({
        allowed:
          user.username === 'admin' ||
          (resource === 'pods' && verb === 'get') ||
          !resourceRequest ||
          resource.startsWith('selfsubject'),
        reason: '',
      }),
    });
    const group = '/apis/authorization.k8s.io/v1';
    const access = (verb: string): unknown => ({
      kind: 'SelfSubjectAccessReview',
      apiVersion: 'authorization.k8s.io/v1',
      spec: { resourceAttributes: { verb, resource: 'pods', namespace: 'demo' } },
    });
    const url = `${group}/selfsubjectaccessreviews`;
    expect((await call('POST', url, access('get'), ALICE)).body).toMatchObject({ status: { allowed: true } });
    expect((await call('POST', url, access('list'), ALICE)).body).toMatchObject({
      status: { allowed: false },
    });
    expect((await call('POST', url, { spec: {} }, ALICE)).status).toBe(400);
    expect((await call('GET', url, undefined, ALICE)).status).toBe(405);
    const rules = await call(
      'POST',
      `${group}/selfsubjectrulesreviews`,
      { spec: { namespace: 'demo' } },
      ALICE,
    );
    expect(rules.body).toMatchObject({
      status: {
        resourceRules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }],
        incomplete: false,
      },
    });
  });
});

describe('paths', () => {
  it.each([
    ['GET', '/nowhere', 404, '404 page not found'],
    ['GET', '/apis/no.such.group/v1/things', 404, '404 page not found'],
    ['GET', '/api/v1/namespaces/default/things', 404, 'the server could not find the requested resource'],
    ['GET', '/api/v1/namespaces/default/configmaps/x/status', 404, 'could not find'],
    ['GET', '/api/v1/configmaps/x', 404, 'could not find'],
    ['POST', '/api/v1/configmaps', 405, 'the server does not allow this method on the requested resource'],
    ['POST', '/api/v1/namespaces/default/configmaps/x', 405, 'does not allow'],
    ['PUT', '/api/v1/namespaces/default/configmaps', 405, 'does not allow'],
    ['PATCH', '/api/v1/namespaces/default/configmaps', 405, 'does not allow'],
    ['DELETE', '/api/v1/configmaps', 405, 'does not allow'],
    ['DELETE', '/api/v1/namespaces', 405, 'does not allow'],
    ['TRACE', '/api/v1/pods', 405, 'does not allow'],
    ['POST', '/version', 405, 'does not allow'],
    ['GET', '/api/v1/namespaces/%2e%2e/configmaps', 400, 'malformed'],
    ['GET', '/api/v1/%zz', 400, 'malformed'],
    ['GET', '/api/v1/namespaces/default/pods/x/log', 405, 'log of pods is not available'],
    ['POST', '/api/v1/namespaces/default/pods/x/exec', 405, 'exec of pods is not available'],
    ['POST', '/api/v1/namespaces/default/serviceaccounts/x/token', 405, 'issues no tokens'],
  ])('answers %s %s with %d', async (method, url, status, text) => {
    const { call } = await createHarness();
    const answer = await call(method, url, method === 'POST' ? configMap('x') : undefined);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(text);
  });

  it('says what it is and what it serves', async () => {
    const { call } = await createHarness();
    expect((await call('GET', '/version')).body).toMatchObject({ major: '1', minor: '33' });
    const legacy = await call('GET', '/api/v1');
    expect(legacy.body).toMatchObject({ kind: 'APIResourceList', groupVersion: 'v1' });
    const authorization = await call('GET', '/apis/authorization.k8s.io/v1');
    expect(authorization.text).toContain('selfsubjectaccessreviews');
    expect((await call('GET', '/openapi/v3')).text).toContain('"apis/apps/v1"');
    expect((await call('GET', '/openapi/v2')).status).toBe(200);
    expect(JSON.parse((await call('GET', '/')).text)).toMatchObject({
      paths: expect.arrayContaining(['/api', '/apis/apps/v1', '/apis/authorization.k8s.io', '/version']),
    });
  });

  it('limits bodies', async () => {
    const { call } = await createHarness({ limits: { bodyBytes: 100 } });
    const answer = await call('POST', '/api/v1/namespaces/default/configmaps', configMap('x'.repeat(200)));
    expect(answer).toMatchObject({ status: 413, body: { reason: 'RequestEntityTooLarge' } });
  });

  it('serves routes and subresources of the application, and tells when it is not ready', async () => {
    let ready = false;
    const { call } = await createHarness({
      ready: () => ready,
      routes: [
        { method: 'POST', path: '/join', authenticated: false, handle: () => respondText(200, 'joined') },
        {
          method: 'GET',
          path: '/debug',
          authenticated: true,
          handle: (_, user) => respondText(200, user!.username),
        },
      ],
      subresources: {
        placement: {
          kind: { group: 'federation.meridian.dev', version: 'v1alpha1', kind: 'Placement' },
          appliesTo: (definition) => definition.kind === 'ConfigMap',
          read: (object) => Promise.resolve({ kind: 'Placement', of: object.metadata.name }),
        },
      },
    });
    expect(await call('POST', '/join', undefined, NOBODY)).toMatchObject({ status: 200, text: 'joined' });
    expect((await call('GET', '/debug', undefined, NOBODY)).status).toBe(401);
    expect((await call('GET', '/debug')).text).toBe('admin');
    expect((await call('GET', '/readyz')).status).toBe(503);
    ready = true;
    expect((await call('GET', '/readyz')).status).toBe(200);
    const configMaps = '/api/v1/namespaces/default/configmaps';
    await call('POST', configMaps, configMap('x'));
    expect((await call('GET', `${configMaps}/x/placement`)).body).toEqual({ kind: 'Placement', of: 'x' });
    expect((await call('PUT', `${configMaps}/x/placement`, {})).status).toBe(405);
    expect((await call('GET', `${configMaps}/y/placement`)).status).toBe(404);
    expect((await call('GET', '/api/v1/namespaces/default/placement')).status).toBe(404);
    expect((await call('GET', '/api/v1')).text).toContain('"configmaps/placement"');
  });

  it('explains no defect of its own to the client', async () => {
    const { call, storage } = await createHarness();
    storage.get = () => Promise.reject(new Error('password=secret'));
    const { status, text } = await call('GET', '/api/v1/namespaces/default/configmaps/x');
    expect(status).toBe(500);
    expect(text).not.toContain('secret');
  });
});

describe('load', () => {
  it('tells clients to come back when too many are being answered', async () => {
    const { call, storage } = await createHarness();
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    storage.get = () => gate.then(() => undefined);
    const pending = Array.from({ length: 600 }, () => call('GET', '/api/v1/namespaces/default/pods/x'));
    await new Promise(setImmediate);
    expect(await call('GET', '/api/v1/namespaces/default/pods/x')).toMatchObject({
      status: 429,
      headers: { 'retry-after': '1' },
    });
    expect((await call('GET', '/livez')).status).toBe(200);
    release();
    expect((await Promise.all(pending)).every((answer) => answer.status === 404)).toBe(true);
  });
});
