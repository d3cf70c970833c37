import {} from 'typeorm';
/**
 * What clusters shall do (work, with manifests stored once by their hash), what they said (reports, heartbeats).
 * save_work is the only way to write work: it takes the generation counter first, so that plans are saved one after
 * the other and a plan that was computed from an older object than the stored one is refused.
 */
export class Work0002 {
    name = 'Work1700000000002';
    async up(runner) {
        for (const statement of [WORK, REPORTS, SAVE_WORK, SWEEP_MANIFESTS])
            await runner.query(statement);
    }
    async down(runner) {
        await runner.query('DROP FUNCTION sweep_manifests, save_work');
        await runner.query('DROP TABLE heartbeats, reports, work, manifests, work_generation');
    }
}
// content_hash covers what an agent is told (not the reason): rows with equal hashes need no new generation.
const WORK = `
CREATE TABLE work_generation (
  id smallint NOT NULL,
  value bigint NOT NULL,
  CONSTRAINT work_generation_pkey PRIMARY KEY (id)
) WITH (fillfactor = 10);
INSERT INTO work_generation (id, value) VALUES (1, 0);
CREATE TABLE manifests (
  hash text COLLATE "C" NOT NULL,
  encoding text NOT NULL,
  key_id text NOT NULL,
  body bytea NOT NULL,
  CONSTRAINT manifests_pkey PRIMARY KEY (hash)
);
CREATE TABLE work (
  key text COLLATE "C" NOT NULL,
  cluster text COLLATE "C" NOT NULL,
  uid text NOT NULL,
  action text NOT NULL,
  reason text NOT NULL,
  adopt boolean NOT NULL,
  propagation_policy text,
  manifest_hash text COLLATE "C" NOT NULL,
  patch_encoding text,
  patch_key_id text,
  patch_body bytea,
  content_hash bytea NOT NULL,
  generation bigint NOT NULL,
  published boolean NOT NULL,
  CONSTRAINT work_pkey PRIMARY KEY (key, cluster)
) WITH (fillfactor = 80);
CREATE INDEX work_unpublished ON work (generation) WHERE NOT published;
CREATE INDEX work_by_cluster ON work (cluster, key);
CREATE INDEX work_by_manifest ON work (manifest_hash)`;
const REPORTS = `
CREATE TABLE reports (
  key text COLLATE "C" NOT NULL,
  cluster text COLLATE "C" NOT NULL,
  epoch bigint NOT NULL,
  instance text NOT NULL,
  sequence bigint NOT NULL,
  encoding text NOT NULL,
  key_id text NOT NULL,
  body bytea NOT NULL,
  received_at bigint NOT NULL,
  CONSTRAINT reports_pkey PRIMARY KEY (key, cluster)
) WITH (fillfactor = 80);
CREATE TABLE heartbeats (
  cluster text COLLATE "C" NOT NULL,
  instance text NOT NULL,
  sequence bigint NOT NULL,
  encoding text NOT NULL,
  key_id text NOT NULL,
  body bytea NOT NULL,
  received_at bigint NOT NULL,
  CONSTRAINT heartbeats_pkey PRIMARY KEY (cluster)
) WITH (fillfactor = 50)`;
// Planning this statement takes longer than running it: hence one plan for all calls, and LATERAL with LIMIT, which
// looks rows up one by one whatever the planner believed of the tables when they were small.
//
// Plans, their rows (p_row_plans: place of the plan, from 1) and manifests (p_man_plans) as parallel arrays. A key comes
// once per call. Answers one row per plan, in order. basis 0: the object is absent.
export const SAVE_WORK = `
CREATE FUNCTION save_work(
  p_keys text[], p_resources text[], p_namespaces text[], p_names text[], p_bases bigint[],
  p_row_plans bigint[], p_clusters text[], p_uids text[], p_actions text[], p_reasons text[], p_adopts boolean[],
  p_policies text[], p_hashes text[], p_patch_encodings text[], p_patch_key_ids text[], p_patch_bodies bytea[],
  p_contents bytea[],
  p_man_plans bigint[], p_man_hashes text[], p_man_encodings text[], p_man_key_ids text[], p_man_bodies bytea[]
) RETURNS TABLE (outcome text) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $fn$
DECLARE
  counter bigint;
BEGIN
  SELECT g.value INTO STRICT counter FROM work_generation g WHERE g.id = 1 FOR NO KEY UPDATE;
  RETURN QUERY
  WITH plan AS MATERIALIZED (
    SELECT p.place, p.key, coalesce(o.rv, 0) = p.basis AS fresh
    FROM unnest(p_keys, p_resources, p_namespaces, p_names, p_bases) WITH ORDINALITY
      AS p(key, resource, namespace, name, basis, place)
    LEFT JOIN LATERAL (
      SELECT o.rv FROM objects o
      WHERE o.resource = p.resource AND o.namespace = p.namespace AND o.name = p.name LIMIT 1
    ) o ON true
  ),
  wanted AS MATERIALIZED (
    SELECT plan.key, r.*, w.content_hash IS DISTINCT FROM r.content AS differs,
           w.reason IS DISTINCT FROM r.new_reason AS reworded
    FROM unnest(p_row_plans, p_clusters, p_uids, p_actions, p_reasons, p_adopts, p_policies, p_hashes,
                p_patch_encodings, p_patch_key_ids, p_patch_bodies, p_contents)
      AS r(place, cluster, uid, action, new_reason, adopt, policy, hash,
           patch_encoding, patch_key_id, patch_body, content)
    JOIN plan ON plan.place = r.place AND plan.fresh
    LEFT JOIN LATERAL (
      SELECT w.content_hash, w.reason FROM work w WHERE w.key = plan.key AND w.cluster = r.cluster LIMIT 1
    ) w ON true
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
                           patch_encoding, patch_key_id, patch_body, content_hash, generation, published)
    SELECT x.key, x.cluster, x.uid, x.action, x.new_reason, x.adopt, x.policy, x.hash,
           x.patch_encoding, x.patch_key_id, x.patch_body, x.content,
           counter + row_number() OVER (ORDER BY x.place, x.cluster), false
    FROM wanted x WHERE x.differs
    ON CONFLICT (key, cluster) DO UPDATE SET
      uid = excluded.uid, action = excluded.action, reason = excluded.reason, adopt = excluded.adopt,
      propagation_policy = excluded.propagation_policy, manifest_hash = excluded.manifest_hash,
      patch_encoding = excluded.patch_encoding, patch_key_id = excluded.patch_key_id,
      patch_body = excluded.patch_body, content_hash = excluded.content_hash,
      generation = excluded.generation, published = false
    RETURNING w.key
  ),
  reworded AS (
    UPDATE work w SET reason = x.new_reason FROM wanted x
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
// The counter row is held, so that no plan comes to refer to a manifest while it goes. Looks at one page of hashes.
const SWEEP_MANIFESTS = `
CREATE FUNCTION sweep_manifests(p_after text, p_limit integer)
RETURNS TABLE (last_hash text, gone bigint) LANGUAGE plpgsql AS $fn$
BEGIN
  PERFORM 1 FROM work_generation g WHERE g.id = 1 FOR NO KEY UPDATE;
  RETURN QUERY
  WITH page AS MATERIALIZED (
    SELECT m.hash FROM manifests m WHERE m.hash > p_after ORDER BY m.hash LIMIT p_limit
  ),
  deleted AS (
    DELETE FROM manifests m USING page
    WHERE m.hash = page.hash AND NOT EXISTS (SELECT 1 FROM work w WHERE w.manifest_hash = m.hash)
    RETURNING 1
  )
  SELECT max(page.hash), (SELECT count(*) FROM deleted) FROM page;
END
$fn$`;
//# sourceMappingURL=0002-work.js.map