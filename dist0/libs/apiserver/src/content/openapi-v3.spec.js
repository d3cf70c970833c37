import { describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { createOpenApiV3 } from './openapi-v3.js';
import { customSchema, DEPLOYMENTS, NAMESPACES, testRow, WIDGETS } from './rows.fixture.js';
const NOW = Date.parse('2026-11-21T04:00:00Z');
const ROWS = [NAMESPACES, DEPLOYMENTS, WIDGETS];
function ask(server, url, rows = ROWS, headers = {}) {
    const { pathname, searchParams } = new URL(url, 'http://server');
    const answer = server.answer(rows, { path: pathname, query: searchParams, headers }, NOW);
    if (answer === undefined || !('body' in answer))
        return { status: 404, headers: {}, text: '{}' };
    return { status: answer.status, headers: answer.headers, text: String(answer.body) };
}
function links(server, rows = ROWS) {
    const { paths } = JSON.parse(ask(server, '/openapi/v3', rows).text);
    return Object.fromEntries(Object.entries(paths).map(([key, { serverRelativeURL }]) => [key, serverRelativeURL]));
}
function document(key, rows = ROWS) {
    return JSON.parse(ask(createOpenApiV3(), `/openapi/v3/${key}`, rows).text);
}
const PATCHES = [
    'application/json-patch+json',
    'application/merge-patch+json',
    'application/apply-patch+yaml',
];
describe('documents', () => {
    const apps = document('apis/apps/v1');
    it('say what patches, dry runs and validation a kind takes', () => {
        const patch = apps.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}']?.['patch'];
        expect(patch?.['x-kubernetes-group-version-kind']).toEqual({
            group: 'apps',
            version: 'v1',
            kind: 'Deployment',
        });
        expect(patch?.parameters.map(({ name }) => name)).toEqual([
            'dryRun',
            'fieldManager',
            'fieldValidation',
            'force',
        ]);
        expect(patch?.parameters.every((parameter) => parameter.in === 'query')).toBe(true);
        expect(Object.keys(patch?.requestBody.content ?? {}).sort()).toEqual([...PATCHES, 'application/strategic-merge-patch+json'].sort());
    });
    it('offer no strategic merge patch for custom kinds', () => {
        const widgets = document('apis/stable.example.com/v1');
        const patch = widgets.paths['/apis/stable.example.com/v1/namespaces/{namespace}/widgets/{name}']?.['patch'];
        expect(Object.keys(patch?.requestBody.content ?? {}).sort()).toEqual([...PATCHES].sort());
        expect(widgets.components.schemas['com.example.stable.v1.Widget']).toMatchObject({
            properties: {
                spec: {
                    required: ['size'],
                    properties: { size: { type: 'integer', default: 1 }, inner: { type: 'object' } },
                },
            },
        });
    });
    it('name types as Kubernetes does and mark the kind', () => {
        const { schemas } = apps.components;
        expect(schemas['io.k8s.api.apps.v1.Deployment']).toMatchObject({
            'x-kubernetes-group-version-kind': [{ group: 'apps', kind: 'Deployment', version: 'v1' }],
            properties: {
                apiVersion: { type: 'string' },
                metadata: {
                    allOf: [{ $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' }],
                    description: expect.stringContaining('labels'),
                },
            },
        });
        expect(schemas['io.k8s.api.core.v1.PodSpec']).toMatchObject({
            required: ['containers'],
            properties: {
                containers: {
                    type: 'array',
                    items: { $ref: '#/components/schemas/io.k8s.api.core.v1.Container' },
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['name'],
                    'x-kubernetes-patch-merge-key': 'name',
                    'x-kubernetes-patch-strategy': 'merge',
                },
                volumes: { 'x-kubernetes-patch-strategy': 'merge,retainKeys' },
                nodeSelector: { additionalProperties: { type: 'string' }, 'x-kubernetes-map-type': 'atomic' },
            },
        });
        expect(schemas['io.k8s.api.apps.v1.DeploymentSpec']).toMatchObject({
            properties: {
                strategy: {
                    allOf: [{ $ref: '#/components/schemas/io.k8s.api.apps.v1.DeploymentStrategy' }],
                    'x-kubernetes-patch-strategy': 'retainKeys',
                },
            },
        });
    });
    it.each(['api/v1', 'apis/apps/v1', 'apis/extensions/v1beta1', 'apis/stable.example.com/v1'])('%s refers to nothing that it lacks', (key) => {
        const { status, text } = ask(createOpenApiV3(), `/openapi/v3/${key}`);
        expect(status).toBe(200);
        const { schemas } = JSON.parse(text).components;
        const refs = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? '');
        expect(refs.length).toBeGreaterThan(3);
        expect(refs.filter((name) => schemas[name] === undefined)).toEqual([]);
    });
    it('end even when a type contains itself', () => {
        const crds = testRow('jsons', 'Json', { 'a.io/v1': customSchema('x', 'any') });
        expect(ask(createOpenApiV3(), '/openapi/v3/apis/a.io/v1', [crds]).status).toBe(200);
    });
});
describe('caching', () => {
    it('links every group and version by a hash of its content', () => {
        const server = createOpenApiV3();
        const before = links(server);
        expect(Object.keys(before)).toEqual([
            'api/v1',
            'apis/apps/v1',
            'apis/extensions/v1beta1',
            'apis/stable.example.com/v1',
        ]);
        const changed = testRow('widgets', 'Widget', { 'stable.example.com/v1': customSchema('width', 'integer') }, { custom: true });
        const after = links(server, [NAMESPACES, DEPLOYMENTS, changed]);
        expect(after['apis/apps/v1']).toBe(before['apis/apps/v1']);
        expect(after['apis/stable.example.com/v1']).not.toBe(before['apis/stable.example.com/v1']);
        expect(links(createOpenApiV3())).toEqual(before);
    });
    it('lets a client keep what it asked for by hash', () => {
        const server = createOpenApiV3();
        const link = links(server)['apis/apps/v1'] ?? '';
        const answer = ask(server, link);
        expect(answer.headers).toMatchObject({
            'cache-control': 'public, immutable',
            expires: 'Sun, 21 Nov 2027 04:00:00 GMT',
            'content-type': 'application/json',
        });
        expect(ask(server, link, ROWS, { 'if-none-match': answer.headers['etag'] }).status).toBe(304);
        expect(ask(server, '/openapi/v3/apis/apps/v1').headers['cache-control']).toBe('no-cache, private');
        expect(ask(server, '/openapi/v3/apis/apps/v1?hash=OLD')).toMatchObject({
            status: 301,
            headers: { location: link },
        });
    });
    it('answers 304 for the root until a row changes', () => {
        const server = createOpenApiV3();
        const etag = ask(server, '/openapi/v3').headers['etag'];
        expect(ask(server, '/openapi/v3', ROWS, { 'if-none-match': etag }).status).toBe(304);
        expect(ask(server, '/openapi/v3', [NAMESPACES], { 'if-none-match': etag }).status).toBe(200);
    });
    it('leaves other paths to others', () => {
        const server = createOpenApiV3();
        expect(['/openapi/v2', '/openapi/v3x', '/openapi/v3/apis/nope/v1'].map((url) => ask(server, url).status)).toEqual([404, 404, 404]);
    });
});
//# sourceMappingURL=openapi-v3.spec.js.map