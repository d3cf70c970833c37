-- The schema after all migrations, checked by test/integration/store-schema.test.ts.

CREATE TABLE agents (
  cluster text COLLATE "C" NOT NULL,
  nats_public_key text NOT NULL,
  sealing_public_key text NOT NULL,
  sealing_key_id text NOT NULL,
  joined_at bigint NOT NULL,
  CONSTRAINT agents_pkey PRIMARY KEY (cluster)
);

CREATE TABLE change_horizon (
  shard smallint NOT NULL,
  value bigint NOT NULL,
  CONSTRAINT change_horizon_pkey PRIMARY KEY (shard)
);

CREATE TABLE changes (
  shard smallint NOT NULL,
  rv bigint NOT NULL,
  resource text COLLATE "C" NOT NULL,
  namespace text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  type text NOT NULL,
  encoding text NOT NULL,
  key_id text NOT NULL,
  body bytea NOT NULL,
  prev_rv bigint,
  prev_encoding text,
  prev_key_id text,
  prev_body bytea,
  write_id bigint NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT changes_pkey PRIMARY KEY (shard, rv)
);

CREATE INDEX changes_by_resource ON public.changes USING btree (resource, rv);

CREATE TABLE edges (
  edge text COLLATE "C" NOT NULL,
  nats_public_key text NOT NULL,
  sealing_public_key text NOT NULL,
  sealing_key_id text NOT NULL,
  joined_at bigint NOT NULL,
  CONSTRAINT edges_pkey PRIMARY KEY (edge)
);

CREATE TABLE generation_gaps (
  after bigint NOT NULL,
  up_to bigint NOT NULL,
  CONSTRAINT generation_gaps_pkey PRIMARY KEY (after)
);

CREATE TABLE heartbeats (
  cluster text COLLATE "C" NOT NULL,
  instance text NOT NULL,
  sequence bigint NOT NULL,
  encoding text NOT NULL,
  key_id text NOT NULL,
  body bytea NOT NULL,
  received_at bigint NOT NULL,
  CONSTRAINT heartbeats_pkey PRIMARY KEY (cluster)
) WITH (fillfactor=50);

CREATE TABLE hub_state (
  id smallint NOT NULL,
  hub_uid text NOT NULL,
  epoch bigint NOT NULL,
  deletions_held boolean NOT NULL DEFAULT false,
  CONSTRAINT hub_state_pkey PRIMARY KEY (id)
);

CREATE TABLE join_tokens (
  id text COLLATE "C" NOT NULL,
  secret_hash text NOT NULL,
  role text NOT NULL,
  name text NOT NULL,
  expires_at bigint NOT NULL,
  revoked boolean NOT NULL,
  used_by text,
  CONSTRAINT join_tokens_pkey PRIMARY KEY (id)
);

CREATE TABLE manifests (
  hash text COLLATE "C" NOT NULL,
  encoding text NOT NULL,
  key_id text NOT NULL,
  body bytea NOT NULL,
  CONSTRAINT manifests_pkey PRIMARY KEY (hash)
);

CREATE TABLE move_buckets (
  name text COLLATE "C" NOT NULL,
  tokens double precision NOT NULL,
  refilled_at bigint NOT NULL,
  CONSTRAINT move_buckets_pkey PRIMARY KEY (name)
) WITH (fillfactor=50);

CREATE TABLE objects (
  resource text COLLATE "C" NOT NULL,
  namespace text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  uid text NOT NULL,
  rv bigint NOT NULL,
  labels jsonb NOT NULL,
  encoding text NOT NULL,
  key_id text NOT NULL,
  body bytea NOT NULL,
  CONSTRAINT objects_pkey PRIMARY KEY (resource, namespace, name)
) WITH (fillfactor=85);

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
) WITH (fillfactor=80);

CREATE TABLE rv_counter (
  shard smallint NOT NULL,
  value bigint NOT NULL,
  CONSTRAINT rv_counter_pkey PRIMARY KEY (shard)
) WITH (fillfactor=10);

CREATE TABLE vault (
  name text COLLATE "C" NOT NULL,
  encoding text NOT NULL,
  key_id text NOT NULL,
  body bytea NOT NULL,
  CONSTRAINT vault_pkey PRIMARY KEY (name)
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
  attempt integer NOT NULL DEFAULT 0,
  published_at timestamp with time zone,
  memory text,
  CONSTRAINT work_pkey PRIMARY KEY (key, cluster)
) WITH (fillfactor=80);

CREATE INDEX work_by_cluster ON public.work USING btree (cluster, key);

CREATE INDEX work_by_manifest ON public.work USING btree (manifest_hash);

CREATE INDEX work_undone ON public.work USING btree (cluster) WHERE (action <> 'apply'::text);

