/** `mix` of libs/protocol in SQL. */ const mixed = (value)=>{
    const product = `((${value} % 2147483647) * 73244475 & 4294967295)`;
    return `(${product} # (${product} >> 16))`;
};
const DIGESTS = {
    name: 'audit_digests',
    text: `
    SELECT split_part(w.key, '/', 1) AS resource,
           count(*)::float8 AS work_count, sum(w.generation)::float8 AS work_sum,
           sum(${mixed('w.generation')})::float8 AS work_mixed,
           count(r.sequence)::float8 AS report_count, coalesce(sum(r.sequence), 0)::float8 AS report_sum,
           coalesce(sum(${mixed('r.sequence')}), 0)::float8 AS report_mixed
    FROM work w LEFT JOIN reports r ON r.key = w.key AND r.cluster = w.cluster AND r.instance = $2
    WHERE w.cluster = $1 GROUP BY 1`
};
// A key begins with its resource and a slash, and '0' is what follows the slash.
const ROWS = {
    name: 'audit_rows',
    text: `
    SELECT w.key, w.generation,
           CASE WHEN w.published THEN coalesce(extract(epoch FROM now() - w.published_at) * 1000, 1e12) END::float8
             AS published_ms,
           r.sequence
    FROM work w LEFT JOIN reports r ON r.key = w.key AND r.cluster = w.cluster AND r.instance = $3
    WHERE w.cluster = $1 AND w.key > $2 || '/' AND w.key < $2 || '0' ORDER BY w.key`
};
/** What the hub believes of one cluster, for the comparison with its agent. One statement a look, none per row. */ export class AuditRepository {
    database;
    constructor(database){
        this.database = database;
    }
    /** One for each resource that the cluster has work of. `instance`: whose reports count. */ async digests(cluster, instance) {
        const rows = await this.database.query(DIGESTS, [
            cluster,
            instance
        ]);
        return rows.map((row)=>({
                resource: row.resource,
                work: {
                    count: row.work_count,
                    sum: row.work_sum,
                    mixed: row.work_mixed
                },
                reports: {
                    count: row.report_count,
                    sum: row.report_sum,
                    mixed: row.report_mixed
                }
            }));
    }
    async rows(cluster, resource, instance) {
        const rows = await this.database.query(ROWS, [
            cluster,
            resource,
            instance
        ]);
        return rows.map((row)=>({
                key: row.key,
                generation: Number(row.generation),
                publishedMs: row.published_ms ?? undefined,
                sequence: row.sequence === null ? undefined : Number(row.sequence)
            }));
    }
}
