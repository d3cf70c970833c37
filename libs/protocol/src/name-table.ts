import { z } from 'zod';
import {
  MAX_NAME_ADDRESSES,
  MAX_NAME_PORTS,
  MAX_NEAR_REGIONS,
  MAX_ROUTE_CLUSTERS,
  MAX_ROUTE_REGIONS,
} from './limits.js';
import { count, routeHead, word, type RouteHead } from './wire.js';

/**
 * What names of federated services are made of. Edges and agents get the same tables, and expand them to record sets by
 * libs/dns: the names of one service in a thousand places are one small message.
 */

/** Where one federated service is reached. Key: `names/NAMESPACE/NAME`. */
export interface NameTable extends RouteHead {
  readonly type: 'names';
  readonly namespace: string;
  readonly service: string;
  /** What a region without a healthy shard leads to: `nearest`, the closest that has one; `v1`, all of them. */
  readonly mode: 'nearest' | 'v1';
  /** With nothing healthy: all shards, or no name. */
  readonly panic: 'failOpen' | 'failClosed';
  /** Clusters that have a shard, each once; `healthy`: may be given clients. */
  readonly shards: readonly NameShard[];
  /** Of a service that is exported to the cluster set: its ports. Absent: it has no name there. */
  readonly exported?: readonly NamePort[];
  /** It is exported and has no address of its own in a cluster: its endpoints are what consumers reach. */
  readonly headless?: true;
}

export interface NameShard {
  readonly cluster: string;
  /** IPv4 and IPv6 addresses, as clients outside of the cluster reach it. */
  readonly addresses: readonly string[];
  readonly healthy: boolean;
  /**
   * Of an exported service that is reached by the cluster's gateways: these, which take HTTP for its ports that are `routed`, by
   * the Ingress' host. Absent: by the addresses, at all of its ports.
   */
  readonly gateways?: readonly NameGateway[];
}

export interface NameGateway {
  /** IPv4 or IPv6. */
  readonly address: string;
  readonly port: number;
}

export interface NamePort {
  /** '' for the only port of a service. */
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  /** An Ingress leads to it. */
  readonly routed?: true;
}

/** All places that have names, and what is near to what. Key: `places`. */
export interface PlacesTable extends RouteHead {
  readonly type: 'places';
  readonly federation: string;
  readonly domain: string;
  /** Every registered cluster, whether it has a shard of anything or not. */
  readonly clusters: readonly {
    readonly cluster: string;
    readonly region: string;
    readonly zones: readonly string[];
  }[];
  /** The other regions of clusters by client region, closest first; no more than are ever needed. */
  readonly nearest: Readonly<Record<string, readonly string[]>>;
}

const name = word.min(1);
const address = z.union([z.ipv4(), z.ipv6()]);

export const nameTableSchema = z.object({
  ...routeHead,
  type: z.literal('names'),
  namespace: name,
  service: name,
  mode: z.enum(['nearest', 'v1']),
  panic: z.enum(['failOpen', 'failClosed']),
  shards: z
    .array(
      z.object({
        cluster: name,
        addresses: z.array(address).max(MAX_NAME_ADDRESSES),
        healthy: z.boolean(),
        gateways: z
          .array(z.object({ address, port: count.max(65_535) }))
          .max(MAX_NAME_ADDRESSES)
          .exactOptional(),
      }),
    )
    .max(MAX_ROUTE_CLUSTERS),
  exported: z
    .array(
      z.object({
        name: word,
        protocol: name,
        port: count.max(65_535),
        routed: z.literal(true).exactOptional(),
      }),
    )
    .max(MAX_NAME_PORTS)
    .exactOptional(),
  headless: z.literal(true).exactOptional(),
});

export const placesTableSchema = z.object({
  ...routeHead,
  type: z.literal('places'),
  federation: name,
  domain: name,
  clusters: z
    .array(z.object({ cluster: name, region: word, zones: z.array(word).max(MAX_ROUTE_CLUSTERS) }))
    .max(MAX_ROUTE_CLUSTERS),
  nearest: z
    .record(word, z.array(word).max(MAX_NEAR_REGIONS))
    .refine((regions) => Object.keys(regions).length <= MAX_ROUTE_REGIONS),
});
