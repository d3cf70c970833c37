import { createHash, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { CA_FETCH_TIMEOUT_MS } from './limits.js';
/** The hub did not show the CA that the join token names. */
export class HubCaError extends Error {
    name = 'HubCaError';
}
/** SHA-256 (base64url) of a certificate's DER, as join tokens carry it. */
export function certificateHash(pem) {
    return hashOf(new X509Certificate(pem).raw);
}
/**
 * The hub's CA (PEM), taken from the chain that the hub shows in a TLS handshake and trusted because its hash is in the
 * join token. Nothing is sent; every later connection verifies against this CA in the usual way.
 * @throws HubCaError when no certificate of the chain has the hash; connection errors as they are
 */
export function fetchHubCa(hubUrl, caHash) {
    const url = new URL(hubUrl);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    return new Promise((resolve, reject) => {
        const socket = connect({
            host,
            port: Number(url.port || 443),
            ...(isIP(host) ? {} : { servername: host }),
            // The chain is judged by the hash below, and nothing is sent over this connection.
            rejectUnauthorized: false,
        });
        socket.setTimeout(CA_FETCH_TIMEOUT_MS, () => socket.destroy(new HubCaError(`no TLS handshake with ${url.host} within ${CA_FETCH_TIMEOUT_MS} ms`)));
        socket.once('error', reject);
        socket.once('secureConnect', () => {
            const found = findByHash(socket.getPeerCertificate(true), caHash);
            socket.destroy();
            if (found)
                resolve(found);
            else
                reject(new HubCaError(`${url.host} does not show the CA that the join token names`));
        });
    });
}
function findByHash(leaf, caHash) {
    const seen = new Set();
    let certificate = leaf;
    // A self-signed certificate is its own issuer: the chain ends in a loop.
    while (certificate && !seen.has(certificate.fingerprint256)) {
        seen.add(certificate.fingerprint256);
        if (hashOf(certificate.raw) === caHash)
            return new X509Certificate(certificate.raw).toString();
        certificate = issuerOf(certificate);
    }
    return undefined;
}
/** The types say that there always is one; a chain that is not complete has none at its end. */
function issuerOf(certificate) {
    return certificate.issuerCertificate;
}
function hashOf(der) {
    return createHash('sha256').update(der).digest('base64url');
}
//# sourceMappingURL=hub-ca.js.map