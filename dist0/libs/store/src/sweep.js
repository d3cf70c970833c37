const MANIFESTS = {
    name: 'sweep_manifests',
    text: 'SELECT last_hash, gone::int AS gone FROM sweep_manifests($1, $2)'
};
const REPORTS = {
    name: 'sweep_reports',
    text: `
    WITH page AS MATERIALIZED (
      SELECT r.key, r.cluster FROM reports r WHERE (r.key, r.cluster) > ($1, $2)
      ORDER BY r.key, r.cluster LIMIT $3
    ),
    deleted AS (
      DELETE FROM reports r USING page p
      WHERE r.key = p.key AND r.cluster = p.cluster
        AND NOT EXISTS (SELECT 1 FROM work w WHERE w.key = r.key AND w.cluster = r.cluster)
      RETURNING 1
    )
    SELECT p.key, p.cluster, (SELECT count(*)::int FROM deleted) AS gone FROM page p
    ORDER BY p.key DESC, p.cluster DESC LIMIT 1`
};
/**
 * Collects what nothing refers to: manifests without work, reports that arrived while their work went. Each call looks
 * at the next `limit` rows of each and answers how many went; at the end it begins again.
 */ export function createSweep(database, limit) {
    let hash = '';
    let report = {
        key: '',
        cluster: ''
    };
    return async ()=>{
        const [manifests] = await database.query(MANIFESTS, [
            hash,
            limit
        ]);
        hash = manifests?.last_hash ?? '';
        const [reports] = await database.query(REPORTS, [
            report.key,
            report.cluster,
            limit
        ]);
        report = reports ?? {
            key: '',
            cluster: ''
        };
        return (manifests?.gone ?? 0) + (reports?.gone ?? 0);
    };
}
