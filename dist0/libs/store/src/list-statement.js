import { formatGroupResource } from '#libs/apimachinery';
import { shardOf } from './shards.js';
/** Collects parameters while the text is put together. */ class Parameters {
    values = [];
    /** `$n` for a value. */ add(value) {
        this.values.push(value);
        return `$${String(this.values.length)}`;
    }
}
const COLUMNS = 'namespace, name, rv, encoding, key_id, body';
/**
 * LIST in one statement: the counter and the horizon belong to the same snapshot as the items. An empty answer still is
 * one row, with null for the object. The name of the statement is its shape, so that each shape is parsed once.
 */ export function listStatement(query, at) {
    const parameters = new Parameters();
    const shard = parameters.add(shardOf(query.resource));
    const resource = parameters.add(formatGroupResource(query.resource));
    const where = keyConditions(query, parameters);
    const rows = at === undefined ? latestRows(query, parameters) : pastRows(parameters.add(at), shard);
    const limit = query.limit === undefined ? '' : `LIMIT ${parameters.add(query.limit + 1)}`;
    const text = `
    SELECT n.value AS counter, h.value AS horizon, ${following(query, at, where)} AS following,
           ${resource}::text AS resource, o.*
    FROM rv_counter n JOIN change_horizon h ON h.shard = n.shard
    LEFT JOIN LATERAL (
      SELECT ${COLUMNS} FROM (${rows(where)}) AS r ORDER BY namespace, name ${limit}
    ) o ON true
    WHERE n.shard = ${shard}`;
    return {
        name: shapeName(query, at),
        text,
        values: parameters.values
    };
}
/**
 * A namespace or name that a client asks for, as Postgres takes it: its texts hold no NUL, and one such key would fail the
 * batch of everybody who reads at that moment. No stored key has either character.
 */ export function keyText(text) {
    return text.replaceAll('\0', '\u0001');
}
/** Conditions on a key, `resource` being $2. */ function keyConditions(query, parameters) {
    const conditions = [
        'resource = $2'
    ];
    if (query.namespace !== undefined) conditions.push(`namespace = ${parameters.add(keyText(query.namespace))}`);
    if (query.name !== undefined) conditions.push(`name = ${parameters.add(keyText(query.name))}`);
    if (query.after) {
        const { namespace, name } = query.after;
        conditions.push(`(namespace, name) > (${parameters.add(keyText(namespace))}, ${parameters.add(keyText(name))})`);
    }
    return conditions.join(' AND ');
}
function latestRows(query, parameters) {
    const labels = query.labels ? ` AND labels @> ${parameters.add(JSON.stringify(query.labels))}::jsonb` : '';
    return (where)=>`SELECT ${COLUMNS} FROM objects WHERE ${where}${labels}`;
}
/**
 * The state at a version: what was not touched since, and of what was, the state before its first change. Labels narrow
 * nothing here: those of past states are not kept.
 */ function pastRows(at, shard) {
    return (where)=>`
    WITH touched AS (
      SELECT DISTINCT ON (namespace, name) namespace, name, prev_rv, prev_encoding, prev_key_id, prev_body
      FROM changes WHERE shard = ${shard} AND rv > ${at} AND ${where}
      ORDER BY namespace, name, rv
    )
    SELECT ${COLUMNS} FROM objects WHERE ${where} AND rv <= ${at}
    UNION ALL
    SELECT namespace, name, prev_rv, prev_encoding, prev_key_id, prev_body
    FROM touched WHERE prev_rv IS NOT NULL`;
}
/** How many objects there are from the start of this page on; null where it is not cheap to know. */ function following(query, at, where) {
    const known = query.limit !== undefined && at === undefined && !query.labels;
    return known ? `(SELECT count(*) FROM objects WHERE ${where})` : 'NULL::bigint';
}
function shapeName(query, at) {
    const parts = [
        query.namespace !== undefined && 'ns',
        query.name !== undefined && 'name',
        query.after && 'after',
        query.labels && at === undefined && 'labels',
        at !== undefined && 'at',
        query.limit !== undefined && 'limit'
    ];
    return [
        'list',
        ...parts.filter(Boolean)
    ].join('_');
}
