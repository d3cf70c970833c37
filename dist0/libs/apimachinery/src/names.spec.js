import { describe, expect, it } from '@jest/globals';
import { invalidError, requiredField, unsupportedField } from './causes.js';
import { checkAnnotations, checkLabels, checkLabelValue, checkName, checkQualifiedName } from './names.js';
describe('names', () => {
    it.each([
        ['dns-label', 'web', true],
        ['dns-label', 'a.b', false],
        ['dns-label', 'Web', false],
        ['dns-label', 'a'.repeat(64), false],
        ['dns-1035-label', '1a', false],
        ['dns-1035-label', 'a-1', true],
        ['dns-subdomain', 'a.b-c.1', true],
        ['dns-subdomain', 'a..b', false],
        ['dns-subdomain', '-a', false],
        ['dns-subdomain', `${'a.'.repeat(126)}ab`, false],
        ['path-segment', 'system:node', true],
        ['path-segment', 'a/b', false],
        ['path-segment', '..', false],
        ['path-segment', 'a%', false],
    ])('%s: %s is %p', (rule, name, valid) => {
        expect(checkName(name, rule).length === 0).toBe(valid);
    });
    it('answers a hostile name at once', () => {
        expect(checkName('a.'.repeat(500_000), 'dns-subdomain')).toEqual(['must be no more than 253 characters']);
    });
    it.each([
        ['app', []],
        ['example.com/Zone_1', []],
        ['/x', ['prefix part must be non-empty']],
        ['example.com/', ['name part must be non-empty']],
        ['a/b/c', [expect.stringContaining('a qualified name must consist of')]],
        ['Example.com/x', [expect.stringContaining('prefix part a lowercase RFC 1123 subdomain')]],
        ['a b', [expect.stringContaining('name part must consist of')]],
    ])('qualified name %j', (key, messages) => {
        expect(checkQualifiedName(key)).toEqual(messages);
    });
    it('knows label values', () => {
        expect(checkLabelValue('')).toEqual([]);
        expect(checkLabelValue('a_b.C')).toEqual([]);
        expect(checkLabelValue('-')).toHaveLength(1);
    });
    it('names the field of a bad label or annotation', () => {
        expect(checkLabels({ 'a b': '*' }, 'metadata.labels')).toMatchObject([
            { field: 'metadata.labels', message: expect.stringContaining('Invalid value: "a b": name part') },
            { field: 'metadata.labels', message: expect.stringContaining('Invalid value: "*": a valid label') },
        ]);
        expect(checkAnnotations({ 'Example.com/x': 'any thing' }, 'metadata.annotations')).toEqual([]);
        expect(checkAnnotations({ a: 'é'.repeat(140_000) }, 'metadata.annotations')).toMatchObject([
            { reason: 'FieldValueTooLong' },
        ]);
    });
    it('makes the 422 that kube-apiserver makes', () => {
        const causes = [requiredField('spec.a'), unsupportedField('spec.b', 'x', ['y', 'z'])];
        const error = invalidError({ kind: 'ReplicaSet', group: 'apps', name: 'web' }, causes);
        expect(error.message).toBe('ReplicaSet.apps "web" is invalid: [spec.a: Required value, spec.b: Unsupported value: "x": supported values: "y", "z"]');
        expect(error.toStatus()).toMatchObject({
            code: 422,
            details: { name: 'web', kind: 'ReplicaSet', causes },
        });
    });
});
//# sourceMappingURL=names.spec.js.map