import {} from '#libs/apimachinery';
import { sealCertificate } from '#libs/protocol';
import {} from '../../apiserver/federation.admission.js';
import { ADDRESS_TTL } from './limits.js';
import {} from './published-table.js';
export function federationContent({ federation, domain }, reports) {
    const edges = reports.map(({ edge, region, zone, addresses }) => ({ edge, region, zone, addresses }));
    return { type: 'federation', federation, domain, nameservers: [], edges };
}
/** The global address leads to the edges: for clients of a region that has some, to those. Undefined: to nobody. */
export function recordsContent(address, edges) {
    const near = new Map();
    for (const { region, addresses } of edges)
        near.set(region, [...(near.get(region) ?? []), ...addresses]);
    const all = [...new Set([...near.values()].flat())].sort();
    if (address === '' || all.length === 0)
        return undefined;
    const sets = ['A', 'AAAA'].flatMap((type) => {
        const values = ofFamily(type, all);
        if (values.length === 0)
            return [];
        const places = [...near].map(([region, ips]) => [region, ofFamily(type, ips)]);
        const differing = Object.fromEntries(places.filter(([, ips]) => ips.length > 0));
        return [{ name: address, type, ttl: ADDRESS_TTL, values, near: differing }];
    });
    return { type: 'records', sets };
}
function ofFamily(type, addresses) {
    return addresses.filter((ip) => ip.includes(':') === (type === 'AAAA'));
}
/** Whether a published certificate is what these edges should have. */
export function isSealedFor(held, revision, edges) {
    if (held.revision !== revision || held.sealed.length !== edges.length)
        return false;
    return edges.every(({ edge, keyId }) => held.sealed.some((one) => one.edge === edge && one.keyId === keyId));
}
/** Sealed to each edge; undefined where the Secret is gone, or holds no certificate with its key. */
export function certificateContent(secret, edges, context) {
    const data = secret?.['data'];
    const [certificate, privateKey] = [decode(data?.['tls.crt']), decode(data?.['tls.key'])];
    if (certificate === '' || privateKey === '')
        return undefined;
    const sealed = edges.map((edge) => sealCertificate({ certificate, privateKey }, context, edge));
    return { type: 'certificate', revision: context.revision, sealed };
}
function decode(base64 = '') {
    return Buffer.from(base64, 'base64').toString('utf8');
}
//# sourceMappingURL=edge-tables.js.map