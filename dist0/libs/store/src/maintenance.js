import { SHARDS } from './shards.js';
/**
 * One statement, hence one transaction: whoever sees the shorter log sees the higher horizon. The lock makes one hub do
 * it; another that comes meanwhile does nothing. Looks at the oldest rows only.
 */ const COMPACT = {
    name: 'compact',
    text: `
    WITH alone AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(19780, $1::int) AS yes),
    oldest AS (
      SELECT c.rv, c.at FROM changes c, alone WHERE alone.yes AND c.shard = $1::smallint ORDER BY c.rv LIMIT $4
    ),
    cut AS (
      SELECT max(o.rv) AS rv FROM oldest o
      WHERE o.at < now() - $2::bigint * interval '1 millisecond'
         OR o.rv <= (SELECT value FROM rv_counter WHERE shard = $1::smallint) - $3::bigint
    ),
    raised AS (
      UPDATE change_horizon h SET value = cut.rv FROM cut
      WHERE h.shard = $1::smallint AND cut.rv > h.value RETURNING h.value
    ),
    gone AS (
      DELETE FROM changes c USING raised WHERE c.shard = $1::smallint AND c.rv <= raised.value RETURNING 1
    )
    SELECT count(*)::int AS gone FROM gone`
};
/** Cuts the change log of one shard back to its retention; answers how many changes went. */ export async function compactShard(database, limits, shard) {
    const { retentionMs, retainedChanges, compactionBatch } = limits;
    let total = 0;
    for(;;){
        const [row] = await database.query(COMPACT, [
            shard,
            retentionMs,
            retainedChanges,
            compactionBatch
        ]);
        const gone = row?.gone ?? 0;
        total += gone;
        if (gone < compactionBatch) return total;
    }
}
/** Runs compaction and the given sweep from time to time; a failed pass is logged, the next one tries again. */ export function startMaintenance(deps, sweep) {
    const { database, limits, clock, logger } = deps;
    const stopCompaction = repeat(clock, limits.compactionMs, async ()=>{
        try {
            for (const shard of SHARDS){
                const gone = await compactShard(database, limits, shard);
                if (gone > 0) logger.debug({
                    shard,
                    gone
                }, 'compacted the change log');
            }
        } catch (error) {
            logger.warn({
                err: error
            }, 'could not compact the change log');
        }
    });
    const stopSweep = repeat(clock, limits.sweepMs, async ()=>{
        try {
            await sweep();
        } catch (error) {
            logger.warn({
                err: error
            }, 'could not sweep what nothing refers to');
        }
    });
    return ()=>{
        stopCompaction();
        stopSweep();
    };
}
function repeat(clock, ms, task) {
    let stopped = false;
    let cancel = ()=>undefined;
    const next = ()=>{
        cancel = clock.after(ms, ()=>{
            void task().finally(()=>{
                if (!stopped) next();
            });
        });
    };
    next();
    return ()=>{
        stopped = true;
        cancel();
    };
}
