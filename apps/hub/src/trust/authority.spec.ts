import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { decode } from 'nats-jwt';
import { parse } from 'yaml';
import { certificateHash } from '#libs/protocol';
import { createNatsIdentity } from '#libs/transport';
import { renderKubeconfig } from './admin-kubeconfig.js';
import { CERTIFICATE_LIFE_MS, CertificateAuthority, renewalTime } from './certificate-authority.js';
import { NatsAuthority } from './nats-authority.js';
import { embeddedBrokerConfig, externalBrokerInclude } from './nats-config.js';
import { type Vault } from './vault.js';

function mapVault(): Vault {
  const values = new Map<string, Uint8Array>();
  return {
    get: (name) => Promise.resolve(values.get(name)),
    putIfAbsent: (name, bytes) => {
      const stored = values.get(name) ?? bytes;
      values.set(name, stored);
      return Promise.resolve(stored);
    },
  };
}

const now = Date.parse('2026-11-21T10:00:00Z');
const chain = (pem: string): X509Certificate[] =>
  pem
    .split(/(?=-----BEGIN)/)
    .filter((part) => part.trim() !== '')
    .map((part) => new X509Certificate(part));

describe('CertificateAuthority', () => {
  it('is the same for all hubs over one vault', async () => {
    const vault = mapVault();
    const [one, two] = await Promise.all([
      CertificateAuthority.open(vault, now),
      CertificateAuthority.open(vault, now),
    ]);
    expect(one.certificate).toBe(two.certificate);
    expect(one.hash).toBe(certificateHash(two.certificate));
    expect(new X509Certificate(one.certificate).ca).toBe(true);
  });

  it('signs server certificates for names and addresses, shown with the CA', async () => {
    const ca = await CertificateAuthority.open(mapVault(), now);
    const pair = await ca.server('hub', ['localhost', '127.0.0.1', '::1'], now);
    const [leaf, issuer] = chain(pair.certificate);
    expect(leaf?.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
    expect(leaf?.verify(issuer!.publicKey)).toBe(true);
    expect(leaf?.checkIssued(issuer!)).toBe(true);
    expect(certificateHash(issuer!.toString())).toBe(ca.hash);
    expect(leaf?.checkIP('127.0.0.2')).toBeUndefined();
    expect(pair.privateKey).toContain('PRIVATE KEY');
  });

  it('names the admin as the API server reads it', async () => {
    const ca = await CertificateAuthority.open(mapVault(), now);
    const { certificate } = await ca.admin(now);
    const [leaf] = chain(certificate);
    expect(leaf?.subject.split('\n').sort()).toEqual(['CN=meridian-admin', 'O=system:masters']);
    expect(leaf?.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(renewalTime(certificate)).toBeGreaterThan(now + CERTIFICATE_LIFE_MS / 2);
    expect(renewalTime(certificate)).toBeLessThan(now + CERTIFICATE_LIFE_MS);
  });
});

describe('renderKubeconfig', () => {
  it('holds everything inline and points at its first context', () => {
    const text = renderKubeconfig([
      {
        name: 'federation',
        server: 'https://127.0.0.1:6443',
        ca: 'CA',
        clientCertificate: 'C',
        clientKey: 'K',
      },
    ]);
    expect(parse(text)).toEqual({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'federation',
      clusters: [
        {
          name: 'federation',
          cluster: { server: 'https://127.0.0.1:6443', 'certificate-authority-data': 'Q0E=' },
        },
      ],
      users: [{ name: 'federation', user: { 'client-certificate-data': 'Qw==', 'client-key-data': 'Sw==' } }],
      contexts: [{ name: 'federation', context: { cluster: 'federation', user: 'federation' } }],
    });
  });
});

describe('NatsAuthority', () => {
  interface Claims {
    readonly iss: string;
    readonly sub: string;
    readonly iat: number;
    readonly nats: {
      readonly pub?: { readonly allow: string[] };
      readonly sub?: { readonly allow: string[] };
      readonly revocations?: Record<string, number>;
      readonly limits?: Record<string, unknown>;
    };
  }
  const claims = (jwt: string): Claims => decode(jwt);

  it('limits a joiner to its own subjects', async () => {
    const authority = await NatsAuthority.open(mapVault());
    const { publicKey } = createNatsIdentity();
    const token = claims(await authority.joinerJwt('cluster', 'a.b', publicKey));
    expect([token.iss, token.sub]).toEqual([authority.accountPublicKey, publicKey]);
    expect(token.nats.pub?.allow).toEqual([
      '$JS.API.CONSUMER.MSG.NEXT.WORK.a_2eb',
      '$JS.ACK.WORK.a_2eb.>',
      '$JS.API.CONSUMER.MSG.NEXT.ROUTE.agent=a_2eb',
      '$JS.ACK.ROUTE.agent=a_2eb.>',
      'report.a_2eb.>',
    ]);
    expect(token.nats.sub?.allow).toEqual(['_INBOX_c_a_2eb.>']);
    const edge = claims(await authority.joinerJwt('edge', 'a.b', publicKey));
    expect(edge.nats.sub?.allow).toEqual(['_INBOX_e_a_2eb.>']);
    expect(JSON.stringify(edge.nats.pub?.allow)).not.toMatch(/WORK|report/);
  });

  it('gives credentials that hold also right after earlier ones were voided', async () => {
    const authority = await NatsAuthority.open(mapVault());
    const { publicKey } = createNatsIdentity();
    const now = Date.now();
    await authority.revoke(publicKey, now);
    // The broker compares whole seconds, and holds those of the same second for void.
    const { iat } = claims(await authority.joinerJwt('cluster', 'a', publicKey));
    expect(iat).toBeGreaterThan(Math.floor(now / 1_000));
  });

  it('refuses what is no user key', async () => {
    const authority = await NatsAuthority.open(mapVault());
    const key = createNatsIdentity().publicKey;
    const damaged = key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A');
    await expect(authority.joinerJwt('cluster', 'a', damaged)).rejects.toThrow();
    await expect(authority.joinerJwt('cluster', 'a', authority.accountPublicKey)).rejects.toThrow();
  });

  it('remembers revocations of all hubs, newest first', async () => {
    const vault = mapVault();
    const [one, two] = [await NatsAuthority.open(vault), await NatsAuthority.open(vault)];
    await Promise.all([one.revoke('UA', 5_000), two.revoke('UB', 6_000), two.revoke('UA', 9_000)]);
    await one.revoke('UA', 7_000);
    expect(claims(await one.refresh()).nats.revocations).toEqual({ UA: 9, UB: 6 });
    expect(claims((await NatsAuthority.open(vault)).accountJwt).nats.revocations).toEqual({ UA: 9, UB: 6 });
    expect(claims(one.accountJwt).nats.limits).toMatchObject({ disk_storage: -1, streams: -1, conn: -1 });
  });

  it('writes configurations with quoted paths, and no private key in them', async () => {
    const authority = await NatsAuthority.open(mapVault());
    const place = {
      host: '127.0.0.1',
      port: 4222,
      pidFile: '/d/p',
      storeDir: '/a "b"/js',
      resolverDir: '/r',
      certFile: '/c',
      keyFile: '/k',
    };
    const embedded = embeddedBrokerConfig(authority, place);
    expect(embedded).toContain('store_dir: "/a \\"b\\"/js"');
    const external = externalBrokerInclude(authority, '/r');
    expect(external).not.toMatch(/jetstream|tls|port:/);
    for (const text of [embedded, external]) {
      expect(text).toContain(authority.operatorJwt);
      expect(text).toContain('type: full');
      expect(text).not.toMatch(/\bS[OAU][A-Z2-7]{56}\b/);
    }
  });
});
