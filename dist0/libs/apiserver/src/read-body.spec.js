import { describe, expect, it } from '@jest/globals';
import { StatusError } from '#libs/apimachinery';
import { MAX_YAML_CHARS, MAX_YAML_DUPLICATES } from './limits.js';
import { decodeText } from './read-body.js';
const yaml = (text) => decodeText(Buffer.from(text), 'yaml');
function failure(text) {
    try {
        yaml(text);
    }
    catch (error) {
        if (error instanceof StatusError)
            return error;
        throw error;
    }
    throw new Error('it did not fail');
}
describe('decodeText of YAML', () => {
    it('reads what Kubernetes reads: YAML 1.1 with merge keys, and JSON', () => {
        const text = 'base: &b {mode: 0644, set: yes}\nused:\n  <<: *b\n  at: 2020-01-01\n';
        expect(yaml(text)).toEqual({
            value: { base: { mode: 420, set: true }, used: { mode: 420, set: true, at: '2020-01-01' } },
            duplicates: [],
        });
        expect(yaml(' {"a": [1]}')).toEqual({ value: { a: [1] }, duplicates: [] });
        expect(yaml('')).toEqual({ value: null, duplicates: [] });
    });
    it('names keys that a map holds twice; the last counts', () => {
        expect(yaml('a: 1\nb:\n  c: 1\n  c: 2\na: 3\n')).toEqual({
            value: { a: 3, b: { c: 2 } },
            duplicates: ['yaml: line 5: key "a" already set in map', 'yaml: line 4: key "c" already set in map'],
        });
        expect(yaml('a: 1\n'.repeat(10_000)).duplicates).toHaveLength(MAX_YAML_DUPLICATES);
    });
    it.each([
        ['an alias bomb', `a: &a [x,x,x,x,x]\n${'b: [*a,*a,*a,*a,*a,*a]\n'.repeat(30)}`, /excessive aliasing/],
        ['two documents', 'a: 1\n---\nb: 1\n', /line 2: the body holds more than one document/],
        ['an open list', 'a: 1\nb: [1\nc: 2\n', /yaml: line 3: /],
        ['nothing but quotes', '"'.repeat(MAX_YAML_CHARS), /yaml: line 1: Unexpected double-quoted-scalar/],
        ['nothing but brackets', '[]'.repeat(MAX_YAML_CHARS / 2), /yaml: line 1: Unexpected flow-seq-end/],
        ['endless nesting', '- '.repeat(20_000), /yaml: line 1: /],
    ])('refuses %s, naming the first error', (_name, text, message) => {
        expect(failure(text)).toMatchObject({ code: 400, message: expect.stringMatching(message) });
    });
    it('refuses a text that would keep it busy for long', () => {
        expect(failure('k: v\n'.repeat(MAX_YAML_CHARS / 4))).toMatchObject({
            code: 413,
            message: expect.stringContaining('send JSON'),
        });
    });
});
//# sourceMappingURL=read-body.spec.js.map