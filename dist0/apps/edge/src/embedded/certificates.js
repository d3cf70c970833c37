import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { openCertificate } from '#libs/protocol';
import { MAX_CERTIFICATES } from './limits.js';
import {} from './route-book.js';
/** The certificates of this edge by the key of their table; private keys are in memory only. */
export class Certificates {
    edge;
    keys;
    book;
    held = new Map();
    constructor(edge, keys, book) {
        this.edge = edge;
        this.keys = keys;
        this.book = book;
    }
    /** In effect for the next handshake. Answers what is wrong; the one before stays then. */
    put(table) {
        if (!this.held.has(table.key) && this.held.size >= MAX_CERTIFICATES)
            return `an edge holds ${MAX_CERTIFICATES} certificates`;
        try {
            const plain = openCertificate(table, this.edge, this.keys);
            if (plain === undefined)
                return 'the certificate is not sealed to this edge';
            const context = createSecureContext({
                cert: plain.certificate,
                key: plain.privateKey,
                minVersion: 'TLSv1.2',
            });
            this.held.set(table.key, { context, leaf: new X509Certificate(plain.certificate) });
            return undefined;
        }
        catch {
            // The library's own text may quote what it could not read.
            return 'the certificate cannot be used: it does not open, or its key is another one';
        }
    }
    remove(key) {
        this.held.delete(key);
    }
    /** For a handshake; undefined: the name is not served over TLS. */
    contextFor(sni) {
        const key = this.book.hostOf(sni.toLowerCase())?.certificate;
        return key === undefined ? undefined : this.held.get(key)?.context;
    }
    /**
     * May a connection that was opened for `sni` carry requests for `host`? For the same name, and for others of the same
     * certificate, since clients join connections by it.
     */
    allows(sni, host) {
        const key = this.book.hostOf(host)?.certificate;
        if (key === undefined)
            return false;
        if (sni.toLowerCase() === host)
            return true;
        if (this.book.hostOf(sni.toLowerCase())?.certificate !== key)
            return false;
        return this.held.get(key)?.leaf.checkHost(host) !== undefined;
    }
}
//# sourceMappingURL=certificates.js.map