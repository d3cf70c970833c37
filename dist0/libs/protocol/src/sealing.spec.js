import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatJoinToken, joinSecretHash, joinSecretMatches, makeJoinToken, parseJoinToken, } from './join-token.js';
import { createSealingKeys, open, seal, sealingKeyId, SealingError } from './sealing.js';
const keys = createSealingKeys();
describe('sealed box', () => {
    it('opens for its key and context only', () => {
        fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 40 }), (plain, aad) => {
            const box = seal(plain, keys.publicKey, aad);
            expect(Buffer.from(open(box, keys, aad))).toEqual(Buffer.from(plain));
            expect(() => open(box, createSealingKeys(), aad)).toThrow(SealingError);
            expect(() => open(box, keys, Buffer.concat([aad, Buffer.from('x')]))).toThrow(SealingError);
        }), { numRuns: 30 });
    });
    it('notices every changed byte', () => {
        const box = seal(Buffer.from('plain'), keys.publicKey, Buffer.from('aad'));
        for (let at = 0; at < box.byteLength; at += 1) {
            const changed = Buffer.from(box);
            changed[at] = (changed[at] ?? 0) ^ 0x01;
            expect(() => open(changed, keys, Buffer.from('aad'))).toThrow(SealingError);
        }
    });
    it('never seals the same way twice', () => {
        const seals = [0, 1].map(() => Buffer.from(seal(Buffer.from('x'), keys.publicKey, Buffer.alloc(0))).toString('hex'));
        expect(seals[0]).not.toBe(seals[1]);
    });
    it.each([
        ['of 31 bytes', Buffer.alloc(31, 9).toString('base64')],
        ['of low order', Buffer.alloc(32).toString('base64')],
    ])('refuses a key %s', (_name, publicKey) => {
        expect(() => seal(Buffer.from('x'), publicKey, Buffer.alloc(0))).toThrow(SealingError);
    });
    it('names keys by their public half', () => {
        expect(keys.keyId).toBe(sealingKeyId(keys.publicKey));
        expect(createSealingKeys().keyId).not.toBe(keys.keyId);
    });
});
describe('join token', () => {
    const caHash = 'h'.repeat(43);
    it.each([caHash, ''])('comes back from its text, with the CA hash "%s"', (hash) => {
        const token = makeJoinToken(hash);
        expect(parseJoinToken(` ${formatJoinToken(token)}\n`)).toEqual(token);
    });
    it.each([
        '',
        'mrd1',
        'mrd2.a.b.c',
        `mrd1.short.${'s'.repeat(43)}.`,
        `${formatJoinToken(makeJoinToken(''))}.x`,
    ])('is not "%s"', (text) => {
        expect(parseJoinToken(text)).toBeUndefined();
    });
    it('matches its own hash and no other', () => {
        const { secret } = makeJoinToken('');
        expect(joinSecretMatches(secret, joinSecretHash(secret))).toBe(true);
        expect(joinSecretMatches(makeJoinToken('').secret, joinSecretHash(secret))).toBe(false);
        expect(joinSecretMatches(secret, '')).toBe(false);
    });
});
//# sourceMappingURL=sealing.spec.js.map