import { type X509Certificate } from 'node:crypto';
import { type SecureContext } from 'node:tls';
import { type CertificateTable, type SealingKeys } from '#libs/protocol';
import { readCertificate } from '../driver/read-certificate.js';
import { MAX_CERTIFICATES } from './limits.js';
import { type RouteBook } from './route-book.js';

interface Held {
  readonly context: SecureContext;
  readonly leaf: X509Certificate;
}

/** The certificates of this edge by the key of their table; private keys are in memory only. */
export class Certificates {
  private readonly held = new Map<string, Held>();

  constructor(
    private readonly edge: string,
    private readonly keys: SealingKeys,
    private readonly book: RouteBook,
  ) {}

  /** In effect for the next handshake. Answers what is wrong; the one before stays then. */
  put(table: CertificateTable): string | undefined {
    if (!this.held.has(table.key) && this.held.size >= MAX_CERTIFICATES)
      return `an edge holds ${MAX_CERTIFICATES} certificates`;
    const read = readCertificate(table, this.edge, this.keys);
    if (typeof read === 'string') return read;
    this.held.set(table.key, read);
    return undefined;
  }

  remove(key: string): void {
    this.held.delete(key);
  }

  /** For a handshake; undefined: the name is not served over TLS. */
  contextFor(sni: string): SecureContext | undefined {
    const key = this.book.hostOf(sni.toLowerCase())?.certificate;
    return key === undefined ? undefined : this.held.get(key)?.context;
  }

  /**
   * May a connection that was opened for `sni` carry requests for `host`? For the same name, and for others of the same
   * certificate, since clients join connections by it.
   */
  allows(sni: string, host: string): boolean {
    const key = this.book.hostOf(host)?.certificate;
    if (key === undefined) return false;
    if (sni.toLowerCase() === host) return true;
    if (this.book.hostOf(sni.toLowerCase())?.certificate !== key) return false;
    return this.held.get(key)?.leaf.checkHost(host) !== undefined;
  }
}
