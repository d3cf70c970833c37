import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createCodec, GZIP_THRESHOLD_BYTES } from './codec.js';
import { keyProviderOf } from './key-provider.js';
const [KEY, OTHER_KEY] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const codec = createCodec(keyProviderOf([KEY]));
const big = JSON.stringify({ data: 'needle '.repeat(GZIP_THRESHOLD_BYTES) });
describe('codec', () => {
    it.each([
        ['small', '{"a":1}', false, 'json'],
        ['large', big, false, 'gzip'],
        ['small secret', '{"a":1}', true, 'sealed'],
        ['large secret', big, true, 'sealed-gzip'],
    ])('%s bodies come back as they were', (_, text, secret, encoding) => {
        const stored = codec.encode(text, { secret, aad: 'row' });
        expect(stored.encoding).toBe(encoding);
        expect(stored.keyId === '').toBe(!secret);
        expect(codec.decode(stored, 'row')).toBe(text);
    });
    it('any text comes back, sealed or not', () => {
        fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.boolean(), fc.string(), (text, secret, aad) => {
            expect(codec.decode(codec.encode(text, { secret, aad }), aad)).toBe(text);
        }));
    });
    it('a sealed body shows nothing and never looks the same twice', () => {
        const [one, two] = [1, 2].map(() => codec.encode('needle', { secret: true, aad: 'row' }).body);
        expect(one.includes('needle')).toBe(false);
        expect(one.equals(two)).toBe(false);
    });
    it('a sealed body does not open in another row, changed, under another encoding or key', () => {
        const sealed = codec.encode('needle', { secret: true, aad: 'row' });
        const flipped = Buffer.from(sealed.body);
        flipped[flipped.length - 1] ^= 1;
        expect(() => codec.decode(sealed, 'other row')).toThrow(/does not open/);
        expect(() => codec.decode({ ...sealed, body: flipped }, 'row')).toThrow(/does not open/);
        expect(() => codec.decode({ ...sealed, encoding: 'sealed-gzip' }, 'row')).toThrow(/does not open/);
        expect(() => codec.decode({ ...sealed, body: Buffer.alloc(3) }, 'row')).toThrow(/does not open/);
        expect(() => createCodec(keyProviderOf([OTHER_KEY])).decode(sealed, 'row')).toThrow(/missing/);
        expect(() => codec.decode({ ...sealed, encoding: 'zstd' }, 'row')).toThrow(/unknown encoding/);
    });
    it('after a rotation old bodies open and new ones use the new key', () => {
        const rotated = createCodec(keyProviderOf([OTHER_KEY, KEY]));
        const old = codec.encode('needle', { secret: true, aad: 'row' });
        expect(rotated.decode(old, 'row')).toBe('needle');
        expect(rotated.encode('needle', { secret: true, aad: 'row' }).keyId).not.toBe(old.keyId);
    });
    it('digests compare contents; of secrets they need the key', () => {
        const other = createCodec(keyProviderOf([OTHER_KEY]));
        expect(codec.digest('a', true)).toEqual(codec.digest('a', true));
        expect(codec.digest('a', true)).not.toEqual(codec.digest('b', true));
        expect(codec.digest('a', true)).not.toEqual(other.digest('a', true));
        expect(codec.digest('a', false)).toEqual(other.digest('a', false));
    });
});
//# sourceMappingURL=codec.spec.js.map