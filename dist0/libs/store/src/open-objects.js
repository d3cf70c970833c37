import { setMaxListeners } from 'node:events';
import { ObjectReader } from './object-reader.js';
import { ObjectWriter } from './object-writer.js';
import { PostgresStorage } from './postgres-storage.js';
import { SHARDS } from './shards.js';
import { Tailer } from './tailer.js';
/** Starts to follow the change log; hints of other hubs wake the tailer, commits of this one wake both. */ export async function openObjects(deps) {
    const { database, codec, limits, hints } = deps;
    const tailer = new Tailer(deps);
    await tailer.start();
    for (const shard of SHARDS)hints.on(topicOf(shard), (rv)=>tailer.wake(shard, Number(rv)));
    const writer = new ObjectWriter({
        database,
        codec,
        limits,
        onCommit: (shard, rv)=>{
            tailer.wake(shard, rv);
            hints.send(topicOf(shard), String(rv));
        }
    });
    const reader = new ObjectReader({
        database,
        codec,
        limits
    });
    const closing = new AbortController();
    // Every watch of this process listens on it.
    setMaxListeners(0, closing.signal);
    const closed = closing.signal;
    return {
        storage: new PostgresStorage({
            reader,
            writer,
            tailer,
            database,
            codec,
            limits,
            closed
        }),
        tailer,
        queues: ()=>({
                ...writer.status(),
                ...reader.status()
            }),
        close: async ()=>{
            closing.abort();
            await Promise.all([
                writer.close(),
                reader.close()
            ]);
            tailer.close();
        }
    };
}
function topicOf(shard) {
    return `shard${String(shard)}`;
}
