import { Batcher } from './batcher.js';
import { byteaArray } from './bytea-array.js';
import { encodeReport } from './report-rows.js';
// In key order, so that two hubs never wait for each other's rows in a circle. A report about work that is gone is of
// no use to anyone.
const SAVE = {
    name: 'save_reports',
    text: `
    INSERT INTO reports AS r (key, cluster, epoch, instance, sequence, encoding, key_id, body, received_at)
    SELECT t.* FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::bigint[], $6::text[], $7::text[],
                           $8::bytea[], $9::bigint[])
      AS t(key, cluster, epoch, instance, sequence, encoding, key_id, body, received_at)
    WHERE EXISTS (SELECT 1 FROM work w WHERE w.key = t.key AND w.cluster = t.cluster)
    ORDER BY t.key, t.cluster
    ON CONFLICT (key, cluster) DO UPDATE SET
      epoch = excluded.epoch, instance = excluded.instance, sequence = excluded.sequence,
      encoding = excluded.encoding, key_id = excluded.key_id, body = excluded.body,
      received_at = excluded.received_at
    WHERE excluded.epoch > r.epoch
       OR (excluded.epoch = r.epoch AND (excluded.instance <> r.instance OR excluded.sequence > r.sequence))
    RETURNING r.key`
};
/** The more came with the last statement, the longer the next one waits for more: a lone one is not waited for. */ const GAP_MS_PER_REPORT = 4;
/** The last report per (object, cluster). */ export class ReportRepository {
    deps;
    saves;
    constructor(deps){
        this.deps = deps;
        const { limits } = deps;
        this.saves = new Batcher({
            name: 'report',
            maxBatch: limits.readBatch,
            maxWeight: limits.reportBatch,
            weigh: (reports)=>reports.length,
            maxInFlight: 1,
            gapMs: (reports)=>Math.min(limits.reportGapMs, GAP_MS_PER_REPORT * reports),
            maxQueued: limits.queued,
            run: (batch)=>this.saveMany(batch)
        });
    }
    /** Keeps what is newer than the stored value; answers the keys of which something was kept, each once. */ async saveBatch(reports, receivedAt) {
        if (reports.length === 0) return [];
        return await this.saves.add(reports.map((report)=>({
                ...report,
                receivedAt
            })));
    }
    status() {
        return this.saves.status();
    }
    close() {
        return this.saves.close();
    }
    async saveMany(batch) {
        const { database, codec } = this.deps;
        const reports = newestReports(batch.flat());
        const bodies = reports.map(({ key, report })=>encodeReport(codec, key, report));
        const rows = await database.query(SAVE, [
            reports.map(({ key })=>key),
            reports.map(({ report })=>report.cluster),
            reports.map(({ report })=>report.epoch),
            reports.map(({ report })=>report.instance),
            reports.map(({ report })=>report.sequence),
            bodies.map(({ encoding })=>encoding),
            bodies.map(({ keyId })=>keyId),
            byteaArray(bodies.map(({ body })=>body)),
            reports.map(({ receivedAt })=>receivedAt)
        ]);
        const kept = new Set(rows.map(({ key })=>key));
        return batch.map((reports)=>[
                ...new Set(reports.map(({ key })=>key))
            ].filter((key)=>kept.has(key)));
    }
}
/** The last of each (object, cluster), by the rule of the statement, in the order they came. */ function newestReports(reports) {
    const newest = new Map();
    for (const next of reports){
        const name = `${next.key}\n${next.report.cluster}`;
        const held = newest.get(name);
        if (!held || isNewer(next.report, held.report)) newest.set(name, next);
    }
    return [
        ...newest.values()
    ];
}
function isNewer(next, held) {
    if (next.epoch !== held.epoch) return next.epoch > held.epoch;
    return next.instance !== held.instance || next.sequence > held.sequence;
}
