import {} from 'typeorm';
/**
 * Objects, their change log and the counters that order it. One function is the only way to write objects: it takes
 * the shard's counter row first and keeps it until commit, so that numbers become visible in the order they were given.
 */
export class Objects0001 {
    name = 'Objects1700000000001';
    async up(runner) {
        for (const statement of [COUNTERS, OBJECTS, CHANGES, WRITE_OBJECTS])
            await runner.query(statement);
    }
    async down(runner) {
        await runner.query('DROP FUNCTION write_objects');
        await runner.query('DROP TABLE changes, objects, change_horizon, rv_counter');
    }
}
// The counter row is rewritten by every batch: room in its page keeps that a heap-only update. The horizon has a table
// of its own, so that compaction never waits for writers nor they for it.
const COUNTERS = `
CREATE TABLE rv_counter (
  shard smallint NOT NULL,
  value bigint NOT NULL,
  CONSTRAINT rv_counter_pkey PRIMARY KEY (shard)
) WITH (fillfactor = 10);
CREATE TABLE change_horizon (
  shard smallint NOT NULL,
  value bigint NOT NULL,
  CONSTRAINT change_horizon_pkey PRIMARY KEY (shard)
);
INSERT INTO rv_counter (shard, value) VALUES (0, 1), (1, 1);
INSERT INTO change_horizon (shard, value) VALUES (0, 1), (1, 1)`;
const OBJECTS = `
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
) WITH (fillfactor = 85)`;
// write_id names one write of one process: it proves the outcome of a commit whose answer was lost.
const CHANGES = `
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
  at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT changes_pkey PRIMARY KEY (shard, rv)
);
CREATE INDEX changes_by_resource ON changes (resource, rv)`;
// Ops run in order against what the earlier ones of the same call left, so two writes to one key need no special case.
// A refused op takes no number. Answers one row per op, in order.
const WRITE_OBJECTS = `
CREATE FUNCTION write_objects(
  p_shard smallint, p_kinds text[], p_resources text[], p_namespaces text[], p_names text[],
  p_expected_rvs bigint[], p_expected_uids text[], p_uids text[], p_labels jsonb[],
  p_encodings text[], p_key_ids text[], p_bodies bytea[], p_write_ids bigint[]
) RETURNS TABLE (outcome text, new_rv bigint, found_uid text) LANGUAGE plpgsql AS $fn$
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
$fn$`;
//# sourceMappingURL=0001-objects.js.map