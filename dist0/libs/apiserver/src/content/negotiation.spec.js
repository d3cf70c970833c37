import { describe, expect, it } from '@jest/globals';
import { isReason } from '#libs/apimachinery';
import { negotiate, patchContentType, requestContentType } from './negotiation.js';
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';
const PARTIAL = 'application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';
const ALL = ['object', 'table', 'partial-metadata'];
function reasonOf(act) {
    try {
        act();
    }
    catch (error) {
        return isReason(error, 'NotAcceptable')
            ? 'NotAcceptable'
            : isReason(error, 'UnsupportedMediaType')
                ? error.message
                : String(error);
    }
    return 'accepted';
}
describe('negotiate', () => {
    it.each([
        ['nothing', undefined, 'object v1 json'],
        ['kubectl get', TABLE, 'table v1 json'],
        ['the oldest tables', 'application/json;as=Table;v=v1beta1;g=meta.k8s.io', 'table v1beta1 json'],
        ['kubectl -o yaml', 'application/json', 'object v1 json'],
        ['typed clients', 'application/vnd.kubernetes.protobuf,application/json', 'object v1 json'],
        ['protobuf alone', 'application/vnd.kubernetes.protobuf', 'object v1 json'],
        ['metadata clients', PARTIAL, 'partial-metadata v1 json'],
        ['client-node', 'application/json, */*;q=0.8', 'object v1 json'],
        ['client-node watch', '*/*', 'object v1 json'],
        ['a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'object v1 json'],
        ['yaml', 'application/yaml', 'object v1 yaml'],
        ['a better second', 'application/yaml;q=0.2, application/json;q=0.9', 'object v1 json'],
        ['an unknown version', 'application/json;as=Table;v=v9;g=meta.k8s.io,application/json', 'object v1 json'],
    ])('%s', (_name, accept, expected) => {
        const { form, version, encoding } = negotiate(accept, ALL);
        expect(`${form} ${version} ${encoding}`).toBe(expected);
    });
    it('passes over forms that the endpoint does not have', () => {
        expect(negotiate(TABLE, ['object'])).toEqual({ form: 'object', version: 'v1', encoding: 'json' });
    });
    it.each([
        ['text/plain', false],
        ['application/json;q=0', false],
        ['application/json;as=Nonsense;v=v1;g=meta.k8s.io', false],
        ['application/yaml', true],
    ])('refuses %s (streaming %s)', (accept, streaming) => {
        expect(reasonOf(() => negotiate(accept, ALL, streaming))).toBe('NotAcceptable');
    });
});
describe('content types', () => {
    it.each([
        [undefined, 'json'],
        ['application/json; charset=utf-8', 'json'],
        ['application/yaml', 'yaml'],
        ['application/vnd.kubernetes.protobuf', 'protobuf'],
    ])('body %s', (header, format) => {
        expect(requestContentType(header)).toBe(format);
    });
    it('names what it takes', () => {
        expect(reasonOf(() => requestContentType('text/csv'))).toBe('the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf');
    });
    it('takes a strategic merge patch for built-in kinds only', () => {
        expect(patchContentType('application/strategic-merge-patch+json', false)).toBe('strategic-merge-patch');
        expect(reasonOf(() => patchContentType('application/strategic-merge-patch+json', true))).toBe('the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml');
        expect(patchContentType('application/apply-patch+yaml', true)).toBe('apply-patch');
    });
});
//# sourceMappingURL=negotiation.spec.js.map