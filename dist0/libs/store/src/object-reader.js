import { formatGroupResource, StatusError } from '#libs/apimachinery';
import { Batcher } from './batcher.js';
import { keyText, listStatement } from './list-statement.js';
import { decodeObject } from './object-rows.js';
import { expired, parseResourceVersion } from './shards.js';
// LATERAL with LIMIT looks rows up one by one, whatever the planner believed of the table when it was small.
const GET = {
    name: 'get_objects',
    text: `SELECT t.place, o.resource, o.namespace, o.name, o.rv, o.encoding, o.key_id, o.body
         FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS t(resource, namespace, name, place)
         JOIN LATERAL (
           SELECT * FROM objects o
           WHERE o.resource = t.resource AND o.namespace = t.namespace AND o.name = t.name LIMIT 1
         ) o ON true`
};
const COUNTER = {
    name: 'counter',
    text: 'SELECT value FROM rv_counter WHERE shard = $1'
};
/** Reads of the latest committed state, and of past states out of the change log. */ export class ObjectReader {
    deps;
    gets;
    counters;
    constructor(deps){
        this.deps = deps;
        const { readBatch: maxBatch, queued: maxQueued } = deps.limits;
        this.gets = new Batcher({
            name: 'get',
            maxBatch,
            maxInFlight: 2,
            maxQueued,
            run: (keys)=>this.getMany(keys)
        });
        this.counters = new Batcher({
            name: 'resourceVersion',
            maxBatch,
            maxInFlight: 2,
            maxQueued,
            run: (shards)=>this.readCounters(shards)
        });
    }
    get(key) {
        return this.gets.add(key);
    }
    counter(shard) {
        return this.counters.add(shard);
    }
    /** One statement, hence one snapshot: the version it answers is exact for the items it answers. */ async list(query) {
        const at = query.at === undefined ? undefined : parseResourceVersion(query.at);
        const statement = listStatement(query, at);
        const rows = await this.deps.database.query(statement, statement.values);
        const [first] = rows;
        if (!first) throw new StatusError('InternalError', 'a counter row is missing');
        checkReachable(at, Number(first.horizon), Number(first.counter));
        const found = rows.filter((row)=>row.name !== null);
        const page = query.limit === undefined ? found : found.slice(0, query.limit);
        const items = page.map((row)=>decodeObject(this.deps.codec, row));
        const last = page.at(-1);
        return {
            items,
            resourceVersion: at === undefined ? first.counter : String(at),
            ...last && found.length > page.length ? {
                next: {
                    namespace: last.namespace,
                    name: last.name
                },
                ...remaining(first, page.length)
            } : {}
        };
    }
    status() {
        return {
            gets: this.gets.status(),
            counters: this.counters.status()
        };
    }
    async close() {
        await Promise.all([
            this.gets.close(),
            this.counters.close()
        ]);
    }
    async getMany(keys) {
        const values = [
            keys.map(formatGroupResource),
            keys.map(({ namespace })=>keyText(namespace)),
            keys.map(({ name })=>keyText(name))
        ];
        const rows = await this.deps.database.query(GET, values);
        const byPlace = new Map(rows.map((row)=>[
                Number(row.place),
                row
            ]));
        return keys.map((_, index)=>{
            const row = byPlace.get(index + 1);
            return row && decodeObject(this.deps.codec, row);
        });
    }
    async readCounters(shards) {
        const distinct = [
            ...new Set(shards)
        ];
        const values = await Promise.all(distinct.map(async (shard)=>{
            const [row] = await this.deps.database.query(COUNTER, [
                shard
            ]);
            return [
                shard,
                row?.value ?? '0'
            ];
        }));
        const byShard = new Map(values);
        return shards.map((shard)=>byShard.get(shard) ?? '0');
    }
}
function checkReachable(at, horizon, counter) {
    if (at === undefined) return;
    if (at < horizon) throw expired(at, horizon);
    if (at > counter) {
        const message = `Too large resource version: ${String(at)}, current: ${String(counter)}`;
        const causes = [
            {
                reason: 'ResourceVersionTooLarge',
                message: 'Too large resource version'
            }
        ];
        throw new StatusError('Timeout', message, {
            details: {
                causes,
                retryAfterSeconds: 1
            }
        });
    }
}
function remaining(row, shown) {
    return row.following === null ? undefined : {
        remaining: Number(row.following) - shown
    };
}
