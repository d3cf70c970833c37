import { createHash } from 'node:crypto';
import { type CertificateTable, type HostTable, type SealingKeys } from '#libs/protocol';
import { readCertificate, type OpenedCertificate } from '../driver/read-certificate.js';
import { MAX_CERTIFICATE_BYTES, MAX_CERTIFICATES } from './limits.js';
import { ANY_HOST, type MapEntry } from './site-maps.js';

/** A certificate as HAProxy gets it. */
export interface ServedCertificate {
  /** Of the file that it would be, which HAProxy takes as its name. */
  readonly file: string;
  readonly pem: string;
  /** Names in the handshake for which it is shown; sorted. */
  readonly names: readonly string[];
}

/** Certificates, and the hosts that they are for. Private keys are in memory only. */
export class CertificateStore {
  private readonly opened = new Map<string, OpenedCertificate>();
  /** Hosts by the key of their certificate's table. */
  private readonly hosts = new Map<string, Set<string>>();
  private readonly keyOf = new Map<string, string>();

  constructor(
    private readonly edge: string,
    private readonly keys: SealingKeys,
  ) {}

  /** Answers what is wrong; the one before stays then. */
  put(table: CertificateTable): string | undefined {
    if (!this.opened.has(table.key) && this.opened.size >= MAX_CERTIFICATES)
      return `an edge holds ${MAX_CERTIFICATES} certificates`;
    const read = readCertificate(table, this.edge, this.keys);
    if (typeof read === 'string') return read;
    if (pemOf(read).length > MAX_CERTIFICATE_BYTES)
      return `with HAProxy a certificate, its chain and its key have at most ${MAX_CERTIFICATE_BYTES} bytes`;
    this.opened.set(table.key, read);
    return undefined;
  }

  remove(key: string): void {
    this.opened.delete(key);
  }

  /** The certificate of a host; undefined: none. Answers the keys that are touched. */
  setHost(host: string, certificate: HostTable['certificate']): string[] {
    const before = this.keyOf.get(host);
    if (before === certificate) return [];
    if (before !== undefined) this.hosts.get(before)?.delete(host);
    if (certificate === undefined) this.keyOf.delete(host);
    else {
      this.keyOf.set(host, certificate);
      const hosts = this.hosts.get(certificate) ?? new Set();
      this.hosts.set(certificate, hosts.add(host));
    }
    return [before, certificate].flatMap((one) => one ?? []);
  }

  /** What HAProxy should have under this key; undefined: nothing. */
  get(key: string): ServedCertificate | undefined {
    const opened = this.opened.get(key);
    const names = [...(this.hosts.get(key) ?? [])].filter((host) => host !== '').sort();
    if (opened === undefined || names.length === 0) return undefined;
    return { file: this.fileOf(key), pem: pemOf(opened), names };
  }

  fileOf(key: string): string {
    return `${digest(key)}.pem`;
  }

  hostsOf(key: string): ReadonlySet<string> {
    return this.hosts.get(key) ?? new Set();
  }

  /**
   * What hosts may share a connection, as an entry of the map `tls`: those with one value. A host that its certificate does not
   * cover shares with none. Without certificate: no entry.
   */
  tlsEntry(host: string): MapEntry | undefined {
    const key = this.keyOf.get(host);
    const opened = key === undefined ? undefined : this.opened.get(key);
    if (key === undefined || opened === undefined) return undefined;
    const site = host === '' ? ANY_HOST : host;
    const isCovered = host !== '' && opened.leaf.checkHost(host.replace(/^\*\./, 'any.')) !== undefined;
    return ['tls', site, isCovered ? digest(key) : `only:${site}`];
  }

  all(): ServedCertificate[] {
    return [...this.opened.keys()].flatMap((key) => this.get(key) ?? []);
  }
}

function pemOf({ certificate, privateKey }: OpenedCertificate): string {
  return `${certificate.trim()}\n${privateKey.trim()}\n`;
}

function digest(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 20);
}
