import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { formatGroupResource, StatusError } from '#libs/apimachinery';
import { Batcher } from './batcher.js';
import { byteaArray } from './bytea-array.js';
import { toStatusError } from './db-errors.js';
import { encodeObject, withResourceVersion } from './object-rows.js';
import { parseResourceVersion, SHARDS, shardOf } from './shards.js';
import { refusal } from './write-outcome.js';
const WRITE = {
    name: 'write_objects',
    text: `SELECT outcome, new_rv, found_uid
         FROM write_objects($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`
};
const PROVE = {
    name: 'prove_writes',
    text: 'SELECT write_id, rv FROM changes WHERE shard = $1 AND rv > $2 AND write_id = ANY($3::bigint[])'
};
const PROVE_PAUSE_MS = 50;
/**
 * Group commit: concurrent writes become one statement, which is one transaction. One batch per shard is on its way at
 * a time, since the next would only wait for the same counter row.
 */ export class ObjectWriter {
    deps;
    batchers;
    newest = new Map();
    processId = BigInt(randomBytes(4).readUInt32BE() >>> 1);
    writes = 0n;
    constructor(deps){
        this.deps = deps;
        const { limits } = deps;
        this.batchers = new Map(SHARDS.map((shard)=>[
                shard,
                new Batcher({
                    name: 'write',
                    maxBatch: limits.writeBatch,
                    maxWeight: limits.writeBatchBytes,
                    weigh: ({ encoded })=>encoded.body.length,
                    maxInFlight: 1,
                    maxQueued: limits.queued,
                    run: (batch)=>this.commit(shard, batch)
                })
            ]));
    }
    /** The object as stored, after commit. */ async write(write) {
        const pending = {
            write,
            encoded: encodeObject(this.deps.codec, write.key, write.object),
            expectedRv: write.type === 'create' ? 0 : parseResourceVersion(write.expected.resourceVersion),
            writeId: String(this.processId << 32n | this.writes++ & 0xffffffffn)
        };
        const batcher = this.batchers.get(shardOf(write.key));
        if (!batcher) throw new StatusError('InternalError', 'no such shard');
        return await batcher.add(pending);
    }
    status() {
        const named = [
            ...this.batchers
        ].map(([shard, batcher])=>[
                `writes${String(shard)}`,
                batcher.status()
            ]);
        return Object.fromEntries(named);
    }
    async close() {
        await Promise.all([
            ...this.batchers.values()
        ].map((batcher)=>batcher.close()));
    }
    async commit(shard, batch) {
        for(let attempt = 1;; attempt++){
            const answer = await this.deps.database.attempt(WRITE, parameters(shard, batch));
            if (answer.ok) return this.answers(shard, batch, answer.rows);
            if (answer.failure === 'unknown') return await this.resolveUnknown(shard, batch, toStatusError('unknown', answer.error));
            if (answer.failure !== 'retry' || attempt >= this.deps.limits.attempts) throw toStatusError(answer.failure, answer.error);
        }
    }
    answers(shard, batch, rows) {
        let newest = 0;
        const results = batch.map(({ write }, index)=>{
            const row = rows[index];
            if (!row) return new StatusError('InternalError', 'the database answered too few outcomes');
            if (row.new_rv === null) return refusal(write, row.outcome, row.found_uid ?? '');
            newest = Number(row.new_rv);
            return withResourceVersion(write.object, row.new_rv);
        });
        if (newest > 0) this.committed(shard, newest);
        return results;
    }
    committed(shard, rv) {
        this.newest.set(shard, rv);
        this.deps.onCommit(shard, rv);
    }
    /**
   * The connection went away with the answer. What the log holds was committed; and as a batch commits as a whole, its
   * other writes were refused and may run again. When the log holds none of it, an old session may still be committing:
   * then nobody knows, and the callers are told so.
   */ async resolveUnknown(shard, batch, unknown) {
        const found = await this.findInLog(shard, batch);
        if (found.size === 0) return batch.map(()=>unknown);
        this.committed(shard, Math.max(...[
            ...found.values()
        ].map(Number)));
        const refused = batch.filter(({ writeId })=>!found.has(writeId));
        const again = refused.length === 0 ? [] : await this.commit(shard, refused);
        const rest = new Map(refused.map(({ writeId }, index)=>[
                writeId,
                again[index] ?? unknown
            ]));
        return batch.map(({ write, writeId })=>{
            const rv = found.get(writeId);
            return rv === undefined ? rest.get(writeId) ?? unknown : withResourceVersion(write.object, rv);
        });
    }
    async findInLog(shard, batch) {
        const { database, limits } = this.deps;
        const ids = batch.map(({ writeId })=>writeId);
        const values = [
            shard,
            this.newest.get(shard) ?? 0,
            ids
        ];
        for(let waited = 0; waited < limits.proveTimeoutMs; waited += PROVE_PAUSE_MS){
            const answer = await database.attempt(PROVE, values);
            if (answer.ok) return new Map(answer.rows.map((row)=>[
                    row.write_id,
                    row.rv
                ]));
            await delay(PROVE_PAUSE_MS);
        }
        return new Map();
    }
}
function parameters(shard, batch) {
    const keys = batch.map(({ write })=>write.key);
    return [
        shard,
        batch.map(({ write })=>write.type),
        keys.map(formatGroupResource),
        keys.map(({ namespace })=>namespace),
        keys.map(({ name })=>name),
        batch.map(({ expectedRv })=>expectedRv),
        batch.map(({ write })=>write.type === 'create' ? '' : write.expected.uid),
        batch.map(({ write })=>write.object.metadata.uid ?? ''),
        batch.map(({ write })=>JSON.stringify(write.object.metadata.labels ?? {})),
        batch.map(({ encoded })=>encoded.encoding),
        batch.map(({ encoded })=>encoded.keyId),
        byteaArray(batch.map(({ encoded })=>encoded.body)),
        batch.map(({ writeId })=>writeId)
    ];
}
