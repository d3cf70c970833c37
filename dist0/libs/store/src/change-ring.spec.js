import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {} from '#libs/apimachinery';
import { ChangeRing } from './change-ring.js';
const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} };
function entry(rv, resource = 'a', bytes = 1) {
    return {
        rv,
        resource,
        namespace: '',
        bytes,
        item: { type: 'ADDED', resourceVersion: String(rv), object },
    };
}
const rvs = (entries) => entries.map(({ rv }) => rv);
describe('ChangeRing', () => {
    it('gives what is above a version, of one resource, up to a limit', () => {
        const ring = new ChangeRing(5, { entries: 100, bytes: 100 });
        ring.append([entry(6), entry(7, 'b'), entry(8), entry(10)]);
        expect(ring.head).toBe(10);
        expect(rvs(ring.read('a', 5, 10))).toEqual([6, 8, 10]);
        expect(rvs(ring.read('a', 6, 1))).toEqual([8]);
        expect(rvs(ring.read('a', 9, 10))).toEqual([10]);
        expect(ring.read('none', 5, 10)).toEqual([]);
    });
    it('is bounded by count and by bytes, and knows what it no longer covers', () => {
        const ring = new ChangeRing(0, { entries: 3, bytes: 10 });
        ring.append([entry(1, 'b'), entry(2), entry(3), entry(4)]);
        expect([ring.covers('b', 0), ring.covers('b', 1), ring.covers('a', 0)]).toEqual([false, true, true]);
        ring.append([entry(5, 'a', 9)]);
        expect(rvs(ring.read('a', 0, 9))).toEqual([4, 5]);
        expect([ring.covers('a', 2), ring.covers('a', 3)]).toEqual([false, true]);
        ring.append([entry(6, 'a', 99)]);
        expect(ring.size).toMatchObject({ entries: 1, bytes: 99 });
    });
    it('wakes those who asked for the resource, and all on reset', () => {
        const ring = new ChangeRing(0, { entries: 3, bytes: 10 });
        const woken = [];
        const end = ring.subscribe('a', () => woken.push('a'));
        ring.subscribe('b', () => woken.push('b'));
        ring.append([entry(1), entry(2)]);
        expect(woken).toEqual(['a']);
        end();
        ring.reset(9);
        expect(woken).toEqual(['a', 'b']);
        expect([ring.head, ring.generation, ring.covers('a', 8), ring.covers('a', 9)]).toEqual([
            9,
            1,
            false,
            true,
        ]);
    });
    it('a reader that keeps up sees each change of its resource once, whatever the bounds', () => {
        fc.assert(fc.property(fc.array(fc.array(fc.constantFrom('a', 'b'), { maxLength: 5 }), { maxLength: 400 }), fc.integer({ min: 5, max: 20 }), (batches, entries) => {
            const ring = new ChangeRing(0, { entries, bytes: 1e9 });
            const [seen, expected] = [[], []];
            let rv = 0;
            let position = 0;
            for (const batch of batches) {
                ring.append(batch.map((resource) => entry(++rv, resource)));
                batch.forEach((resource, i) => resource === 'a' && expected.push(rv - batch.length + 1 + i));
                expect(ring.covers('a', position)).toBe(true);
                seen.push(...rvs(ring.read('a', position, 1000)));
                position = ring.head;
            }
            expect(seen).toEqual(expected);
        }));
    });
});
//# sourceMappingURL=change-ring.spec.js.map