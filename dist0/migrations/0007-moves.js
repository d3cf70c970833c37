import {} from 'typeorm';
import { SAVE_WORK as SAVE_WORK_0002 } from './0002-work.js';
/**
 * What moving replicas needs: a memory beside each work row that no agent is told (docs/decisions/0020-moving-replicas.md),
 * save_work with it, the token buckets that bound how fast replicas move, and a way to the rows that are debts.
 */
export class Moves0007 {
    name = 'Moves1700000000007';
    async up(runner) {
        await runner.query('ALTER TABLE work ADD COLUMN memory text');
        await runner.query("CREATE INDEX work_undone ON work (cluster) WHERE action <> 'apply'");
        await runner.query('DROP FUNCTION save_work');
        for (const statement of [SAVE_WORK, BUCKETS, TAKE_MOVES])
            await runner.query(statement);
    }
    async down(runner) {
        await runner.query('DROP FUNCTION save_work, take_moves');
        await runner.query('DROP TABLE move_buckets');
        await runner.query('DROP INDEX work_undone');
        await runner.query('ALTER TABLE work DROP COLUMN memory');
        await runner.query(SAVE_WORK_0002);
    }
}
// As in 0002, and: a plan that was computed from rows older than the stored ones (p_seen, where given: the newest
// generation it saw) is refused if it would change any: two hubs at different steps of one move must not undo each other.
const SAVE_WORK = `
CREATE FUNCTION save_work(
  p_keys text[], p_resources text[], p_namespaces text[], p_names text[], p_bases bigint[], p_seen bigint[],
  p_row_plans bigint[], p_clusters text[], p_uids text[], p_actions text[], p_reasons text[], p_adopts boolean[],
  p_policies text[], p_hashes text[], p_patch_encodings text[], p_patch_key_ids text[], p_patch_bodies bytea[],
  p_contents bytea[], p_memories text[],
  p_man_plans bigint[], p_man_hashes text[], p_man_encodings text[], p_man_key_ids text[], p_man_bodies bytea[]
) RETURNS TABLE (outcome text) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $fn$
DECLARE
  counter bigint;
BEGIN
  SELECT g.value INTO STRICT counter FROM work_generation g WHERE g.id = 1 FOR NO KEY UPDATE;
  RETURN QUERY
  WITH asked AS MATERIALIZED (
    SELECT p.place, p.key, coalesce(o.rv, 0) = p.basis AS current,
           p.seen IS NOT NULL
             AND EXISTS (SELECT 1 FROM work w WHERE w.key = p.key AND w.generation > p.seen) AS behind
    FROM unnest(p_keys, p_resources, p_namespaces, p_names, p_bases, p_seen) WITH ORDINALITY
      AS p(key, resource, namespace, name, basis, seen, place)
    LEFT JOIN LATERAL (
      SELECT o.rv FROM objects o
      WHERE o.resource = p.resource AND o.namespace = p.namespace AND o.name = p.name LIMIT 1
    ) o ON true
  ),
  compared AS MATERIALIZED (
    SELECT asked.key, r.*, w.content_hash IS DISTINCT FROM r.content AS differs,
           (w.reason, w.memory) IS DISTINCT FROM (r.new_reason, r.new_memory) AS reworded
    FROM unnest(p_row_plans, p_clusters, p_uids, p_actions, p_reasons, p_adopts, p_policies, p_hashes,
                p_patch_encodings, p_patch_key_ids, p_patch_bodies, p_contents, p_memories)
      AS r(place, cluster, uid, action, new_reason, adopt, policy, hash,
           patch_encoding, patch_key_id, patch_body, content, new_memory)
    JOIN asked ON asked.place = r.place AND asked.current
    LEFT JOIN LATERAL (
      SELECT w.content_hash, w.reason, w.memory FROM work w
      WHERE w.key = asked.key AND w.cluster = r.cluster LIMIT 1
    ) w ON true
  ),
  plan AS MATERIALIZED (
    SELECT asked.place, asked.key, asked.current AND NOT (
      asked.behind AND (
        EXISTS (SELECT 1 FROM compared x WHERE x.place = asked.place AND x.differs)
        OR EXISTS (
          SELECT 1 FROM work w WHERE w.key = asked.key
            AND NOT EXISTS (SELECT 1 FROM compared x WHERE x.key = w.key AND x.cluster = w.cluster)
        )
      )
    ) AS fresh
    FROM asked
  ),
  wanted AS MATERIALIZED (
    SELECT x.* FROM compared x JOIN plan ON plan.place = x.place AND plan.fresh
  ),
  stored AS (
    INSERT INTO manifests (hash, encoding, key_id, body)
    SELECT m.hash, m.encoding, m.key_id, m.body
    FROM unnest(p_man_plans, p_man_hashes, p_man_encodings, p_man_key_ids, p_man_bodies)
      AS m(place, hash, encoding, key_id, body)
    JOIN plan ON plan.place = m.place AND plan.fresh
    ON CONFLICT (hash) DO NOTHING
  ),
  gone AS (
    DELETE FROM work w USING plan
    WHERE plan.fresh AND w.key = plan.key
      AND NOT EXISTS (SELECT 1 FROM wanted x WHERE x.key = w.key AND x.cluster = w.cluster)
    RETURNING w.key, w.cluster
  ),
  forgotten AS (
    DELETE FROM reports r USING gone WHERE r.key = gone.key AND r.cluster = gone.cluster
  ),
  written AS (
    INSERT INTO work AS w (key, cluster, uid, action, reason, adopt, propagation_policy, manifest_hash,
                           patch_encoding, patch_key_id, patch_body, content_hash, memory, generation, published)
    SELECT x.key, x.cluster, x.uid, x.action, x.new_reason, x.adopt, x.policy, x.hash,
           x.patch_encoding, x.patch_key_id, x.patch_body, x.content, x.new_memory,
           counter + row_number() OVER (ORDER BY x.place, x.cluster), false
    FROM wanted x WHERE x.differs
    ON CONFLICT (key, cluster) DO UPDATE SET
      uid = excluded.uid, action = excluded.action, reason = excluded.reason, adopt = excluded.adopt,
      propagation_policy = excluded.propagation_policy, manifest_hash = excluded.manifest_hash,
      patch_encoding = excluded.patch_encoding, patch_key_id = excluded.patch_key_id,
      patch_body = excluded.patch_body, content_hash = excluded.content_hash, memory = excluded.memory,
      generation = excluded.generation, published = false
    RETURNING w.key
  ),
  reworded AS (
    UPDATE work w SET reason = x.new_reason, memory = x.new_memory FROM wanted x
    WHERE w.key = x.key AND w.cluster = x.cluster AND x.reworded AND NOT x.differs
    RETURNING w.key
  ),
  counted AS (
    UPDATE work_generation g SET value = counter + (SELECT count(*) FROM wanted x WHERE x.differs)
    WHERE g.id = 1 AND EXISTS (SELECT 1 FROM wanted x WHERE x.differs)
  ),
  touched AS (
    SELECT key FROM written UNION SELECT key FROM reworded UNION SELECT key FROM gone
  )
  SELECT CASE WHEN NOT plan.fresh THEN 'stale' WHEN touched.key IS NULL THEN 'unchanged' ELSE 'saved' END
  FROM plan LEFT JOIN touched ON touched.key = plan.key
  ORDER BY plan.place;
END
$fn$`;
const BUCKETS = `
CREATE TABLE move_buckets (
  name text COLLATE "C" NOT NULL,
  tokens double precision NOT NULL,
  refilled_at bigint NOT NULL,
  CONSTRAINT move_buckets_pkey PRIMARY KEY (name)
) WITH (fillfactor = 50)`;
// Asks in order; each is given what the bucket of its cluster and the bucket of all ('') hold. p_now on the hub's clock, ms;
// rates per second. The row of '' is locked first, so that nobody waits in a circle.
const TAKE_MOVES = `
CREATE FUNCTION take_moves(
  p_clusters text[], p_wanted bigint[], p_now bigint,
  p_all_rate double precision, p_all_burst double precision, p_rate double precision, p_burst double precision
) RETURNS TABLE (granted bigint) LANGUAGE plpgsql AS $fn$
DECLARE
  everything double precision;
  own double precision;
  i integer;
BEGIN
  INSERT INTO move_buckets AS b (name, tokens, refilled_at) VALUES ('', p_all_burst, p_now)
  ON CONFLICT (name) DO UPDATE SET
    tokens = least(p_all_burst, b.tokens + p_all_rate * greatest(0, p_now - b.refilled_at) / 1000),
    refilled_at = greatest(b.refilled_at, p_now)
  RETURNING tokens INTO everything;
  FOR i IN 1 .. coalesce(array_length(p_clusters, 1), 0) LOOP
    INSERT INTO move_buckets AS b (name, tokens, refilled_at) VALUES (p_clusters[i], p_burst, p_now)
    ON CONFLICT (name) DO UPDATE SET
      tokens = least(p_burst, b.tokens + p_rate * greatest(0, p_now - b.refilled_at) / 1000),
      refilled_at = greatest(b.refilled_at, p_now)
    RETURNING tokens INTO own;
    granted := greatest(0, least(p_wanted[i], floor(own)::bigint, floor(everything)::bigint));
    IF granted > 0 THEN
      everything := everything - granted;
      UPDATE move_buckets b SET tokens = b.tokens - granted WHERE b.name = p_clusters[i];
    END IF;
    RETURN NEXT;
  END LOOP;
  UPDATE move_buckets b SET tokens = everything WHERE b.name = '';
END
$fn$`;
//# sourceMappingURL=0007-moves.js.map