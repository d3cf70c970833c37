import { describe, expect, it } from '@jest/globals';
import { nkeys } from 'nats';
import { createNkey, nkeyPublicKey, nkeySigner } from './nkey.js';
/** The library that every NATS client uses, as the judge. */
const library = nkeys;
describe('nkeys', () => {
    it.each([
        ['operator', /^O[A-Z2-7]{55}$/],
        ['account', /^A[A-Z2-7]{55}$/],
        ['user', /^U[A-Z2-7]{55}$/],
    ])('of a %s are those of the library', (role, form) => {
        const { publicKey, seed } = createNkey(role);
        expect(publicKey).toMatch(form);
        expect(nkeyPublicKey(seed)).toBe(publicKey);
        expect(library.fromSeed(Buffer.from(seed)).getPublicKey()).toBe(publicKey);
        const data = Buffer.from('nonce');
        expect(library.fromPublic(publicKey).verify(data, nkeySigner(seed)(data))).toBe(true);
    });
    it('refuses a seed that is damaged or something else', () => {
        const { publicKey, seed } = createNkey('user');
        const damaged = seed.slice(0, 20) + (seed[20] === 'A' ? 'B' : 'A') + seed.slice(21);
        for (const text of ['', 'SU', publicKey, damaged])
            expect(() => nkeySigner(text)).toThrow(TypeError);
    });
});
//# sourceMappingURL=nkey.spec.js.map