CREATE INDEX work_unpublished ON public.work USING btree (cluster, generation) WHERE (NOT published);

CREATE TABLE work_generation (
  id smallint NOT NULL,
  value bigint NOT NULL,
  CONSTRAINT work_generation_pkey PRIMARY KEY (id)
) WITH (fillfactor=10);

CREATE OR REPLACE FUNCTION public.save_work(p_keys text[], p_resources text[], p_namespaces text[], p_names text[], p_bases bigint[], p_seen bigint[], p_row_plans bigint[], p_clusters text[], p_uids text[], p_actions text[], p_reasons text[], p_adopts boolean[], p_policies text[], p_hashes text[], p_patch_encodings text[], p_patch_key_ids text[], p_patch_bodies bytea[], p_contents bytea[], p_memories text[], p_man_plans bigint[], p_man_hashes text[], p_man_encodings text[], p_man_key_ids text[], p_man_bodies bytea[])
 RETURNS TABLE(outcome text)
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.sweep_manifests(p_after text, p_limit integer)
 RETURNS TABLE(last_hash text, gone bigint)
 LANGUAGE plpgsql
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.take_moves(p_clusters text[], p_wanted bigint[], p_now bigint, p_all_rate double precision, p_all_burst double precision, p_rate double precision, p_burst double precision)
 RETURNS TABLE(granted bigint)
 LANGUAGE plpgsql
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.write_objects(p_shard smallint, p_kinds text[], p_resources text[], p_namespaces text[], p_names text[], p_expected_rvs bigint[], p_expected_uids text[], p_uids text[], p_labels jsonb[], p_encodings text[], p_key_ids text[], p_bodies bytea[], p_write_ids bigint[])
 RETURNS TABLE(outcome text, new_rv bigint, found_uid text)
 LANGUAGE plpgsql
AS $function$
DECLARE
  counter bigint;
  first_counter bigint;
  op record;
  cur record;
BEGIN
  SELECT c.value INTO STRICT counter FROM rv_counter c WHERE c.shard = p_shard FOR NO KEY UPDATE;
  first_counter := counter;
  FOR op IN
    SELECT * FROM unnest(p_kinds, p_resources, p_namespaces, p_names, p_expected_rvs, p_expected_uids, p_uids,
                         p_labels, p_encodings, p_key_ids, p_bodies, p_write_ids)
      AS t(kind, resource, namespace, name, expected_rv, expected_uid, uid,
           labels, encoding, key_id, body, write_id)
  LOOP
    SELECT o.rv, o.uid, o.encoding, o.key_id, o.body INTO cur FROM objects o
      WHERE o.resource = op.resource AND o.namespace = op.namespace AND o.name = op.name;
    IF op.kind = 'create' THEN
      outcome := CASE WHEN FOUND THEN 'exists' ELSE 'ok' END;
    ELSE
      outcome := CASE WHEN NOT FOUND THEN 'absent'
                      WHEN cur.uid <> op.expected_uid THEN 'other-uid'
                      WHEN cur.rv <> op.expected_rv THEN 'other-rv'
                      ELSE 'ok' END;
    END IF;
    new_rv := NULL;
    found_uid := cur.uid;
    IF outcome = 'ok' THEN
      counter := counter + 1;
      new_rv := counter;
      INSERT INTO changes (shard, rv, resource, namespace, name, type, encoding, key_id, body,
                           prev_rv, prev_encoding, prev_key_id, prev_body, write_id)
        VALUES (p_shard, counter, op.resource, op.namespace, op.name,
                CASE op.kind WHEN 'create' THEN 'ADDED' WHEN 'update' THEN 'MODIFIED' ELSE 'DELETED' END,
                op.encoding, op.key_id, op.body,
                cur.rv, cur.encoding, cur.key_id, cur.body, op.write_id);
      IF op.kind = 'create' THEN
        INSERT INTO objects (resource, namespace, name, uid, rv, labels, encoding, key_id, body)
          VALUES (op.resource, op.namespace, op.name, op.uid, counter, op.labels, op.encoding, op.key_id, op.body);
      ELSIF op.kind = 'update' THEN
        UPDATE objects o
          SET uid = op.uid, rv = counter, labels = op.labels,
              encoding = op.encoding, key_id = op.key_id, body = op.body
          WHERE o.resource = op.resource AND o.namespace = op.namespace AND o.name = op.name;
      ELSE
        DELETE FROM objects o
          WHERE o.resource = op.resource AND o.namespace = op.namespace AND o.name = op.name;
      END IF;
    END IF;
    RETURN NEXT;
  END LOOP;
  IF counter > first_counter THEN
    UPDATE rv_counter SET value = counter WHERE shard = p_shard;
  END IF;
END
$function$
;
