import { createCipheriv, createDecipheriv, createHash, createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync, } from 'node:crypto';
import {} from './messages.js';
/**
 * A sealed box on node:crypto: a fresh X25519 key per message, HKDF-SHA256 over the shared secret and both public
 * keys, AES-256-GCM. The layout is `version (1) | ephemeral public key (32) | ciphertext | tag (16)`. The key is used
 * once, so that the nonce may be constant.
 */
const VERSION = 1;
const KEY_BYTES = 32;
const TAG_BYTES = 16;
const NONCE = Buffer.alloc(12);
const INFO = 'meridian sealed box 1';
/** The fixed DER head of an X25519 key in SPKI and PKCS#8 (RFC 8410); the 32 raw bytes follow. */
const SPKI_HEAD = Buffer.from('302a300506032b656e032100', 'hex');
const PKCS8_HEAD = Buffer.from('302e020100300506032b656e04220420', 'hex');
/** Not ours to read, or damaged. Says nothing of the content. */
export class SealingError extends Error {
    name = 'SealingError';
}
export function createSealingKeys() {
    const pair = generateKeyPairSync('x25519');
    const publicKey = rawPublic(pair.publicKey).toString('base64');
    const privateKey = pair.privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(PKCS8_HEAD.length);
    return { publicKey, privateKey: privateKey.toString('base64'), keyId: sealingKeyId(publicKey) };
}
/** The short public name of a key: 16 hex digits of its SHA-256. @throws SealingError for what is no X25519 key */
export function sealingKeyId(publicKey) {
    return createHash('sha256').update(rawKey(publicKey)).digest('hex').slice(0, 16);
}
/** Seals `plain` for the owner of `recipientPublicKey` (raw, base64), bound to `aad`. @throws SealingError for a bad key */
export function seal(plain, recipientPublicKey, aad) {
    const recipient = rawKey(recipientPublicKey);
    const ephemeral = generateKeyPairSync('x25519');
    const ephemeralRaw = rawPublic(ephemeral.publicKey);
    const key = deriveKey(ephemeral.privateKey, publicKeyOf(recipient), [ephemeralRaw, recipient]);
    const cipher = createCipheriv('aes-256-gcm', key, NONCE, { authTagLength: TAG_BYTES });
    cipher.setAAD(aad);
    const head = Buffer.from([VERSION]);
    return Buffer.concat([head, ephemeralRaw, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}
/** Opens what `seal` made for `keys` with the same `aad`. @throws SealingError */
export function open(sealed, keys, aad) {
    if (sealed.byteLength < 1 + KEY_BYTES + TAG_BYTES || sealed[0] !== VERSION)
        throw new SealingError('not a sealed box of a version that is known');
    const box = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    const ephemeral = box.subarray(1, 1 + KEY_BYTES);
    const body = box.subarray(1 + KEY_BYTES, -TAG_BYTES);
    try {
        const der = Buffer.concat([PKCS8_HEAD, rawKey(keys.privateKey)]);
        const own = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
        const key = deriveKey(own, publicKeyOf(ephemeral), [ephemeral, rawKey(keys.publicKey)]);
        const decipher = createDecipheriv('aes-256-gcm', key, NONCE, { authTagLength: TAG_BYTES });
        decipher.setAAD(aad);
        decipher.setAuthTag(box.subarray(-TAG_BYTES));
        return Buffer.concat([decipher.update(body), decipher.final()]);
    }
    catch (error) {
        throw new SealingError('the sealed body cannot be opened', { cause: error });
    }
}
/** What a body is bound to: moved to another hub, cluster, object or generation it no longer opens. */
export function workContext(message) {
    const { apiVersion, kind, namespace, name } = message.object;
    const { hubUid, cluster, generation } = message;
    return Buffer.from(JSON.stringify([hubUid, cluster, apiVersion, kind, namespace, name, generation]));
}
function deriveKey(privateKey, publicKey, parties) {
    const shared = sharedSecret(privateKey, publicKey);
    return new Uint8Array(hkdfSync('sha256', shared, Buffer.concat(parties), INFO, KEY_BYTES));
}
function sharedSecret(privateKey, publicKey) {
    try {
        return diffieHellman({ privateKey, publicKey });
    }
    catch (error) {
        // OpenSSL refuses points of low order, whose secret anyone knows.
        throw new SealingError('not a usable X25519 key', { cause: error });
    }
}
function rawPublic(key) {
    return key.export({ format: 'der', type: 'spki' }).subarray(SPKI_HEAD.length);
}
function publicKeyOf(raw) {
    return createPublicKey({ key: Buffer.concat([SPKI_HEAD, raw]), format: 'der', type: 'spki' });
}
function rawKey(base64) {
    const raw = Buffer.from(base64, 'base64');
    if (raw.byteLength !== KEY_BYTES)
        throw new SealingError('an X25519 key has 32 bytes');
    return raw;
}
//# sourceMappingURL=sealing.js.map