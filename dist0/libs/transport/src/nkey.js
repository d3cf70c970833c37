import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
/** First bytes that make the texts begin with O, A, U; and S for a seed of either. */
const PREFIX = { operator: 14 << 3, account: 0, user: 20 << 3 };
const SEED_PREFIX = 18 << 3;
const KEY_BYTES = 32;
const SEED_FORM = /^S[AOU][A-Z2-7]{56}$/;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** The fixed DER head of an Ed25519 key in SPKI and PKCS#8 (RFC 8410); the 32 raw bytes follow. */
const SPKI_HEAD_BYTES = 12;
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
/** A fresh identity for a joining process or a hub. */
export function createNatsIdentity() {
    return createNkey('user');
}
export function createNkey(role) {
    const { privateKey } = generateKeyPairSync('ed25519');
    const raw = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(PKCS8_HEAD.length);
    const prefix = PREFIX[role];
    const seed = encode(Buffer.from([SEED_PREFIX | (prefix >> 5), (prefix & 0x1f) << 3, ...raw]));
    return { publicKey: publicText(privateKey, prefix), seed };
}
/** The public text of a seed. @throws TypeError for what is no seed */
export function nkeyPublicKey(seed) {
    const { key, prefix } = readSeed(seed);
    return publicText(key, prefix);
}
/** Signs with a seed. @throws TypeError for what is no seed */
export function nkeySigner(seed) {
    const { key } = readSeed(seed);
    return (data) => sign(null, data, key);
}
function readSeed(seed) {
    const bytes = SEED_FORM.test(seed) ? decode(seed) : Buffer.alloc(0);
    const body = bytes.subarray(0, 2 + KEY_BYTES);
    if (body.byteLength !== 2 + KEY_BYTES || bytes.readUInt16LE(body.byteLength) !== crc16(body))
        throw new TypeError('not an nkey seed');
    const prefix = (((body[0] ?? 0) & 0x07) << 5) | ((body[1] ?? 0) >> 3);
    const der = Buffer.concat([PKCS8_HEAD, body.subarray(2)]);
    return { key: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }), prefix };
}
function publicText(key, prefix) {
    const raw = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI_HEAD_BYTES);
    return encode(Buffer.from([prefix, ...raw]));
}
function encode(body) {
    const crc = Buffer.alloc(2);
    crc.writeUInt16LE(crc16(body));
    let text = '';
    let value = 0;
    let bits = 0;
    for (const byte of Buffer.concat([body, crc])) {
        value = (value << 8) | byte;
        for (bits += 8; bits >= 5; bits -= 5)
            text += BASE32[(value >> (bits - 5)) & 31] ?? '';
        value &= 0xff;
    }
    return bits > 0 ? text + (BASE32[(value << (5 - bits)) & 31] ?? '') : text;
}
function decode(text) {
    const bytes = [];
    let value = 0;
    let bits = 0;
    for (const char of text) {
        value = ((value << 5) | BASE32.indexOf(char)) & 0xfff;
        bits += 5;
        if (bits < 8)
            continue;
        bits -= 8;
        bytes.push((value >> bits) & 0xff);
    }
    return Buffer.from(bytes);
}
/** CRC-16/XMODEM, as NATS has it. */
function crc16(bytes) {
    let crc = 0;
    for (const byte of bytes) {
        crc ^= byte << 8;
        for (let bit = 0; bit < 8; bit += 1)
            crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
    }
    return crc;
}
//# sourceMappingURL=nkey.js.map