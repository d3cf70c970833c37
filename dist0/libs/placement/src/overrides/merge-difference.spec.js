import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mergePatch } from '#libs/apimachinery';
import { composePatches, mergeDifference } from './merge-difference.js';
import { propertyRuns } from '../property-runs.fixture.js';
const key = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor');
const { object } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, fc.constantFrom(1, 'x', true), fc.array(fc.constantFrom(1, 'x', null, { a: null }), { maxLength: 2 }), tie('object')),
    object: fc.array(fc.tuple(key, tie('value')), { maxLength: 3 }).map((entries) => {
        const made = {};
        for (const [name, value] of entries)
            Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true });
        return made;
    }),
}));
describe('mergeDifference', () => {
    it('is the merge patch from one to the other', () => {
        fc.assert(fc.property(object, object, (from, to) => {
            expect(mergePatch(from, mergeDifference(from, to))).toEqual(to);
            expect(mergeDifference(to, to)).toEqual({});
        }), { numRuns: propertyRuns() });
    });
    it('replaces lists as a whole and leaves the rest out', () => {
        const from = { spec: { a: 1, list: [{ name: 'x', image: 'old' }, { name: 'y' }], gone: { deep: 1 } } };
        const to = { spec: { a: 1, list: [{ name: 'x', image: 'new' }, { name: 'y' }] } };
        expect(mergeDifference(from, to)).toEqual({
            spec: { list: [{ name: 'x', image: 'new' }, { name: 'y' }], gone: null },
        });
    });
    it('takes null for absent', () => {
        expect(mergeDifference({ a: 1, b: null }, { a: null })).toEqual({ a: null });
    });
});
describe('composePatches', () => {
    it('does what one after the other does', () => {
        // As shares of replicas are: numbers in objects, where the second says nothing or more of the object.
        fc.assert(fc.property(object, object, fc.nat(), (base, second, replicas) => {
            const first = { spec: { replicas } };
            fc.pre(!('spec' in second));
            const both = composePatches(first, { ...second, spec: { other: null, paused: true } });
            const turns = mergePatch(mergePatch(base, first), { ...second, spec: { other: null, paused: true } });
            expect(mergePatch(base, both)).toEqual(turns);
        }));
    });
});
//# sourceMappingURL=merge-difference.spec.js.map