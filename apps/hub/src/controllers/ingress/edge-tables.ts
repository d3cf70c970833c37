import { type KubeObject } from '#libs/apimachinery';
import { sealCertificate, type CertificateTable, type EdgeReport } from '#libs/protocol';
import { type FederationNames } from '../../apiserver/federation.admission.js';
import { ADDRESS_TTL } from './limits.js';
import { type RouteContent } from './published-table.js';

/** To whom certificates are sealed. */
export interface EdgeKey {
  readonly edge: string;
  readonly publicKey: string;
  readonly keyId: string;
}

export function federationContent(
  { federation, domain }: FederationNames,
  reports: readonly EdgeReport[],
): RouteContent {
  const edges = reports.map(({ edge, region, zone, addresses }) => ({ edge, region, zone, addresses }));
  return { type: 'federation', federation, domain, nameservers: [], edges };
}

/** The global address leads to the edges: for clients of a region that has some, to those. Undefined: to nobody. */
export function recordsContent(address: string, edges: readonly EdgeReport[]): RouteContent | undefined {
  const near = new Map<string, string[]>();
  for (const { region, addresses } of edges) near.set(region, [...(near.get(region) ?? []), ...addresses]);
  const all = [...new Set([...near.values()].flat())].sort();
  if (address === '' || all.length === 0) return undefined;
  const sets = (['A', 'AAAA'] as const).flatMap((type) => {
    const values = ofFamily(type, all);
    if (values.length === 0) return [];
    const places = [...near].map(([region, ips]) => [region, ofFamily(type, ips)] as const);
    const differing = Object.fromEntries(places.filter(([, ips]) => ips.length > 0));
    return [{ name: address, type, ttl: ADDRESS_TTL, values, near: differing }];
  });
  return { type: 'records', sets };
}

function ofFamily(type: 'A' | 'AAAA', addresses: readonly string[]): string[] {
  return addresses.filter((ip) => ip.includes(':') === (type === 'AAAA'));
}

/** Whether a published certificate is what these edges should have. */
export function isSealedFor(
  held: Pick<CertificateTable, 'revision' | 'sealed'>,
  revision: string,
  edges: readonly EdgeKey[],
): boolean {
  if (held.revision !== revision || held.sealed.length !== edges.length) return false;
  return edges.every(({ edge, keyId }) =>
    held.sealed.some((one) => one.edge === edge && one.keyId === keyId),
  );
}

/** Sealed to each edge; undefined where the Secret is gone, or holds no certificate with its key. */
export function certificateContent(
  secret: KubeObject | undefined,
  edges: readonly EdgeKey[],
  context: Pick<CertificateTable, 'hubUid' | 'key' | 'revision'>,
): RouteContent | undefined {
  const data = secret?.['data'] as Readonly<Record<string, string>> | undefined;
  const [certificate, privateKey] = [decode(data?.['tls.crt']), decode(data?.['tls.key'])];
  if (certificate === '' || privateKey === '') return undefined;
  const sealed = edges.map((edge) => sealCertificate({ certificate, privateKey }, context, edge));
  return { type: 'certificate', revision: context.revision, sealed };
}

function decode(base64 = ''): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}
