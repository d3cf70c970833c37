import { describe, expect, it } from '@jest/globals';
import { missingFields } from './missing-fields.js';
describe('missingFields', () => {
    it.each([
        ['nothing', { spec: { a: 1 } }, { spec: { a: 1, b: 2 } }, []],
        ['a field', { spec: { a: 1, b: 2 } }, { spec: { a: 1 } }, ['.spec.b']],
        ['a whole branch', { spec: { a: { b: { c: 1 } } } }, { spec: {} }, ['.spec.a']],
        ['a value written otherwise', { spec: { cpu: '1000m' } }, { spec: { cpu: '1' } }, []],
        ['zero values', { spec: { a: false, b: 0, c: '', d: {}, e: [], f: { g: false } } }, { spec: {} }, []],
        ['write-only fields', { stringData: { a: 'b' } }, { data: {} }, []],
        [
            'a field of an element, found by its name',
            { spec: { containers: [{ name: 'c', resizePolicy: ['x'] }] } },
            { spec: { containers: [{ name: 'injected' }, { name: 'c' }] } },
            ['.spec.containers[0].resizePolicy'],
        ],
        ['elements without a name, by position', { a: [{ x: 1 }, { y: 1 }] }, { a: [{ x: 1 }, {}] }, ['.a[1].y']],
        ['an element that is gone', { a: [{ x: 1 }] }, { a: [] }, ['.a[0]']],
    ])('%s', (_name, sent, answer, expected) => {
        expect(missingFields(sent, answer)).toEqual(expected);
    });
    it('names at most five', () => {
        expect(missingFields({ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1 }, {}).length).toBe(5);
    });
});
//# sourceMappingURL=missing-fields.spec.js.map