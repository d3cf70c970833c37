import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parse, UnreadableMessageError } from './codec.js';
import { gatewayAddress } from './gateway-address.js';
import {
  MAX_CERTIFICATE_CHARS,
  MAX_GATEWAYS,
  MAX_ROUTE_CLUSTERS,
  MAX_ROUTE_EDGES,
  MAX_ROUTE_PATH_CHARS,
  MAX_ROUTE_RECORDS,
  MAX_ROUTE_REGIONS,
  MAX_ROUTE_RULES,
  MAX_ROUTE_WEIGHT,
} from './limits.js';
import { nameTableSchema, placesTableSchema, type NameTable, type PlacesTable } from './name-table.js';
import { count, routeHead as head, word, type RouteHead } from './wire.js';

/** How the clients of each region reach one port of one federated service. Key: `service/NAMESPACE/NAME/PORT`. */
export interface RoutingTable extends RouteHead {
  readonly type: 'service';
  readonly namespace: string;
  readonly service: string;
  /** Number or name, as the Ingress gives it. */
  readonly port: string;
  /** What a browser that was served once is bound to. */
  readonly affinity: Affinity;
  readonly timeouts: RouteTimeouts;
  /** Requests that one client (its address) may make in a second at one edge; what is above gets 429. Absent: no limit. */
  readonly clientRate?: number;
  /** By client region, each once. `''` is there always, and is for clients of every region that has no entry. */
  readonly regions: readonly RegionRoute[];
}

export interface RegionRoute {
  readonly region: string;
  /**
   * `served` and `panic` (nothing reports ready endpoints, the closest are tried): by the clusters below. `failClosed` and
   * `noBackends`: 503.
   */
  readonly outcome: 'served' | 'panic' | 'failClosed' | 'noBackends';
  /** Share of the requests, 0 to 1, that is answered 503 with Retry-After, whatever the weights say. */
  readonly shed: number;
  /**
   * Nearest first, each once. The weights of those above 0 add up to 256 (or there are none). Weight 0: may serve, is not
   * needed; where a request is tried again, or those with a weight fail this edge's probes.
   */
  readonly clusters: readonly { readonly cluster: string; readonly weight: number }[];
}

/** `cookie`: by a cookie of the edge's own; `clientIP`: by the client's address; `none`: each request for itself. */
export interface Affinity {
  readonly type: 'none' | 'clientIP' | 'cookie';
  /** How long a cookie lasts; 0: as long as the browser's session. */
  readonly ttlSeconds: number;
}

/** In ms. */
export interface RouteTimeouts {
  /** To the gateway's TCP (and TLS) connection. */
  readonly connectMs: number;
  /** From the request to the first byte of the answer. */
  readonly responseMs: number;
  /** Of silence in an answer, a request body or a WebSocket. */
  readonly idleMs: number;
}

/** What is served under one host. Key: `host/HOST`. */
export interface HostTable extends RouteHead {
  readonly type: 'host';
  /**
   * Lower case. An exact name goes before a wildcard `*.example.com` (one label, as in Kubernetes), and that before `''`,
   * any host. A host whose rules do not fit the path is not looked for elsewhere: 404.
   */
  readonly host: string;
  /** The first that fits serves: Exact before Prefix, longer before shorter. */
  readonly rules: readonly HostRule[];
  /** Key of the table of its certificate; absent: no TLS for this host. */
  readonly certificate?: string;
}

export interface HostRule {
  /** Begins with `/`. */
  readonly path: string;
  /** `Prefix` by path elements, as in Kubernetes: `/a` fits `/a` and `/a/b`, not `/ab`. */
  readonly match: 'Exact' | 'Prefix';
  /** Requests are divided by weight (0 to 1,000,000) before anything else; what falls to a table that is absent gets 503. */
  readonly backends: readonly { readonly table: string; readonly weight: number }[];
  /** `NAMESPACE/NAME` of the Ingress it comes from: for logs and people. */
  readonly ingress: string;
}

/** A certificate with its key, for each edge sealed to that edge's key. Key: `certificate/NAMESPACE/SECRET`. */
export interface CertificateTable extends RouteHead {
  readonly type: 'certificate';
  /** Of the Secret: changes with its content. */
  readonly revision: string;
  /** `box`: base64; `openCertificate` reads it. An edge that is not named cannot serve these hosts over TLS yet. */
  readonly sealed: readonly SealedCertificate[];
}

export interface SealedCertificate {
  readonly edge: string;
  readonly keyId: string;
  readonly box: string;
}

