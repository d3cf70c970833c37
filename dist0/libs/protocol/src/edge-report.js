import { z } from 'zod';
import {} from './audit.js';
import { parse, UnreadableMessageError } from './codec.js';
import { MAX_EDGE_DEMANDS, MAX_EDGE_REPORT_BYTES, MAX_EDGE_TROUBLES, MAX_FACTS, MAX_ROUTE_CLUSTERS, MAX_TEXT_CHARS, } from './limits.js';
import { clusterToken } from './subjects.js';
import { count, word } from './wire.js';
const name = word.min(1);
const port = count.max(65_535);
const amount = z.number().nonnegative().max(1e12);
const edgeReportSchema = z.object({
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
        .array(z.object({
        cluster: name,
        probe: z.enum(['ok', 'fail', 'unknown']),
        rttMs: z.number().nonnegative().max(1e6).nullable(),
    }))
        .max(MAX_ROUTE_CLUSTERS),
    demand: z.array(z.object({ table: name, rps: amount })).max(MAX_EDGE_DEMANDS),
    wantsAll: z.boolean(),
    at: z.number(),
});
export function edgeReportSubject(edge) {
    return `edge.${clusterToken(edge)}.report`;
}
export function encodeEdgeReport(report) {
    return Buffer.from(JSON.stringify(report), 'utf8');
}
/** An edge cannot speak for another: the subject is what its credentials allow. @throws UnreadableMessageError */
export function decodeEdgeReport(payload, subject) {
    if (payload.byteLength > MAX_EDGE_REPORT_BYTES)
        throw new UnreadableMessageError('the report is too large');
    const report = parse(edgeReportSchema, payload);
    if (edgeReportSubject(report.edge) !== subject)
        throw new UnreadableMessageError(`the report does not belong to its subject ${subject}`);
    return report;
}
//# sourceMappingURL=edge-report.js.map