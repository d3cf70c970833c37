import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, } from 'node:crypto';
import { isIP } from 'node:net';
/** A new key and its certificate, signed by `issuer`; by itself without one. */
export function issueCertificate(request, issuer) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const signer = issuer ? createPrivateKey(issuer.key) : privateKey;
    const body = toBeSigned(request, privateKey, issuer?.commonName ?? request.commonName);
    const signature = sign('sha256', body, signer);
    const der = sequence(body, ECDSA_WITH_SHA256, tagged(0x03, Buffer.from([0]), signature));
    return {
        certificate: pem('CERTIFICATE', der),
        key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    };
}
function toBeSigned(request, key, issuer) {
    const subject = request.organization === undefined ? [] : [attribute(ORGANIZATION, request.organization)];
    return sequence(tagged(0xa0, integer(Buffer.from([2]))), integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])), ECDSA_WITH_SHA256, sequence(attribute(COMMON_NAME, issuer)), sequence(time(request.notBefore), time(request.notAfter)), sequence(...subject, attribute(COMMON_NAME, request.commonName)), createPublicKey(key).export({ type: 'spki', format: 'der' }), tagged(0xa3, sequence(...extensions(request))));
}
function extensions(request) {
    if (request.use === 'ca')
        return [
            extension(BASIC_CONSTRAINTS, sequence(boolean(true))),
            extension(KEY_USAGE, bits(KEY_CERT_SIGN | CRL_SIGN)),
        ];
    const purpose = request.use === 'server' ? SERVER_AUTH : CLIENT_AUTH;
    const names = (request.names ?? []).map((name) => isIP(name) ? tagged(0x87, addressBytes(name)) : tagged(0x82, Buffer.from(name, 'ascii')));
    return [
        extension(BASIC_CONSTRAINTS, sequence()),
        extension(KEY_USAGE, bits(DIGITAL_SIGNATURE)),
        extension(EXTENDED_KEY_USAGE, sequence(purpose)),
        ...(names.length > 0 ? [extension(SUBJECT_ALTERNATIVE_NAME, sequence(...names))] : []),
    ];
}
/** Object identifiers (RFC 5280, RFC 5758), already encoded. */
const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));
const COMMON_NAME = oid('550403');
const ORGANIZATION = oid('55040a');
const BASIC_CONSTRAINTS = oid('551d13');
const KEY_USAGE = oid('551d0f');
const EXTENDED_KEY_USAGE = oid('551d25');
const SUBJECT_ALTERNATIVE_NAME = oid('551d11');
const SERVER_AUTH = oid('2b06010505070301');
const CLIENT_AUTH = oid('2b06010505070302');
/** Bits of KeyUsage, first one highest. */
const DIGITAL_SIGNATURE = 0x80;
const KEY_CERT_SIGN = 0x04;
const CRL_SIGN = 0x02;
function tagged(tag, ...parts) {
    const content = Buffer.concat(parts);
    const { length } = content;
    const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
    return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
function sequence(...parts) {
    return tagged(0x30, ...parts);
}
function oid(hex) {
    return tagged(0x06, Buffer.from(hex, 'hex'));
}
function integer(value) {
    return tagged(0x02, value);
}
function boolean(value) {
    return tagged(0x01, Buffer.from([value ? 0xff : 0]));
}
/** One byte of flags; unused low bits are counted. */
function bits(flags) {
    const unused = Math.log2(flags & -flags);
    return tagged(0x03, Buffer.from([unused, flags]));
}
function attribute(type, value) {
    return tagged(0x31, sequence(type, tagged(0x0c, Buffer.from(value, 'utf8'))));
}
function extension(type, value) {
    return sequence(type, boolean(true), tagged(0x04, value));
}
/** GeneralizedTime from 2050 on, UTCTime before (RFC 5280 4.1.2.5). */
function time(ms) {
    const text = new Date(ms).toISOString().replace(/[-:T]/g, '').slice(0, 14);
    const late = Number(text.slice(0, 4)) >= 2050;
    return tagged(late ? 0x18 : 0x17, Buffer.from(`${late ? text : text.slice(2)}Z`, 'ascii'));
}
function addressBytes(address) {
    if (isIP(address) === 4)
        return Buffer.from(address.split('.').map(Number));
    const [head = '', tail] = address.split('::');
    const words = (text) => (text === '' ? [] : text.split(':'));
    const left = words(head);
    const right = words(tail ?? '');
    const zeros = tail === undefined ? [] : new Array(8 - left.length - right.length).fill('0');
    return Buffer.from([...left, ...zeros, ...right].map((word) => word.padStart(4, '0')).join(''), 'hex');
}
function pem(label, der) {
    const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
    return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
//# sourceMappingURL=certificates.js.map