import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { openCertificate, type CertificateTable, type SealingKeys } from '#libs/protocol';

/** A certificate that this edge can serve. The private key is in memory only. */
export interface OpenedCertificate {
  readonly certificate: string;
  readonly privateKey: string;
  readonly context: SecureContext;
  readonly leaf: X509Certificate;
}

/** Opens a certificate with this edge's key and tries it out. Answers a text, which holds no secret, where it cannot be served. */
export function readCertificate(
  table: CertificateTable,
  edge: string,
  keys: SealingKeys,
): OpenedCertificate | string {
  try {
    const plain = openCertificate(table, edge, keys);
    if (plain === undefined) return 'the certificate is not sealed to this edge';
    const { certificate, privateKey } = plain;
    const context = createSecureContext({ cert: certificate, key: privateKey, minVersion: 'TLSv1.2' });
    return { certificate, privateKey, context, leaf: new X509Certificate(certificate) };
  } catch {
    // The library's own text may quote what it could not read.
    return 'the certificate cannot be used: it does not open, or its key is another one';
  }
}
