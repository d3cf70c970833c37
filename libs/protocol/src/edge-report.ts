import { z } from 'zod';
import { type SetDigest } from './audit.js';
import { parse, UnreadableMessageError } from './codec.js';
import {
  MAX_EDGE_DEMANDS,
  MAX_EDGE_REPORT_BYTES,
  MAX_EDGE_TROUBLES,
  MAX_FACTS,
  MAX_ROUTE_CLUSTERS,
  MAX_TEXT_CHARS,
} from './limits.js';
import { clusterToken } from './subjects.js';
import { count, word } from './wire.js';

/**
 * What an edge says: every 2 s, and at once when a probe's verdict changes or tables were applied (those at most ten a
 * second), to `edge.<edge>.report`, which the broker does not keep: everything in it is a state, and the next one
 * says it all again.
 */
export interface EdgeReport {
  readonly v: 1;
  readonly type: 'edge';
  readonly edge: string;
  readonly hubUid: string;
  /** Changes with every start; `sequence` grows within one instance. Older ones are dropped. */
  readonly instance: string;
  readonly sequence: number;
  readonly edgeVersion: string;
  readonly region: string;
  readonly zone: string;
  readonly driver: string;
  /** IP addresses under which its clients reach it: what names of global addresses lead to. */
  readonly addresses: readonly string[];
  /** Ports on those addresses; 0: not served. */
  readonly ports: { readonly http: number; readonly https: number; readonly dns: number };
  readonly applied: AppliedTables;
  /** Tables that it has and could not apply: for people, without any secret. The first ones of many. */
  readonly troubles: readonly { readonly key: string; readonly version: number; readonly message: string }[];
  /** Every cluster that it probes. */
  readonly gateways: readonly GatewayView[];
  /** Requests that clients offered, before routing, per second (moving average over 10 s). Those above 0, the most first. */
  readonly demand: readonly { readonly table: string; readonly rps: number }[];
  /** It knows that it lacks tables (an empty disk): the hub sends all last values again, once for each instance. */
  readonly wantsAll: boolean;
  /** Edge's clock, ms since the epoch: for display only. */
  readonly at: number;
}

/** Held and in effect. The hub compares it with what it has published. */
export interface AppliedTables {
  readonly epoch: number;
  /** The highest version in effect. */
  readonly version: number;
  /** Versions of all tables in effect, `removed` ones too: `addToDigest`. */
  readonly digest: SetDigest;
  /** Edge's clock when `version` came into effect; 0: none yet. */
  readonly at: number;
}

export interface GatewayView {
  readonly cluster: string;
  /** By the edge's own rules (fall 2, rise 3); `unknown`: not probed yet. */
  readonly probe: 'ok' | 'fail' | 'unknown';
  /** Time to connect, ms; null: not measured. */
  readonly rttMs: number | null;
}

const name = word.min(1);
const port = count.max(65_535);
const amount = z.number().nonnegative().max(1e12);

const edgeReportSchema: z.ZodType<EdgeReport> = z.object({
  v: z.literal(1),
  type: z.literal('edge'),
  edge: name,
  hubUid: name,
  instance: name,
  sequence: count,
  edgeVersion: word,
  region: word,
  zone: word,
  driver: word,
  addresses: z.array(word).max(MAX_FACTS),
  ports: z.object({ http: port, https: port, dns: port }),
  applied: z.object({
    epoch: count,
    version: count,
    digest: z.object({ count, sum: count, mixed: count }),
    at: z.number(),
  }),
  troubles: z
    .array(z.object({ key: name, version: count, message: z.string().max(MAX_TEXT_CHARS) }))
    .max(MAX_EDGE_TROUBLES),
  gateways: z
    .array(
      z.object({
        cluster: name,
        probe: z.enum(['ok', 'fail', 'unknown']),
        rttMs: z.number().nonnegative().max(1e6).nullable(),
      }),
    )
    .max(MAX_ROUTE_CLUSTERS),
  demand: z.array(z.object({ table: name, rps: amount })).max(MAX_EDGE_DEMANDS),
  wantsAll: z.boolean(),
  at: z.number(),
});

export function edgeReportSubject(edge: string): string {
  return `edge.${clusterToken(edge)}.report`;
}

export function encodeEdgeReport(report: EdgeReport): Uint8Array {
  return Buffer.from(JSON.stringify(report), 'utf8');
}

/** An edge cannot speak for another: the subject is what its credentials allow. @throws UnreadableMessageError */
export function decodeEdgeReport(payload: Uint8Array, subject: string): EdgeReport {
  if (payload.byteLength > MAX_EDGE_REPORT_BYTES) throw new UnreadableMessageError('the report is too large');
  const report = parse(edgeReportSchema, payload);
  if (edgeReportSubject(report.edge) !== subject)
    throw new UnreadableMessageError(`the report does not belong to its subject ${subject}`);
  return report;
}
