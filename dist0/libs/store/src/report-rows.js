import { isSecretResource } from './shards.js';
export const REPORT_COLUMNS = 'r.key, r.cluster, r.encoding, r.key_id, r.body, r.received_at';
function reportAad(key, cluster) {
    return `reports/${key}/${cluster}`;
}
export function encodeReport(codec, key, report) {
    return codec.encode(JSON.stringify(report), {
        secret: isSecretResource(key),
        aad: reportAad(key, report.cluster)
    });
}
export function decodeReport(codec, row) {
    const { key, cluster, encoding, key_id: keyId, body } = row;
    const text = codec.decode({
        encoding,
        keyId,
        body
    }, reportAad(key, cluster));
    return {
        key,
        cluster,
        report: JSON.parse(text),
        receivedAt: Number(row.received_at)
    };
}
