import { WORK_COLUMNS } from './work-rows.js';
/** The statements of the outbox: work that is not published, and how it enters and leaves. */ /**
 * A page by turns: each cluster that has work waiting gets an equal share of $1 rows, its oldest first, after the generation
 * that it is past ($2, $4: clusters and generations, parallel). Clusters beyond $1 begin with those that had no turn yet. Cut by
 * stored bytes ($3) as well, but never empty because of them. A manifest travels once per answer, with the first row that
 * refers to it. Agent and epoch are read in the same snapshot: who reads a row that a join, or
 * a new epoch, put back also reads the key of that join, or that epoch. While deletions are held they are not in the outbox.
 * Clusters are found one by one in the index, so that a long queue of one costs nothing.
 */ export const OUTBOX = {
    name: 'outbox',
    text: `
    WITH RECURSIVE waiting AS (
      (SELECT w.cluster FROM work w WHERE NOT w.published ORDER BY w.cluster LIMIT 1)
      UNION ALL
      SELECT (SELECT w.cluster FROM work w WHERE NOT w.published AND w.cluster > waiting.cluster
              ORDER BY w.cluster LIMIT 1)
      FROM waiting WHERE waiting.cluster IS NOT NULL
    ),
    turn AS MATERIALIZED (
      SELECT waiting.cluster, past.generation, greatest(1, $1::bigint / count(*) OVER ()) AS share
      FROM waiting LEFT JOIN unnest($2::text[], $4::bigint[]) AS past(cluster, generation)
        ON past.cluster = waiting.cluster
      WHERE waiting.cluster IS NOT NULL
    ),
    page AS MATERIALIZED (
      SELECT next.*, coalesce(octet_length(m.body), 0) AS bytes,
             row_number() OVER (PARTITION BY next.cluster ORDER BY next.generation) AS place
      FROM turn CROSS JOIN LATERAL (
        SELECT ${WORK_COLUMNS}, w.attempt, turn.generation IS NOT NULL AS had_turn
        FROM work w
        WHERE NOT w.published AND w.cluster = turn.cluster AND w.generation > coalesce(turn.generation, 0)
          AND NOT (w.action = 'delete' AND coalesce((SELECT h.deletions_held FROM hub_state h WHERE h.id = 1), false))
        ORDER BY w.generation LIMIT turn.share
      ) next LEFT JOIN manifests m ON m.hash = next.manifest_hash
      ORDER BY had_turn, place, next.generation LIMIT $1
    ),
    cut AS (
      SELECT page.*, sum(page.bytes) OVER (ORDER BY had_turn, place, generation) - page.bytes AS before FROM page
    )
    SELECT ${WORK_COLUMNS}, w.attempt, a.sealing_key_id AS agent_key_id, a.sealing_public_key AS agent_public_key,
           coalesce((SELECT h.epoch FROM hub_state h WHERE h.id = 1), 0) AS epoch,
           m.encoding AS manifest_encoding, m.key_id AS manifest_key_id,
           CASE WHEN row_number() OVER (PARTITION BY w.manifest_hash ORDER BY w.had_turn, w.place, w.generation) = 1
                THEN m.body END AS manifest_body
    FROM cut w
    LEFT JOIN manifests m ON m.hash = w.manifest_hash
    LEFT JOIN agents a ON a.cluster = w.cluster
    WHERE w.before < $3
    ORDER BY w.had_turn, w.place, w.generation`
};
// A row that was put back since it was read stays: what was sent may not be what it shall be sent for. Losing this to a
// crash only publishes the same value again: not worth waiting for the disk.
export const MARK_PUBLISHED = {
    name: 'mark_published',
    text: `
    WITH relaxed AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
    UPDATE work w SET published = true, published_at = now()
    FROM unnest($1::text[], $2::text[], $3::bigint[], $4::integer[]) AS t(key, cluster, generation, attempt), relaxed
    WHERE w.key = t.key AND w.cluster = t.cluster AND w.generation = t.generation AND w.attempt = t.attempt
      AND NOT w.published`
};
const PAGE_OF_ALL = 'SELECT key, cluster FROM work WHERE (key, cluster) > ($1, $2) ORDER BY key, cluster';
const PAGE_OF_CLUSTER = 'SELECT key, cluster FROM work WHERE cluster = $2 AND key > $1 ORDER BY key';
// Rows that are in the outbox already are counted as put back as well: somebody may be about to take them out.
const republish = (page)=>`
  WITH page AS MATERIALIZED (${page} LIMIT $3),
  again AS (
    UPDATE work w SET published = false, attempt = w.attempt + 1 FROM page p
    WHERE w.key = p.key AND w.cluster = p.cluster
  )
  SELECT key, cluster FROM page`;
export const REPUBLISH_ALL = {
    name: 'republish_all',
    text: republish(PAGE_OF_ALL)
};
export const REPUBLISH_CLUSTER = {
    name: 'republish_cluster',
    text: republish(PAGE_OF_CLUSTER)
};
/** The rows of one cluster that are named. */ export const REPUBLISH_KEYS = {
    name: 'republish_keys',
    text: `
    WITH again AS (
      UPDATE work w SET published = false, attempt = w.attempt + 1
      WHERE w.cluster = $1 AND w.key = ANY($2::text[])
      RETURNING 1
    )
    SELECT count(*)::int AS rows FROM again`
};
/** By the database's clock, which also wrote the times. */ export const REPUBLISH_RECENT = {
    name: 'republish_recent',
    text: `
    WITH again AS (
      UPDATE work w SET published = false, attempt = w.attempt + 1
      WHERE w.published AND w.published_at > now() - $1::bigint * interval '1 millisecond'
      RETURNING 1
    )
    SELECT count(*)::int AS rows FROM again`
};
