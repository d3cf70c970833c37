import { type Codec, type EncodedBody } from './codec.js';
import { isSecretResource } from './shards.js';
import { type ObjectReport } from './wire-types.js';
import { type ReportRow } from './work-types.js';

interface StoredReport {
  readonly key: string;
  readonly cluster: string;
  readonly encoding: string;
  readonly key_id: string;
  readonly body: Buffer;
  readonly received_at: string;
}

/** The report of a row of work, beside the columns of that row; null where its member has said nothing. */
export interface ReportOfWork {
  readonly report_encoding: string | null;
  readonly report_key_id: string | null;
  readonly report_body: Buffer | null;
  readonly received_at: string | null;
}

export const REPORT_OF_WORK_COLUMNS = `r.encoding AS report_encoding, r.key_id AS report_key_id,
  r.body AS report_body, r.received_at`;

export function storedReportOf({
  key,
  cluster,
  report_encoding: encoding,
  report_key_id: keyId,
  report_body: body,
  received_at: receivedAt,
}: ReportOfWork & Pick<StoredReport, 'key' | 'cluster'>): StoredReport | undefined {
  if (encoding === null || keyId === null || body === null || receivedAt === null) return undefined;
  return { key, cluster, encoding, key_id: keyId, body, received_at: receivedAt };
}

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
