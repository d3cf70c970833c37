import { describe, expect, it } from '@jest/globals';
import { matchesFields, parseFieldSelector } from './field-selector.js';
describe('parseFieldSelector', () => {
    it.each([
        ['', []],
        [',', []],
        ['metadata.name=x', [['metadata.name', '=', 'x']]],
        [
            'a==b,c!=d',
            [
                ['a', '=', 'b'],
                ['c', '!=', 'd'],
            ],
        ],
        ['involvedObject.uid=', [['involvedObject.uid', '=', '']]],
        ['a=b\\,c\\=d\\\\e', [['a', '=', 'b,c=d\\e']]],
    ])('%j', (text, expected) => {
        expect(parseFieldSelector(text).map((r) => [r.field, r.operator, r.value])).toEqual(expected);
    });
    it.each(['a', 'a=b=c', 'a=\\x', 'a=b\\'])('refuses %j', (text) => {
        expect(() => parseFieldSelector(text)).toThrow(expect.objectContaining({ reason: 'BadRequest' }));
    });
    it('matches on all fields', () => {
        const requirements = parseFieldSelector('metadata.name=x,status.phase!=Running');
        const valueOf = (phase) => (field) => (field === 'metadata.name' ? 'x' : phase);
        expect(matchesFields(requirements, valueOf('Pending'))).toBe(true);
        expect(matchesFields(requirements, valueOf('Running'))).toBe(false);
    });
});
//# sourceMappingURL=field-selector.spec.js.map