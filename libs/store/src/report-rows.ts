import { type Codec, type EncodedBody } from './codec.js';
import { isSecretResource } from './shards.js';
import { type ObjectReport } from './wire-types.js';
import { type ReportRow } from './work-types.js';

export interface StoredReport {
  readonly key: string;
  readonly cluster: string;
  readonly encoding: string;
  readonly key_id: string;
  readonly body: Buffer;
  readonly received_at: string;
}

export const REPORT_COLUMNS = 'r.key, r.cluster, r.encoding, r.key_id, r.body, r.received_at';

function reportAad(key: string, cluster: string): string {
  return `reports/${key}/${cluster}`;
}

export function encodeReport(codec: Codec, key: string, report: ObjectReport): EncodedBody {
  return codec.encode(JSON.stringify(report), {
    secret: isSecretResource(key),
    aad: reportAad(key, report.cluster),
  });
}

export function decodeReport(codec: Codec, row: StoredReport): ReportRow {
  const { key, cluster, encoding, key_id: keyId, body } = row;
  const text = codec.decode({ encoding, keyId, body }, reportAad(key, cluster));
  return { key, cluster, report: JSON.parse(text) as ObjectReport, receivedAt: Number(row.received_at) };
}
