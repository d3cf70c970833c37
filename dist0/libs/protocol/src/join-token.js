import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
const FORM = /^mrd1\.([a-z0-9]{12})\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43}|)$/;
export function makeJoinToken(caHash) {
    return {
        id: randomBytes(6).toString('hex'),
        secret: randomBytes(32).toString('base64url'),
        caHash,
    };
}
export function formatJoinToken(token) {
    return `mrd1.${token.id}.${token.secret}.${token.caHash}`;
}
/** Undefined for what is no token. */
export function parseJoinToken(text) {
    const match = FORM.exec(text.trim());
    if (!match)
        return undefined;
    const [, id = '', secret = '', caHash = ''] = match;
    return { id, secret, caHash };
}
/** SHA-256 (hex) of the secret: what the hub stores. The secret has 256 random bits, so no slow hash is needed. */
export function joinSecretHash(secret) {
    return createHash('sha256').update(secret).digest('hex');
}
/** Takes the same time whether it matches or not. */
export function joinSecretMatches(secret, hash) {
    const given = Buffer.from(joinSecretHash(secret), 'hex');
    const stored = Buffer.from(hash, 'hex');
    return stored.byteLength === given.byteLength && timingSafeEqual(given, stored);
}
//# sourceMappingURL=join-token.js.map