import { formatGroupResource } from '#libs/apimachinery';
import { readLog } from './change-log.js';
import { parseResourceVersion, shardOf } from './shards.js';
import { watchChanges } from './watch-changes.js';
/** The Storage port over Postgres; see libs/apiserver/src/storage.ts for the contract. */ export class PostgresStorage {
    parts;
    constructor(parts){
        this.parts = parts;
    }
    get(key) {
        return this.parts.reader.get(key);
    }
    list(query) {
        return this.parts.reader.list(query);
    }
    write(write) {
        return this.parts.writer.write(write);
    }
    currentResourceVersion(resource) {
        return this.parts.reader.counter(shardOf(resource));
    }
    watch(query, signal) {
        const { tailer, database, codec, limits, closed } = this.parts;
        const shard = shardOf(query.resource);
        const resource = formatGroupResource(query.resource);
        const source = {
            ring: tailer.ring(shard),
            resource,
            readPage: (after)=>readLog(database, codec, {
                    shard,
                    resource,
                    after,
                    maxEntries: limits.watchBatch,
                    maxBytes: limits.tailBatchBytes
                }),
            batch: limits.watchBatch,
            tick: ()=>tailer.tick,
            closed
        };
        const position = {
            namespace: query.namespace,
            after: parseResourceVersion(query.after)
        };
        return watchChanges(source, position, signal);
    }
}
