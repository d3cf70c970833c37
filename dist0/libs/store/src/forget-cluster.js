import { coldPath } from './cold-path.js';
/**
 * Drops what is kept about one cluster: its work and reports, its last heartbeat, and, unless `keepAgent`, who joined as it.
 * Answers how many rows of work there were. Idempotent.
 */ export async function forgetCluster(dataSource, cluster, { keepAgent = false } = {}) {
    return await coldPath(()=>dataSource.transaction(async (manager)=>{
            // As save_work does, first: plans being saved are done before, or come after, and no two wait for each other's rows.
            await manager.query('SELECT 1 FROM work_generation WHERE id = 1 FOR NO KEY UPDATE');
            const gone = await manager.query(`WITH gone AS (DELETE FROM work w WHERE w.cluster = $1 RETURNING w.key),
         reported AS (DELETE FROM reports r USING gone WHERE r.key = gone.key AND r.cluster = $1),
         heard AS (DELETE FROM heartbeats WHERE cluster = $1)
         SELECT count(*)::int AS rows FROM gone`, [
                cluster
            ]);
            if (!keepAgent) await manager.query('DELETE FROM agents WHERE cluster = $1', [
                cluster
            ]);
            return gone[0]?.rows ?? 0;
        }));
}