/** Where one cluster is reached, and probed. Key: `cluster/NAME`. */
export interface ClusterTable extends RouteHead {
  readonly type: 'cluster';
  readonly cluster: string;
  readonly region: string;
  readonly zones: readonly string[];
  /** `HOST:PORT` (IPv6 in brackets) of its gateways, plain HTTP with the client's Host. Empty: not reachable. */
  readonly gateways: readonly string[];
}

/** Names that the edges' DNS answers; goes with its owner. Key: `records/KIND/NAMESPACE/NAME`. */
export interface RecordTable extends RouteHead {
  readonly type: 'records';
  readonly sets: readonly RouteRecordSet[];
}

/** As `RecordSet` of libs/dns. */
export interface RouteRecordSet {
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'TXT' | 'SRV';
  readonly ttl: number;
  readonly values: readonly string[];
  readonly near?: Readonly<Record<string, readonly string[]>>;
}

/** What all of it is within. Key: `federation`. */
export interface FederationTable extends RouteHead {
  readonly type: 'federation';
  readonly federation: string;
  /** The zone that edges are authoritative for. */
  readonly domain: string;
  readonly nameservers: readonly string[];
  readonly edges: readonly {
    readonly edge: string;
    readonly region: string;
    readonly zone: string;
    /** IP addresses that clients use. */
    readonly addresses: readonly string[];
  }[];
}

/** The table of this key is no more; keeps its place as the last value of its subject. */
export interface RemovedTable extends RouteHead {
  readonly type: 'removed';
}

/**
 * What the hub tells edges: a set of tables, each the last value of `route.<hash of its key>`. Tables refer to each other by
 * key, so that a change of one thing is one message. Every edge gets all of them, in no order that it may rely on.
 *
 * The rule of an edge: of each key it holds the table with the highest (epoch, version); what is not higher is dropped.
 * Versions come from one counter of the hub, so no two tables have the same. A reference whose target has not come
 * yet, or was removed, counts as absent. Tables never expire: an edge keeps its last ones for ever, over its own
 * restart too.
 */
export type RouteMessage =
  | RoutingTable
  | HostTable
  | CertificateTable
  | ClusterTable
  | RecordTable
  | NameTable
  | PlacesTable
  | FederationTable
  | RemovedTable;

const NAMES = 'names/';

/** The keys of tables. Parts that hold a `/` cannot be: they are names of Kubernetes objects, hosts, ports. */
export const routeKeys = {
  service: (namespace: string, name: string, port: string): string => `service/${namespace}/${name}/${port}`,
  host: (host: string): string => `host/${host}`,
  certificate: (namespace: string, secret: string): string => `certificate/${namespace}/${secret}`,
  cluster: (name: string): string => `cluster/${name}`,
  records: (kind: string, namespace: string, name: string): string => `records/${kind}/${namespace}/${name}`,
  names: (namespace: string, name: string): string => `${NAMES}${namespace}/${name}`,
  places: 'places',
  federation: 'federation',
} as const;

const HASH_LENGTH = 22;

/** Where the table of this key is published: what agents need as well stands under `route.name`. */
export function routeSubject(key: string): string {
  const hash = createHash('sha256').update(key).digest('base64url').slice(0, HASH_LENGTH);
  return isNameKey(key) ? `route.name.${hash}` : `route.${hash}`;
}

/** Whether agents get the table of this key as well. */
export function isNameKey(key: string): boolean {
  return key === routeKeys.places || key.startsWith(NAMES);
}

const name = word.min(1);
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

const routeSchema: z.ZodType<RouteMessage> = z.discriminatedUnion('type', [
  z.object({
    ...head,
    type: z.literal('service'),
    namespace: name,
    service: name,
    port: name,
    affinity: z.object({ type: z.enum(['none', 'clientIP', 'cookie']), ttlSeconds: count }),
    timeouts: z.object({ connectMs: timeoutMs, responseMs: timeoutMs, idleMs: timeoutMs }),
    clientRate: z.number().int().positive().exactOptional(),
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
  nameTableSchema,
  placesTableSchema,
  z.object({ ...head, type: z.literal('removed') }),
]);

function isUnique(words: readonly string[]): boolean {
  return new Set(words).size === words.length;
}

export function encodeRoute(message: RouteMessage): Uint8Array {
  return Buffer.from(JSON.stringify(message), 'utf8');
}

/** Reads a table that came in on `subject`. @throws UnreadableMessageError, also where the key is of another subject */
export function decodeRoute(payload: Uint8Array, subject: string): RouteMessage {
  const message = parse(routeSchema, payload);
  if (routeSubject(message.key) !== subject)
    throw new UnreadableMessageError(`the table does not belong to its subject ${subject}`);
  return message;
}
