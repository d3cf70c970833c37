import { describe, expect, it } from '@jest/globals';
import { distribution } from './figures.js';
describe('distribution', () => {
    it('takes nearest ranks', () => {
        const samples = Array.from({ length: 100 }, (_, index) => 100 - index);
        expect(distribution(samples)).toEqual({ n: 100, p50: 50, p90: 90, p99: 99, max: 100 });
        expect(distribution([7])).toEqual({ n: 1, p50: 7, p90: 7, p99: 7, max: 7 });
    });
    it('refuses to sum up nothing', () => {
        expect(() => distribution([])).toThrow(/nothing/);
    });
});
//# sourceMappingURL=figures.spec.js.map