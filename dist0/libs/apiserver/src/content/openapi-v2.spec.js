import { describe, expect, it } from '@jest/globals';
import { createOpenApiV2 } from './openapi-v2.js';
import { DEPLOYMENTS, NAMESPACES, WIDGETS } from './rows.fixture.js';
import { createReader, readFields, readSpan } from './wire-reader.js';
const ROWS = [NAMESPACES, DEPLOYMENTS, WIDGETS];
const KUBECTL = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
const { headers, body } = get({ accept: KUBECTL });
function get(request) {
    const answer = createOpenApiV2().answer(ROWS, { path: '/openapi/v2', headers: request });
    if (answer === undefined || !('body' in answer))
        throw new Error('no answer');
    return { status: answer.status, headers: answer.headers, body: Buffer.from(answer.body) };
}
/** Every value of the length-delimited field at a path of field numbers. */
function at(message, ...path) {
    const [wanted, ...rest] = path;
    if (wanted === undefined)
        return [message];
    const reader = createReader(message);
    const found = [];
    readFields(reader, { start: 0, end: message.length }, (number) => {
        const span = readSpan(reader, message.length);
        if (number === wanted)
            found.push(message.subarray(span.start, span.end));
    });
    return found.flatMap((inner) => at(inner, ...rest));
}
const texts = (message, ...path) => at(message, ...path).map(String);
/** NamedX {1: name, 2: value}. */
function named(entries, name) {
    const entry = entries.find((candidate) => texts(candidate, 1)[0] === name);
    return at(entry ?? Buffer.alloc(0), 2)[0] ?? Buffer.alloc(0);
}
/** NamedAny {1: name, 2: {2: yaml}}. */
function extension(message, number, name) {
    return JSON.parse(texts(named(at(message, number), name), 2)[0] ?? 'null');
}
describe('protobuf', () => {
    it('begins as the document of kube-apiserver does', () => {
        // Recorded: swagger "2.0", info {"Kubernetes", "v1.26.5"}, then paths (field 8).
        expect(body.subarray(0, 19).toString('hex')).toBe('0a03322e3012' + '1e' + '0a0a4b756265726e65746573');
        expect(texts(body, 2, 2)).toEqual(['v1.33.0+meridian']);
    });
    it('says that kinds take dry runs', () => {
        const path = named(at(body, 8, 2), '/apis/apps/v1/namespaces/{namespace}/deployments/{name}');
        const [patch = Buffer.alloc(0)] = at(path, 8);
        expect(extension(patch, 13, 'x-kubernetes-group-version-kind')).toEqual({
            group: 'apps',
            kind: 'Deployment',
            version: 'v1',
        });
        expect(texts(patch, 8, 1, 2, 3, 4)).toContain('dryRun');
        expect(texts(patch, 7)).toContain('application/strategic-merge-patch+json');
    });
    it('holds the types with what strategic merge patch needs', () => {
        const definitions = at(body, 9, 1);
        const podSpec = named(definitions, 'io.k8s.api.core.v1.PodSpec');
        const containers = named(at(podSpec, 25, 1), 'containers');
        expect(texts(containers, 22, 1)).toEqual(['array']);
        expect(texts(containers, 23, 1, 1)).toEqual(['#/definitions/io.k8s.api.core.v1.Container']);
        expect(extension(containers, 31, 'x-kubernetes-patch-merge-key')).toBe('name');
        expect(texts(podSpec, 19)).toEqual(['containers']);
        const strategy = named(at(named(definitions, 'io.k8s.api.apps.v1.DeploymentSpec'), 25, 1), 'strategy');
        expect(texts(strategy, 1)).toEqual(['#/definitions/io.k8s.api.apps.v1.DeploymentStrategy']);
        expect(extension(strategy, 31, 'x-kubernetes-patch-strategy')).toBe('retainKeys');
        const kind = named(definitions, 'com.example.stable.v1.Widget');
        expect(extension(kind, 31, 'x-kubernetes-group-version-kind')).toEqual([
            { group: 'stable.example.com', kind: 'Widget', version: 'v1' },
        ]);
        expect(texts(named(at(podSpec, 25, 1), 'nodeSelector'), 21, 1, 22, 1)).toEqual(['string']);
    });
    it('refers to nothing that it lacks', () => {
        const { definitions } = JSON.parse(get({ accept: 'application/json' }).body.toString());
        const refs = [...JSON.stringify(definitions).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)].map(([, name]) => name ?? '');
        expect(refs.filter((name) => definitions[name] === undefined)).toEqual([]);
        expect(Object.keys(definitions).sort()).toEqual(at(body, 9, 1).map((entry) => texts(entry, 1)[0]));
    });
    it('has a content type that Go can parse, and an ETag', () => {
        expect(headers['content-type']).toBe('application/octet-stream');
        expect(get({ accept: KUBECTL, 'if-none-match': headers['etag'] }).status).toBe(304);
    });
});
it('answers JSON to those who ask for it, protobuf to the rest', () => {
    expect(get({ accept: 'application/json, */*' }).headers['content-type']).toBe('application/json');
    expect(get({}).body.equals(body)).toBe(true);
});
//# sourceMappingURL=openapi-v2.spec.js.map