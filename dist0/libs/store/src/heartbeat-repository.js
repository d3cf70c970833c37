import { Batcher } from './batcher.js';
import { byteaArray } from './bytea-array.js';
// The next heartbeat comes in two seconds: not worth waiting for the disk.
const SAVE = {
    name: 'save_heartbeats',
    text: `
    WITH relaxed AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
    INSERT INTO heartbeats AS h (cluster, instance, sequence, encoding, key_id, body, received_at)
    SELECT t.* FROM relaxed, unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::bytea[], $7::bigint[])
      AS t(cluster, instance, sequence, encoding, key_id, body, received_at)
    ORDER BY t.cluster
    ON CONFLICT (cluster) DO UPDATE SET
      instance = excluded.instance, sequence = excluded.sequence, encoding = excluded.encoding,
      key_id = excluded.key_id, body = excluded.body, received_at = excluded.received_at
    WHERE excluded.instance <> h.instance OR excluded.sequence > h.sequence`
};
const ALL = {
    name: 'all_heartbeats',
    text: 'SELECT * FROM heartbeats ORDER BY cluster'
};
const NEWER = {
    name: 'newer_heartbeats',
    text: `
    SELECT h.* FROM unnest($1::text[], $2::bigint[]) AS k(cluster, received_at)
    JOIN heartbeats h ON h.cluster = k.cluster
    WHERE h.received_at > k.received_at ORDER BY h.cluster`
};
/** The last heartbeat per cluster. */ export class HeartbeatRepository {
    deps;
    saves;
    constructor(deps){
        this.deps = deps;
        this.saves = new Batcher({
            name: 'heartbeat',
            maxBatch: deps.limits.reportBatch,
            maxInFlight: 1,
            maxQueued: deps.limits.queued,
            run: (rows)=>this.saveMany(rows)
        });
    }
    /** Keeps what is newer than the stored value. */ async saveBatch(rows) {
        await Promise.all(rows.map((row)=>this.saves.add(row)));
    }
    async all() {
        const rows = await this.deps.database.query(ALL, []);
        return rows.map((row)=>this.decode(row));
    }
    /** Of the clusters named, what was received after the time given for each: what other hubs have heard. */ async newerThan(known) {
        const rows = await this.deps.database.query(NEWER, [
            [
                ...known.keys()
            ],
            [
                ...known.values()
            ]
        ]);
        return rows.map((row)=>this.decode(row));
    }
    decode({ cluster, encoding, key_id: keyId, body, received_at }) {
        const text = this.deps.codec.decode({
            encoding,
            keyId,
            body
        }, aad(cluster));
        return {
            cluster,
            report: JSON.parse(text),
            receivedAt: Number(received_at)
        };
    }
    status() {
        return this.saves.status();
    }
    close() {
        return this.saves.close();
    }
    async saveMany(all) {
        const newest = new Map();
        for (const row of all){
            const held = newest.get(row.cluster)?.report;
            if (!held || held.instance !== row.report.instance || held.sequence < row.report.sequence) newest.set(row.cluster, row);
        }
        const rows = [
            ...newest.values()
        ];
        const bodies = rows.map(({ cluster, report })=>this.deps.codec.encode(JSON.stringify(report), {
                secret: false,
                aad: aad(cluster)
            }));
        await this.deps.database.query(SAVE, [
            rows.map(({ cluster })=>cluster),
            rows.map(({ report })=>report.instance),
            rows.map(({ report })=>report.sequence),
            bodies.map(({ encoding })=>encoding),
            bodies.map(({ keyId })=>keyId),
            byteaArray(bodies.map(({ body })=>body)),
            rows.map(({ receivedAt })=>receivedAt)
        ]);
        return all.map(()=>undefined);
    }
}
function aad(cluster) {
    return `heartbeats/${cluster}`;
}
