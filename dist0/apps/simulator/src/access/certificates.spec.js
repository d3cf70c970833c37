import { X509Certificate } from 'node:crypto';
import { createServer, connect } from 'node:tls';
import {} from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { issueCertificate } from './certificates.js';
import { makeCredentials } from './credentials.js';
const NOW = Date.now();
describe('issueCertificate', () => {
    const validity = { notBefore: NOW - 1000, notAfter: NOW + 10 * 365 * 86_400_000 };
    const ca = { ...issueCertificate({ ...validity, commonName: 'ca', use: 'ca' }), commonName: 'ca' };
    it('makes a certificate that its CA signed, with its names and times', () => {
        const names = ['localhost', '127.0.0.1', '::1', '2001:db8::5'];
        const server = issueCertificate({ ...validity, commonName: 'srv', use: 'server', names }, ca);
        const parsed = new X509Certificate(server.certificate);
        const authority = new X509Certificate(ca.certificate);
        expect(parsed.verify(authority.publicKey)).toBe(true);
        expect(parsed.checkIssued(authority)).toBe(true);
        expect([authority.ca, parsed.ca]).toEqual([true, false]);
        for (const address of ['127.0.0.1', '::1', '2001:db8::5'])
            expect(parsed.checkIP(address)).toBeDefined();
        expect(parsed.checkHost('localhost')).toBe('localhost');
        expect(Math.abs(Date.parse(parsed.validTo) - validity.notAfter)).toBeLessThan(1000);
    });
    it('dates beyond 2049 survive', () => {
        const late = issueCertificate({
            commonName: 'x',
            use: 'ca',
            notBefore: NOW,
            notAfter: Date.parse('2051-02-03T04:05:06Z'),
        });
        expect(Date.parse(new X509Certificate(late.certificate).validTo)).toBe(Date.parse('2051-02-03T04:05:06Z'));
    });
});
describe('makeCredentials', () => {
    it('lets both sides of a TLS connection know each other', async () => {
        const { ca, server, admin } = makeCredentials({ cluster: 'c', host: '127.0.0.1' }, NOW);
        const listener = createServer({
            key: server.key,
            cert: server.certificate,
            ca,
            requestCert: true,
            rejectUnauthorized: true,
        });
        const seen = new Promise((resolve) => listener.once('secureConnection', resolve));
        await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve));
        const { port } = listener.address();
        const client = connect({ host: '127.0.0.1', port, ca, key: admin.key, cert: admin.certificate });
        await new Promise((resolve, reject) => {
            client.once('secureConnect', resolve);
            client.once('error', reject);
        });
        const socket = await seen;
        expect(client.authorized).toBe(true);
        expect(socket.getPeerCertificate().subject).toMatchObject({
            CN: 'kubernetes-admin',
            O: 'system:masters',
        });
        client.destroy();
        socket.destroy();
        listener.close();
    });
});
//# sourceMappingURL=certificates.spec.js.map