import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parse, UnreadableMessageError } from './codec.js';
import { gatewayAddress } from './gateway-address.js';
import { MAX_CERTIFICATE_CHARS, MAX_GATEWAYS, MAX_ROUTE_CLUSTERS, MAX_ROUTE_EDGES, MAX_ROUTE_PATH_CHARS, MAX_ROUTE_RECORDS, MAX_ROUTE_REGIONS, MAX_ROUTE_RULES, MAX_ROUTE_WEIGHT, } from './limits.js';
import { count, word } from './wire.js';
/** The keys of tables. Parts that hold a `/` cannot be: they are names of Kubernetes objects, hosts, ports. */
export const routeKeys = {
    service: (namespace, name, port) => `service/${namespace}/${name}/${port}`,
    host: (host) => `host/${host}`,
    certificate: (namespace, secret) => `certificate/${namespace}/${secret}`,
    cluster: (name) => `cluster/${name}`,
    records: (kind, namespace, name) => `records/${kind}/${namespace}/${name}`,
    federation: 'federation',
};
const HASH_LENGTH = 22;
/** Where the table of this key is published. */
export function routeSubject(key) {
    return `route.${createHash('sha256').update(key).digest('base64url').slice(0, HASH_LENGTH)}`;
}
const name = word.min(1);
const head = { v: z.literal(1), hubUid: name, epoch: count, version: count, key: name };
const places = z.array(word).max(MAX_ROUTE_CLUSTERS);
const regionRoute = z
    .object({
    region: word,
    outcome: z.enum(['served', 'panic', 'failClosed', 'noBackends']),
    shed: z.number().min(0).max(1),
    clusters: z
        .array(z.object({ cluster: name, weight: count.max(256) }))
        .max(MAX_ROUTE_CLUSTERS)
        .refine((all) => isUnique(all.map(({ cluster }) => cluster))),
})
    .refine(({ clusters }) => [0, 256].includes(clusters.reduce((sum, { weight }) => sum + weight, 0)));
const timeoutMs = z.number().int().positive();
const recordSet = z.object({
    name,
    type: z.enum(['A', 'AAAA', 'CNAME', 'TXT', 'SRV']),
    ttl: count,
    values: z.array(word).min(1).max(MAX_ROUTE_CLUSTERS),
    near: z.record(word, places).exactOptional(),
});
const hostRule = z.object({
    path: z.string().max(MAX_ROUTE_PATH_CHARS).startsWith('/'),
    match: z.enum(['Exact', 'Prefix']),
    backends: z
        .array(z.object({ table: name, weight: count.max(MAX_ROUTE_WEIGHT) }))
        .min(1)
        .max(16),
    ingress: name,
});
const routeSchema = z.discriminatedUnion('type', [
    z.object({
        ...head,
        type: z.literal('service'),
        namespace: name,
        service: name,
        port: name,
        affinity: z.object({ type: z.enum(['none', 'clientIP', 'cookie']), ttlSeconds: count }),
        timeouts: z.object({ connectMs: timeoutMs, responseMs: timeoutMs, idleMs: timeoutMs }),
        regions: z
            .array(regionRoute)
            .min(1)
            .max(MAX_ROUTE_REGIONS)
            .refine((all) => isUnique(all.map(({ region }) => region)) && all.some(({ region }) => region === '')),
    }),
    z.object({
        ...head,
        type: z.literal('host'),
        host: word,
        rules: z.array(hostRule).max(MAX_ROUTE_RULES),
        certificate: name.exactOptional(),
    }),
    z.object({
        ...head,
        type: z.literal('certificate'),
        revision: word,
        sealed: z
            .array(z.object({ edge: name, keyId: name, box: z.string().max(MAX_CERTIFICATE_CHARS) }))
            .max(MAX_ROUTE_EDGES),
    }),
    z.object({
        ...head,
        type: z.literal('cluster'),
        cluster: name,
        region: word,
        zones: places,
        gateways: z.array(gatewayAddress).max(MAX_GATEWAYS),
    }),
    z.object({ ...head, type: z.literal('records'), sets: z.array(recordSet).max(MAX_ROUTE_RECORDS) }),
    z.object({
        ...head,
        type: z.literal('federation'),
        federation: word,
        domain: name,
        nameservers: z.array(name).max(MAX_ROUTE_EDGES),
        edges: z
            .array(z.object({ edge: name, region: word, zone: word, addresses: places }))
            .max(MAX_ROUTE_EDGES),
    }),
    z.object({ ...head, type: z.literal('removed') }),
]);
function isUnique(words) {
    return new Set(words).size === words.length;
}
export function encodeRoute(message) {
    return Buffer.from(JSON.stringify(message), 'utf8');
}
/** Reads a table that came in on `subject`. @throws UnreadableMessageError, also where the key is of another subject */
export function decodeRoute(payload, subject) {
    const message = parse(routeSchema, payload);
    if (routeSubject(message.key) !== subject)
        throw new UnreadableMessageError(`the table does not belong to its subject ${subject}`);
    return message;
}
//# sourceMappingURL=routing-table.js.map