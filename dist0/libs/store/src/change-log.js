import { decodeObject } from './object-rows.js';
// The running sum of sizes ends a page before it outgrows memory; its first row always comes through.
const PAGE = (condition)=>`
  SELECT n.value AS counter, h.value AS horizon, c.*
  FROM rv_counter n JOIN change_horizon h ON h.shard = n.shard
  LEFT JOIN LATERAL (
    SELECT rv, resource, namespace, name, type, encoding, key_id, body,
           prev_rv, prev_encoding, prev_key_id, prev_body
    FROM (
      SELECT r.*, sum(octet_length(body) + coalesce(octet_length(prev_body), 0)) OVER (ORDER BY rv)
                  - octet_length(body) - coalesce(octet_length(prev_body), 0) AS bytes_before
      FROM (SELECT * FROM changes WHERE ${condition} AND rv > $2 ORDER BY rv LIMIT $3) r
    ) s WHERE bytes_before <= $4 ORDER BY rv
  ) c ON true
  WHERE n.shard = $1`;
const WHOLE = {
    name: 'log_page',
    text: PAGE('shard = $1')
};
const OF_RESOURCE = {
    name: 'log_page_of_resource',
    text: PAGE('resource = $5')
};
const POSITIONS = {
    name: 'log_positions',
    text: 'SELECT n.shard, n.value AS counter, h.value AS horizon FROM rv_counter n JOIN change_horizon h USING (shard)'
};
export async function readLog(database, codec, query) {
    const values = [
        query.shard,
        query.after,
        query.maxEntries,
        query.maxBytes
    ];
    const rows = query.resource === undefined ? await database.query(WHOLE, values) : await database.query(OF_RESOURCE, [
        ...values,
        query.resource
    ]);
    const counter = Number(rows[0]?.counter ?? 0);
    const horizon = Number(rows[0]?.horizon ?? 0);
    const entries = rows.filter(({ rv })=>rv !== null).map((row)=>toEntry(codec, row));
    const last = entries.at(-1)?.rv;
    // A page may have been cut short by either bound; only an empty one, or one that ends at the counter, is the end.
    const complete = last === undefined || last === counter;
    return {
        entries,
        upTo: last ?? counter,
        complete,
        counter,
        horizon
    };
}
/** Counter and horizon of each shard. */ export async function readPositions(database) {
    const rows = await database.query(POSITIONS, []);
    return rows.map((row)=>({
            shard: row.shard,
            counter: Number(row.counter),
            horizon: Number(row.horizon)
        }));
}
function toEntry(codec, row) {
    return {
        rv: Number(row.rv),
        resource: row.resource,
        namespace: row.namespace,
        bytes: row.body.length + (row.prev_body?.length ?? 0),
        item: toChange(codec, row)
    };
}
/** Bodies are opened when somebody looks, once for all watchers: most changes are watched by one or nobody. */ function toChange(codec, row) {
    const { type, rv, prev_rv, prev_encoding, prev_key_id, prev_body } = row;
    const object = once(()=>decodeObject(codec, row));
    const change = {
        type,
        resourceVersion: rv,
        get object () {
            return object();
        }
    };
    if (prev_rv === null || prev_encoding === null || prev_key_id === null || prev_body === null) return change;
    const before = {
        ...row,
        rv: prev_rv,
        encoding: prev_encoding,
        key_id: prev_key_id,
        body: prev_body
    };
    const previous = once(()=>decodeObject(codec, before));
    return Object.defineProperty(change, 'previous', {
        enumerable: true,
        get: previous
    });
}
function once(make) {
    let pending = make;
    let value;
    return ()=>{
        if (pending) {
            value = pending();
            pending = undefined;
        }
        return value;
    };
}
