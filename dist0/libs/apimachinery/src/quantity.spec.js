import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addQuantities, canonicalQuantity, compareQuantities, formatQuantity, isQuantity, milliQuantity, parseQuantity, quantityToMilli, quantityToNumber, quantityToWhole, subtractQuantities, wholeQuantity, } from './quantity.js';
describe('quantities', () => {
    it.each([
        ['0', '0'],
        ['0Gi', '0'],
        ['1000m', '1'],
        ['1500m', '1500m'],
        ['0.5', '500m'],
        ['.5', '500m'],
        ['1.', '1'],
        ['+1', '1'],
        ['-1500m', '-1500m'],
        ['1.5Gi', '1536Mi'],
        ['1024Mi', '1Gi'],
        ['1023', '1023'],
        ['1Ki', '1Ki'],
        ['0.5Ki', '512'],
        ['0.1Gi', '107374183'],
        ['2000', '2k'],
        ['2048k', '2048k'],
        ['1E', '1E'],
        ['1E3', '1e3'],
        ['12e6', '12e6'],
        ['1e4', '10e3'],
        ['1e-3', '1e-3'],
        ['1n', '1n'],
        ['0.1n', '1n'],
        ['-0.1n', '-1n'],
        ['1e-200', '1e-9'],
        ['9999E', '9223372036854775807'],
        ['1e1000000000', '9223372036854775807'],
        ['8Ei', '9223372036854775807'],
    ])('%s is shown as %s', (text, expected) => {
        expect(canonicalQuantity(text)).toBe(expected);
    });
    it.each(['', '.', '-', 'm', '1.2.3', '1ki', '1 Gi', '1Gib', '--1', '1e', 'x', '1'.repeat(129)])('refuses %j', (text) => {
        expect(isQuantity(text)).toBe(false);
        expect(() => parseQuantity(text)).toThrow(expect.objectContaining({ reason: 'BadRequest' }));
    });
    it('counts exactly', () => {
        expect(formatQuantity(addQuantities(parseQuantity('100m'), parseQuantity('0.9')))).toBe('1');
        expect(formatQuantity(addQuantities(parseQuantity('0'), parseQuantity('1Gi')))).toBe('1Gi');
        expect(formatQuantity(subtractQuantities(parseQuantity('1Gi'), parseQuantity('1Mi')))).toBe('1023Mi');
        expect(compareQuantities(parseQuantity('1Gi'), parseQuantity('1G'))).toBe(1);
        expect(compareQuantities(parseQuantity('1000m'), parseQuantity(1))).toBe(0);
        expect(quantityToMilli(parseQuantity('1.0001'))).toBe(1001n);
        expect(quantityToWhole(parseQuantity('-100m'))).toBe(-1n);
        expect(quantityToNumber(parseQuantity('250m'))).toBe(0.25);
        expect(formatQuantity(milliQuantity(2500))).toBe('2500m');
        expect(formatQuantity(wholeQuantity(2048n, 'BinarySI'))).toBe('2Ki');
    });
    it('shows what reads back as the same value', () => {
        const suffix = fc.constantFrom('', 'n', 'u', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'Ti', 'e3', 'e-2');
        const text = fc.tuple(fc.integer({ min: -99999, max: 99999 }), suffix).map(([n, s]) => `${n}${s}`);
        fc.assert(fc.property(text, (one) => {
            const canonical = canonicalQuantity(one);
            expect(compareQuantities(parseQuantity(canonical), parseQuantity(one))).toBe(0);
            expect(canonicalQuantity(canonical)).toBe(canonical);
        }));
    });
});
//# sourceMappingURL=quantity.spec.js.map