import 'reflect-metadata';
import { createPrivateKey, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { AuthorityKeyIdentifierExtension, BasicConstraintsExtension, ExtendedKeyUsage, ExtendedKeyUsageExtension, KeyUsageFlags, KeyUsagesExtension, SubjectAlternativeNameExtension, SubjectKeyIdentifierExtension, X509Certificate, X509CertificateGenerator, } from '@peculiar/x509';
import { certificateHash } from '#libs/protocol';
import { z } from 'zod';
import { obtain } from './vault.js';
const DAY_MS = 24 * 60 * 60 * 1000;
const CA_LIFE_MS = 3650 * DAY_MS;
/** Server and client certificates are made anew at each start, and by a hub that runs for long when two thirds have passed. */
export const CERTIFICATE_LIFE_MS = 365 * DAY_MS;
/** Clocks of joiners may be behind. */
const BACKDATE_MS = 60 * 60 * 1000;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const storedSchema = z.object({ certificate: z.string(), privateKey: z.string() });
/**
 * The federation's own CA: signs the hub's server certificate, the broker's, and the admin's client certificate. Made
 * at the first start and kept in the vault, so that all hubs share it.
 */
export class CertificateAuthority {
    certificate;
    issuer;
    key;
    constructor(certificate, issuer, key) {
        this.certificate = certificate;
        this.issuer = issuer;
        this.key = key;
    }
    static async open(vault, nowMs) {
        const stored = await obtain(vault, 'ca', async () => JSON.stringify(await makeCa(nowMs)));
        const { certificate, privateKey } = storedSchema.parse(JSON.parse(stored));
        const der = createPrivateKey(privateKey).export({ format: 'der', type: 'pkcs8' });
        const key = await webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, false, ['sign']);
        return new CertificateAuthority(certificate, new X509Certificate(certificate), key);
    }
    /** What join tokens carry. */
    get hash() {
        return certificateHash(this.certificate);
    }
    /** For the hub's HTTPS or the broker: `hosts` are the DNS names and IP addresses it is reached under. */
    server(commonName, hosts, nowMs) {
        const names = hosts.map((host) => ({
            type: isIP(host) ? 'ip' : 'dns',
            value: host,
        }));
        return this.issue(`CN=${commonName}`, nowMs, [
            new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
            new SubjectAlternativeNameExtension(names),
        ]);
    }
    /** The admin's: the API server takes the common name as the user and the organization as a group. */
    admin(nowMs) {
        return this.issue('CN=meridian-admin, O=system:masters', nowMs, [
            new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
        ]);
    }
    async issue(subject, nowMs, extensions) {
        const pair = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
        const certificate = await X509CertificateGenerator.create({
            serialNumber: serialNumber(),
            subject,
            issuer: this.issuer.subject,
            notBefore: new Date(nowMs - BACKDATE_MS),
            notAfter: new Date(nowMs + CERTIFICATE_LIFE_MS),
            publicKey: pair.publicKey,
            signingKey: this.key,
            signingAlgorithm: ALGORITHM,
            extensions: [
                new BasicConstraintsExtension(false, undefined, true),
                new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
                await AuthorityKeyIdentifierExtension.create(this.issuer),
                ...extensions,
            ],
        });
        return {
            certificate: `${certificate.toString('pem')}\n${this.certificate}`,
            privateKey: await privateKeyPem(pair.privateKey),
        };
    }
}
/** When a hub that keeps running must replace its certificates: after two thirds of their life. */
export function renewalTime(certificate) {
    const { notBefore, notAfter } = new X509Certificate(certificate);
    return notBefore.getTime() + ((notAfter.getTime() - notBefore.getTime()) * 2) / 3;
}
async function makeCa(nowMs) {
    const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.createSelfSigned({
        serialNumber: serialNumber(),
        name: 'CN=meridian-ca',
        notBefore: new Date(nowMs - BACKDATE_MS),
        notAfter: new Date(nowMs + CA_LIFE_MS),
        keys,
        signingAlgorithm: ALGORITHM,
        extensions: [
            new BasicConstraintsExtension(true, 0, true),
            new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
            await SubjectKeyIdentifierExtension.create(keys.publicKey),
        ],
    });
    return {
        certificate: `${certificate.toString('pem')}\n`,
        privateKey: await privateKeyPem(keys.privateKey),
    };
}
async function privateKeyPem(key) {
    const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
        .export({ format: 'pem', type: 'pkcs8' })
        .toString();
}
/** 16 random bytes, positive (RFC 5280 allows 20). */
function serialNumber() {
    const bytes = randomBytes(16);
    bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
    return bytes.toString('hex');
}
//# sourceMappingURL=certificate-authority.js.map